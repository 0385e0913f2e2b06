/* SPDX-License-Identifier: MIT */
#include "feed_element.h"

#include "base/buf.h"
#include "base/utf8.h"

#include "base/banned.h"

/* Vocabularies by a part of their name, and the prefix everybody uses. */
static const struct {
    const char *part, *means;
} vocabularies[] = {
    {"purl.org/dc/elements", "dc:"},
    {"purl.org/dc/terms", "dcterms:"},
    {"purl.org/rss/1.0/modules/content", "content:"},
    {"www.w3.org/2005/atom", ""},
    {"purl.org/atom/ns", ""},
    {"purl.org/rss/1.0/", ""},
    {"my.netscape.com/rdf", ""},
    {"channel.netscape.com/rdf", ""},
    {"backend.userland.com", ""},
    {"blogs.law.harvard.edu/tech/rss", ""},
    {"www.itunes.com/dtds/podcast", "itunes:"},
    {"search.yahoo.com/mrss", "media:"},
    {"www.georss.org/georss", "georss:"},
    {"www.w3.org/2003/01/geo", "geo:"},
    {"purl.org/syndication/thread", "thr:"},
    {"purl.org/atompub/tombstones", "at:"},
    {"purl.org/rss/1.0/modules/syndication", "sy:"},
    {"1999/02/22-rdf-syntax-ns", "rdf:"},
    {"www.w3.org/1999/xhtml", "xhtml:"},
    {"www.w3.org/xml/1998", "xml:"},
    {"purl.org/net/rss1.1", ""},
    {"opengis.net/gml", "gml:"},
};

static const char *vocabulary(struct str address)
{
    const char *means = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < sizeof vocabularies / sizeof vocabularies[0]; i++) {
        struct str part = str_from(vocabularies[i].part);
        if (part.len > longest && str_contains_nocase(address, part)) {
            means = vocabularies[i].means;
            longest = part.len;
        }
    }
    return means;
}

void feed_element_declare(struct feed_element_names *names, struct str attributes)
{
    struct str name, value;
    while (markup_attribute(&attributes, &name, &value)) {
        if (!str_starts(name, STR("xmlns:")) || names->prefix_count == FEED_ELEMENT_PREFIXES_MOST)
            continue;
        struct str prefix = str_cut(name, 6, name.len);
        bool known = false;
        for (size_t i = 0; i < names->prefix_count; i++)
            known = known || str_eq(names->prefixes[i].prefix, prefix);
        if (known)
            continue;
        names->prefixes[names->prefix_count].prefix = prefix;
        names->prefixes[names->prefix_count++].means = vocabulary(value);
    }
}

/* <!ENTITY name "text">, where the text holds no entity of its own but a numbered one: so nothing can grow. */
void feed_element_doctype(struct feed_element_names *names, struct str doctype)
{
    for (size_t at = str_find_str(doctype, STR("<!ENTITY"), 0); at < doctype.len;
         at = str_find_str(doctype, STR("<!ENTITY"), at + 8)) {
        struct str rest = str_trim(str_cut(doctype, at + 8, doctype.len));
        size_t name_end = 0;
        while (name_end < rest.len && rest.ptr[name_end] > ' ')
            name_end++;
        struct str value = str_trim(str_cut(rest, name_end, rest.len));
        if (value.len < 2 || (value.ptr[0] != '"' && value.ptr[0] != '\''))
            continue;
        value = str_cut(value, 1, str_find(value, value.ptr[0], 1));
        bool plain = str_find(value, '&', 0) == value.len || str_starts(value, STR("&#"));
        if (!plain || value.len > 256 || names->entity_count == FEED_ELEMENT_ENTITIES_MOST)
            continue;
        names->entities[names->entity_count].name = str_cut(rest, 0, name_end);
        names->entities[names->entity_count++].text = markup_decode(names->arena, value);
    }
}

static struct str lower(struct arena *arena, struct str text)
{
    return utf8_fold(arena, text, false);
}

struct str feed_element_name(const struct feed_element_names *names, struct str written)
{
    size_t colon = str_find(written, ':', 0);
    if (colon == written.len)
        return lower(names->arena, written);
    struct str prefix = str_cut(written, 0, colon), local = str_cut(written, colon + 1, written.len);
    for (size_t i = 0; i < names->prefix_count; i++) {
        if (!str_eq(names->prefixes[i].prefix, prefix))
            continue;
        const char *means = names->prefixes[i].means;
        if (means == NULL)
            return STR_NONE;
        return lower(names->arena, arena_printf(names->arena, "%s" STR_FMT, means, STR_ARG(local)));
    }
    bool own = str_eq_nocase(prefix, STR("atom")) || str_eq_nocase(prefix, STR("rss"));
    return lower(names->arena, own ? local : written);
}

