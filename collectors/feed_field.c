/* SPDX-License-Identifier: MIT */
#include "feed_field.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "feed_date.h"
#include "url.h"

#include "base/banned.h"

typedef const struct feed_field_element *element_ref;

static struct str attribute(element_ref e, const char *name)
{
    return feed_element_attribute(e->names, e->attributes, name);
}

static struct str one_line(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool space = text.ptr[i] == ' ' || (text.ptr[i] >= '\t' && text.ptr[i] <= '\r');
        if (!space)
            out[len++] = text.ptr[i];
        else if (len > 0 && out[len - 1] != ' ')
            out[len++] = ' ';
    }
    return str_trim((struct str){out, len});
}

static struct str plain(element_ref e)
{
    struct str text = feed_element_has_markup(e->inner) ? markup_text(e->names->arena, e->inner)
                                                        : feed_element_text(e->names, e->inner);
    return str_trim(text);
}

static struct str from_base64(struct arena *arena, struct str text)
{
    unsigned char *out = arena_take(arena, text.len + 1);
    size_t len;
    if (sodium_base642bin(out, text.len, text.ptr, text.len, " \t\r\n", &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return text;
    struct str decoded = {(const char *)out, len};
    return utf8_valid(decoded) ? decoded : STR("");
}

static bool is_binary(struct str type)
{
    return str_eq_nocase(type, STR("application/octet-stream")) || str_starts(type, STR("video/")) ||
           str_starts(type, STR("audio/")) || str_starts(type, STR("image/"));
}

/* A text construct to plain text; `html` is what a feed without types means by this element. */
static struct str construct(element_ref e, bool html)
{
    struct arena *arena = e->names->arena;
    struct str type = attribute(e, "type"), mode = attribute(e, "mode");
    bool xhtml = str_contains_nocase(type, STR("xhtml")) || str_eq_nocase(mode, STR("xml"));
    bool typed_html = e->atom && !xhtml && str_contains_nocase(type, STR("html"));
    if (xhtml || (!typed_html && feed_element_has_markup(e->inner)))
        return markup_text(arena, e->inner);
    struct str text = feed_element_text(e->names, e->inner);
    bool binary = is_binary(type);
    if (binary || str_eq_nocase(mode, STR("base64")))
        text = from_base64(arena, str_trim(text));
    bool guess = e->atom ? typed_html || binary : html || markup_is_html(text);
    return guess ? markup_text(arena, text) : str_trim(text);
}

static void if_absent(struct str *slot, struct str text)
{
    if (slot->len == 0)
        *slot = text;
}

static void if_fuller(struct str *slot, struct str *language, struct str text, element_ref e)
{
    if (text.len <= slot->len)
        return;
    *slot = text;
    *language = e->language;
}

static void set_title(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    if (entry->title.len == 0)
        entry->title_language = e->language;
    if_absent(&entry->title, one_line(e->names->arena, construct(e, false)));
}

static void set_summary(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    if_fuller(&entry->summary, &entry->summary_language, construct(e, true), e);
}

static void set_summary_if_none(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    if (entry->summary.len == 0)
        if_fuller(&entry->summary, &entry->summary_language, construct(e, true), e);
}

static void set_content(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    if_fuller(&entry->content, &entry->content_language, construct(e, true), e);
}

static void set_id(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    entry->id = plain(e);
    bool is_link = !e->atom && !str_eq_nocase(attribute(e, "ispermalink"), STR("false"));
    if (is_link && entry->link.len == 0 && str_contains_nocase(entry->id, STR("://")))
        entry->link = url_resolve(e->names->arena, e->base, entry->id);
}

static void set_link(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    struct str href = attribute(e, "href"), rel = attribute(e, "rel"), type = attribute(e, "type");
    bool alternate = rel.len == 0 || str_eq_nocase(rel, STR("alternate"));
    struct str link = str_trim(href.ptr != NULL ? href : plain(e));
    if (!alternate || (href.ptr == NULL && link.len == 0))
        return;
    bool page = type.len == 0 || str_contains_nocase(type, STR("html"));
    if (entry->link.len == 0 || (href.ptr == NULL && !e->atom) || (page && e->atom && type.len > 0))
        entry->link = url_resolve(e->names->arena, e->base, link);
}

static struct str child_text(element_ref e, struct str inner, const char *name)
{
    for (size_t at = str_find(inner, '<', 0); at < inner.len; at = str_find(inner, '<', at + 1)) {
        struct markup_tag tag;
        size_t end, after;
        if (!markup_tag_at(inner, at, &tag) || tag.closes || tag.is_comment)
            continue;
        struct str found = feed_element_name(e->names, tag.name);
        if (str_eq(found, str_from(name)) && feed_element_end(inner, tag.end, inner.len, tag.name, &end, &after))
            return str_trim(feed_element_text(e->names, str_cut(inner, tag.end, end)));
    }
    return STR_NONE;
}

struct str feed_field_author(struct str text)
{
    text = str_trim(text);
    for (int i = 0; i < 2; i++) {
        size_t open = str_find(text, "(<"[i], 0);
        if (open == text.len || open == 0 || text.ptr[text.len - 1] != ")>"[i])
            continue;
        struct str before = str_trim(str_cut(text, 0, open)), within = str_trim(str_cut(text, open + 1, text.len - 1));
        if (str_find(before, '@', 0) < before.len && within.len > 0)
            return within;
        if (str_find(within, '@', 0) < within.len)
            return before;
    }
    return text;
}

static struct str author_of(element_ref e)
{
    struct str name = child_text(e, e->inner, "name");
    if (name.len == 0 && feed_element_has_markup(e->inner)) {
        name = child_text(e, e->inner, "email");
        name = name.len > 0 ? name : child_text(e, e->inner, "url");
    }
    return name.len > 0 ? name : feed_field_author(plain(e));
}

static bool has_at(struct str text)
{
    return str_find(text, '@', 0) < text.len;
}

static void set_author(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    struct str author = one_line(e->names->arena, author_of(e)), *slot = entry ? &entry->author : &feed->author;
    if (slot->len == 0 || (has_at(*slot) && !has_at(author) && author.len > 0))
        *slot = author;
}

static void set_time(element_ref e, int64_t *slot)
{
    int64_t ms;
    if (feed_date(plain(e), &ms))
        *slot = ms;
}

static void set_published(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    set_time(e, &entry->published_ms);
}

static void set_updated(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    set_time(e, &entry->updated_ms);
}

static void set_created(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    set_time(e, &entry->created_ms);
}

static void set_tag(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    struct str label = attribute(e, "label"), term = attribute(e, "term");
    struct str tag = label.len > 0 ? label : term.len > 0 ? term : plain(e);
    if (tag.len > 0 && entry->tag_count < FEED_TAGS_MOST)
        entry->tags[entry->tag_count++] = one_line(e->names->arena, tag);
}

static void set_language(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    *(entry ? &entry->language : &feed->language) = plain(e);
}

static void set_ttl(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)entry;
    feed_quiet_ttl(&feed->quiet, plain(e));
}

static void set_period(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)entry;
    feed_quiet_period(&feed->quiet, plain(e));
}

