/* SPDX-License-Identifier: MIT */

/* burst_issue — one issue: its people by day and hour, and the cells of its wards and words. For the files of burst alone.
 *
 * Takes   keys of cells, as burst_key makes them
 * Gives   a key's cell, one that was there or a new one; which cells are wards; which words are awake, that is somebody
 *         said them lately: the days of the others need not be ended
 * Errors  none: over BURST_CELLS_MOST cells there is no new one
 * Memory  owns its cells, and 6 to 12 B for each to find it again. Words not heard for 60 days leave when room is needed
 * Cost    O(1) a key */
#ifndef ANALYSIS_BURST_ISSUE_H
#define ANALYSIS_BURST_ISSUE_H

#include "burst.h"
#include "burst_cell.h"
#include "burst_echo.h"
#include "burst_level.h"
#include "burst_seen.h"

enum { BURST_HOURS = 128 };

#define BURST_NO_WARD   (BURST_TOKEN_BIT - 1) /* the cell of those who named no ward */
static inline uint64_t burst_key(enum burst_kind kind, uint64_t place)
{
    return kind == BURST_ISSUE ? 0 : kind == BURST_WARD ? (place == 0 ? BURST_NO_WARD : place & ~BURST_TOKEN_BIT) : place | BURST_TOKEN_BIT;
}

/* Some of the cells, by number. */
struct burst_list {
    uint16_t *cells;
    uint32_t count, cap;
};

struct burst_issue {
    uint64_t key;
    struct burst_level level;
    double hours[24], hours_sum; /* people by hour of the day, decayed */
    double day_mean;             /* people due today */
    double rate;                 /* people due in this hour */
    double due;                  /* people due, summed up to the start of this hour */
    uint32_t due_at[BURST_HOURS], heard_at[BURST_HOURS]; /* the same at the starts of past hours; people counted */
    uint32_t heard;
    double exposure;          /* people due in the days learned, decayed as the cells' learned people */
    double day_due[BURST_DAYS];
    double spread_sum, spread_weight; /* of days: variance beyond Poisson's over squared mean */
    struct burst_cell *cells; /* cells[0]: the issue itself */
    uint32_t cell_count, cell_cap;
    uint32_t none;  /* the cell of those who named no ward; 0: nobody did */
    uint32_t ended_day, day_s; /* the last day that ended, and when that was */
    uint32_t swept_s;
    struct burst_list wards, awake; /* the wards and those who named none; the words awake */
    uint32_t *slots; /* where a key's hash points to: a few more of its bits, and the cell; 0 free */
    uint32_t slot_count;
    struct burst_seen seen;
    struct burst_echoes echoes;
};

void burst_issue_start(struct burst_issue *issue, uint64_t key, uint32_t now_s);
/* The number of a key's cell; 0, that of the issue itself, if there is none. */
uint32_t burst_issue_find(const struct burst_issue *issue, uint64_t key);
/* The same, made if it is not there; NULL if there is no room. */
struct burst_cell *burst_issue_cell(struct burst_issue *issue, uint64_t key);
/* Somebody is about to be counted in a cell that slept. */
void burst_issue_wake(struct burst_issue *issue, struct burst_cell *cell);
/* Those words fall asleep that keep nobody any more. */
void burst_issue_sleep(struct burst_issue *issue);
/* Whether a word was silent for so long that it counts as new. */
bool burst_issue_forgot(const struct burst_issue *issue, const struct burst_cell *cell);

void burst_issue_index(struct burst_issue *issue); /* finds all its cells anew */
void burst_issue_free(struct burst_issue *issue);

#endif