size_t feed_element_skip(struct str text, size_t at)
{
    static const struct {
        struct str opens, closes;
    } sections[] = {
        {STR_INIT("<![CDATA["), STR_INIT("]]>")},
        {STR_INIT("<!--"), STR_INIT("-->")},
        {STR_INIT("<?"), STR_INIT(">")},
    };
    struct str rest = str_cut(text, at, text.len);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        if (str_starts(rest, sections[i].opens)) {
            size_t end = str_find_str(text, sections[i].closes, at + sections[i].opens.len);
            return end == text.len ? end : end + sections[i].closes.len;
        }
    return at;
}

bool feed_element_has_markup(struct str inner)
{
    for (size_t at = str_find(inner, '<', 0); at < inner.len; at = str_find(inner, '<', at)) {
        size_t after = feed_element_skip(inner, at);
        struct markup_tag tag;
        if (after == at && markup_tag_at(inner, at, &tag) && !tag.is_comment)
            return true;
        at = after == at ? at + 1 : after;
    }
    return false;
}

static struct str own_entity(const struct feed_element_names *names, struct str text, size_t at, size_t *used)
{
    size_t most = at + 40 < text.len ? at + 40 : text.len, end = str_find(str_cut(text, 0, most), ';', at);
    for (size_t i = 0; end < most && i < names->entity_count; i++)
        if (str_eq(names->entities[i].name, str_cut(text, at + 1, end))) {
            *used = end + 1 - at;
            return names->entities[i].text;
        }
    return STR_NONE;
}

/* Character data without sections: the document's entities, then XML's and HTML's. */
static void add_decoded(const struct feed_element_names *names, struct str text, struct buf *out)
{
    size_t from = 0;
    for (size_t at = names->entity_count ? str_find(text, '&', 0) : text.len; at < text.len;
         at = str_find(text, '&', at + 1)) {
        size_t used = 0;
        struct str entity = own_entity(names, text, at, &used);
        if (entity.ptr == NULL)
            continue;
        buf_add(out, markup_decode(names->arena, str_cut(text, from, at)));
        buf_add(out, entity);
        from = at + used;
        at = from - 1;
    }
    buf_add(out, markup_decode(names->arena, str_cut(text, from, text.len)));
}

struct str feed_element_text(const struct feed_element_names *names, struct str inner)
{
    if (str_find(inner, '<', 0) == inner.len && str_find(inner, '&', 0) == inner.len)
        return inner;
    struct buf out = BUF("element", inner.len * 8 + 4096);
    for (size_t at = 0; at < inner.len;) {
        size_t open = str_find(inner, '<', at);
        add_decoded(names, str_cut(inner, at, open), &out);
        if (open == inner.len)
            break;
        size_t after = feed_element_skip(inner, open);
        if (str_starts(str_cut(inner, open, inner.len), STR("<![CDATA["))) {
            bool closed = after >= open + 12 && str_ends(str_cut(inner, open, after), STR("]]>"));
            buf_add(&out, str_cut(inner, open + 9, closed ? after - 3 : after));
        } else if (after == open) {
            buf_char(&out, '<');
            after++;
        }
        at = after;
    }
    struct str text = arena_str(names->arena, buf_str(&out));
    buf_free(&out);
    return text;
}

struct str feed_element_attribute(const struct feed_element_names *names, struct str attributes, const char *wanted)
{
    struct str name, value;
    while (markup_attribute(&attributes, &name, &value))
        if (str_eq_nocase(name, str_from(wanted)))
            return feed_element_text(names, value);
    return STR_NONE;
}

bool feed_element_end(struct str text, size_t at, size_t limit, struct str name, size_t *inner_end, size_t *after)
{
    size_t depth = 1;
    text.len = limit;
    while ((at = str_find(text, '<', at)) < text.len) {
        struct markup_tag tag;
        size_t skipped = feed_element_skip(text, at);
        if (skipped != at) {
            at = skipped;
            continue;
        }
        if (!markup_tag_at(text, at, &tag)) {
            at++;
            continue;
        }
        if (!tag.is_comment && str_eq(tag.name, name) && !tag.closed)
            depth += tag.closes ? (size_t)-1 : 1;
        if (depth == 0) {
            *inner_end = at;
            *after = tag.end;
            return true;
        }
        at = tag.end;
    }
    return false;
}
