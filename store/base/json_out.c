/* SPDX-License-Identifier: MIT */
#include "base/json_out.h"

#include <math.h>
#include <stdio.h>

#include "base/utf8.h"

#include "base/banned.h"

enum { NUMBER_BYTES = 64, INDENT = 2, FAST_DECIMALS_MOST = 6 };

struct json_out json_out_new(struct buf *buf, bool pretty)
{
    return (struct json_out){.buf = buf, .pretty = pretty};
}

static void indent(struct json_out *out)
{
    buf_char(out->buf, '\n');
    for (int i = 0; i < out->depth * INDENT; i++)
        buf_char(out->buf, ' ');
}

static inline bool in_object(const struct json_out *out)
{
    return out->depth > 0 && out->open[out->depth - 1] == '{';
}

/* What stands between two members or elements. */
static inline void separate(struct json_out *out)
{
    if (out->more)
        buf_char(out->buf, ',');
    if (out->pretty && out->depth > 0)
        indent(out);
    out->more = true;
}

static inline void before_value(struct json_out *out)
{
    MUST(out->keyed == in_object(out) && (out->depth > 0 || !out->more));
    if (!out->keyed)
        separate(out);
    out->keyed = false;
}

static inline void after_value(struct json_out *out)
{
    if (out->pretty && out->depth == 0)
        buf_char(out->buf, '\n');
}

static inline void put_plain(struct json_out *out, struct str value)
{
    before_value(out);
    buf_add(out->buf, value);
    after_value(out);
}

void json_out_open(struct json_out *out, char bracket)
{
    before_value(out);
    MUST(out->depth < JSON_OUT_DEPTH_MOST);
    out->open[out->depth++] = bracket;
    out->more = false;
    buf_char(out->buf, bracket);
}

void json_out_close(struct json_out *out, char bracket)
{
    MUST(in_object(out) == (bracket == '}') && out->depth > 0 && !out->keyed);
    out->depth--;
    if (out->pretty && out->more)
        indent(out);
    out->more = true;
    buf_char(out->buf, bracket);
    after_value(out);
}

/* The escape of a byte, or NULL if it stands for itself. */
static const char *escape(unsigned char byte, char room[8])
{
    static const char letters[] = "\"\\\b\f\n\r\t", escapes[] = "\"\\bfnrt";
    const char *found = byte ? strchr(letters, byte) : NULL;
    if (found == NULL && byte >= 0x20)
        return NULL;
    if (found != NULL)
        snprintf(room, 8, "\\%c", escapes[found - letters]);
    else
        snprintf(room, 8, "\\u%04X", byte);
    return room;
}

static void add_escaped(struct buf *buf, struct str text)
{
    char room[8];
    size_t from = 0;
    for (size_t at = 0; at < text.len; at++) {
        const char *escaped = escape((unsigned char)text.ptr[at], room);
        if (escaped == NULL)
            continue;
        buf_add(buf, str_cut(text, from, at));
        buf_add(buf, str_from(escaped));
        from = at + 1;
    }
    buf_add(buf, str_cut(text, from, text.len));
}

/* Whether one of eight bytes is a control, a quote, a backslash, or of a letter beyond ASCII: the usual tricks with
 * the top bit of each, which may see one that is not there, and never miss one. */
static bool may_need_escape(uint64_t bytes)
{
    const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80, quotes = bytes ^ ones * '"', slashes = bytes ^ ones * '\\';
    return ((bytes | (bytes - ones * 0x20) | (quotes - ones) | (slashes - ones)) & tops) != 0;
}

/* Copies text that stands for itself, as most does; false if it may not. The last eight bytes may be copied with some
 * that were copied before. */
static inline bool copy_simple(char *to, struct str text)
{
    uint64_t bytes = 0x2020202020202020;
    bool simple = true;
    if (text.len < sizeof bytes) {
        for (size_t at = 0; at < text.len; at++)
            bytes = bytes << 8 | (unsigned char)(to[at] = text.ptr[at]);
        return !may_need_escape(bytes);
    }
    for (size_t at = 0; at < text.len; at += sizeof bytes) {
        size_t from = at + sizeof bytes <= text.len ? at : text.len - sizeof bytes;
        memcpy(&bytes, text.ptr + from, sizeof bytes);
        memcpy(to + from, &bytes, sizeof bytes);
        simple &= !may_need_escape(bytes);
    }
    return simple;
}

static void add_escaped_whole(struct buf *buf, struct str text)
{
    struct arena scratch = {0};
    add_escaped(buf, utf8_valid(text) ? text : utf8_repair(&scratch, text));
    arena_free(&scratch);
}

/* In quotes, with `after` behind them. */
static inline void add_quoted(struct buf *buf, struct str text, struct str after)
{
    buf_char(buf, '"');
    if (buf_room(buf, text.len) && copy_simple(buf->data + buf->len, text))
        buf->len += text.len;
    else
        add_escaped_whole(buf, text);
    buf_add(buf, after);
}

