/* SPDX-License-Identifier: MIT */
#include "what_if.h"

#include "alarms.h"
#include "base/clock.h"
#include "kept.h"

#include "base/banned.h"

struct life {
    struct alarms alarms;
    int64_t minute; /* closed up to its start; 0: not begun */
};

static bool all(void *self, const struct stream_kept *kept)
{
    (void)self;
    (void)kept;
    return true;
}

static void live_until(struct life *life, int64_t at_ms)
{
    int64_t minute = at_ms / CLOCK_MINUTE_MS;
    life->minute = life->minute == 0 ? minute : life->minute;
    while (life->minute < minute)
        alarms_tick(&life->alarms, ++life->minute * CLOCK_MINUTE_MS);
}

static void live_again(void *self, const struct stream_kept *kept)
{
    struct life *life = self;
    live_until(life, kept->post.published_ms);
    alarms_add(&life->alarms, &kept->post, &kept->reading, kept->post.published_ms);
}

static void copy_out(const struct alarms *alarms, struct arena *arena, struct records_page *incidents)
{
    incidents->count = alarms->blob_count;
    incidents->names = ARENA_ARRAY(arena, struct str, incidents->count + 1);
    incidents->values = ARENA_ARRAY(arena, struct str, incidents->count + 1);
    for (size_t i = 0; i < incidents->count; i++) {
        incidents->names[i] = arena_str(arena, alarms->blobs[i].name);
        incidents->values[i] = arena_str(arena, alarms->blobs[i].value);
    }
}

bool what_if(const struct council *council, struct store *store, double budget_a_week, struct arena *arena,
             struct records_page *incidents, struct err *err)
{
    struct place_names places = {0};
    struct life life = {.minute = 0};
    bool ok = council->place.places.len == 0 || place_names_load(&places, council->place.places.ptr, err);
    if (ok) {
        alarms_open(&life.alarms, council, budget_a_week, &places, CLOCK_DAY_MS);
        ok = kept_each_in_time(store, all, live_again, &life, err);
        live_until(&life, clock_now_ms());
        copy_out(&life.alarms, arena, incidents);
        alarms_close(&life.alarms);
    }
    place_names_free(&places);
    return ok;
}
