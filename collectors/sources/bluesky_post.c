/* SPDX-License-Identifier: MIT */
#include "sources/bluesky_post.h"

#include "base/buf.h"
#include "base/clock.h"
#include "walk.h"

#include "base/banned.h"

enum { TEXT_BYTES_MOST = 256 << 10, FACETS_MOST = 256 };

static bool is_post_record(const struct json *record)
{
    struct str type = json_get_str(record, "$type");
    return type.len > 0 ? str_eq(type, STR("app.bsky.feed.post")) : json_get(record, "text") != NULL;
}

struct link {
    size_t start, end;
    struct str uri;
};

/* Whether the words of a link are its address, or the beginning of it, and not a name for it. */
static bool is_address(struct str shown)
{
    bool dotted = false;
    for (size_t i = 0; i < shown.len; i++) {
        if (shown.ptr[i] == ' ' || shown.ptr[i] == '\n')
            return false;
        dotted |= shown.ptr[i] == '.';
    }
    return dotted;
}

static bool read_link(const struct json *facet, struct str text, struct link *link)
{
    int64_t start = json_get_i64(facet, "index.byteStart", -1), end = json_get_i64(facet, "index.byteEnd", -1);
    if (start < 0 || end <= start || (uint64_t)end > text.len)
        return false;
    *link = (struct link){(size_t)start, (size_t)end, STR_NONE};
    JSON_EACH(feature, json_get(facet, "features"))
        if (json_get_str(feature, "uri").len > 0)
            link->uri = json_get_str(feature, "uri");
    return link->uri.len > 0 && is_address(str_cut(text, link->start, link->end));
}

/* The links of a text in its order, none overlapping. */
static size_t read_links(const struct json *record, struct str text, struct link links[FACETS_MOST])
{
    size_t count = 0;
    JSON_EACH(facet, json_get(record, "facets")) {
        struct link link;
        if (count == FACETS_MOST || !read_link(facet, text, &link))
            continue;
        size_t at = count;
        while (at > 0 && links[at - 1].start > link.start)
            at--;
        if ((at > 0 && links[at - 1].end > link.start) || (at < count && link.end > links[at].start))
            continue;
        memmove(&links[at + 1], &links[at], (count - at) * sizeof links[0]);
        links[at] = link;
        count++;
    }
    return count;
}

static struct str with_links(struct arena *arena, const struct json *record)
{
    struct link links[FACETS_MOST + 1];
    struct str text = json_get_str(record, "text");
    size_t count = read_links(record, text, links), at = 0;
    if (count == 0)
        return text;
    struct buf full = BUF("a post's text with its links", TEXT_BYTES_MOST);
    for (size_t i = 0; i < count; i++) {
        buf_add(&full, str_cut(text, at, links[i].start));
        buf_add(&full, links[i].uri);
        at = links[i].end;
    }
    buf_add(&full, str_cut(text, at, text.len));
    struct str result = full.over ? text : arena_str(arena, buf_str(&full));
    buf_free(&full);
    return result;
}

static void add_alt(struct buf *text, const struct json *medium)
{
    struct str alt = str_trim(json_get_str(medium, "alt"));
    if (alt.len > 0 && text->len > 0)
        buf_char(text, '\n');
    buf_add(text, alt);
}

/* Of a post without words: what its pictures or its film show. */
static struct str alternative_text(struct arena *arena, const struct json *record)
{
    const struct json *embed = json_get(record, "embed");
    embed = json_get(embed, "media") ? json_get(embed, "media") : embed;
    struct buf text = BUF("alternative texts", TEXT_BYTES_MOST);
    JSON_EACH(image, json_get(embed, "images"))
        add_alt(&text, image);
    add_alt(&text, embed);
    struct str result = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return result;
}

/* A language tag as RFC 5646 forms it: subtags of one to eight letters or digits, the first of letters. */
static bool is_language(struct str tag)
{
    size_t length = 0, first = 0;
    for (size_t i = 0; i <= tag.len; i++) {
        char c = i < tag.len ? tag.ptr[i] : '-';
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c == '-') {
            if (length == 0 || length > 8)
                return false;
            first = first ? first : length;
            length = 0;
        } else if (!letter && (first == 0 || c < '0' || c > '9')) {
            return false;
        } else {
            length++;
        }
    }
    char start = (char)(tag.ptr[0] | 0x20);
    return first > 1 || ((start == 'i' || start == 'x') && tag.len > 2);
}

