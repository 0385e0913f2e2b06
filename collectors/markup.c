/* SPDX-License-Identifier: MIT */
#include "markup.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>

#include "base/utf8.h"

#include "base/banned.h"

enum { NAME_BYTES_MOST = 32 };

/* Where the text stands: what has been written, and the white space that waits to be needed. */
struct writer {
    char *out;
    size_t len;
    enum { NOTHING, SPACE, NEWLINE } waits;
    int pre;
    struct str alt; /* of the first images, shown if nothing else is */
    struct arena *arena;
};

/* In pages that say one thing and mean another, 128…159 are windows-1252. */
static uint32_t numbered(uint32_t point)
{
    static const uint16_t windows[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
    };
    if (point >= 128 && point < 160)
        return windows[point - 128];
    bool bad = point == 0 || point >= 0x110000 || (point >= 0xD800 && point < 0xE000);
    return bad ? 0xFFFD : point;
}

/* "#8211;" or "#x2013;" after the '&'; what it used, or 0. */
static size_t number_at(struct str text, size_t at, uint32_t *point)
{
    bool hex = at + 1 < text.len && (text.ptr[at + 1] | 0x20) == 'x';
    size_t i = at + 1 + hex, from = i;
    uint32_t value = 0;
    for (; i < text.len && i < from + 10; i++) {
        char c = text.ptr[i], lower = c | 0x20;
        uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0')
                         : hex && lower >= 'a' && lower <= 'f' ? (uint32_t)(lower - 'a' + 10) : 99;
        if (digit == 99)
            break;
        value = value >= 0x110000 ? 0x110000 : value * (hex ? 16 : 10) + digit;
    }
    if (i == from)
        return 0;
    *point = numbered(value);
    return i - at + (i < text.len && text.ptr[i] == ';');
}

static size_t name_at(struct str text, size_t at, uint32_t *point)
{
    char name[NAME_BYTES_MOST];
    size_t len = 0;
    while (at + len < text.len && len + 1 < sizeof name) {
        char c = text.ptr[at + len];
        if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9'))
            break;
        name[len++] = c;
    }
    name[len] = '\0';
    bool ends = at + len < text.len && text.ptr[at + len] == ';';
    bool apos = strcmp(name, "apos") == 0;
    const htmlEntityDesc *entity = len > 0 && !apos ? htmlEntityLookup((const xmlChar *)name) : NULL;
    if ((entity == NULL && !apos) || (!ends && (apos || entity->value > 255)))
        return 0;
    *point = apos ? '\'' : entity->value;
    return len + ends;
}

/* The character that the entity at text[at] == '&' stands for, and how many bytes it took; 0: it is an ampersand. */
static size_t entity_at(struct str text, size_t at, uint32_t *point)
{
    if (at + 1 >= text.len)
        return 0;
    size_t used = text.ptr[at + 1] == '#' ? number_at(text, at + 1, point) : name_at(text, at + 1, point);
    return used == 0 ? 0 : used + 1;
}

struct str markup_decode(struct arena *arena, struct str text)
{
    if (str_find(text, '&', 0) == text.len)
        return text;
    char *out = arena_take(arena, text.len * 2 + 4);
    size_t len = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t point;
        size_t used = text.ptr[at] == '&' ? entity_at(text, at, &point) : 0;
        if (used > 0)
            len += utf8_put(point, out + len);
        else
            out[len++] = text.ptr[at];
        at += used > 0 ? used : 1;
    }
    return (struct str){out, len};
}

static void wait_for(struct writer *w, int space)
{
    if ((int)w->waits < space)
        w->waits = space == NEWLINE ? NEWLINE : SPACE;
}

static void put(struct writer *w, const char *bytes, size_t count)
{
    if (w->waits != NOTHING && w->len > 0)
        w->out[w->len++] = w->waits == NEWLINE ? '\n' : ' ';
    w->waits = NOTHING;
    memcpy(w->out + w->len, bytes, count);
    w->len += count;
}

static void put_point(struct writer *w, uint32_t point)
{
    char bytes[4];
    if (point == 0xA0 || point == ' ' || point == '\t' || point == '\r')
        wait_for(w, SPACE);
    else if (point == '\n')
        wait_for(w, w->pre > 0 ? NEWLINE : SPACE);
    else
        put(w, bytes, utf8_put(point, bytes));
}

static void put_text(struct writer *w, struct str text, bool entities)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t point;
        size_t used = entities && text.ptr[at] == '&' ? entity_at(text, at, &point) : 0;
        unsigned char c = (unsigned char)text.ptr[at];
        if (used > 0)
            put_point(w, point);
        else if (c <= ' ')
            put_point(w, c == '\n' ? '\n' : ' ');
        else if (c == 0xC2 && at + 1 < text.len && (unsigned char)text.ptr[at + 1] == 0xA0)
            put_point(w, text.ptr[at++] ? ' ' : 0);
        else
            put(w, text.ptr + at, 1);
        at += used > 0 ? used : 1;
    }
}

