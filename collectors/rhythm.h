/* SPDX-License-Identifier: MIT */

/* rhythm — how many posts a source usually brings at this hour, so that its silence can be noticed.
 *
 * Takes   posts as they come, the time
 * Gives   the number expected between two times: what is missing when nothing came
 * Errors  none: an hour never heard expects nothing
 * Memory  the struct: a rate for each hour of a working day and of a weekend day, in the council's time
 * Cost    O(hours asked for), at most four weeks
 * After   an exponential mean of hourly counts; silence of e expected posts has probability exp(-e) under Poisson */
#ifndef COLLECTORS_RHYTHM_H
#define COLLECTORS_RHYTHM_H

#include "base/json_out.h"

enum { RHYTHM_HOURS = 48 };

struct rhythm {
    double rate[RHYTHM_HOURS];    /* posts an hour: 0…23 on working days, 24…47 at weekends */
    int64_t heard[RHYTHM_HOURS];  /* how many such hours */
    int64_t hour_ms, posts_in_hour; /* the hour that is still going on */
};

void rhythm_learn(struct rhythm *rhythm, int64_t posts, int64_t now_ms);
double rhythm_expected(const struct rhythm *rhythm, int64_t from_ms, int64_t to_ms);

void rhythm_write(const struct rhythm *rhythm, struct json_out *out);
void rhythm_read(const struct json *node, struct rhythm *rhythm);

#endif
