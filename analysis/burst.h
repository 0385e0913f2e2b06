/* SPDX-License-Identifier: MIT */

/* burst — hears a complaint emerge: counts people by issue, ward and word, and says which cell has become unusual.
 *
 * Takes   events in order of arrival, each with its own time in seconds; a budget of false alerts a week
 * Gives   for each event the cells that it made hot: people, the people usual, how rarely chance does this
 * Errors  none: an event over 72 h late, or alone far in the future, is only counted as such; over
 *         BURST_ISSUES_MOST issues or BURST_CELLS_MOST cells of an issue the new ones are not watched
 * Memory  3 KB an issue; a cell 80 to 90 B with words, 340 to 370 B without, 720 B in a council where each is spoken of
 *         eight times a day, most of it for whom was counted in the last day (tests/bench/burst)
 * Cost    1 us an event, 3 with two words
 * After   Fricker and others 2008, Watkins and others 2008 (negative-binomial windows), Noufaily and others 2013
 *         (weights), Schubert and others 2014 (cells of words), Hendrickson and others 2014 (volume). We test at each
 *         counted event every window that ends there, hold who comes back for a sign too (burst_echo), and set the
 *         threshold from the budget */
#ifndef ANALYSIS_BURST_H
#define ANALYSIS_BURST_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/holiday.h"

enum {
    BURST_TOKENS_MOST = 16,
    BURST_HEATS_MOST = BURST_TOKENS_MOST + 2,
    BURST_ISSUES_MOST = 4096,
    BURST_CELLS_MOST = 16384,
    BURST_LATE_MOST_S = 72 * 3600
};

struct burst_event {
    int64_t at_s;
    uint64_t issue;
    uint64_t ward; /* 0: not known */
    uint64_t author;
    uint64_t copy; /* the cluster of near copies it belongs to; 0: an original */
    bool danger;   /* two people are enough */
    const uint64_t *tokens; /* hashes of streets, word pairs, hashtags */
    size_t token_count;
};

enum burst_kind { BURST_ISSUE, BURST_WARD, BURST_TOKEN };

struct burst_heat {
    enum burst_kind kind;
    uint64_t issue, place; /* place: the ward, or the token's hash */
    int64_t at_s, since_s; /* the window */
    double people, expected;
    double score; /* -log10 of how rarely chance does this */
};

struct burst_heard {
    bool counted;     /* somewhere: neither the author nor the text was counted before; if not, what was may yet be hot */
    double threshold; /* a heat at or over it is news; one less than BURST_WARM below it keeps an incident open */
    struct burst_heat heats[BURST_HEATS_MOST];
    size_t heat_count;
};

#define BURST_WARM 1.5

struct burst;

struct burst_calendar {
    int64_t (*local_s)(int64_t at_s); /* the council's own time; NULL: the times given are */
    enum holiday_nation nation;       /* its bank holidays, from 1978 on, are as Sundays */
};

struct burst *burst_new(double budget_a_week, struct burst_calendar calendar);
void burst_free(struct burst *burst);

/* Time has come so far: hours and days end. Never goes back. */
void burst_tick(struct burst *burst, int64_t now_s);
void burst_hear(struct burst *burst, const struct burst_event *event, struct burst_heard *heard);

/* The ward that explains most of a heat, if it is 60 % of the excess; else 0. */
uint64_t burst_ward_of(const struct burst *burst, const struct burst_heat *heat);

double burst_threshold(const struct burst *burst);
int64_t burst_now_s(const struct burst *burst);

/* People usual in a cell between two times of the last 72 h. */
double burst_expected(const struct burst *burst, uint64_t issue, enum burst_kind kind, uint64_t place, int64_t from_s,
                      int64_t to_s);

#endif
