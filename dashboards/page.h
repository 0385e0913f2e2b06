/* SPDX-License-Identifier: MIT */

/* page — the pages of the site: what the borough is saying, for a person with a browser and no script.
 *
 * Takes   a visit; the id that follows the path where there is one
 * Gives   HTML in the language asked for; 404 for what is not there
 * Errors  answered to the visitor
 * Memory  the request's arena
 * Cost    O(cells of a summary) */
#ifndef PAGE_H
#define PAGE_H

#include "visit.h"

void page_overview(struct visit *visit);
void page_incidents(struct visit *visit);
void page_incident(struct visit *visit);
void page_issues(struct visit *visit);
void page_issue(struct visit *visit);
void page_places(struct visit *visit);
void page_place(struct visit *visit);
void page_days(struct visit *visit);
void page_day(struct visit *visit);
void page_sources(struct visit *visit);
void page_unheard(struct visit *visit);
void page_style(struct visit *visit);
void page_script(struct visit *visit);
void page_plotter(struct visit *visit);

#endif