static bool among(struct str name, const char *names)
{
    struct str rest = str_from(names), one;
    while (str_next(&rest, ' ', &one))
        if (str_eq_nocase(one, name))
            return true;
    return false;
}

static void keep_alt(struct writer *w, struct str attributes)
{
    struct str name, value;
    while (markup_attribute(&attributes, &name, &value))
        if (str_eq_nocase(name, STR("alt")) && str_trim(value).len > 0 && w->alt.len < 2000)
            w->alt = arena_printf(w->arena, STR_FMT "%s" STR_FMT, STR_ARG(w->alt), w->alt.len > 0 ? "\n" : "",
                                  STR_ARG(str_trim(markup_decode(w->arena, value))));
}

/* After the text that a <script> holds: the start of its end tag. */
static size_t skip_element(struct str text, size_t at, struct str name)
{
    for (at = str_find_str(text, STR("</"), at); at < text.len; at = str_find_str(text, STR("</"), at + 2)) {
        struct str rest = str_cut(text, at + 2, text.len);
        if (rest.len >= name.len && str_eq_nocase(str_cut(rest, 0, name.len), name))
            return at;
    }
    return text.len;
}

#define BLOCKS                                                                                                      \
    "p br div li ul ol dl dt dd tr table blockquote pre h1 h2 h3 h4 h5 h6 hr section article header footer figure " \
    "figcaption address form fieldset option aside main nav summary details caption"

/* What a tag means to the text; after it, or after what it hides. */
static size_t pass_tag(struct writer *w, struct str html, const struct markup_tag *tag)
{
    size_t colon = str_find(tag->name, ':', 0); /* <xhtml:p> */
    struct str name = colon < tag->name.len ? str_cut(tag->name, colon + 1, tag->name.len) : tag->name;
    if (among(name, BLOCKS))
        wait_for(w, NEWLINE);
    else if (among(name, "td th"))
        wait_for(w, SPACE);
    if (str_eq_nocase(name, STR("pre")) && !tag->closed)
        w->pre += tag->closes ? -(w->pre > 0) : 1;
    if (str_eq_nocase(name, STR("img")))
        keep_alt(w, tag->attributes);
    if (!tag->closes && !tag->closed && among(name, "script style applet"))
        return skip_element(html, tag->end, tag->name);
    return tag->end;
}

static size_t pass_markup(struct writer *w, struct str html, size_t at)
{
    struct markup_tag tag;
    struct str rest = str_cut(html, at, html.len);
    if (str_starts(rest, STR("<![CDATA["))) {
        size_t end = str_find_str(html, STR("]]>"), at + 9);
        put_text(w, str_cut(html, at + 9, end), false);
        return end == html.len ? end : end + 3;
    }
    if (!markup_tag_at(html, at, &tag)) {
        put(w, "<", 1);
        return at + 1;
    }
    return tag.is_comment ? tag.end : pass_tag(w, html, &tag);
}

struct str markup_text(struct arena *arena, struct str html)
{
    struct writer w = {.out = arena_take(arena, html.len * 2 + 4), .arena = arena};
    for (size_t at = 0; at < html.len;) {
        size_t open = str_find(html, '<', at);
        put_text(&w, str_cut(html, at, open), true);
        at = open < html.len ? pass_markup(&w, html, open) : open;
    }
    return w.len > 0 ? (struct str){w.out, w.len} : w.alt;
}

static bool known_tag(struct str name)
{
    char text[NAME_BYTES_MOST];
    if (name.len >= sizeof text)
        return false;
    snprintf(text, sizeof text, STR_FMT, STR_ARG(name));
    return htmlTagLookup((const xmlChar *)text) != NULL || among(name, "section article figure figcaption video audio "
                                                                       "header footer aside main nav mark time");
}

bool markup_is_html(struct str text)
{
    bool sign = false;
    for (size_t at = 0; at < text.len; at++) {
        struct markup_tag tag;
        uint32_t point;
        if (text.ptr[at] == '&') {
            size_t used = entity_at(text, at, &point);
            sign = sign || (used > 0 && text.ptr[at + used - 1] == ';');
        }
        if (text.ptr[at] != '<' || !markup_tag_at(text, at, &tag) || tag.is_comment)
            continue;
        if (!known_tag(tag.name))
            return false;
        sign = sign || tag.closes || tag.closed || among(tag.name, "br img p hr");
    }
    return sign;
}
