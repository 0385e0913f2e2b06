/* SPDX-License-Identifier: MIT */

/* sheet — rows of fields out of a text, in place.
 *
 * Takes   a text whose bytes may be changed; fields separated by commas (or another sign), quoted as RFC 4180 says;
 *         LF or CR LF ends a row; a byte order mark is passed over
 * Gives   a row's fields, borrowed from the text; its line number
 * Errors  CONFIG, FILE:LINE:COLUMN: a quote left open or followed by text; over SHEET_FIELDS_MOST fields
 * Memory  none of its own: an unquoted "" is undone where it stands
 * Cost    O(bytes), about 1 GB/s of plain fields
 * After   RFC 4180 (Shafranovich 2005) */
#ifndef ANALYSIS_SHEET_H
#define ANALYSIS_SHEET_H

#include "base/err.h"
#include "base/str.h"

enum { SHEET_FIELDS_MOST = 64 };

struct sheet {
    const char *path; /* for errors */
    char *text;
    size_t len, at;
    char separator;
    bool quotes;       /* whether "…" is a quoted field; in tab-separated dumps it is not */
    size_t line, next; /* of the row given, of the one after it */
    struct str fields[SHEET_FIELDS_MOST];
    size_t columns[SHEET_FIELDS_MOST]; /* bytes into the line, from 1 */
    size_t count;
};

struct sheet sheet_new(const char *path, char *text, size_t len, char separator);

/* False at the end with err->kind ERR_NONE, or for an error. Empty lines are passed over. */
bool sheet_next(struct sheet *sheet, struct err *err);

/* An error that names the row's line and the field's column. */
bool sheet_fail(const struct sheet *sheet, size_t field, struct err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
