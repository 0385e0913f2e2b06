/* SPDX-License-Identifier: MIT */

/* buf — bytes that grow, up to a named ceiling.
 *
 * Takes   a ceiling and a name for it: struct buf b = BUF("poll body", 10 << 20)
 * Gives   the bytes as a str, always followed by a NUL that does not count
 * Errors  sticky: after the first append over the ceiling `over` is set and appends do nothing, so that a chain
 *         of appends is checked once, with buf_ok
 * Memory  owns; buf_free gives back; no memory left aborts
 * Cost    O(1) a byte, amortised
 * After   curl, lib/curlx/dynbuf.h */
#ifndef STORE_BASE_BUF_H
#define STORE_BASE_BUF_H

#include <stdarg.h>

#include "base/err.h"
#include "base/str.h"

struct buf {
    const char *name; /* of the ceiling, for the error */
    size_t ceiling_bytes;
    char *data;
    size_t len, cap;
    bool over;
};

#define BUF(ceiling_name, bytes) ((struct buf){.name = (ceiling_name), .ceiling_bytes = (bytes)})

/* Whether so many bytes more are allowed; grows for them. */
bool buf_grow(struct buf *buf, size_t more);
static inline bool buf_room(struct buf *buf, size_t more)
{
    size_t len = buf->len + more;
    return (len < buf->cap && len <= buf->ceiling_bytes && !buf->over) || buf_grow(buf, more);
}

static inline void buf_add(struct buf *buf, struct str bytes)
{
    if (!buf_room(buf, bytes.len))
        return;
    if (bytes.len > 0)
        memcpy(buf->data + buf->len, bytes.ptr, bytes.len);
    buf->len += bytes.len;
    buf->data[buf->len] = '\0';
}

static inline void buf_char(struct buf *buf, char c)
{
    if (!buf_room(buf, 1))
        return;
    buf->data[buf->len++] = c;
    buf->data[buf->len] = '\0';
}

void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list args);

static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->data ? buf->data : "", buf->len};
}

/* False and a LIMIT error naming the ceiling, if it was met. */
bool buf_ok(const struct buf *buf, struct err *err);
void buf_clear(struct buf *buf); /* empty again, not over; keeps its memory */
void buf_free(struct buf *buf);

#endif
