/* SPDX-License-Identifier: MIT */
#include "issues_trial.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

#include "base/banned.h"

enum { EXAMPLE_LETTERS = 90 };

static struct issues_trial_row *row_of(struct issues_trial *trial, struct str id)
{
    uint32_t number = table_add(&trial->issues, id);
    if (number >= trial->row_cap) {
        size_t cap = trial->row_cap ? trial->row_cap * 2 : 256;
        trial->rows = realloc(trial->rows, cap * sizeof *trial->rows);
        MUST(trial->rows != NULL);
        memset(trial->rows + trial->row_cap, 0, (cap - trial->row_cap) * sizeof *trial->rows);
        trial->row_cap = cap;
    }
    return &trial->rows[number];
}

static void count_move(struct issues_trial *trial, struct str from, struct str to)
{
    struct str name = arena_printf(&trial->scratch, STR_FMT " -> " STR_FMT, STR_ARG(from), STR_ARG(to));
    uint32_t number = table_add(&trial->moves, name);
    if (number >= trial->move_cap) {
        size_t cap = trial->move_cap ? trial->move_cap * 2 : 256;
        trial->move_counts = realloc(trial->move_counts, cap * sizeof *trial->move_counts);
        MUST(trial->move_counts != NULL);
        memset(trial->move_counts + trial->move_cap, 0, (cap - trial->move_cap) * sizeof *trial->move_counts);
        trial->move_cap = cap;
    }
    trial->move_counts[number]++;
}

static bool has(const struct reading *reading, struct str id)
{
    for (size_t i = 0; i < reading->issue_count; i++)
        if (str_eq(reading->issues[i].id, id))
            return true;
    return false;
}

static void keep_example(struct issues_trial *trial, struct issues_trial_row *row, const char *sign, struct str text)
{
    if (row->example_count == ISSUES_TRIAL_EXAMPLES)
        return;
    struct str shown = utf8_shorten(&trial->scratch, utf8_clean(&trial->scratch, text), EXAMPLE_LETTERS);
    struct str line = arena_printf(&trial->arena, "%s " STR_FMT, sign, STR_ARG(shown));
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == '\n' || line.ptr[i] == '\t')
            ((char *)(uintptr_t)line.ptr)[i] = ' ';
    row->examples[row->example_count++] = line;
}

static struct str first_issue(const struct reading *reading)
{
    return reading->issue_count > 0 ? reading->issues[0].id : STR("none");
}

void issues_trial_see(struct issues_trial *trial, const struct post *post)
{
    struct reading now, then;
    arena_reset(&trial->scratch);
    analyse_posts(trial->now, post, 1, &trial->scratch, &now);
    analyse_posts(trial->then, post, 1, &trial->scratch, &then);
    trial->posts++;
    for (size_t i = 0; i < now.issue_count; i++) {
        struct issues_trial_row *row = row_of(trial, now.issues[i].id);
        row->now++;
        if (!has(&then, now.issues[i].id)) {
            row->lost++;
            keep_example(trial, row, "-", post->text);
        }
    }
    for (size_t i = 0; i < then.issue_count; i++) {
        struct issues_trial_row *row = row_of(trial, then.issues[i].id);
        row->then++;
        if (!has(&now, then.issues[i].id)) {
            row->gained++;
            keep_example(trial, row, "+", post->text);
        }
    }
    if (!str_eq(first_issue(&now), first_issue(&then)))
        count_move(trial, first_issue(&now), first_issue(&then));
}

static void print_head(const struct issues_trial *trial, const struct tongue *tongue, bool any)
{
    struct str posts = tongue_number(tongue, (double)trial->posts, 0);
    printf(STR_FMT "\n", STR_ARG(tongue_say(tongue, "trial.posts", {"posts", posts})));
    if (any)
        printf("%-36.*s %7.*s %7.*s %7.*s %7.*s\n", STR_ARG(tongue_get(tongue, "say.issue")),
               STR_ARG(tongue_get(tongue, "trial.now")), STR_ARG(tongue_get(tongue, "trial.then")),
               STR_ARG(tongue_get(tongue, "trial.gained")), STR_ARG(tongue_get(tongue, "trial.lost")));
    else
        printf(STR_FMT "\n", STR_ARG(tongue_get(tongue, "trial.none")));
}

void issues_trial_print(const struct issues_trial *trial, const struct tongue *tongue)
{
    bool any = trial->moves.count > 0;
    for (uint32_t i = 0; i < trial->issues.count; i++)
        any = any || trial->rows[i].gained + trial->rows[i].lost > 0;
    print_head(trial, tongue, any);
    for (uint32_t i = 0; i < trial->issues.count; i++) {
        const struct issues_trial_row *row = &trial->rows[i];
        if (row->gained + row->lost == 0)
            continue;
        printf("%-36.*s %7zu %7zu %7zu %7zu\n", STR_ARG(table_name(&trial->issues, i)), row->now, row->then, row->gained,
               row->lost);
        for (size_t e = 0; e < row->example_count; e++)
            printf("    " STR_FMT "\n", STR_ARG(row->examples[e]));
    }
    for (uint32_t i = 0; i < trial->moves.count; i++)
        printf(STR_FMT " %5zu  " STR_FMT "\n", STR_ARG(tongue_get(tongue, "trial.moved")), trial->move_counts[i],
               STR_ARG(table_name(&trial->moves, i)));
}

void issues_trial_free(struct issues_trial *trial)
{
    table_free(&trial->issues);
    table_free(&trial->moves);
    free(trial->rows);
    free(trial->move_counts);
    arena_free(&trial->arena);
    arena_free(&trial->scratch);
}
