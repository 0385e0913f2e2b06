/* SPDX-License-Identifier: MIT */
#include "corrections.h"

#include <stdlib.h>

#include "base/banned.h"

enum { PAGE = 256 };

static struct correction *of_post(struct corrections *corrections, struct str post)
{
    uint32_t number = table_add(&corrections->posts, post);
    if (number >= corrections->cap) {
        size_t cap = corrections->cap ? corrections->cap * 2 : 256;
        corrections->of = realloc(corrections->of, cap * sizeof *corrections->of);
        MUST(corrections->of != NULL);
        memset(corrections->of + corrections->cap, 0, (cap - corrections->cap) * sizeof *corrections->of);
        corrections->cap = cap;
    }
    return &corrections->of[number];
}

/* One of the three; another officer's other word is a dispute, until the two say the same. */
static void say(struct correction *correction, struct str *word, struct str *by, struct str now, struct str who)
{
    if (now.len == 0)
        return;
    if (word->len > 0 && !str_eq(*by, who))
        correction->disputed = !str_eq(*word, now);
    *word = now;
    *by = who;
}

static bool is_empty(const struct correction *correction)
{
    return correction->class_.len + correction->label.len + correction->issue.len == 0;
}

void corrections_add(struct corrections *corrections, const struct action *action)
{
    if (!str_eq(action->what, STR("correct")) || action->post.len == 0)
        return;
    struct correction *correction = of_post(corrections, action->post);
    if (action->class_.len + action->label.len + action->issue.len == 0) {
        *correction = (struct correction){.disputed = false};
        return;
    }
    say(correction, &correction->class_, &correction->by[0], action->class_, action->by);
    say(correction, &correction->label, &correction->by[1], action->label, action->by);
    say(correction, &correction->issue, &correction->by[2], action->issue, action->by);
}

bool corrections_read(struct corrections *corrections, struct store *store, struct arena *arena, struct err *err)
{
    struct str after = STR("0");
    for (;;) {
        struct records_page page;
        if (!records_actions(store, after, PAGE, arena, &page, err))
            return false;
        for (size_t i = 0; i < page.count; i++) {
            struct action action;
            struct err bad;
            if (action_from_json(page.values[i], arena, &action, &bad))
                corrections_add(corrections, &action);
        }
        if (page.count == 0)
            return true;
        after = page.names[page.count - 1];
    }
}

const struct correction *corrections_of(const struct corrections *corrections, struct str post)
{
    uint32_t number = table_find(&corrections->posts, post);
    return number == TABLE_NONE || is_empty(&corrections->of[number]) ? NULL : &corrections->of[number];
}

size_t corrections_count(const struct corrections *corrections)
{
    size_t count = 0;
    for (uint32_t i = 0; i < corrections->posts.count; i++)
        count += !is_empty(&corrections->of[i]);
    return count;
}

void corrections_free(struct corrections *corrections)
{
    table_free(&corrections->posts);
    free(corrections->of);
    *corrections = (struct corrections){.of = NULL};
}
