/* SPDX-License-Identifier: MIT */

/* place_names — what a place is called in English and Welsh, and where it lies.
 *
 * Takes   the council's gazetteer, a CSV with the columns id, name, lang, kind, parent, lat, lon; the first name of a
 *         language counts, and a name without language counts for both
 * Gives   names, kind, parent and point of an id
 * Errors  CONFIG: a file that cannot be read or has no such columns, with file and line
 * Memory  owns its tables until place_names_free; about 100 B a place
 * Cost    one hash a look-up */
#ifndef STORE_RECORD_PLACE_NAMES_H
#define STORE_RECORD_PLACE_NAMES_H

#include "base/err.h"
#include "base/table.h"

struct place_name_row {
    struct str id, english, welsh, kind, parent;
    double lat, lon;
    bool has_point;
};

struct place_names {
    struct table ids;
    struct arena arena;
    struct place_name_row *rows; /* by the id's number */
    size_t cap;
};

bool place_names_load(struct place_names *names, const char *path, struct err *err);
void place_names_free(struct place_names *names);
const struct place_name_row *place_names_find(const struct place_names *names, struct str id); /* or NULL */

#endif
