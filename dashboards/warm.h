/* SPDX-License-Identifier: MIT */

/* warm — answers kept for the second in which nothing new can have come, so that fifty readers cost as much as one.
 *
 * Takes   what was asked, by whom with which role; an answer that is whole and nobody's secret
 * Gives   the same answer again, until warm_clear
 * Errors  none: what is not kept is made anew
 * Memory  WARM_BYTES_MOST and WARM_ANSWERS_MOST at most; freed by warm_free
 * Cost    O(bytes of the answer) */
#ifndef DASHBOARDS_WARM_H
#define DASHBOARDS_WARM_H

#include "base/table.h"
#include "http.h"

enum { WARM_ANSWERS_MOST = 256, WARM_BYTES_MOST = 32 << 20 };

struct warm {
    struct arena arena;
    struct table asked;
    struct http_answer answers[WARM_ANSWERS_MOST]; /* by number of what was asked; their bodies are buffers */
    size_t bytes;
};

/* Everything that an answer may depend on, as one text. */
struct str warm_asked(const struct http_request *request, struct str person, int role);

bool warm_give(const struct warm *warm, struct str asked, struct http_answer *answer);
void warm_keep(struct warm *warm, struct str asked, const struct http_answer *answer);
void warm_clear(struct warm *warm);

#endif