void json_out_str(struct json_out *out, struct str text)
{
    before_value(out);
    add_quoted(out->buf, text, STR("\""));
    after_value(out);
}

static inline void put_key(struct json_out *out, struct str key)
{
    MUST(in_object(out) && !out->keyed);
    separate(out);
    add_quoted(out->buf, key, out->pretty ? STR("\": ") : STR("\":"));
    out->keyed = true;
}

void json_out_key(struct json_out *out, const char *key)
{
    put_key(out, str_from(key));
}

/* Digits of `value` written backwards before `end`. */
static char *digits_before(char *end, uint64_t value)
{
    do
        *--end = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    return end;
}

void json_out_i64(struct json_out *out, int64_t value)
{
    char text[NUMBER_BYTES], *end = text + sizeof text;
    char *start = digits_before(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    if (value < 0)
        *--start = '-';
    put_plain(out, (struct str){start, (size_t)(end - start)});
}

/* Without the zeros that end a fraction. */
static struct str shortened(struct str text)
{
    if (str_find(text, '.', 0) < text.len) {
        while (text.ptr[text.len - 1] == '0')
            text.len--;
        text.len -= text.ptr[text.len - 1] == '.';
    }
    return str_eq(text, STR("-0")) ? STR("0") : text;
}

/* As "%.*f" rounds. A product in doubles is so near the true one that only a tie within `doubt` of a half can round
 * the wrong way: then, or if the number is large, printf decides. */
static struct str rounded(char text[NUMBER_BYTES], double value, int decimals)
{
    static const double scales[FAST_DECIMALS_MOST + 1] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    static const double large = 1e9, doubt = 1e-6;
    double scaled = decimals <= FAST_DECIMALS_MOST ? fabs(value) * scales[decimals] : large;
    uint64_t whole = (uint64_t)scaled;
    double rest = scaled - (double)whole;
    if (scaled >= large || fabs(rest - 0.5) < doubt)
        return (struct str){text, (size_t)snprintf(text, NUMBER_BYTES, "%.*f", decimals, value)};
    whole += rest > 0.5;
    char *end = text + NUMBER_BYTES, *start = end;
    for (int i = 0; i < decimals; i++, whole /= 10)
        *--start = (char)('0' + whole % 10);
    if (decimals > 0)
        *--start = '.';
    start = digits_before(start, whole);
    if (value < 0)
        *--start = '-';
    return (struct str){start, (size_t)(end - start)};
}

void json_out_double(struct json_out *out, double value, int decimals)
{
    char text[NUMBER_BYTES];
    MUST(isfinite(value) && fabs(value) < 1e18 && decimals >= 0 && decimals <= 17);
    put_plain(out, shortened(rounded(text, value, decimals)));
}

void json_out_bool(struct json_out *out, bool value)
{
    put_plain(out, value ? STR("true") : STR("false"));
}

void json_out_null(struct json_out *out)
{
    put_plain(out, STR("null"));
}

void json_out_line(struct json_out *out)
{
    MUST(out->depth == 0 && !out->keyed);
    out->more = false;
    buf_char(out->buf, '\n');
}

void json_out_member_str(struct json_out *out, const char *key, struct str text)
{
    if (text.ptr == NULL)
        return;
    json_out_key(out, key);
    json_out_str(out, text);
}

void json_out_member_i64(struct json_out *out, const char *key, int64_t value)
{
    json_out_key(out, key);
    json_out_i64(out, value);
}

void json_out_member_double(struct json_out *out, const char *key, double value, int decimals)
{
    json_out_key(out, key);
    json_out_double(out, value, decimals);
}

void json_out_member_bool(struct json_out *out, const char *key, bool value)
{
    json_out_key(out, key);
    json_out_bool(out, value);
}

static void leaf(struct json_out *out, const struct json *node)
{
    switch (node->type) {
    case JSON_NULL:
        json_out_null(out);
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        json_out_bool(out, node->type == JSON_TRUE);
        break;
    case JSON_NUMBER:
        put_plain(out, node->text);
        break;
    case JSON_STRING:
        json_out_str(out, node->text);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
}

/* A walk with its own stack: parsed JSON is never deeper than JSON_DEPTH_MOST. */
void json_out_node(struct json_out *out, const struct json *node)
{
    const struct json *stack[JSON_DEPTH_MOST];
    size_t depth = 0;
    const struct json *at = node;
    while (at != NULL) {
        if (depth > 0 && stack[depth - 1]->type == JSON_OBJECT)
            put_key(out, at->key);
        if (at->type == JSON_ARRAY || at->type == JSON_OBJECT) {
            json_out_open(out, at->type == JSON_OBJECT ? '{' : '[');
            MUST(depth < JSON_DEPTH_MOST);
            stack[depth++] = at;
            at = at->first;
        } else {
            leaf(out, at);
            at = depth > 0 ? at->next : NULL;
        }
        while (at == NULL && depth > 0) {
            const struct json *closed = stack[--depth];
            json_out_close(out, closed->type == JSON_OBJECT ? '}' : ']');
            at = depth > 0 ? closed->next : NULL;
        }
    }
}
