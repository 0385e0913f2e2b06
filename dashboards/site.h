/* SPDX-License-Identifier: MIT */

/* site — every route of the server, in one table: method, path, who may, what answers.
 *
 * Takes   requests
 * Gives   answers: pages, data, feeds, health
 * Errors  answered to whoever asks: 404, 405, 401, 403, 503
 * Memory  the request's arena
 * Cost    a walk over some thirty rows */
#ifndef SITE_H
#define SITE_H

#include "visit.h"

void site_answer(void *site, const struct http_request *request, struct http_answer *answer);

#endif
