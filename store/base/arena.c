/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#include "base/banned.h"

enum { FIRST_CHUNK_BYTES = 4096, LAST_CHUNK_BYTES = 1 << 20, ALIGN_BYTES = 16, BRIEF_BYTES = 128 };

/* Built with the address sanitizer, each thing taken ends in a gap that nobody may touch. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP_BYTES = ALIGN_BYTES };
#else
#define ASAN_POISON_MEMORY_REGION(from, bytes) ((void)0)
#define ASAN_UNPOISON_MEMORY_REGION(from, bytes) ((void)0)
enum { GAP_BYTES = 0 };
#endif

struct arena_chunk {
    struct arena_chunk *next;
    size_t cap, used;
    _Alignas(ALIGN_BYTES) unsigned char bytes[];
};

static struct arena_chunk *chunk_add(struct arena *arena, size_t least)
{
    size_t cap = arena->first ? arena->first->cap * 2 : FIRST_CHUNK_BYTES;
    cap = cap > LAST_CHUNK_BYTES ? LAST_CHUNK_BYTES : cap;
    cap = cap < least ? least : cap;
    struct arena_chunk *chunk = malloc(sizeof *chunk + cap);
    MUST(chunk != NULL);
    *chunk = (struct arena_chunk){.next = arena->first, .cap = cap};
    ASAN_POISON_MEMORY_REGION(chunk->bytes, cap);
    arena->first = chunk;
    arena->held_bytes += cap;
    return chunk;
}

static void *take(struct arena *arena, size_t bytes)
{
    MUST(bytes < SIZE_MAX / 2);
    size_t room = (bytes + GAP_BYTES + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);
    struct arena_chunk *chunk = arena->first;
    if (chunk == NULL || chunk->cap - chunk->used < room)
        chunk = chunk_add(arena, room);
    void *taken = chunk->bytes + chunk->used;
    chunk->used += room;
    ASAN_UNPOISON_MEMORY_REGION(taken, bytes);
    return taken;
}

void *arena_take(struct arena *arena, size_t bytes)
{
    return memset(take(arena, bytes), 0, bytes);
}

struct str arena_str(struct arena *arena, struct str text)
{
    char *copy = take(arena, text.len + 1);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return (struct str){copy, text.len};
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
    char brief[BRIEF_BYTES]; /* most texts fit, and need not be written twice */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int need = vsnprintf(brief, sizeof brief, format, args);
    va_end(args);
    MUST(need >= 0);
    char *text = take(arena, (size_t)need + 1);
    if (need < BRIEF_BYTES)
        memcpy(text, brief, (size_t)need + 1);
    else
        vsnprintf(text, (size_t)need + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t)need};
}

static void chunks_free(struct arena_chunk *chunk)
{
    while (chunk != NULL) {
        struct arena_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *kept = arena->first;
    if (kept == NULL)
        return;
    chunks_free(kept->next);
    ASAN_POISON_MEMORY_REGION(kept->bytes, kept->used);
    kept->next = NULL;
    kept->used = 0;
    arena->held_bytes = kept->cap;
    if (kept->cap > LAST_CHUNK_BYTES) /* one huge unit of work must not hold its memory for ever */
        arena_free(arena);
}

void arena_free(struct arena *arena)
{
    chunks_free(arena->first);
    *arena = (struct arena){0};
}
