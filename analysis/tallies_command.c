/* SPDX-License-Identifier: MIT */
#include "tallies_command.h"

#include <inttypes.h>

#include "listing.h"
#include "redis/tallies.h"

#include "base/banned.h"

const struct args_option tallies_command_options[] = {
    {"format", "F", "table, json (a line each) or csv"},
    {"since", "T", "from this time, day or span before now on (28d)"},
    {"until", "T", "up to this time, day or span before now"},
    {"step", "S", "hour, day, week or month (day)"},
    {"issue", "ID", "only this issue"},
    {"place", "ID", "only this place and what is in it"},
    {"class", "C", "only complaint, compliment, comment, request, question or unsure"},
    {"channel", "KIND", "only what came through this kind of source"},
    {"language", "L", "only en, cy, mixed or another"},
    {NULL, NULL, NULL},
};

static const struct listing_column columns[] = {{"from", false}, {"to", false},  {"people", true}, {"posts", true},
                                                {"mood", true},  {"low", true},  {"high", true},   {NULL, false}};

static bool read_query(const struct args *args, struct tallies_query *query, struct err *err)
{
    const char *step = args_get(args, "step"), *class_ = args_get(args, "class");
    enum reading_class read = READING_CLASSES;
    *query = (struct tallies_query){.step = PERIOD_DAY,
                                    .filter = {.issue = str_from(args_get(args, "issue")),
                                               .place = str_from(args_get(args, "place")),
                                               .class_ = TALLY_ANY_CLASS,
                                               .channel = str_from(args_get(args, "channel")),
                                               .language = str_from(args_get(args, "language"))}};
    if (step != NULL && !period_from(str_from(step), &query->step))
        return err_set(err, ERR_CONFIG, "--step: hour, day, week or month, not \"%s\"", step);
    if (class_ != NULL && !reading_class_from(str_from(class_), &read))
        return err_set(err, ERR_CONFIG, "--class: \"%s\" is no class", class_);
    if (class_ != NULL)
        query->filter.class_ = (int)read;
    return listing_span(args, 28 * CLOCK_DAY_MS, &query->from_ms, &query->to_ms, err);
}

static struct str number(struct arena *arena, bool known, double value)
{
    return known ? arena_printf(arena, "%.1f", value) : STR_NONE;
}

static void print_point(struct listing *listing, const struct tallies_point *point, struct arena *arena)
{
    bool few = point->people > 0 && point->people < MOOD_PEOPLE_LEAST;
    const struct summary_mood *mood = &point->mood;
    struct str cells[] = {clock_iso(arena, point->from_ms),
                          clock_iso(arena, point->to_ms),
                          few ? STR("fewer than 3") : arena_printf(arena, "%" PRId64, point->people),
                          few ? STR_NONE : arena_printf(arena, "%" PRId64, point->posts),
                          number(arena, mood->known, mood->mood),
                          number(arena, mood->known, mood->low),
                          number(arena, mood->known, mood->high)};
    listing_row(listing, cells);
}

static bool list(const struct args *args, const struct council *council, struct arena *arena, struct err *err)
{
    enum listing_format format;
    struct tallies_query query;
    struct tallies_point *points;
    size_t count;
    if (!listing_format(args, &format, err) || !read_query(args, &query, err))
        return false;
    struct store *store = store_open(council, STORE_AGGREGATE, err);
    bool ok = store != NULL && tallies_read(store, &query, arena, &points, &count, err);
    store_close(store);
    if (!ok)
        return false;
    struct listing listing = listing_begin(format, columns);
    for (size_t i = 0; i < count; i++)
        print_point(&listing, &points[i], arena);
    listing_end(&listing);
    return true;
}

int tallies_command_run(const struct args *args)
{
    struct arena arena = {0};
    struct council council;
    struct err err;
    bool ok = council_read(args->config_path, &arena, &council, &err) && list(args, &council, &arena, &err);
    int code = ok ? 0 : args_fail(&err);
    arena_free(&arena);
    return code;
}
