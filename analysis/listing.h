/* SPDX-License-Identifier: MIT */

/* listing — rows on stdout: a table for a person, CSV for a spreadsheet, JSON Lines for a program; and the options
 * that every list has.
 *
 * Takes   columns, then rows of as many texts; an absent text is an empty field, and no member in JSON
 * Gives   a table with columns as wide as they must be; CSV (RFC 4180) in which no field can be a formula; JSON Lines
 * Errors  CONFIG: a format, a time, a number that is none
 * Memory  owns rows of a table until listing_end
 * Cost    O(bytes) */
#ifndef ANALYSIS_LISTING_H
#define ANALYSIS_LISTING_H

#include "base/args.h"
#include "base/arena.h"
#include "base/buf.h"

enum { LISTING_COLUMNS_MOST = 16, LISTING_CELL_MOST = 80 };

enum listing_format { LISTING_TABLE, LISTING_JSON, LISTING_CSV };

struct listing_column {
    const char *name;
    bool number; /* right in a table; bare in JSON */
};

struct listing {
    enum listing_format format;
    const struct listing_column *columns; /* ends with a NULL name */
    size_t column_count;
    struct arena arena;
    struct str *cells; /* of a table */
    size_t row_count, row_cap;
    struct buf buf;
};

/* --format table|json|csv; a table where nothing is said. */
bool listing_format(const struct args *args, enum listing_format *format, struct err *err);

/* --since and --until: a time, a day of the council, or a span before now ("7d"). Until now, since `span_ms` before. */
bool listing_span(const struct args *args, int64_t span_ms, int64_t *from_ms, int64_t *to_ms, struct err *err);

struct listing listing_begin(enum listing_format format, const struct listing_column *columns);
void listing_row(struct listing *listing, const struct str *cells);
void listing_end(struct listing *listing);

#endif
