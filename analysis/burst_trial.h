/* SPDX-License-Identifier: MIT */

/* burst_trial — is what a cell has just brought more than chance brings? For burst.c alone.
 *
 * Takes   the detector after it counted an event; a cell of the event's issue
 * Gives   the most unusual window that ends now, if its score is at least `bar`
 * Errors  none
 * Memory  none
 * Cost    about 20 ns a window tried; the tail only where a bound says that it may matter
 * After   see burst.h. Windows start at each person of the last 24 h; a long window is tried less often than a short
 *         one is, so a window of h hours gives a quarter of log10(24/h) back. A ward is also tried together with those
 *         who named none, of whom an incident has its part, by the likelihood ratio; so is a word with the ward that most who say it name */
#ifndef ANALYSIS_BURST_TRIAL_H
#define ANALYSIS_BURST_TRIAL_H

#include "burst_inside.h"

struct burst_trial {
    const struct burst *burst;
    const struct burst_issue *issue;
    double bar;
    uint32_t now_s, due, due_least; /* due now; due in the shortest window */
    double council;                 /* the council's volume now against the usual, without this issue */
    double part;                    /* of the council's people due, now or in 24 h: whichever is more */
    double day_heard, day_due;      /* of the issue, in 24 h */
    double usual_joint;             /* its volume against the usual without those of any joint window: no more than that */
    double word_cost;
    double returns;                 /* part of the council's people who come back within a day */
    uint64_t echo_wards;            /* see burst_echo.h */
    double issue_spread, cell_spread; /* of what is due and of days, where the day's volume is known */
};

struct burst_trial burst_trial_of(const struct burst *burst, const struct burst_issue *issue, double bar);
void burst_trial_cell(const struct burst_trial *trial, const struct burst_cell *cell, size_t least,
                      struct burst_heat *heat);
/* A cell's people of the longest window, newest first, as far as they matter to others. */
struct burst_newest {
    const struct burst_cell *cell;
    struct burst_mark marks[BURST_BAR_JOINT_MOST - 1];
    size_t count;
    uint32_t since_s; /* with a ward whose newest but one is older there is nothing to try */
};

struct burst_newest burst_trial_newest(const struct burst_trial *trial, const struct burst_cell *cell);
void burst_trial_joint(const struct burst_trial *trial, const struct burst_cell *ward, const struct burst_newest *none,
                       struct burst_heat *heat);

/* A word's people together with those of a ward, by its number, and of no ward, who do not use the word. */
void burst_trial_word(const struct burst_trial *trial, const struct burst_cell *word,
                      const struct burst_cell *const cells[2], uint32_t ward, struct burst_heat *heat);

/* Summed up to then, of the last 72 h; in 1/BURST_DUE_ONE people. */
uint32_t burst_trial_due(const struct burst *burst, const struct burst_issue *issue, int64_t at_s);

#endif
