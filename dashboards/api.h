/* SPDX-License-Identifier: MIT */

/* api — the same knowledge as data: JSON, or CSV with format=csv, for dashboards and spreadsheets.
 *
 * Takes   a visit; filters, limit and cursor in the query
 * Gives   what assets/openapi.json describes
 * Errors  problem documents: 400 naming what was not understood, 404
 * Memory  the request's arena
 * Cost    O(rows asked for); a temperature series of an issue or place reads one tally a point */
#ifndef API_H
#define API_H

#include "visit.h"

void api_incidents(struct visit *visit);
void api_issues(struct visit *visit);
void api_places(struct visit *visit);
void api_sources(struct visit *visit);
void api_posts(struct visit *visit);
void api_digest(struct visit *visit);
void api_temperature(struct visit *visit);
void api_openapi(struct visit *visit);

#endif
