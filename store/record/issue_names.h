/* SPDX-License-Identifier: MIT */

/* issue_names — what an issue is called, in English and Welsh.
 *
 * Takes   issue lists, as analysis/issues reads them: of each only [service.issue], name and name_cy
 * Gives   a name for every id: the list's title, or for an id it does not hold the id itself, made readable
 * Errors  CONFIG: a list that cannot be read
 * Memory  owns its tables until issue_names_free
 * Cost    one hash a look-up */
#ifndef STORE_RECORD_ISSUE_NAMES_H
#define STORE_RECORD_ISSUE_NAMES_H

#include "base/err.h"
#include "base/table.h"

struct issue_names {
    struct table ids;
    struct arena arena;
    struct str *english, *welsh; /* by the id's number */
    size_t cap;
};

/* The built-in list, and over it the council's own, if `own` is not empty. */
bool issue_names_open(struct issue_names *names, struct str own, struct err *err);

/* Adds a list; what it names again gets the newer name. */
bool issue_names_load(struct issue_names *names, const char *path, struct err *err);
void issue_names_free(struct issue_names *names);

struct str issue_names_get(const struct issue_names *names, struct str id, bool welsh, struct arena *arena);

#endif
