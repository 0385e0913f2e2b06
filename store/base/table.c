/* SPDX-License-Identifier: MIT */
#include "base/table.h"

#include <stdlib.h>

#include "base/err.h"

#include "base/banned.h"

enum { FIRST_SLOTS = 64 };

/* Half of the hash spares nearly every look at another string. */
struct table_slot {
    uint32_t check, number; /* number + 1, or 0 */
};

/* The slot that holds the name, or the empty one where it belongs. */
static struct table_slot *slot_of(const struct table *table, uint64_t hash, struct str name)
{
    size_t at = (size_t)hash & (table->slot_count - 1);
    for (;; at = (at + 1) & (table->slot_count - 1)) {
        struct table_slot *slot = &table->slots[at];
        if (slot->number == 0 || (slot->check == hash >> 32 && str_eq(table->names[slot->number - 1], name)))
            return slot;
    }
}

static void hold(struct table *table, size_t number)
{
    uint64_t hash = str_hash(table->names[number]);
    *slot_of(table, hash, table->names[number]) = (struct table_slot){(uint32_t)(hash >> 32), (uint32_t)number + 1};
}

static void grow(struct table *table)
{
    table->slot_count = table->slot_count ? table->slot_count * 2 : FIRST_SLOTS;
    free(table->slots);
    table->slots = calloc(table->slot_count, sizeof *table->slots);
    MUST(table->slots != NULL);
    for (size_t i = 0; i < table->count; i++)
        hold(table, i);
}

uint32_t table_find(const struct table *table, struct str name)
{
    if (table->slot_count == 0)
        return TABLE_NONE;
    return slot_of(table, str_hash(name), name)->number - 1; /* of an empty slot: TABLE_NONE */
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
    hold(table, table->count);
    return (uint32_t)table->count++;
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
