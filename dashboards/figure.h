/* SPDX-License-Identifier: MIT */

/* figure — the charts of pages and letters, made from the record: to be drawn, put into a view, or given as data.
 *
 * Takes   a board, an incident
 * Gives   charts with their words; figure_put: chart, chart_name, chart_top, chart_middle, chart_bottom, chart_first,
 *         chart_last, chart_caption, chart_what, chart_unit, points; figure_write: one JSON object and a newline
 * Errors  NULL: there is too little to draw
 * Memory  the show's arena
 * Cost    O(points) */
#ifndef FIGURE_H
#define FIGURE_H

#include "chart.h"
#include "show.h"

/* The temperature of the newest `most` days, as a line; NULL if there are fewer than two. */
const struct chart *figure_days(const struct show *show, size_t most);

/* People a day who wrote about an issue, or a place, or both; NULL if nobody did. */
const struct chart *figure_people(const struct show *show, struct str issue, struct str place, size_t most);

/* People an hour of an incident, against the usual; NULL if no hour is known. */
const struct chart *figure_hours(const struct show *show, const struct incident *incident);

/* One temperature of a chart. */
struct chart_point figure_mood_point(const struct show *show, const struct summary_mood *mood, struct str label);

/* What stands beside a chart's scale; the middle is absent where it begins at 0. */
void figure_scale(const struct show *show, const struct chart *chart, struct str *top, struct str *middle,
                  struct str *bottom);

void figure_put(const struct show *show, struct view *map, const struct chart *chart);
void figure_write(const struct chart *chart, struct arena *arena, struct buf *buf);

#endif
