/* SPDX-License-Identifier: MIT */
#include "sources/x_post.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/table.h"
#include "markup.h"

#include "base/banned.h"

enum { TEXT_BYTES_MOST = 256 << 10, LINKS_MOST = 64 };

/* Things of `includes` by their id. */
struct index {
    struct table ids;
    const struct json **items;
};

struct page {
    const struct source *source;
    struct source_answer *answer;
    struct index users, posts;
};

static void fill_index(struct arena *arena, const struct json *list, struct index *index)
{
    index->items = ARENA_ARRAY(arena, const struct json *, list ? list->count + 1 : 1);
    JSON_EACH(item, list) {
        struct str id = json_get_str(item, "id");
        if (id.len > 0 && table_find(&index->ids, id) == TABLE_NONE)
            index->items[table_add(&index->ids, id)] = item;
    }
}

static const struct json *find(const struct index *index, struct str id)
{
    uint32_t number = id.len > 0 ? table_find(&index->ids, id) : TABLE_NONE;
    return number == TABLE_NONE ? NULL : index->items[number];
}

/* The address that a t.co at text[at] stands for. */
static const struct json *link_at(const struct json *urls, struct str text, size_t at)
{
    size_t seen = 0;
    JSON_EACH(link, urls) {
        if (seen++ == LINKS_MOST)
            return NULL;
        struct str shortened = json_get_str(link, "url");
        if (shortened.len > 0 && json_get_str(link, "expanded_url").len > 0 &&
            str_starts(str_cut(text, at, text.len), shortened))
            return link;
    }
    return NULL;
}

static struct str with_links(struct arena *arena, struct str text, const struct json *urls)
{
    struct buf full = BUF("a post's text with its links", TEXT_BYTES_MOST);
    size_t from = 0, at = str_find_str(text, STR("http"), 0);
    while (at < text.len) {
        const struct json *link = link_at(urls, text, at);
        if (link != NULL) {
            buf_add(&full, str_cut(text, from, at));
            buf_add(&full, json_get_str(link, "expanded_url"));
            from = at + json_get_str(link, "url").len;
        }
        at = str_find_str(text, STR("http"), link ? from : at + 4);
    }
    buf_add(&full, str_cut(text, from, text.len));
    struct str result = full.over ? text : arena_str(arena, buf_str(&full));
    buf_free(&full);
    return result;
}

static struct str text_of(struct arena *arena, const struct json *post)
{
    const struct json *note = json_get(post, "note_tweet"), *words = note ? note : post;
    return markup_decode(arena, with_links(arena, json_get_str(words, "text"), json_path(words, "entities.urls")));
}

/* "RT @name: text" -> "text", where the original was not sent along. */
static struct str without_prefix(struct str text)
{
    size_t colon = str_find_str(text, STR(": "), 0);
    return str_starts(text, STR("RT @")) && colon < text.len ? str_cut(text, colon + 2, text.len) : text;
}

static struct str referenced(const struct json *post, const char *type)
{
    JSON_EACH(reference, json_get(post, "referenced_tweets"))
        if (str_eq(json_get_str(reference, "type"), str_from(type)))
            return json_get_str(reference, "id");
    return STR_NONE;
}

static bool is_language(struct str code)
{
    return code.len >= 2 && code.len <= 8 && code.ptr[0] != 'q' && !str_eq(code, STR("und")) &&
           !str_eq(code, STR("zxx")) && !str_eq(code, STR("art"));
}

static void read_author(struct page *page, const struct json *node, struct post *post)
{
    struct arena *arena = page->source->arena;
    post->author_key = json_get_str(node, "author_id");
    const struct json *user = find(&page->users, post->author_key);
    struct str name = json_get_str(user, "username");
    post->author_name = name.len > 0 ? name : post->author_key;
    if (name.len > 0)
        post->author_url = arena_printf(arena, "https://x.com/" STR_FMT, STR_ARG(name));
    post->url = arena_printf(arena, "https://x.com/" STR_FMT "/status/" STR_FMT, STR_ARG(name.len > 0 ? name : STR("i")),
                             STR_ARG(post->native_id));
    post->visibility = json_get_bool(user, "protected", false) ? STR("private") : STR("public");
}

/* An edited post is a new one with a new id; what it was before must not count beside it. */
static void add_earlier(struct page *page, const struct json *node, struct str id)
{
    JSON_EACH(earlier, json_get(node, "edit_history_tweet_ids")) {
        struct post *post = str_eq(json_str(earlier), id) ? NULL : source_post(page->source, page->answer);
        if (post != NULL) {
            post->native_id = json_str(earlier);
            post->deleted = true;
        }
    }
}

static void add_post(struct page *page, const struct json *node)
{
    struct post *post = source_post(page->source, page->answer);
    if (post == NULL)
        return;
    post->native_id = json_get_str(node, "id");
    post->text = text_of(page->source->arena, node);
    post->repost_of = referenced(node, "retweeted");
    post->reply_to = referenced(node, "replied_to");
    if (post->repost_of.len > 0) {
        const struct json *original = find(&page->posts, post->repost_of);
        post->text = original ? text_of(page->source->arena, original) : without_prefix(post->text);
    }
    if (!clock_parse_iso(json_get_str(node, "created_at"), &post->published_ms))
        post->published_ms = 0;
    struct str language = json_get_str(node, "lang");
    post->language = is_language(language) ? language : STR_NONE;
    JSON_EACH(tag, json_path(node, "entities.hashtags"))
        if (post->tag_count < POST_TAGS_MOST)
            post->tags[post->tag_count++] = json_get_str(tag, "tag");
    post->sensitive = json_get_bool(node, "possibly_sensitive", false);
    read_author(page, node, post);
    add_earlier(page, node, post->native_id);
}

void x_post_read(const struct source *source, const struct json *root, struct source_answer *answer)
{
    struct page page = {.source = source, .answer = answer};
    const struct json *data = json_get(root, "data");
    fill_index(source->arena, json_path(root, "includes.users"), &page.users);
    fill_index(source->arena, json_path(root, "includes.tweets"), &page.posts);
    if (json_get(data, "text") != NULL)
        add_post(&page, data);
    else if (data != NULL && data->type == JSON_ARRAY)
        JSON_EACH(node, data)
            if (json_get(node, "text") != NULL)
                add_post(&page, node);
    table_free(&page.users.ids);
    table_free(&page.posts.ids);
}

bool x_post_ok(const struct source *source, const struct source_reply *reply, struct json **root, struct err *err)
{
    struct err unread;
    bool good = source_reply_ok(reply, err);
    if (!source_reply_json(source, reply, root, good ? err : &unread))
        return false;
    struct str said = json_get_str(*root, "detail");
    if (good || said.len == 0)
        return good;
    if (reply->status == 402)
        return err_set(err, ERR_CONFIG, "HTTP 402: the X API must be paid for, and has not been");
    return err_within(err, "X says: " STR_FMT, STR_ARG(str_cut(said, 0, said.len < 200 ? said.len : 200)));
}
