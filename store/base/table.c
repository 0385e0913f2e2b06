/* SPDX-License-Identifier: MIT */
#include "base/table.h"

#include <stdlib.h>

#include "base/err.h"

#include "base/banned.h"

enum { FIRST_SLOTS = 64 };

/* The slot that holds the name, or the empty one where it belongs. */
static size_t slot_of(const struct table *table, struct str name)
{
    size_t at = (size_t)str_hash(name) & (table->slot_count - 1);
    while (table->slots[at] != 0 && !str_eq(table->names[table->slots[at] - 1], name))
        at = (at + 1) & (table->slot_count - 1);
    return at;
}

static void grow(struct table *table)
{
    table->slot_count = table->slot_count ? table->slot_count * 2 : FIRST_SLOTS;
    free(table->slots);
    table->slots = calloc(table->slot_count, sizeof *table->slots);
    MUST(table->slots != NULL);
    for (size_t i = 0; i < table->count; i++)
        table->slots[slot_of(table, table->names[i])] = (uint32_t)i + 1;
}

uint32_t table_find(const struct table *table, struct str name)
{
    if (table->slot_count == 0)
        return TABLE_NONE;
    uint32_t held = table->slots[slot_of(table, name)];
    return held == 0 ? TABLE_NONE : held - 1;
}

uint32_t table_add(struct table *table, struct str name)
{
    uint32_t known = table_find(table, name);
    if (known != TABLE_NONE)
        return known;
    if ((table->count + 1) * 2 > table->slot_count)
        grow(table);
    if (table->count == table->name_cap) {
        table->name_cap = table->name_cap ? table->name_cap * 2 : FIRST_SLOTS;
        table->names = realloc(table->names, table->name_cap * sizeof *table->names);
        MUST(table->names != NULL);
    }
    table->names[table->count] = arena_str(&table->arena, name);
    table->slots[slot_of(table, name)] = (uint32_t)++table->count;
    return (uint32_t)table->count - 1;
}

struct str table_name(const struct table *table, uint32_t number)
{
    MUST(number < table->count);
    return table->names[number];
}

void table_free(struct table *table)
{
    free(table->names);
    free(table->slots);
    arena_free(&table->arena);
    *table = (struct table){0};
}