static void set_frequency(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)entry;
    feed_quiet_frequency(&feed->quiet, plain(e));
}

static void set_hours(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)entry;
    feed_quiet_hours(&feed->quiet, e->inner);
}

static void set_days(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)entry;
    feed_quiet_days(&feed->quiet, e->inner);
}

/* RFC 6721: <at:deleted-entry ref="tag:…" when="…"/>. */
static void add_deleted(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    struct str id = attribute(e, "ref");
    struct feed_entry *gone = id.len > 0 ? feed_add(e->names->arena, feed) : NULL;
    (void)entry;
    if (gone == NULL)
        return;
    gone->id = id;
    gone->deleted = true;
}

static void set_reply(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    if_absent(&entry->reply_to, attribute(e, "ref"));
}

static void set_coordinates(struct feed_entry *entry, double lat, double lon)
{
    entry->lat = lat;
    entry->lon = lon;
    entry->has_place = lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180;
}

/* "51.6 -3.9" */
static void set_point(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    struct str rest = one_line(e->names->arena, plain(e)), part;
    double values[2];
    for (int i = 0; i < 2; i++)
        if (!str_next(&rest, ' ', &part) || !str_to_double(part, &values[i]))
            return;
    set_coordinates(entry, values[0], values[1]);
}

static void set_lat(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    entry->lat = str_to_double(plain(e), &entry->lat) ? entry->lat : 1e9;
}

static void set_lon(element_ref e, struct feed *feed, struct feed_entry *entry)
{
    (void)feed;
    double lon;
    if (str_to_double(plain(e), &lon))
        set_coordinates(entry, entry->lat, lon);
}

static const struct feed_field fields[] = {
    {"title", set_title, false},
    {"dc:title", set_title, false},
    {"link", set_link, false},
    {"id", set_id, false},
    {"guid", set_id, false},
    {"description", set_summary, false},
    {"summary", set_summary, false},
    {"abstract", set_summary, false},
    {"tagline", set_summary, false},
    {"dcterms:abstract", set_summary_if_none, false},
    {"dc:description", set_summary_if_none, false},
    {"itunes:summary", set_summary_if_none, false},
    {"media:description", set_summary_if_none, false},
    {"media:title", NULL, false},
    {"content", set_content, false},
    {"content:encoded", set_content, false},
    {"encoded", set_content, false},
    {"fullitem", set_content, false},
    {"body", set_content, false},
    {"xhtml:body", set_content, false},
    {"prodlink", set_content, false},
    {"author", set_author, true},
    {"managingeditor", set_author, true},
    {"dc:creator", set_author, true},
    {"dc:author", set_author, true},
    {"itunes:author", set_author, true},
    {"pubdate", set_published, false},
    {"published", set_published, false},
    {"issued", set_published, false},
    {"dcterms:issued", set_published, false},
    {"dcterms:available", set_published, false},
    {"updated", set_updated, false},
    {"modified", set_updated, false},
    {"dcterms:modified", set_updated, false},
    {"dc:date", set_updated, false},
    {"lastbuilddate", set_updated, false},
    {"created", set_created, false},
    {"dcterms:created", set_created, false},
    {"category", set_tag, false},
    {"keywords", set_tag, false},
    {"dc:subject", set_tag, false},
    {"language", set_language, true},
    {"dc:language", set_language, true},
    {"ttl", set_ttl, true},
    {"skiphours", set_hours, true},
    {"skipdays", set_days, true},
    {"sy:updateperiod", set_period, true},
    {"sy:updatefrequency", set_frequency, true},
    {"at:deleted-entry", add_deleted, true},
    {"thr:in-reply-to", set_reply, false},
    {"georss:point", set_point, false},
    {"gml:pos", set_point, false},
    {"geo:lat", set_lat, false},
    {"geo:long", set_lon, false},
    {"source", NULL, true},
    {"image", NULL, true},
    {"textinput", NULL, true},
    {"contributor", NULL, true},
    {"media:content", NULL, false},
};
_Static_assert(sizeof fields / sizeof fields[0] <= FEED_FIELDS_MOST, "a bit for each field");

const struct feed_field *feed_field_find(struct str name, bool in_entry, size_t *number)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if ((in_entry || fields[i].of_feed) && str_eq(name, str_from(fields[i].name))) {
            *number = i;
            return &fields[i];
        }
    return NULL;
}
