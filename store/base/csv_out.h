/* SPDX-License-Identifier: MIT */

/* csv_out — rows that a spreadsheet opens and that do nothing there.
 *
 * Takes   fields in order, then csv_out_end
 * Gives   RFC 4180 with CRLF; a text that a spreadsheet would take for a formula (= + - @, a tab or a return first)
 *         has an apostrophe put before it; numbers go through csv_out_number, untouched
 * Errors  none of its own: the buf tells if its ceiling was met
 * Memory  none
 * Cost    O(bytes)
 * After   OWASP, CSV injection */
#ifndef STORE_BASE_CSV_OUT_H
#define STORE_BASE_CSV_OUT_H

#include "base/buf.h"

void csv_out_text(struct buf *out, struct str text);
void csv_out_i64(struct buf *out, int64_t value);
void csv_out_number(struct buf *out, double value, int decimals);
void csv_out_digits(struct buf *out, struct str number); /* one that is written already */
void csv_out_end(struct buf *out);

#endif
