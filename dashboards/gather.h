/* SPDX-License-Identifier: MIT */

/* gather — complaints that begin together, told together: the first at once, those that follow it in one letter.
 *
 * Takes   beginnings that are due, oldest first, none of them a danger: what is danger waits for nobody
 * Gives   of each, whether its time has come, and with which others it is told
 * Errors  none
 * Memory  borrows
 * Cost    O(beginnings × incidents)
 *
 * What begins within GATHER_MS after another complaint of its service or its place waits until so long has passed since
 * it began, or until a letter about its neighbours goes anyway. From the sixth new incident in a day on, whatever it is
 * about, it waits GATHER_CROWD_MS.
 * After   Prometheus Alertmanager's group_by and group_interval */
#ifndef GATHER_H
#define GATHER_H

#include "base/clock.h"
#include "board.h"
#include "record/tell.h"

#define GATHER_MS (15 * CLOCK_MINUTE_MS)
#define GATHER_CROWD_MS CLOCK_HOUR_MS
enum { GATHER_DAY_MOST = 5, GATHER_MOST = 40 };

struct gather_item {
    const struct tell *tell;
    size_t group; /* the index of the first that it is told with */
    bool ready;
};

struct gather {
    struct gather_item items[GATHER_MOST];
    size_t count;
};

/* false: there is room for no more, and it goes by itself. */
bool gather_add(struct gather *gather, const struct tell *tell);
void gather_decide(struct gather *gather, const struct board *board);

const struct gather_item *gather_find(const struct gather *gather, struct str incident); /* or NULL */
size_t gather_together(const struct gather *gather, const struct gather_item *item);     /* how many it is told with */

#endif