static void read_tags(const struct json *record, struct post *post)
{
    JSON_EACH(facet, json_get(record, "facets"))
        JSON_EACH(feature, json_get(facet, "features"))
            if (json_get_str(feature, "tag").len > 0 && post->tag_count < POST_TAGS_MOST)
                post->tags[post->tag_count++] = json_get_str(feature, "tag");
    JSON_EACH(tag, json_get(record, "tags"))
        if (post->tag_count < POST_TAGS_MOST)
            post->tags[post->tag_count++] = json_str(tag);
}

static bool is_sensitive(const struct json *labels)
{
    static const char *const names[] = {"porn", "sexual", "nudity", "graphic-media", "gore"};
    JSON_EACH(label, labels)
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            if (str_eq(json_get_str(label, "val"), str_from(names[i])))
                return true;
    return false;
}

/* "at://did:plc:x/app.bsky.feed.post/3k" -> the authority and the last part; false for another form. */
static bool split_uri(struct str uri, struct str *authority, struct str *key)
{
    if (!str_starts(uri, STR("at://")))
        return false;
    size_t slash = str_find(uri, '/', 5), last = uri.len;
    while (last > slash && uri.ptr[last - 1] != '/')
        last--;
    *authority = str_cut(uri, 5, slash);
    *key = str_cut(uri, last, uri.len);
    return slash < uri.len && key->len > 0;
}

static void read_author(struct arena *arena, const struct json *author, struct str authority, struct post *post)
{
    struct str did = json_get_str(author, "did"), handle = json_get_str(author, "handle");
    did = did.len > 0 ? did : authority;
    if (handle.len == 0 || str_eq(handle, STR("handle.invalid")))
        handle = did;
    post->author_name = handle;
    post->author_key = did;
    post->author_url = arena_printf(arena, "https://bsky.app/profile/" STR_FMT, STR_ARG(did));
}

static void read_record(const struct source *source, const struct json *record, struct post *post)
{
    post->text = with_links(source->arena, record);
    if (str_trim(post->text).len == 0)
        post->text = alternative_text(source->arena, record);
    struct str language = json_str(json_at(json_get(record, "langs"), 0));
    post->language = is_language(language) ? language : STR_NONE;
    post->reply_to = json_get_str(record, "reply.parent.uri");
    post->visibility = STR("public");
    read_tags(record, post);
    post->sensitive = is_sensitive(json_path(record, "labels.values"));
}

/* Somebody repeats it: the post is theirs, with the original's words. */
static void read_repost(struct arena *arena, const struct json *reason, struct str authority, struct post *post)
{
    struct str did = json_get_str(reason, "by.did"), own = json_get_str(reason, "uri");
    if (!str_contains_nocase(json_get_str(reason, "$type"), STR("reasonRepost")) || did.len == 0)
        return;
    post->repost_of = post->native_id;
    post->native_id = own.len > 0 ? own
                                  : arena_printf(arena, STR_FMT "#repost-" STR_FMT, STR_ARG(post->native_id), STR_ARG(did));
    post->reply_to = STR_NONE;
    read_author(arena, json_get(reason, "by"), authority, post);
    clock_parse_iso(json_get_str(reason, "indexedAt"), &post->published_ms);
}

static void add_post(const struct source *source, const struct json *view, const struct json *record,
                     const struct json *reason, struct source_answer *answer)
{
    struct str uri = json_get_str(view, "uri"), authority = STR_NONE, key = STR_NONE;
    struct post *post = source_post(source, answer);
    if (post == NULL)
        return;
    post->native_id = uri;
    if (!clock_parse_iso(json_get_str(record, "createdAt"), &post->published_ms) &&
        !clock_parse_iso(json_get_str(view, "indexedAt"), &post->published_ms))
        post->published_ms = 0;
    read_record(source, record, post);
    post->sensitive = post->sensitive || is_sensitive(json_get(view, "labels"));
    bool formed = split_uri(uri, &authority, &key);
    read_author(source->arena, json_get(view, "author"), authority, post);
    if (formed)
        post->url = arena_printf(source->arena, "https://bsky.app/profile/" STR_FMT "/post/" STR_FMT,
                                 STR_ARG(post->author_key), STR_ARG(key));
    read_repost(source->arena, reason, authority, post);
}

void bluesky_post_read(const struct source *source, const struct json *root, struct source_answer *answer)
{
    struct walk walk = walk_from(root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk)) {
        const struct json *record = json_get(node, "record") ? json_get(node, "record") : json_get(node, "value");
        if (str_eq(node->key, STR("reply"))) { /* a feed item's context: posts that come in their own right */
            walk_over(&walk);
        } else if (json_get_str(node, "uri").len > 0 && is_post_record(record)) {
            const struct json *around = walk.depth > 1 ? walk.path[walk.depth - 2] : NULL;
            add_post(source, node, record, json_get(around, "reason"), answer);
            walk_over(&walk);
        }
    }
}
