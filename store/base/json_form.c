/* SPDX-License-Identifier: MIT */
#include "base/json_form.h"

#include "base/decimal.h"
#include "base/json_out.h"

#include "base/banned.h"

_Static_assert((int)JSON_FORM_NUMBER >= (int)DECIMAL_BYTES, "a number has its room");

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
        char *at = JSON_FORM(buf->data + buf->len, "\"");
        if (text.len > 0)
            at = json_form_bytes(at, text);
        json_form_close(buf, JSON_FORM(at, "\""));
    }
}

/* A number that was made where it goes, or in the room behind that. */
static inline char *behind(char *at, struct str digits)
{
    if (digits.ptr != at)
        memmove(at, digits.ptr, digits.len);
    return at + digits.len;
}

char *json_form_i64(char *at, int64_t value)
{
    return behind(at, decimal_i64(at, value));
}

char *json_form_double(char *at, double value, int decimals)
{
    return behind(at, decimal_double(at, value, decimals));
}
