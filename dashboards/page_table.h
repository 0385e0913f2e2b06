/* SPDX-License-Identifier: MIT */

/* page_table — any table or chart of a page as a spreadsheet: the page's address with format=csv&table=NAME.
 *
 * Takes   the view the page is rendered from, and the name of one of its tables or charts
 * Gives   CSV in the page's language with the same words and numbers, through csv_out
 * Errors  false: the page has no such table
 * Memory  none
 * Cost    O(rows) */
#ifndef PAGE_TABLE_H
#define PAGE_TABLE_H

#include "record/tongue.h"
#include "view.h"

bool page_table_write(const struct view *view, const struct tongue *tongue, struct str name, struct buf *out);

#endif
