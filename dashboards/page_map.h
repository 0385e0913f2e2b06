/* SPDX-License-Identifier: MIT */

/* page_map — the map of the page of places: which places of a day have a point, and what is said of each.
 *
 * Takes   a visit, a day's summary
 * Gives   the value "map" of the view; nothing where the gazetteer has no point of a place that was named
 * Errors  none
 * Memory  the request's arena
 * Cost    O(cells + places of the gazetteer) */
#ifndef PAGE_MAP_H
#define PAGE_MAP_H

#include "visit.h"

void page_map_put(const struct visit *visit, struct view *view, const struct summary *day);
/* "below" or "above" where the mood surely is, else "level" */
const char *page_map_side(const struct summary_mood *mood);

#endif
