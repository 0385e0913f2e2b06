/* SPDX-License-Identifier: MIT */

/* RSS, Atom, RDF, CDF and JSON Feed: one address, asked with the validators it gave, when it wishes to be asked. The
 * cursor remembers those wishes, as a reply of 304 repeats none, and what the feed has shown, so that what is taken away
 * there goes here. */
#include "charset.h"
#include "feed.h"
#include "feed_watch.h"
#include "pace.h"
#include "url.h"

#include "base/hash.h"
#include "base/table.h"

#include "base/banned.h"

struct rss {
    struct source_common common;
    struct str url, language;
    int64_t recheck_ms, unconditional_ms;
};

#define AT(field) offsetof(struct rss, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("1h"),
    {"url", SETTINGS_TEXT, NULL, AT(url), 0, 0, NULL, "the feed's address"},
    {"recheck", SETTINGS_SPAN, "1d", AT(recheck_ms), 36e5, 7 * 864e5, NULL,
     "how often the pages of known entries are asked for, so that what was taken down goes; only those on the feed's server"},
    {"unconditional_every", SETTINGS_SPAN, "1d", AT(unconditional_ms), 1e3, 7 * 864e5, NULL,
     "how long between two polls, at least, of a feed that gives no ETag and no Last-Modified: it comes whole each time"},
    {"language", SETTINGS_TEXT, "", AT(language), 0, 0, NULL, "its language, if the feed does not say: cy, en"},
    {.name = NULL},
};

static bool valid(const void *settings, struct err *err)
{
    const struct rss *rss = settings;
    if (str_starts(rss->url, STR("https://")) || str_starts(rss->url, STR("http://")))
        return true;
    return err_set(err, ERR_CONFIG, "url: must begin with https:// or http://");
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct cursor *kept = cursor_read(source, text, 1);
    const struct rss *rss = source->settings;
    (void)err;
    if (kept->step > 0) {
        feed_watch_ask(source, kept, request);
        return true;
    }
    request->url = rss->url;
    source_header_add(request, STR("Accept"), STR("application/atom+xml, application/rss+xml, application/feed+json, "
                                                  "application/rdf+xml, application/xml;q=0.9, */*;q=0.5"));
    return true;
}

static struct str hash_of(struct arena *arena, const struct feed_entry *entry)
{
    struct str text = entry->link.len > 0 ? STR("") : entry->summary.len > 0 ? entry->summary : entry->content;
    struct str both = arena_printf(arena, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(entry->link),
                                   STR_ARG(entry->title), STR_ARG(text));
    struct hash_id hash = hash_plain(both);
    return hash_hex(arena, (struct str){(const char *)hash.bytes, HASH_ID_BYTES});
}

static bool same_news(const struct feed_entry *a, const struct feed_entry *b)
{
    return str_eq(a->link, b->link) && str_eq(a->title, b->title);
}

/* Marks the ids that stand for different entries: such an id names none of them. */
static bool *find_repeated(struct arena *arena, const struct feed *feed)
{
    bool *repeated = ARENA_ARRAY(arena, bool, feed->count + 1);
    size_t *first = ARENA_ARRAY(arena, size_t, feed->count + 1);
    struct table ids = {0};
    for (size_t i = 0; i < feed->count; i++) {
        struct str id = feed->entries[i].id;
        uint32_t number = id.len > 0 ? table_find(&ids, id) : TABLE_NONE;
        if (number == TABLE_NONE && id.len > 0) {
            first[table_add(&ids, id)] = i;
        } else if (id.len > 0 && !same_news(&feed->entries[i], &feed->entries[first[number]])) {
            repeated[i] = repeated[first[number]] = true;
        }
    }
    table_free(&ids);
    return repeated;
}

/* An id that is an address or a tag is the entry's alone; "1234" may stand in any feed. */
static struct str unique_id(struct arena *arena, const struct feed_entry *entry, struct str feed_url, bool repeated)
{
    bool own = str_find(entry->id, ':', 0) < entry->id.len;
    if (repeated)
        return hash_of(arena, entry);
    return own || feed_url.len == 0 ? entry->id
                                    : arena_printf(arena, STR_FMT "#" STR_FMT, STR_ARG(feed_url), STR_ARG(entry->id));
}

static void set_text(const struct feed_entry *entry, const struct feed *feed, struct str otherwise, struct post *post)
{
    bool content = entry->content.len > 0 && entry->content.len >= entry->summary.len;
    post->text = content ? entry->content : entry->summary;
    struct str language = entry->content.len > 0 ? entry->content_language
                          : post->text.len > 0   ? entry->summary_language
                                                 : entry->title_language;
    if (language.ptr == NULL)
        language = entry->language.len > 0 ? entry->language : feed->language.len > 0 ? feed->language : otherwise;
    post->language = language;
}

