/* SPDX-License-Identifier: MIT */

/* file_row — one row of a CSV file, or one line of JSON, to a post.
 *
 * Takes   the names of columns with what the configuration says they mean
 * Gives   a post; an author is handed on as author_key alone, so that no name is kept
 * Errors  CONFIG: no column holds the text, naming those there are; INPUT: a line that is no JSON object, a time that
 *         is none
 * Memory  source->arena
 * Cost    O(bytes) */
#ifndef COLLECTORS_SOURCES_FILE_ROW_H
#define COLLECTORS_SOURCES_FILE_ROW_H

#include "csv.h"
#include "source.h"

enum file_row_field {
    FILE_ROW_TEXT,
    FILE_ROW_TIME,
    FILE_ROW_ID,
    FILE_ROW_AUTHOR,
    FILE_ROW_WARD,
    FILE_ROW_TITLE,
    FILE_ROW_LANGUAGE,
    FILE_ROW_URL,
    FILE_ROW_LAT,
    FILE_ROW_LON,
    FILE_ROW_FIELDS,
};

/* Which column holds which field; -1: none. */
struct file_row_columns {
    int at[FILE_ROW_FIELDS];
};

/* "text=Comment": false if it is no such pair of a known field and a name. */
bool file_row_pair(struct str pair, enum file_row_field *field, struct str *name);

/* `pairs` first, then the names that everybody uses. */
bool file_row_columns(const struct settings_list *pairs, const struct str *names, size_t count,
                      struct file_row_columns *columns, struct err *err);

bool file_row_csv(const struct source *source, const struct file_row_columns *columns, const struct str *fields,
                  size_t count, struct post *post, struct err *err);
bool file_row_json(const struct source *source, const struct settings_list *pairs, struct str line, struct post *post,
                   struct err *err);

#endif
