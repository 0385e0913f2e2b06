/* SPDX-License-Identifier: MIT */
#include "base/json_form.h"

#include "base/decimal.h"
#include "base/json_out.h"

#include "base/banned.h"

#define EACH_BYTE(byte) (0x0101010101010101u * (byte))

static bool has_zero(uint64_t eight)
{
    return ((eight - EACH_BYTE(1)) & ~eight & EACH_BYTE(0x80)) != 0;
}

/* Whether all eight bytes stand for themselves: ASCII, and no control, quote or backslash. */
static bool eight_plain(uint64_t eight)
{
    uint64_t odd = eight | (eight - EACH_BYTE(' '));
    return !(odd & EACH_BYTE(0x80)) && !has_zero(eight ^ EACH_BYTE('"')) && !has_zero(eight ^ EACH_BYTE('\\'));
}

static uint64_t eight_at(const char *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    return eight;
}

static bool is_plain(struct str text)
{
    if (text.len < sizeof(uint64_t)) {
        for (size_t i = 0; i < text.len; i++)
            if (text.ptr[i] < ' ' || text.ptr[i] == '"' || text.ptr[i] == '\\')
                return false;
        return true;
    }
    for (size_t at = 0; text.len - at > sizeof(uint64_t); at += sizeof(uint64_t))
        if (!eight_plain(eight_at(text.ptr + at)))
            return false;
    return eight_plain(eight_at(text.ptr + text.len - sizeof(uint64_t)));
}

static void escape(struct buf *buf, struct str text)
{
    struct json_out out = json_out_new(buf, false);
    json_out_str(&out, text);
}

void json_form_str(struct buf *buf, struct str text)
{
    if (!is_plain(text)) {
        escape(buf, text);
    } else if (buf_room(buf, text.len + 2)) {
        char *at = buf->data + buf->len;
        *at++ = '"';
        if (text.len > 0)
            memcpy(at, text.ptr, text.len);
        at += text.len;
        *at++ = '"';
        *at = '\0';
        buf->len += text.len + 2;
    }
}

/* A number that was made where it goes, or in the room behind that. */
static void add_digits(struct buf *buf, struct str digits)
{
    char *at = buf->data + buf->len;
    if (digits.ptr != at)
        memmove(at, digits.ptr, digits.len);
    at[digits.len] = '\0';
    buf->len += digits.len;
}

void json_form_i64(struct buf *buf, int64_t value)
{
    if (buf_room(buf, DECIMAL_BYTES))
        add_digits(buf, decimal_i64(buf->data + buf->len, value));
}

void json_form_double(struct buf *buf, double value, int decimals)
{
    if (buf_room(buf, DECIMAL_BYTES))
        add_digits(buf, decimal_double(buf->data + buf->len, value, decimals));
}
