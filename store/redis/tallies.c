/* SPDX-License-Identifier: MIT */
#include "redis/tallies.h"

#include "base/log.h"
#include "redis/records.h"

#include "base/banned.h"

struct series {
    struct mood_sums *sums; /* by point */
    struct tally_sum whole;
    struct arena *arena;
};

static bool read_point(struct store *store, const struct tallies_query *query, const struct tallies_point *point,
                       struct series *series, struct mood_sums *sums, struct err *err)
{
    struct arena scratch = {0};
    struct tally tally;
    struct tally_sum sum = {0};
    struct str bytes;
    struct err bad;
    bool ok = records_get(store, 0, period_family(query->step), clock_iso(&scratch, point->from_ms), &scratch, &bytes,
                          err);
    if (ok && bytes.ptr != NULL && !tally_read(bytes, &tally, &bad)) {
        log_event(LOG_WARN, "a bucket does not read back and is left out", "why", bad.text, NULL);
    } else if (ok && bytes.ptr != NULL) {
        tally_sum(&tally, &query->filter, &sum, &scratch);
        series->whole.posts += sum.posts;
        series->whole.milli += sum.milli;
        series->whole.micro += sum.micro;
        people_merge(&series->whole.people, &sum.people, series->arena);
        tally_free(&tally);
    }
    *sums = tally_mood_sums(&sum);
    arena_free(&scratch);
    return ok;
}

static bool lay_out(const struct tallies_query *query, struct tallies_point *points, size_t *count, struct err *err)
{
    int64_t at = period_start(query->step, query->from_ms);
    for (*count = 0; at < query->to_ms; at = points[(*count)++].to_ms) {
        if (*count == TALLIES_POINTS_MOST)
            return err_set(err, ERR_LIMIT, "over %d points; ask for a shorter time or longer steps",
                           TALLIES_POINTS_MOST);
        points[*count] = (struct tallies_point){.from_ms = at, .to_ms = period_after(query->step, at, 1)};
    }
    return true;
}

bool tallies_read(struct store *store, const struct tallies_query *query, struct arena *arena,
                  struct tallies_point **points, size_t *count, struct err *err)
{
    struct series series = {.arena = arena};
    *points = ARENA_ARRAY(arena, struct tallies_point, TALLIES_POINTS_MOST);
    if (!lay_out(query, *points, count, err))
        return false;
    series.sums = ARENA_ARRAY(arena, struct mood_sums, *count + 1);
    for (size_t i = 0; i < *count; i++)
        if (!read_point(store, query, &(*points)[i], &series, &series.sums[i], err))
            return false;
    struct mood_sums whole = tally_mood_sums(&series.whole);
    double spread = mood_spread(series.sums, *count);
    for (size_t i = 0; i < *count; i++) {
        struct tallies_point *point = &(*points)[i];
        point->people = series.sums[i].people;
        point->posts = series.sums[i].posts;
        point->mood = mood_of(&series.sums[i], &whole, spread);
    }
    return true;
}