static void set_times(const struct feed_entry *entry, struct post *post)
{
    int64_t otherwise = entry->created_ms ? entry->created_ms : entry->updated_ms;
    post->published_ms = entry->published_ms ? entry->published_ms : otherwise;
    post->modified_ms = entry->updated_ms != post->published_ms ? entry->updated_ms : 0;
}

static void add_post(const struct source *source, const struct feed *feed, struct feed_entry *entry, struct str url,
                     bool repeated, struct source_answer *answer)
{
    const struct rss *rss = source->settings;
    struct post *post = source_post(source, answer);
    if (post == NULL)
        return;
    if (entry->id.len == 0)
        entry->id = entry->link.len > 0 ? entry->link : hash_of(source->arena, entry);
    post->native_id = entry->id;
    post->id = unique_id(source->arena, entry, url, repeated);
    post->url = entry->link;
    post->title = entry->title;
    post->author_name = entry->author.len > 0 ? entry->author : feed->author;
    post->reply_to = entry->reply_to;
    set_text(entry, feed, rss->language, post);
    set_times(entry, post);
    memcpy(post->tags, entry->tags, sizeof entry->tags);
    post->tag_count = entry->tag_count;
    post->has_place = entry->has_place;
    post->lat = entry->lat;
    post->lon = entry->lon;
}

static bool is_json(const struct source_reply *reply, struct str text)
{
    text = str_trim(text);
    bool brace = text.len > 0 && (text.ptr[0] == '{' || text.ptr[0] == '[');
    return brace || (str_contains_nocase(source_reply_header(reply, "content-type"), STR("json")) &&
                     (text.len == 0 || text.ptr[0] != '<'));
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t rest_until(const struct source *source, const struct source_reply *reply, const struct feed_quiet *quiet)
{
    const struct rss *rss = source->settings;
    bool whole = reply->status == 200 && source_reply_header(reply, "etag").len == 0 &&
                 source_reply_header(reply, "last-modified").len == 0;
    int64_t wished_ms = feed_quiet_until(quiet, source->now_ms), fresh_ms = pace_fresh_until(reply, source->now_ms);
    return later(whole ? source->now_ms + rss->unconditional_ms : 0, later(wished_ms, fresh_ms));
}

/* What the feed itself says was taken away. */
static void add_tombs(const struct source *source, const struct feed *feed, struct str url, struct source_answer *answer)
{
    for (size_t i = 0; i < feed->count; i++) {
        struct post *post = feed->entries[i].deleted ? source_post(source, answer) : NULL;
        if (post == NULL)
            continue;
        post->native_id = feed->entries[i].id;
        post->id = unique_id(source->arena, &feed->entries[i], url, false);
        post->deleted = true;
    }
}

static bool read_feed(const struct source *source, const struct source_reply *reply, struct cursor *cursor,
                      struct feed *feed, struct source_answer *answer, struct err *err)
{
    feed->language = source_reply_header(reply, "content-language");
    struct str located = source_reply_header(reply, "content-location");
    struct str base = located.len > 0 ? url_resolve(source->arena, reply->url, located) : reply->url;
    struct str text = charset_to_utf8(source->arena, reply->bytes, source_reply_header(reply, "content-type"));
    bool ok = is_json(reply, text) ? feed_json_read(source->arena, text, base, feed, err)
                                   : feed_xml_read(source->arena, text, base, feed, err);
    if (!ok)
        return false;
    const bool *repeated = find_repeated(source->arena, feed);
    for (size_t i = 0; i < feed->count; i++)
        if (!feed->entries[i].deleted)
            add_post(source, feed, &feed->entries[i], reply->url, repeated[i], answer);
    cursor_set(cursor, STR("quiet"), feed_quiet_write(&feed->quiet, source->arena));
    return true;
}

static bool take_feed(const struct source *source, const struct source_reply *reply, struct cursor *cursor,
                      struct source_answer *answer, struct err *err)
{
    const struct rss *rss = source->settings;
    struct feed feed = {.count = 0};
    bool changed = reply->status != 304;
    if (!source_reply_ok(reply, err) || (changed && !read_feed(source, reply, cursor, &feed, answer, err)))
        return false;
    struct feed_quiet quiet = feed_quiet_read(cursor_get(cursor, STR("quiet")), source->arena);
    answer->not_before_ms = rest_until(source, reply, &quiet);
    feed_watch_reply(source, cursor, rss->url, changed, answer);
    add_tombs(source, &feed, reply->url, answer);
    cursor_step_done(cursor, answer, source, STR("feed"), 1, rss->recheck_ms);
    return true;
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, 1);
    if (request->aside)
        feed_watch_page(source, cursor, request, reply, answer);
    else if (!take_feed(source, reply, cursor, answer, err))
        return false;
    answer->cursor = cursor_write(cursor);
    return true;
}

const struct source_kind rss_kind = {
    .section = {"rss", "A feed: RSS, Atom, RDF or JSON Feed", rows, sizeof(struct rss), true},
    .request = request,
    .response = response,
    .valid = valid,
    .conditional = true,
};
