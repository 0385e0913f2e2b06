/* SPDX-License-Identifier: MIT */

/* page_done — "you said, we did": what officers recorded as done, shown where it belongs, recorded and taken back.
 *
 * Takes   a visit; of the form: issue, place, text, text_cy, each text in its language and both needed, because what
 *         is recorded goes into the next digest in both at once
 * Gives   the list "done" of a page; after a POST the page of the issue or place
 * Errors  answered to the visitor: 400 for a text missing or over PAGE_DONE_LETTERS, 404, 503
 * Memory  the request's arena
 * Cost    O(deeds) */
#ifndef PAGE_DONE_H
#define PAGE_DONE_H

#include "visit.h"

enum { PAGE_DONE_LETTERS = 500 };

/* done: deed, deed_when, deed_by, deed_about, deed_path; done_issue and done_place for the form. What is done about an
 * issue everywhere is done in each of its places; an absent issue and place stand for all. */
void page_done_put(const struct visit *visit, struct view *view, struct str issue, struct str place);

void page_done_record(struct visit *visit); /* POST /done */
void page_done_undo(struct visit *visit);   /* POST /done/ID */

#endif
