/* SPDX-License-Identifier: MIT */

/* burst_inside — what the files of burst share; for nobody else.
 *
 * Memory  the structs own their tables
 * After   see burst.h */
#ifndef ANALYSIS_BURST_INSIDE_H
#define ANALYSIS_BURST_INSIDE_H

#include "burst.h"
#include "burst_bar.h"
#include "burst_issue.h"
#include "burst_map.h"

/* Days that a spread is worth before it is measured, and what it then is: variance beyond Poisson over squared mean. */
#define BURST_SPREAD_PRIOR 500.0
#define BURST_ISSUE_SPREAD 0.04
#define BURST_WARD_SPREAD  0.08


enum { BURST_HOUR_S = 3600, BURST_MINUTES = 256, BURST_DUE_ONE = 4096 };

struct burst_ward {
    uint64_t key;
    double people; /* decayed */
};

struct burst {
    double budget;
    struct burst_calendar calendar;
    bool started;
    int64_t now_s, hour; /* hour: since 1970, UTC */
    int64_t day;         /* the council's */
    int weekday, clock_hour;
    int64_t first_day, last_event_s, far_s;
    double hours[24], hours_sum;
    double due, rate;
    uint32_t due_at[BURST_HOURS], heard_at[BURST_HOURS], heard;
    uint32_t heard_minute[BURST_MINUTES]; /* at the starts of past minutes */
    double silent_due, silent[BURST_DAYS]; /* a silence that may be an outage: people due, parts of days */
    double lost[BURST_DAYS]; /* part of the day that an outage swallowed */
    double tests_today, tests_a_day; /* how often people were counted in a cell */
    double words_today, words_a_day; /* in a word's */
    double threshold, word_cost; /* of the above and the budget; burst_price keeps them for a day */
    struct burst_bar *bar;
    double ward_people;
    double returned; /* of the people counted: who came back within a day; decayed as they are */
    double spread_sum, spread_weight;
    struct burst_issue *issues;
    uint32_t issue_count, issue_cap;
    struct burst_map index;
    struct burst_ward *wards;
    uint32_t ward_count, ward_cap;
    struct burst_map ward_index;
};

/* The threshold, and what a word's score loses, in powers of ten, since there are many more words than wards. */
void burst_price(struct burst *burst);

/* burst_day.c */
int64_t burst_day_local_s(const struct burst *burst, int64_t at_s);
void burst_day_advance(struct burst *burst, int64_t to_s);
void burst_day_rate(struct burst *burst, struct burst_issue *issue);
/* For this day. */
void burst_day_share(const struct burst *burst, const struct burst_issue *issue, struct burst_cell *cell);
/* Of an issue's days, and of those of any of its cells: variance beyond Poisson's over squared mean. */
double burst_day_issue_spread(const struct burst_issue *issue);
double burst_day_cell_spread(const struct burst *burst);

#endif
