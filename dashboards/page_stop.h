/* SPDX-License-Identifier: MIT */

/* page_stop — stopping the letters of one section, from the link that each letter carries, and starting them again.
 *
 * Takes   a signed link of opt_out; nobody need be signed in
 * Gives   GET: a page that asks; POST: done, and a page that offers the way back
 * Errors  403 where the link is not ours or too old; 503 where the store is away
 * Memory  the request's arena
 * Cost    one round trip */
#ifndef PAGE_STOP_H
#define PAGE_STOP_H

#include "visit.h"

void page_stop_ask(struct visit *visit);
void page_stop_do(struct visit *visit);

#endif
