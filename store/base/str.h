/* SPDX-License-Identifier: MIT */

/* str — a borrowed piece of bytes.
 *
 * Takes   bytes that somebody else owns and that outlive it; not ended by NUL unless its maker says so
 * Gives   views into the same bytes; {NULL, 0} is absent, {"", 0} is empty
 * Errors  none: parsing a number answers false
 * Memory  borrows, never owns
 * Cost    O(length) */
#ifndef STORE_BASE_STR_H
#define STORE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *ptr;
    size_t len;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal) {"" literal, sizeof(literal) - 1} /* in a static table */
#define STR_NONE ((struct str){NULL, 0})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

static inline struct str str_from(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

static inline struct str str_cut(struct str s, size_t from, size_t to)
{
    /* Through a number, as nothing may be added to a null pointer, not even nothing. */
    return (struct str){(const char *)((uintptr_t)s.ptr + (s.ptr ? from : 0)), to - from};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
int str_compare(struct str a, struct str b);      /* by bytes, for qsort */
bool str_eq_nocase(struct str a, struct str b);   /* ASCII letters only */
bool str_contains_nocase(struct str s, struct str part);
struct str str_trim(struct str s);                /* ASCII white space off both ends */

/* The offset of the first occurrence at or after `from`, or s.len. */
size_t str_find(struct str s, char c, size_t from);
size_t str_find_str(struct str s, struct str part, size_t from);

/* Takes the piece before the next `separator` off *rest; false when nothing is left. An empty last piece after a
 * final separator is not given. */
bool str_next(struct str *rest, char separator, struct str *piece);

/* The whole of s must be the number. */
bool str_to_i64(struct str s, int64_t *out);
bool str_to_double(struct str s, double *out);

/* FNV-1a, also byte by byte from its start; the same in every version and on every machine: files of trained weights
 * hold it, so another function would need them trained again. Not for hostile keys where collisions cost. */
#define STR_HASH_START 0xcbf29ce484222325u
static inline uint64_t str_hash_byte(uint64_t hash, char byte)
{
    return (hash ^ (unsigned char)byte) * 0x100000001b3u;
}

uint64_t str_hash(struct str s);

#endif
