/* SPDX-License-Identifier: MIT */

/* packed — numbers and texts in few bytes, written into a buf and read back with one check at the end.
 *
 * Takes   values in a fixed order; the reader asks for them in the same order
 * Gives   LEB128 numbers (signed ones zigzag), texts with their length before them
 * Errors  sticky: after the first value that is cut off or too large `bad` is set, and every read gives 0 or an
 *         empty text, so that a chain of reads is checked once
 * Memory  texts read point into the bytes given
 * Cost    O(bytes)
 * After   Knot DNS's wire cursor; Protocol Buffers' encoding of numbers */
#ifndef STORE_BASE_PACKED_H
#define STORE_BASE_PACKED_H

#include "base/buf.h"

void packed_put(struct buf *buf, uint64_t value);
void packed_put_signed(struct buf *buf, int64_t value);
void packed_put_fixed(struct buf *buf, uint64_t value); /* in eight bytes, best for a hash */
void packed_put_double(struct buf *buf, double value);
void packed_put_str(struct buf *buf, struct str text);

struct packed {
    struct str rest;
    bool bad;
};

uint64_t packed_take(struct packed *in);
int64_t packed_take_signed(struct packed *in);
uint64_t packed_take_fixed(struct packed *in);
double packed_take_double(struct packed *in);
struct str packed_take_str(struct packed *in);
struct str packed_take_bytes(struct packed *in, size_t count);

/* A number of things that take at least `least_bytes` each; bad if the rest cannot hold them. */
size_t packed_take_count(struct packed *in, size_t least_bytes);

#endif
