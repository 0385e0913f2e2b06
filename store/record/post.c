/* SPDX-License-Identifier: MIT */
#include "record/post.h"

#include "base/clock.h"
#include "base/utf8.h"

#include "base/banned.h"

static struct str clean(const struct json *node, const char *path, struct arena *arena)
{
    struct str text = json_get_str(node, path);
    return text.len == 0 ? STR_NONE : utf8_clean(arena, text);
}

static bool read_time(const struct json *node, const char *key, int64_t *ms, struct err *err)
{
    struct str text = json_get_str(node, key);
    if (text.ptr == NULL || clock_parse_iso(text, ms))
        return true;
    return err_set(err, ERR_INPUT, "%s: \"" STR_FMT "\" is no time with a zone, such as 2026-11-20T08:15:30Z", key,
                   STR_ARG(str_cut(text, 0, text.len < 40 ? text.len : 40)));
}

static void read_tags(const struct json *node, struct arena *arena, struct post *post)
{
    JSON_EACH(tag, json_get(node, "tags"))
        if (post->tag_count < POST_TAGS_MOST && json_str(tag).len > 0)
            post->tags[post->tag_count++] = utf8_clean(arena, json_str(tag));
}

static void read_own(const struct json *own, struct arena *arena, struct post *post)
{
    post->kind = clean(own, "kind", arena);
    post->source = clean(own, "source", arena);
    post->native_id = clean(own, "native_id", arena);
    post->reply_to = clean(own, "reply_to", arena);
    post->repost_of = clean(own, "repost_of", arena);
    post->visibility = clean(own, "visibility", arena);
    post->author_key = clean(own, "author_key", arena);
    post->ward = clean(own, "ward", arena);
    post->sensitive = json_get_bool(own, "sensitive", false);
    post->deleted = json_get_bool(own, "deleted", false);
    const struct json *place = json_get(own, "place");
    post->lat = json_get_double(place, "lat", 1e9);
    post->lon = json_get_double(place, "lon", 1e9);
    post->has_place = post->lat >= -90 && post->lat <= 90 && post->lon >= -180 && post->lon <= 180;
}

bool post_from_json(const struct json *node, struct arena *arena, struct post *post, struct err *err)
{
    *post = (struct post){0};
    if (node == NULL || node->type != JSON_OBJECT)
        return err_set(err, ERR_INPUT, "a post must be a JSON object");
    post->id = clean(node, "id", arena);
    if (post->id.len == 0 || post->id.len > POST_ID_BYTES)
        return err_set(err, ERR_INPUT, "id: must be 1 to %d bytes", POST_ID_BYTES);
    post->url = clean(node, "url", arena);
    post->title = clean(node, "title", arena);
    post->text = clean(node, "content_text", arena);
    if (post->text.len > POST_TEXT_BYTES)
        post->text = utf8_shorten(arena, post->text, POST_TEXT_BYTES / 4);
    post->language = clean(node, "language", arena);
    const struct json *author = json_at(json_get(node, "authors"), 0);
    post->author_name = clean(author, "name", arena);
    post->author_url = clean(author, "url", arena);
    read_tags(node, arena, post);
    read_own(json_get(node, "_earshot"), arena, post);
    return read_time(node, "date_published", &post->published_ms, err) &&
           read_time(node, "date_modified", &post->modified_ms, err);
}

static void write_time(struct json_out *out, const char *key, int64_t ms)
{
    struct arena scratch = {0};
    if (ms != 0)
        json_out_member_str(out, key, clock_iso(&scratch, ms));
    arena_free(&scratch);
}

static struct str some(struct str text)
{
    return text.len > 0 ? text : STR_NONE;
}

static void write_author(const struct post *post, struct json_out *out)
{
    if (post->author_name.len == 0 && post->author_url.len == 0)
        return;
    json_out_key(out, "authors");
    json_out_open(out, '[');
    json_out_open(out, '{');
    json_out_member_str(out, "name", some(post->author_name));
    json_out_member_str(out, "url", some(post->author_url));
    json_out_close(out, '}');
    json_out_close(out, ']');
}

static void write_tags(const struct post *post, struct json_out *out)
{
    if (post->tag_count == 0)
        return;
    json_out_key(out, "tags");
    json_out_open(out, '[');
    for (size_t i = 0; i < post->tag_count; i++)
        json_out_str(out, post->tags[i]);
    json_out_close(out, ']');
}

static void write_place(const struct post *post, struct json_out *out)
{
    if (!post->has_place)
        return;
    json_out_key(out, "place");
    json_out_open(out, '{');
    json_out_member_double(out, "lat", post->lat, 6);
    json_out_member_double(out, "lon", post->lon, 6);
    json_out_close(out, '}');
}

static void write_own(const struct post *post, struct json_out *out)
{
    json_out_key(out, "_earshot");
    json_out_open(out, '{');
    json_out_member_str(out, "kind", some(post->kind));
    json_out_member_str(out, "source", some(post->source));
    json_out_member_str(out, "native_id", some(post->native_id));
    json_out_member_str(out, "reply_to", some(post->reply_to));
    json_out_member_str(out, "repost_of", some(post->repost_of));
    json_out_member_str(out, "author_key", some(post->author_key));
    json_out_member_str(out, "ward", some(post->ward));
    write_place(post, out);
    json_out_member_str(out, "visibility", some(post->visibility));
    json_out_member_bool(out, "sensitive", post->sensitive);
    json_out_member_bool(out, "deleted", post->deleted);
    json_out_close(out, '}');
}

void post_to_json(const struct post *post, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_str(out, "id", post->id);
    json_out_member_str(out, "url", some(post->url));
    json_out_member_str(out, "title", some(post->title));
    json_out_member_str(out, "content_text", some(post->text));
    write_time(out, "date_published", post->published_ms);
    write_time(out, "date_modified", post->modified_ms);
    json_out_member_str(out, "language", some(post->language));
    write_tags(post, out);
    write_author(post, out);
    write_own(post, out);
    json_out_close(out, '}');
}

struct str post_voice(const struct post *post)
{
    if (post->author_key.len > 0)
        return post->author_key;
    bool paper = str_eq(post->kind, STR("rss")) && !post->has_place && post->source.len > 0;
    return paper ? post->source : post->id;
}
