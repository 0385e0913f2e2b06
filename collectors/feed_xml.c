/* SPDX-License-Identifier: MIT */

/* One pass over the tags, with a stack of what is open for xml:base and xml:lang. The content of an element that
 * means something is taken whole, so that what stands inside (XHTML, CDATA) is no business of the walk. */
#include "feed.h"
#include "feed_field.h"
#include "url.h"

#include "base/banned.h"

enum { DEPTH_MOST = 64 };

struct level {
    struct str name; /* as written */
    struct str base, language;
    bool is_entry;
};

struct walk {
    struct str text;
    size_t at;
    struct arena *arena;
    struct feed *feed;
    struct feed_entry *entry; /* the one that is open, or NULL */
    size_t entry_limit;       /* where it must have ended */
    struct feed_element_names names;
    struct level stack[DEPTH_MOST];
    size_t depth;
    bool atom, is_feed;
    bool entries_unclosed;   /* one was: ends of entries are no longer searched for */
    uint64_t fields_unclosed; /* a bit a field that has no end in this entry */
};

struct feed_entry *feed_add(struct arena *arena, struct feed *feed)
{
    if (feed->count == FEED_ENTRIES_MOST)
        return NULL;
    if (feed->count == feed->cap) {
        feed->cap = feed->cap ? feed->cap * 2 : 16;
        struct feed_entry *grown = ARENA_ARRAY(arena, struct feed_entry, feed->cap);
        if (feed->count > 0)
            memcpy(grown, feed->entries, feed->count * sizeof *grown);
        feed->entries = grown;
    }
    return &feed->entries[feed->count++];
}

static struct level level_of(struct walk *w, const struct markup_tag *tag)
{
    struct level level = w->depth > 0 ? w->stack[w->depth - 1] : w->stack[0];
    level.name = tag->name;
    level.is_entry = false;
    if (!str_contains_nocase(tag->attributes, STR("xml:")))
        return level;
    struct str base = feed_element_attribute(&w->names, tag->attributes, "xml:base");
    struct str language = feed_element_attribute(&w->names, tag->attributes, "xml:lang");
    if (base.len > 0)
        level.base = url_resolve(w->arena, level.base, str_trim(base));
    if (language.ptr != NULL)
        level.language = language;
    return level;
}

static void push(struct walk *w, struct level level)
{
    if (w->depth < DEPTH_MOST)
        w->stack[w->depth++] = level;
}

/* Where the entry that starts here must end: at its end tag, or where the next one starts. */
static size_t limit_of(struct walk *w, const struct markup_tag *tag)
{
    size_t inner_end, after;
    if (!w->entries_unclosed && feed_element_end(w->text, tag->end, w->text.len, tag->name, &inner_end, &after))
        return inner_end;
    w->entries_unclosed = true;
    size_t next = str_find_str(w->text, arena_printf(w->arena, "<" STR_FMT, STR_ARG(tag->name)), tag->end);
    struct str before = str_cut(w->text, 0, next);
    return str_find_str(before, arena_printf(w->arena, "</" STR_FMT, STR_ARG(tag->name)), tag->end);
}

static void open_entry(struct walk *w, const struct markup_tag *tag, struct level level)
{
    static struct feed_entry beyond; /* what is over the ceiling is read and forgotten */
    w->is_feed = true;
    w->entry = feed_add(w->arena, w->feed);
    w->entry = w->entry ? w->entry : &beyond;
    w->fields_unclosed = 0;
    w->entry->id = feed_element_attribute(&w->names, tag->attributes, "rdf:about");
    struct str href = feed_element_attribute(&w->names, tag->attributes, "href");
    struct str modified = feed_element_attribute(&w->names, tag->attributes, "lastmod");
    struct feed_field_element element = {.names = &w->names, .attributes = tag->attributes, .base = level.base};
    size_t number;
    if (href.len > 0)
        feed_field_find(STR("link"), true, &number)->set(&element, w->feed, w->entry);
    element.inner = modified;
    if (modified.len > 0)
        feed_field_find(STR("updated"), true, &number)->set(&element, w->feed, w->entry);
    level.is_entry = true;
    push(w, level);
    w->entry_limit = tag->closed ? tag->end : limit_of(w, tag);
}

static void close_entry(struct walk *w)
{
    while (w->depth > 0 && !w->stack[--w->depth].is_entry)
        ;
    w->entry = NULL;
}

static bool is_root(struct str name)
{
    static const char *const roots[] = {"rss", "feed", "rdf:rdf", "channel", "entry", "rdf", "item", "schedule"};
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (str_eq(name, str_from(roots[i])))
            return true;
    return false;
}

