/* SPDX-License-Identifier: MIT */

/* arena — memory that belongs to one unit of work and ends with it in one call.
 *
 * Takes   sizes; an arena starts as {0}
 * Gives   zeroed memory, aligned for anything, valid until arena_reset or arena_free
 * Errors  none: a machine out of memory, or a unit of work over its ceiling, aborts
 * Memory  chunks that double up to 1 MiB; nothing can be given back alone, so a long-lived table that
 *         shrinks does not belong here
 * Cost    O(1) an allocation
 * After   Dovecot, lib/mempool.h */
#ifndef STORE_BASE_ARENA_H
#define STORE_BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *first; /* the newest chunk */
    size_t held_bytes;
};

void *arena_take(struct arena *arena, size_t bytes);

/* A copy that ends in NUL, so that it can also go to a C interface. */
struct str arena_str(struct arena *arena, struct str text);
struct str arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets everything; keeps one chunk for the next unit of work. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_take((arena), sizeof(type) * (count)))

#endif
