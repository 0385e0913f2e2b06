/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

enum { FIRST_BYTES = 256 };

bool buf_grow(struct buf *buf, size_t more)
{
    MUST(buf->ceiling_bytes > 0);
    if (buf->over || more > buf->ceiling_bytes - buf->len) {
        buf->over = true;
        return false;
    }
    if (buf->len + more < buf->cap)
        return true;
    size_t cap = buf->cap ? buf->cap : FIRST_BYTES;
    while (cap <= buf->len + more)
        cap *= 2;
    buf->data = realloc(buf->data, cap);
    MUST(buf->data != NULL);
    buf->cap = cap;
    return true;
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    MUST(need >= 0);
    if (buf_room(buf, (size_t)need)) {
        vsnprintf(buf->data + buf->len, (size_t)need + 1, format, again);
        buf->len += (size_t)need;
    }
    va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}

bool buf_ok(const struct buf *buf, struct err *err)
{
    return !buf->over || err_set(err, ERR_LIMIT, "%s is over %zu bytes", buf->name, buf->ceiling_bytes);
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->over = false;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

void buf_free(struct buf *buf)
{
    free(buf->data);
    buf->data = NULL;
    buf->len = buf->cap = 0;
    buf->over = false;
}