/* The next tag that means something: where a field without an end is taken to end. */
static size_t next_field(struct walk *w, size_t at, size_t limit)
{
    struct str text = str_cut(w->text, 0, limit > at ? limit : w->text.len);
    while ((at = str_find(text, '<', at)) < text.len) {
        struct markup_tag tag;
        size_t number, skipped = feed_element_skip(text, at);
        if (skipped != at) {
            at = skipped;
        } else if (markup_tag_at(text, at, &tag) && !tag.is_comment) {
            struct str name = feed_element_name(&w->names, tag.name);
            if (is_root(name) || feed_field_find(name, true, &number) != NULL)
                return at;
            at = tag.end;
        } else {
            at++;
        }
    }
    return text.len;
}

/* The content of a field, and where to go on: after its end, or if it has none after the text it starts with. */
static struct str content_of(struct walk *w, const struct markup_tag *tag, size_t number, size_t *next)
{
    size_t limit = w->entry ? w->entry_limit : w->text.len, end, after;
    uint64_t bit = UINT64_C(1) << number;
    *next = tag->end;
    if (tag->closed)
        return STR("");
    bool tried = (w->fields_unclosed & bit) != 0;
    if (!tried && limit >= tag->end && feed_element_end(w->text, tag->end, limit, tag->name, &end, &after)) {
        *next = after;
        return str_cut(w->text, tag->end, end);
    }
    w->fields_unclosed |= bit;
    *next = next_field(w, tag->end, limit);
    return str_cut(w->text, tag->end, *next);
}

static void on_start(struct walk *w, const struct markup_tag *tag)
{
    if (str_contains_nocase(tag->attributes, STR("xmlns")))
        feed_element_declare(&w->names, tag->attributes);
    struct str name = feed_element_name(&w->names, tag->name);
    struct level level = level_of(w, tag);
    size_t number;
    w->at = tag->end;
    w->is_feed = w->is_feed || is_root(name);
    w->atom = w->atom || str_eq(name, STR("feed")) || (w->depth == 0 && str_eq(name, STR("entry")));
    if (str_eq(name, STR("item")) || str_eq(name, STR("entry"))) {
        if (w->entry != NULL)
            close_entry(w);
        open_entry(w, tag, level);
        if (tag->closed)
            close_entry(w);
        return;
    }
    const struct feed_field *field = feed_field_find(name, w->entry != NULL, &number);
    if (field == NULL) {
        if (!tag->closed)
            push(w, level);
        return;
    }
    struct str inner = content_of(w, tag, number, &w->at);
    struct feed_field_element element = {&w->names, tag->attributes, inner, level.base, level.language, w->atom};
    if (field->set != NULL)
        field->set(&element, w->feed, w->entry);
}

static void on_end(struct walk *w, const struct markup_tag *tag)
{
    w->at = tag->end;
    for (size_t depth = w->depth; depth > 0; depth--) {
        if (!str_eq(w->stack[depth - 1].name, tag->name))
            continue;
        for (; w->depth >= depth; w->depth--)
            if (w->stack[w->depth - 1].is_entry)
                w->entry = NULL;
        return;
    }
}

/* The internal subset of a DOCTYPE may hold '>' of its own. */
static void on_doctype(struct walk *w)
{
    size_t end = str_find(w->text, '>', w->at), bracket = str_find(str_cut(w->text, 0, end), '[', w->at);
    if (bracket < end) {
        size_t closes = str_find_str(w->text, STR("]>"), bracket);
        size_t spaced = str_find_str(w->text, STR("] >"), bracket);
        end = closes < spaced ? closes + 1 : spaced < w->text.len ? spaced + 2 : end;
    }
    feed_element_doctype(&w->names, str_cut(w->text, w->at, end));
    w->at = end < w->text.len ? end + 1 : end;
}

static void step(struct walk *w)
{
    struct markup_tag tag;
    size_t after = feed_element_skip(w->text, w->at);
    if (after != w->at)
        w->at = after;
    else if (str_starts(str_cut(w->text, w->at, w->text.len), STR("<!DOCTYPE")))
        on_doctype(w);
    else if (!markup_tag_at(w->text, w->at, &tag))
        w->at++;
    else if (tag.is_comment)
        w->at = tag.end;
    else if (tag.closes)
        on_end(w, &tag);
    else
        on_start(w, &tag);
}

bool feed_xml_read(struct arena *arena, struct str text, struct str address, struct feed *feed, struct err *err)
{
    struct walk *w = ARENA_NEW(arena, struct walk);
    *w = (struct walk){.text = text, .arena = arena, .feed = feed, .names = {.arena = arena}};
    w->stack[0].base = address;
    w->stack[0].language = feed->language;
    while ((w->at = str_find(text, '<', w->at)) < text.len)
        step(w);
    if (w->is_feed)
        return true;
    bool html = str_contains_nocase(str_cut(text, 0, text.len < 4096 ? text.len : 4096), STR("<html"));
    return err_set(err, ERR_INPUT, html ? "a page of HTML where a feed belongs" : "neither RSS nor Atom nor JSON Feed");
}
