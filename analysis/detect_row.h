/* SPDX-License-Identifier: MIT */

/* detect_row — rows of CSV read for the detector, each field by its column's name.
 *
 * Takes   a stream with a header row; the names of the columns wanted, with a `?` before one that may be missing
 * Gives   the fields of each row in the order of the names; further columns are passed over
 * Errors  INPUT with line and column: a missing column, a row too short, a quote that never closes, no number
 * Memory  borrows the line until the next row
 * Cost    O(bytes)
 * After   RFC 4180, one row a line */
#ifndef ANALYSIS_DETECT_ROW_H
#define ANALYSIS_DETECT_ROW_H

#include "base/err.h"
#include "lines.h"

enum { DETECT_WANTED_MOST = 8, DETECT_COLUMNS_MOST = 256, DETECT_LINE_BYTES = 64 << 10 };

struct detect_row {
    struct lines lines;
    const char *const *wanted; /* ends with NULL */
    int column[DETECT_WANTED_MOST]; /* of each wanted, or -1 */
    int8_t wanted_in[DETECT_COLUMNS_MOST]; /* which is wanted of each column, or -1 */
    int last; /* the last column with one */
    struct str fields[DETECT_WANTED_MOST];
};

bool detect_row_open(struct detect_row *row, FILE *file, const char *const *wanted, struct err *err);
/* False at the end, with err->kind ERR_NONE, or at a bad row. Empty lines are passed over. */
bool detect_row_next(struct detect_row *row, struct err *err);
void detect_row_close(struct detect_row *row);

/* The n-th wanted field as a whole number, least … most. */
bool detect_row_whole(const struct detect_row *row, size_t n, int64_t least, int64_t most, int64_t *out,
                      struct err *err);
bool detect_row_bad(const struct detect_row *row, size_t n, const char *right, struct err *err);

#endif
