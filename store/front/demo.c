/* SPDX-License-Identifier: MIT */
#include "front/demo.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"
#include "base/stop.h"
#include "front/stage.h"

#include "base/banned.h"

/* Times of the sample: tests/town/README.md. The last day is played in steps; what came before is history. */
#define FIRST_DAY "2026-08-23"
enum {
    DAYS = 35,
    STEP_MINUTES = 10,
    STEP_MINUTES_ONCE = 60,
    PLAY_MS = 60000, /* how long the last day takes before somebody's eyes */
    MORNING_MINUTES = 7 * 60 + 31,
};

const struct args_option demo_options[] = {
    {"once", NULL, "plays without pauses and ends when the sample is through"},
    {"out", "DIR", "keeps the letters (.eml), feed.json and page.html there"},
    {"port", "N", "the page's port; 8311, or a free one, if not given"},
    {NULL, NULL, NULL},
};

static bool play_history(struct stage *stage, int64_t first_ms, struct err *err)
{
    for (int day = 1; day < DAYS && !stop_asked(); day++) {
        if (!stage_step(stage, clock_days_after(first_ms, day), false, err))
            return false;
        stage_progress(stage, day, DAYS - 1);
    }
    return !stop_asked();
}

static bool play_day(struct stage *stage, int64_t day_ms, bool once, struct err *err)
{
    int minutes = once ? STEP_MINUTES_ONCE : STEP_MINUTES, steps = 24 * 60 / minutes;
    for (int step = 1; step <= steps; step++) {
        int64_t until_ms = clock_monotonic_ms() + PLAY_MS / steps;
        if (!stage_step(stage, day_ms + step * minutes * CLOCK_MINUTE_MS, true, err))
            return false;
        if (!stage_tell_news(stage, err))
            return false;
        if (!once && until_ms > clock_monotonic_ms() && !stop_sleep_ms(until_ms - clock_monotonic_ms()))
            return false;
    }
    return !stop_asked();
}

static bool play(struct stage *stage, bool once, struct err *err)
{
    int64_t first_ms;
    MUST(clock_parse_day(STR(FIRST_DAY), &first_ms));
    int64_t last_ms = clock_days_after(first_ms, DAYS - 1);
    printf("Aberwen is a fictional borough; nobody in it is real.\n"
           "The page: %s\n\nReading four weeks and six days of history.\n", stage_page(stage));
    fflush(stdout);
    if (!play_history(stage, first_ms, err) || !stage_new_page(stage, err))
        return false;
    printf("Now %s, the last day, as it happens:\n\n", "Saturday 26 September 2026");
    if (!play_day(stage, last_ms, once, err))
        return false;
    return stage_step(stage, clock_days_after(last_ms, 1) + MORNING_MINUTES * CLOCK_MINUTE_MS, true, err) &&
           stage_tell_news(stage, err) && stage_finish(stage, last_ms, err);
}

int demo_run(const struct args *args)
{
    struct err err = {0};
    bool once = args_has(args, "once");
    stop_watch();
    clock_zone_set("Europe/London");
    struct stage *stage = stage_open(args_get(args, "out"), args_get(args, "port"), &err);
    bool ok = stage != NULL && play(stage, once, &err);
    if (ok && !once) {
        printf("\nThe page stays at %s until Ctrl-C.\n", stage_page(stage));
        fflush(stdout);
        while (!stop_asked() && stage_keep(stage))
            stop_sleep_ms(200);
    }
    if (stage != NULL)
        stage_close(stage);
    if (!ok && stop_asked() && !once) /* whoever only looked may leave at any time */
        return 0;
    return ok ? 0 : args_fail(&err);
}
