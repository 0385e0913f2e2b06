/* SPDX-License-Identifier: MIT */

/* table — strings to small numbers: 0, 1, 2 … in the order they were first seen.
 *
 * Takes   strings; a table starts as {0}
 * Gives   each string's number, and the string of a number
 * Errors  none: TABLE_NONE for an unknown string
 * Memory  owns copies of its strings until table_free; about 40 B and the text each; nothing can be removed
 * Cost    O(length), open addressing */
#ifndef STORE_BASE_TABLE_H
#define STORE_BASE_TABLE_H

#include "base/arena.h"

#define TABLE_NONE UINT32_MAX

struct table {
    struct arena arena;
    struct str *names; /* by number */
    struct table_slot *slots;
    size_t count, slot_count, name_cap;
};

uint32_t table_find(const struct table *table, struct str name);
uint32_t table_add(struct table *table, struct str name); /* its old number if it is there */
struct str table_name(const struct table *table, uint32_t number);
void table_free(struct table *table);

#endif
