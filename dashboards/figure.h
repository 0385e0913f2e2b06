/* SPDX-License-Identifier: MIT */

/* figure — a chart put into a page's view, with its scale, its caption and the same numbers as a table.
 *
 * Takes   a chart, its caption, what its rows and its numbers are called
 * Gives   chart, chart_top, chart_middle, chart_bottom, chart_first, chart_last, chart_caption, chart_what,
 *         chart_unit, points
 * Errors  none
 * Memory  the show's arena
 * Cost    O(points) */
#ifndef FIGURE_H
#define FIGURE_H

#include "chart.h"
#include "show.h"

void figure_put(const struct show *show, struct view *map, const struct chart *chart, struct str caption,
                struct str what, struct str unit);

/* The temperature of the newest `most` days, as a line; false if there are fewer than two. */
bool figure_days(const struct show *show, struct view *map, size_t most);

/* People a day who wrote about an issue, or a place, or both; false if nobody did. */
bool figure_people(const struct show *show, struct view *map, struct str issue, struct str place, size_t most);

/* People an hour of an incident, against the usual. */
bool figure_hours(const struct show *show, struct view *map, const struct incident *incident);

#endif
