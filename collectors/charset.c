/* SPDX-License-Identifier: MIT */
#include "charset.h"

#include <iconv.h>
#include <stdio.h>

#include "base/utf8.h"

#include "base/banned.h"

enum { LABEL_BYTES_MOST = 40, LOOK_BYTES = 1024 };

/* The value after `name` '=' in a header or a declaration, without quotes. */
static struct str value_after(struct str text, struct str name)
{
    for (size_t at = 0; at + name.len < text.len; at++) {
        if (!str_eq_nocase(str_cut(text, at, at + name.len), name))
            continue;
        struct str rest = str_trim(str_cut(text, at + name.len, text.len));
        if (rest.len == 0 || rest.ptr[0] != '=')
            continue;
        rest = str_trim(str_cut(rest, 1, rest.len));
        size_t from = rest.len > 0 && (rest.ptr[0] == '"' || rest.ptr[0] == '\''), to = from;
        while (to < rest.len && strchr("\"'; \t\r\n?>", rest.ptr[to]) == NULL)
            to++;
        return str_cut(rest, from, to);
    }
    return STR_NONE;
}

static struct str declared(struct str bytes)
{
    struct str start = str_cut(bytes, 0, bytes.len < LOOK_BYTES ? bytes.len : LOOK_BYTES);
    size_t end = str_find_str(start, STR("?>"), 0);
    return str_starts(start, STR("<?xml")) ? value_after(str_cut(start, 0, end), STR("encoding")) : STR_NONE;
}

static bool convert(struct arena *arena, struct str bytes, const char *from, struct str *out)
{
    iconv_t iconv_handle = iconv_open("UTF-8", from);
    if (iconv_handle == (iconv_t)-1)
        return false;
    size_t room = bytes.len * 4 + 16, left = room, in_left = bytes.len;
    char *start = arena_take(arena, room), *to = start, *in = (char *)(uintptr_t)bytes.ptr;
    bool ok = iconv(iconv_handle, &in, &in_left, &to, &left) != (size_t)-1;
    iconv_close(iconv_handle);
    *out = (struct str){start, room - left};
    return ok;
}

/* Every byte has a meaning; the five that windows-1252 leaves open are controls. */
static struct str from_windows(struct arena *arena, struct str bytes)
{
    static const uint16_t high[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
    };
    char *out = arena_take(arena, bytes.len * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        len += utf8_put(c >= 0x80 && c < 0xA0 ? high[c - 0x80] : c, out + len);
    }
    return (struct str){out, len};
}

static bool is_latin(struct str label)
{
    static const char *const names[] = {"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "windows-1252",
                                        "latin_1", "latin", "l1", "cp1252", "us-ascii", "ascii"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq_nocase(label, str_from(names[i])))
            return true;
    return false;
}

