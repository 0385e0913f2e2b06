/* SPDX-License-Identifier: MIT */

/* live_events — events, as `earshot detect --events` takes them, through the incidents of the running program.
 *
 * Takes   the same CSV on standard input; [BUDGET] of false alerts a week; [MINUTES]: sources are asked in turn, each so
 *         often, and an author writes at one of seven
 * Gives   the rows that detect prints, a row an incident that is opened (alert), and each news of it (followup)
 * Errors  1 with a line on standard error */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "detect_row.h"
#include "incidents.h"

#include "base/banned.h"

enum { SOURCES = 7, EVENTS_MOST = 1 << 20 };
enum column { TS, ISSUE, WARD, AUTHOR, DUP, TOKENS };
static const char *const wanted[] = {"ts", "issue", "ward", "author", "dup", "?tokens", NULL};

struct line {
    int64_t at_s, comes_s;
    struct incidents_event event;
};

static int by_arrival(const void *a, const void *b)
{
    const struct line *left = a, *right = b;
    if (left->comes_s != right->comes_s)
        return left->comes_s < right->comes_s ? -1 : 1;
    return left->at_s < right->at_s ? -1 : left->at_s > right->at_s;
}

static struct str named(struct arena *arena, struct str field)
{
    field = str_trim(field);
    return field.len == 0 || str_eq(field, STR("0")) ? STR_NONE : arena_str(arena, field);
}

/* When its author's source is next asked. */
static int64_t comes_s(int64_t at_s, struct str author, int64_t every_s)
{
    int64_t turn_s = every_s * (int64_t)(str_hash(author) % SOURCES) / SOURCES;
    return every_s == 0 ? at_s : at_s + (every_s - (at_s + turn_s) % every_s);
}

static bool read_line(struct detect_row *row, int64_t every_s, struct arena *arena, struct line *line, struct err *err)
{
    struct str rest = row->fields[TOKENS], token, author = arena_str(arena, str_trim(row->fields[AUTHOR]));
    if (!detect_row_whole(row, TS, 0, INT32_MAX, &line->at_s, err))
        return false;
    struct str issue = arena_str(arena, str_trim(row->fields[ISSUE])), dup = named(arena, row->fields[DUP]);
    line->comes_s = comes_s(line->at_s, author, every_s);
    line->event = (struct incidents_event){.at_ms = line->at_s * 1000,
                                           .issue = issue,
                                           .ward = named(arena, row->fields[WARD]),
                                           .author_key = author,
                                           .likeness = dup.len > 0 ? str_hash(dup) : 0};
    while (line->event.token_count < INCIDENTS_TOKENS_MOST && str_next(&rest, ' ', &token))
        if (token.len > 0)
            line->event.tokens[line->event.token_count++] = arena_str(arena, token);
    return true;
}

/* What is told of it, but that it eases. */
static void print(void *context, const struct incident *incident, const char *what)
{
    (void)context;
    if (what == NULL || strcmp(what, "quiet") == 0 || strcmp(what, "resolved") == 0)
        return;
    size_t slash = str_find(incident->id, '/', 0), end = str_find(incident->id, '/', slash + 1);
    struct str place = str_cut(incident->id, slash + 1, end), ward = str_eq(place, STR("all")) ? STR("0") : place;
    printf("%" PRId64 "," STR_FMT "," STR_FMT ",%s,%" PRId64 ",%.3f,%.2e\n", incident->updated_ms / 1000,
           STR_ARG(incident->issue), STR_ARG(ward), strcmp(what, "opened") == 0 ? "alert" : "followup", incident->people,
           incident->expected, incident->p);
}

static void live(struct incidents *incidents, const struct line *lines, size_t count)
{
    int64_t now_s = count > 0 ? lines[0].comes_s - lines[0].comes_s % 60 : 0;
    for (size_t i = 0; i < count; i++) {
        for (; now_s + 60 <= lines[i].comes_s; now_s += 60)
            incidents_tick(incidents, (now_s + 60) * 1000, print, NULL);
        incidents_mention(incidents, lines[i].event.issue, READING_NEGATIVE, lines[i].event.at_ms);
        incidents_add(incidents, &lines[i].event);
    }
    for (int minute = 1; minute <= 10; minute++)
        incidents_tick(incidents, (now_s + minute * 60) * 1000, print, NULL);
}

int main(int argc, char **argv)
{
    struct line *lines = calloc(EVENTS_MOST, sizeof *lines);
    struct arena arena = {0};
    struct detect_row row;
    struct err err = {0};
    size_t count = 0;
    MUST(lines != NULL);
    clock_zone_set("UTC");
    int64_t every_s = argc > 2 ? 60 * (int64_t)strtol(argv[2], NULL, 10) : 0;
    bool ok = detect_row_open(&row, stdin, wanted, &err);
    while (ok && count < EVENTS_MOST && detect_row_next(&row, &err))
        ok = read_line(&row, every_s, &arena, &lines[count++], &err);
    detect_row_close(&row);
    qsort(lines, count, sizeof *lines, by_arrival);
    struct incidents *incidents = incidents_new(argc > 1 ? strtod(argv[1], NULL) : 0.25, HOLIDAY_ENGLAND_AND_WALES);
    puts("ts,issue,ward,kind,people,expected,p");
    live(incidents, lines, err.kind == ERR_NONE ? count : 0);
    incidents_free(incidents);
    arena_free(&arena);
    free(lines);
    if (err.kind != ERR_NONE)
        fprintf(stderr, "%s\n", err.text);
    return err.kind == ERR_NONE ? 0 : 1;
}
