/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

enum { NUMBER_BYTES = 64 };

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_cut(s, 0, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_cut(s, s.len - suffix.len, s.len), suffix);
}

int str_compare(struct str a, struct str b)
{
    size_t least = a.len < b.len ? a.len : b.len;
    int order = least == 0 ? 0 : memcmp(a.ptr, b.ptr, least);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

bool str_contains_nocase(struct str s, struct str part)
{
    for (size_t i = 0; i + part.len <= s.len; i++)
        if (str_eq_nocase(str_cut(s, i, i + part.len), part))
            return true;
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    size_t from = 0, to = s.len;
    while (from < to && is_space(s.ptr[from]))
        from++;
    while (to > from && is_space(s.ptr[to - 1]))
        to--;
    return s.ptr == NULL ? s : str_cut(s, from, to);
}

size_t str_find(struct str s, char c, size_t from)
{
    const char *at = from < s.len ? memchr(s.ptr + from, c, s.len - from) : NULL;
    return at ? (size_t)(at - s.ptr) : s.len;
}

size_t str_find_str(struct str s, struct str part, size_t from)
{
    const char *at = from < s.len ? memmem(s.ptr + from, s.len - from, part.ptr, part.len) : NULL;
    return at ? (size_t)(at - s.ptr) : s.len;
}

bool str_next(struct str *rest, char separator, struct str *piece)
{
    if (rest->len == 0)
        return false;
    size_t at = str_find(*rest, separator, 0);
    *piece = str_cut(*rest, 0, at);
    *rest = str_cut(*rest, at < rest->len ? at + 1 : at, rest->len);
    return true;
}

static bool number_copy(struct str s, char copy[NUMBER_BYTES])
{
    if (s.len == 0 || s.len >= NUMBER_BYTES || is_space(s.ptr[0]))
        return false;
    memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return true;
}

bool str_to_i64(struct str s, int64_t *out)
{
    char copy[NUMBER_BYTES], *end;
    if (!number_copy(s, copy))
        return false;
    errno = 0;
    long long value = strtoll(copy, &end, 10);
    if (errno != 0 || end != copy + s.len)
        return false;
    *out = value;
    return true;
}

/* Few digits, perhaps with a point: a whole number over a power of ten, both exact, so that the one division rounds as
 * strtod does (Clinger 1990). False: not such a number. */
static bool short_decimal(struct str s, double *out)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    bool minus = s.len > 0 && s.ptr[0] == '-';
    int64_t whole = 0;
    size_t digits = 0, decimals = 0;
    bool point = false;
    for (size_t i = minus; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > 15)
            return false;
        whole = whole * 10 + (c - '0');
        decimals += point;
    }
    *out = (double)(minus ? -whole : whole) / powers[decimals];
    return digits > 0 && (!minus || whole != 0);
}

bool str_to_double(struct str s, double *out)
{
    if (short_decimal(s, out))
        return true;
    char copy[NUMBER_BYTES], *end;
    if (!number_copy(s, copy))
        return false;
    double value = strtod(copy, &end);
    if (end != copy + s.len || !isfinite(value))
        return false;
    *out = value;
    return true;
}

uint64_t str_hash(struct str s)
{
    uint64_t hash = STR_HASH_START;
    for (size_t i = 0; i < s.len; i++)
        hash = str_hash_byte(hash, s.ptr[i]);
    return hash;
}