/* What feeds call encodings that iconv knows by another name. */
static const char *usual_name(struct str label)
{
    static const char *const names[][2] = {
        {"gb2312", "GB18030"},     {"gbk", "GB18030"},          {"chinese", "GB18030"},      {"korean", "EUC-KR"},
        {"ks-c-5601", "EUC-KR"},   {"ks-c-5601-1987", "EUC-KR"}, {"ksc5601", "EUC-KR"},      {"ks-x-1001", "EUC-KR"},
        {"shiftjis", "SHIFT_JIS"}, {"mskanji", "CP932"},        {"mac-roman", "MACINTOSH"},  {"macroman", "MACINTOSH"},
        {"thai", "TIS-620"},       {"u16", "UTF-16"},           {"u32", "UTF-32"},           {"u7", "UTF-7"},
        {"csbig5", "BIG5"},        {"mac-latin2", "MAC-CENTRALEUROPE"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq_nocase(label, str_from(names[i][0])))
            return names[i][1];
    return NULL;
}

/* Tries the label as written, with hyphens for underlines, as a code page's number, and without a standard's year. */
static bool by_name(struct arena *arena, struct str bytes, struct str label, struct str *out)
{
    char name[LABEL_BYTES_MOST + 4];
    snprintf(name, sizeof name, STR_FMT, STR_ARG(label));
    if (convert(arena, bytes, name, out))
        return true;
    for (char *c = name; *c != '\0'; c++)
        *c = *c == '_' ? '-' : *c;
    const char *usual = usual_name(str_from(name));
    if (convert(arena, bytes, usual ? usual : name, out))
        return true;
    char *year = strrchr(name, '-');
    if (year != NULL && strlen(year) == 5)
        *year = '\0';
    if (convert(arena, bytes, name, out))
        return true;
    snprintf(name, sizeof name, "CP" STR_FMT, STR_ARG(label));
    return convert(arena, bytes, name, out);
}

/* True if the label names a known encoding and all bytes fit it. */
static bool by_label(struct arena *arena, struct str bytes, struct str label, struct str *out)
{
    if (label.len == 0 || label.len >= LABEL_BYTES_MOST || str_eq_nocase(label, STR("utf-8")))
        return false;
    if (!is_latin(label))
        return by_name(arena, bytes, label, out);
    *out = from_windows(arena, bytes);
    return true;
}

static const char *by_mark(struct str bytes, size_t *mark)
{
    static const struct {
        struct str mark;
        const char *name;
    } marks[] = {
        {STR_INIT("\0\0\xFE\xFF"), "UTF-32BE"}, {STR_INIT("\xFF\xFE\0\0"), "UTF-32LE"},
        {STR_INIT("\xFE\xFF"), "UTF-16BE"},     {STR_INIT("\xFF\xFE"), "UTF-16LE"},
        {STR_INIT("\xEF\xBB\xBF"), "UTF-8"},
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_starts(bytes, marks[i].mark)) {
            *mark = marks[i].mark.len;
            return marks[i].name;
        }
    *mark = 0;
    return NULL;
}

/* Without a mark, but a '<' with zeros around it cannot be anything else. */
static const char *by_shape(struct str bytes)
{
    if (str_starts(bytes, STR("\0\0\0<")))
        return "UTF-32BE";
    if (str_starts(bytes, STR("<\0\0\0")))
        return "UTF-32LE";
    if (str_starts(bytes, STR("\0<")))
        return "UTF-16BE";
    if (str_starts(bytes, STR("<\0")))
        return "UTF-16LE";
    return str_starts(bytes, STR("\x4C\x6F\xA7\x94")) ? "CP037" : NULL; /* "<?xm" in EBCDIC */
}

/* Encodings whose bytes are all ASCII, so that being UTF-8 proves nothing. */
static bool is_seven_bit(struct str label)
{
    return str_eq_nocase(label, STR("utf-7")) || str_eq_nocase(label, STR("hz-gb-2312")) ||
           str_contains_nocase(label, STR("iso-2022"));
}

/* Whether UTF-8 was meant: one whole sequence of it is no accident. */
static bool has_sequence(struct str bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        size_t from = at;
        utf8_next(bytes, &at);
        if (at - from > 1)
            return true;
    }
    return false;
}

struct str charset_to_utf8(struct arena *arena, struct str bytes, struct str content_type)
{
    size_t mark;
    struct str out;
    const char *sure = by_mark(bytes, &mark);
    bytes = str_cut(bytes, mark, bytes.len);
    sure = sure ? sure : by_shape(bytes);
    if (sure != NULL && strcmp(sure, "UTF-8") != 0) {
        convert(arena, bytes, sure, &out);
        return out;
    }
    struct str header = value_after(content_type, STR("charset")), label = declared(bytes);
    if (utf8_valid(bytes) && !is_seven_bit(header) && !is_seven_bit(label))
        return bytes;
    if (by_label(arena, bytes, header, &out) || by_label(arena, bytes, label, &out))
        return out;
    return has_sequence(bytes) ? utf8_repair(arena, bytes) : from_windows(arena, bytes);
}
