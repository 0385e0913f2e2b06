/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/err.h"

#include "base/banned.h"

enum { MARKS_MOST = 4, REPLACEMENT = 0xFFFD };

/* Where ASCII ends, as far as whole words of the machine tell: the rest is looked at byte by byte. */
static size_t skip_ascii(struct str text, size_t at)
{
    for (uint64_t eight; text.len - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, text.ptr + at, sizeof eight);
        if (eight & 0x8080808080808080u)
            return at;
    }
    uint32_t four;
    if (text.len - at < sizeof four)
        return at;
    memcpy(&four, text.ptr + at, sizeof four);
    return four & 0x80808080u ? at : at + sizeof four;
}

static bool is_ascii(struct str text)
{
    for (size_t i = skip_ascii(text, 0); i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

static utf8proc_ssize_t decode(struct str text, size_t at, utf8proc_int32_t *point)
{
    return utf8proc_iterate((const utf8proc_uint8_t *)text.ptr + at, (utf8proc_ssize_t)(text.len - at), point);
}

bool utf8_valid(struct str text)
{
    utf8proc_int32_t point;
    for (size_t at = skip_ascii(text, 0); at < text.len;) {
        if ((unsigned char)text.ptr[at] < 0x80) {
            at++;
            continue;
        }
        utf8proc_ssize_t used = decode(text, at, &point);
        if (used <= 0)
            return false;
        at = skip_ascii(text, at + (size_t)used);
    }
    return true;
}

uint32_t utf8_next(struct str text, size_t *at)
{
    unsigned char byte = (unsigned char)text.ptr[*at];
    if (byte < 0x80) {
        (*at)++;
        return byte;
    }
    utf8proc_int32_t point;
    utf8proc_ssize_t used = decode(text, *at, &point);
    *at += used > 0 ? (size_t)used : 1;
    return used > 0 ? (uint32_t)point : REPLACEMENT;
}

size_t utf8_put(uint32_t point, char out[4])
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)point, (utf8proc_uint8_t *)out);
}

/* A code point that no stored text needs and that can hurt a reader: controls, and what reverses the line. */
static bool is_harmful(uint32_t point)
{
    bool control = (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0);
    bool bidi = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    bool nothing = point == 0xFEFF || (point >= 0xFFF9 && point <= 0xFFFB) || (point & 0xFFFE) == 0xFFFE;
    return control || bidi || nothing;
}

struct str utf8_repair(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.len * 3 + 1);
    size_t len = 0;
    for (size_t at = 0; at < text.len;)
        len += utf8_put(utf8_next(text, &at), out + len);
    return (struct str){out, len};
}

static struct str map(struct arena *arena, struct str text, utf8proc_option_t options)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, &mapped, options);
    if (len < 0) {
        free(mapped);
        return text;
    }
    struct str result = arena_str(arena, (struct str){(const char *)mapped, (size_t)len});
    free(mapped);
    return result;
}

static struct str without_harm(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.len + 1);
    size_t len = 0, marks = 0;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t point = utf8_next(text, &at);
        marks = utf8_is_mark(point) ? marks + 1 : 0;
        if (is_harmful(point) || marks > MARKS_MOST)
            continue;
        memcpy(out + len, text.ptr + from, at - from);
        len += at - from;
    }
    return (struct str){out, len};
}

static bool is_plain_ascii(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x7F || (c < 0x20 && c != '\n' && c != '\t'))
            return false;
    }
    return true;
}

struct str utf8_clean(struct arena *arena, struct str text)
{
    if (is_plain_ascii(text))
        return text;
    if (!utf8_valid(text))
        text = utf8_repair(arena, text);
    text = without_harm(arena, text);
    return map(arena, text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

static struct str fold_ascii(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return (struct str){out, text.len};
}

struct str utf8_fold(struct arena *arena, struct str text, bool plain)
{
    if (is_ascii(text))
        return fold_ascii(arena, text);
    if (!utf8_valid(text))
        text = utf8_repair(arena, text);
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_CASEFOLD;
    return map(arena, text, options | (plain ? UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK : UTF8PROC_COMPOSE));
}

static utf8proc_category_t category(uint32_t point)
{
    return point < 0x110000 ? utf8proc_category((utf8proc_int32_t)point) : UTF8PROC_CATEGORY_CN;
}

bool utf8_is_letter(uint32_t point)
{
    if (point < 0x80)
        return (point | 0x20) >= 'a' && (point | 0x20) <= 'z';
    utf8proc_category_t is = category(point);
    return is >= UTF8PROC_CATEGORY_LU && is <= UTF8PROC_CATEGORY_LO;
}

bool utf8_is_upper(uint32_t point)
{
    if (point < 0x80)
        return point >= 'A' && point <= 'Z';
    return category(point) == UTF8PROC_CATEGORY_LU;
}

bool utf8_is_mark(uint32_t point)
{
    if (point < 0x300)
        return false;
    utf8proc_category_t is = category(point);
    return is >= UTF8PROC_CATEGORY_MN && is <= UTF8PROC_CATEGORY_ME;
}

uint32_t utf8_lower(uint32_t point)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)point);
}

size_t utf8_length(struct str text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len; count++)
        utf8_next(text, &at);
    return count;
}

struct str utf8_shorten(struct arena *arena, struct str text, size_t most)
{
    size_t word_end = 0, cut = 0, count = 0;
    utf8proc_int32_t state = 0;
    uint32_t before = 0;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t point = utf8_next(text, &at);
        bool breaks = count == 0 || utf8proc_grapheme_break_stateful((int32_t)before, (int32_t)point, &state);
        if (breaks && count <= most - 1)
            cut = from;
        if (breaks && count <= most - 1 && (point == ' ' || point == '\n'))
            word_end = from;
        before = point;
        if (++count > most)
            return arena_printf(arena, STR_FMT "…", STR_ARG(str_trim(str_cut(text, 0, word_end ? word_end : cut))));
    }
    return text;
}
