/* SPDX-License-Identifier: MIT */

/* burst_bench — what an event costs the detector of emerging complaints, and how many bytes a cell is kept in.
 *
 * Takes   [DAYS]: how long each council is heard (120)
 * Gives   a row a council, without and with words: events a second of processor time; the same as a ratio to merely
 *         counting each event by issue, ward and hour in a table, in the same run; cells, and bytes a cell
 * Cost    about ten seconds */
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "burst_inside.h"

#include "base/banned.h"

enum { ISSUES = 24, WARDS = 20, WORDS = 150, DAY_S = 86400 };

static uint64_t seed;

static uint64_t dice(void)
{
    return burst_mix(seed += 0x9e3779b97f4a7c15u);
}

/* A small number is likelier than a great one, as some issues and wards are talked of more than others. */
static uint64_t skewed(uint64_t below)
{
    double part = (double)(dice() >> 11) / 9007199254740992.0;
    return (uint64_t)(part * sqrt(part) * (double)below);
}

static double own_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct burst_event *events_of(size_t a_day, size_t count)
{
    struct burst_event *events = calloc(count, sizeof *events);
    MUST(events != NULL);
    seed = 1;
    for (size_t i = 0; i < count; i++)
        events[i] = (struct burst_event){.at_s = (int64_t)(i * DAY_S / a_day), .issue = skewed(ISSUES),
                                         .ward = dice() % 10 < 3 ? 0 : 1 + skewed(WARDS),
                                         .author = dice() % (30 * a_day)};
    return events;
}

static double count_s(const struct burst_event *events, size_t count)
{
    struct burst_map map = {0};
    double began = own_s();
    for (size_t i = 0; i < count; i++) {
        const struct burst_event *event = &events[i];
        uint64_t key = burst_mix(event->issue ^ burst_mix(event->ward ^ burst_mix((uint64_t)event->at_s / 3600)));
        uint32_t before = burst_map_get(&map, key);
        burst_map_put(&map, key, before == BURST_MAP_NONE ? 1 : before + 1);
    }
    double took = own_s() - began;
    burst_map_free(&map);
    return took;
}

static double hear_s(struct burst *burst, const struct burst_event *events, size_t count, bool words)
{
    double began = own_s();
    for (size_t i = 0; i < count; i++) {
        struct burst_event event = events[i];
        struct burst_heard heard;
        uint64_t said[2] = {burst_mix(event.issue * WORDS + skewed(WORDS)), burst_mix(event.ward * WORDS + skewed(WORDS))};
        event.tokens = said;
        event.token_count = words ? 2 : 0;
        burst_hear(burst, &event, &heard);
    }
    return own_s() - began;
}

static void bench(const char *name, size_t a_day, size_t days, bool words)
{
    size_t count = a_day * days, cells = 0, before;
    struct burst_event *events = events_of(a_day, count);
    double naive = count_s(events, count);
    before = mallinfo2().uordblks + mallinfo2().hblkhd;
    struct burst *burst = burst_new(0.25, (struct burst_calendar){0});
    double took = hear_s(burst, events, count, words);
    size_t bytes = mallinfo2().uordblks + mallinfo2().hblkhd - before;
    for (uint32_t i = 0; i < burst->issue_count; i++)
        cells += burst->issues[i].cell_count;
    printf("%-8s %-6s %8zu %12.0f %8.1f %8zu %8.0f\n", name, words ? "words" : "", count, (double)count / took, took / naive,
           cells, (double)bytes / (double)cells);
    burst_free(burst);
    free(events);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        size_t a_day;
    } councils[] = {{"small", 105}, {"medium", 680}, {"large", 4400}};
    size_t days = argc > 1 ? strtoul(argv[1], NULL, 10) : 120;
    printf("%-8s %-6s %8s %12s %8s %8s %8s\n", "council", "", "events", "events/s", "x naive", "cells", "B/cell");
    for (size_t i = 0; i < sizeof councils / sizeof councils[0]; i++)
        for (int words = 0; words < 2; words++)
            bench(councils[i].name, councils[i].a_day, days > 0 ? days : 1, words == 1);
    return 0;
}
