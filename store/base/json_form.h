/* SPDX-License-Identifier: MIT */

/* json_form — JSON of a fixed form: its brackets and keys are constants, and only what varies is made.
 *
 * Takes   constant pieces, and between them texts and numbers, in the form's order
 * Gives   the bytes json_out would give, compact
 * Errors  none of its own: the buf tells if its ceiling was met
 * Memory  the buf's
 * Cost    about half a nanosecond a byte, an eighth of json_out's: for what is written by the thousand and is always the same,
 *         as a reading's evidence. Whoever opens a form says how long it gets at most, and is then asked nothing more: what is
 *         put has to keep within that. Nothing looks whether the pieces make JSON: whoever writes a form shows it in a test
 * After   a text that needs an escape is left to yajl_gen */
#ifndef STORE_BASE_JSON_FORM_H
#define STORE_BASE_JSON_FORM_H

#include "base/buf.h"

enum { JSON_FORM_NUMBER = 64 }; /* bytes that are kept for a number, and may be written over while it is made */

/* Where to put the first byte, with room for so many; NULL if the ceiling is met. */
static inline char *json_form_open(struct buf *buf, size_t bytes_most)
{
    return buf_room(buf, bytes_most) ? buf->data + buf->len : NULL;
}

/* `at` is behind the last byte. */
static inline void json_form_close(struct buf *buf, char *at)
{
    *at = '\0';
    buf->len = (size_t)(at - buf->data);
}

/* Each gives where the next goes. A piece is a constant, such as ",\"start\":". */
#define JSON_FORM(at, piece) ((char *)memcpy(at, piece, sizeof(piece) - 1) + sizeof(piece) - 1)
char *json_form_i64(char *at, int64_t value);
char *json_form_double(char *at, double value, int decimals); /* no trailing zeros, never -0 */

/* What is as it is; and a text in quotes, as long as it may be, into a buf in which nothing is open. */
static inline char *json_form_bytes(char *at, struct str bytes)
{
    memcpy(at, bytes.ptr, bytes.len);
    return at + bytes.len;
}
void json_form_str(struct buf *buf, struct str text);

#endif
