/* SPDX-License-Identifier: MIT */

/* issue_names — what an issue is called, in English and Welsh.
 *
 * Takes   issue ids of the form service.issue
 * Gives   a name for every id: the issue list's title, or for an id it does not hold the id itself, made readable
 * Errors  none
 * Memory  the arena given
 * Cost    one hash a look-up */
#ifndef STORE_RECORD_ISSUE_NAMES_H
#define STORE_RECORD_ISSUE_NAMES_H

#include "base/table.h"

struct issue_names {
    struct table ids;
    struct str *english, *welsh; /* by the id's number */
};

struct str issue_names_get(const struct issue_names *names, struct str id, bool welsh, struct arena *arena);

#endif
