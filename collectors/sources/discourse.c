/* SPDX-License-Identifier: MIT */

/* Discourse: the latest posts of a forum, newest first, back to the last one known. Private messages and what is
 * whispered among staff are passed over even where a key could read them. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/table.h"
#include "cursor.h"
#include "markup.h"
#include "url.h"
#include "walk.h"

#include "base/banned.h"

enum { PAGES_MOST = 20, TYPE_WHISPER = 4 };

struct discourse {
    struct source_common common;
    struct str url, key_file, user;
    struct settings_list categories;
    int64_t recheck_ms;
};

#define AT(field) offsetof(struct discourse, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("5m"),
    {"url", SETTINGS_TEXT, NULL, AT(url), 0, 0, NULL, "the forum's address"},
    {"categories", SETTINGS_LIST, "", AT(categories), 0, 0, NULL, "numbers of categories to read; empty: all"},
    {"key_file", SETTINGS_PATH, "", AT(key_file), 0, 0, NULL, "a file with an API key, where the forum asks for one"},
    {"user", SETTINGS_TEXT, "", AT(user), 0, 0, NULL, "the user that the key belongs to"},
    {"recheck", SETTINGS_SPAN, "12h", AT(recheck_ms), 6e5, 864e5, NULL,
     "how often known posts are asked for again, so that deleted ones go"},
    {.name = NULL},
};

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct discourse *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, 1);
    struct str base = own->url, id;
    while (base.len > 0 && base.ptr[base.len - 1] == '/')
        base.len--;
    struct buf url = BUF("an address", 16 << 10);
    buf_add(&url, base);
    request->tag = cursor->step == 0 ? STR("page") : STR("sweep");
    if (cursor->step == 0)
        buf_add(&url, STR("/posts.json"));
    else if (cursor_sweep(cursor, &id, 1) == 1)
        buf_printf(&url, "/posts/" STR_FMT ".json", STR_ARG(id));
    if (cursor->step == 0 && cursor->page.len > 0)
        url_add(&url, "before", cursor->page);
    source_header_add(request, STR("Accept"), STR("application/json"));
    if (source_secret(source, "key_file").len > 0) {
        source_header_add(request, STR("Api-Key"), source_secret(source, "key_file"));
        source_header_add(request, STR("Api-Username"), own->user.len > 0 ? own->user : STR("system"));
    }
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

/* The posts of a page by topic and number, as a reply names its parent by its number. */
struct page {
    const struct source *source;
    struct source_answer *answer;
    struct table places;
    struct str *ids;
    struct str site;         /* https://forum.example */
    const struct json *root; /* a topic's title and archetype stand there */
};

static struct str place_of(struct arena *arena, const struct json *node, const char *number)
{
    return arena_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(json_get_str(node, "topic_id")),
                        STR_ARG(json_get_str(node, number)));
}

static bool is_post(const struct json *node)
{
    bool words = json_get(node, "cooked") != NULL || json_get(node, "raw") != NULL || json_get(node, "blurb") != NULL;
    return words && json_get_str(node, "id").len > 0 && json_get_str(node, "topic_id").len > 0;
}

static bool is_wanted(const struct page *page, const struct json *node)
{
    const struct discourse *own = page->source->settings;
    bool listed = own->categories.count == 0 || json_get(node, "category_id") == NULL;
    for (size_t i = 0; i < own->categories.count; i++)
        listed = listed || str_eq(own->categories.items[i], json_get_str(node, "category_id"));
    return listed && json_get_i64(node, "post_type", 1) != TYPE_WHISPER &&
           !str_eq(json_get_str(node, "archetype"), STR("private_message")) &&
           !str_eq(json_get_str(page->root, "archetype"), STR("private_message"));
}

static struct str parent_of(const struct page *page, const struct json *node)
{
    bool to_one = json_get_i64(node, "reply_to_post_number", 0) > 0;
    if (!to_one && json_get_i64(node, "post_number", 1) <= 1)
        return STR_NONE;
    struct arena *arena = page->source->arena;
    struct str place = to_one ? place_of(arena, node, "reply_to_post_number") /* or to the topic itself: */
                              : arena_printf(arena, STR_FMT "/1", STR_ARG(json_get_str(node, "topic_id")));
    uint32_t number = table_find(&page->places, place);
    return number == TABLE_NONE ? place : page->ids[number];
}

static struct str text_of(struct arena *arena, const struct json *node)
{
    struct str cooked = json_get_str(node, "cooked");
    if (cooked.len > 0)
        return markup_text(arena, cooked);
    struct str raw = json_get_str(node, "raw");
    return raw.len > 0 ? raw : markup_text(arena, json_get_str(node, "blurb"));
}

static struct str url_of(const struct page *page, const struct json *node)
{
    struct arena *arena = page->source->arena;
    struct str path = json_get_str(node, "post_url"), slug = json_get_str(node, "topic_slug");
    if (str_starts(path, STR("/")))
        return arena_printf(arena, STR_FMT STR_FMT, STR_ARG(page->site), STR_ARG(path));
    slug = slug.len > 0 ? slug : STR("-");
    return arena_printf(arena, STR_FMT "/t/" STR_FMT "/" STR_FMT, STR_ARG(page->site), STR_ARG(slug),
                        STR_ARG(place_of(arena, node, "post_number")));
}

static void read_words(struct page *page, const struct json *node, struct post *post)
{
    struct str title = json_get_str(node, "topic_title");
    post->deleted = json_get_str(node, "deleted_at").len > 0 || json_get_bool(node, "user_deleted", false) ||
                    json_get_bool(node, "hidden", false);
    if (post->deleted)
        return;
    post->text = text_of(page->source->arena, node);
    post->title = title.len > 0 ? title : json_get_str(page->root, "title");
    post->author_name = json_get_str(node, "username");
    post->author_key = json_get_str(node, "user_id");
    if (post->author_key.len == 0)
        post->author_key = post->author_name;
    post->author_key = arena_printf(page->source->arena, STR_FMT "/u/" STR_FMT, STR_ARG(page->site),
                                    STR_ARG(post->author_key));
    post->author_url = arena_printf(page->source->arena, STR_FMT "/u/" STR_FMT, STR_ARG(page->site),
                                    STR_ARG(post->author_name));
}

static void add_post(struct page *page, const struct json *node)
{
    struct post *post = is_wanted(page, node) ? source_post(page->source, page->answer) : NULL;
    if (post == NULL)
        return;
    post->native_id = json_get_str(node, "id");
    post->url = url_of(page, node);
    post->reply_to = parent_of(page, node);
    if (!clock_parse_iso(json_get_str(node, "created_at"), &post->published_ms))
        post->published_ms = 0;
    if (json_get_i64(node, "version", 1) < 2 || !clock_parse_iso(json_get_str(node, "updated_at"), &post->modified_ms))
        post->modified_ms = 0;
    post->visibility = STR("public");
    read_words(page, node, post);
}

static struct str site_of(const struct source *source, const struct source_reply *reply)
{
    struct url url;
    if (!url_split(reply->url, &url) || url.authority.len == 0)
        return STR("");
    return arena_printf(source->arena, STR_FMT "://" STR_FMT, STR_ARG(url.scheme), STR_ARG(url.authority));
}

static void read_posts(struct page *page)
{
    size_t most = 0;
    struct walk walk = walk_from(page->root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk))
        most += is_post(node);
    page->ids = ARENA_ARRAY(page->source->arena, struct str, most + 1);
    walk = walk_from(page->root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk))
        if (is_post(node))
            page->ids[table_add(&page->places, place_of(page->source->arena, node, "post_number"))] =
                json_get_str(node, "id");
    walk = walk_from(page->root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk))
        if (is_post(node)) {
            add_post(page, node);
            walk_over(&walk);
        }
}

/* Ids grow by one a post; what is not wanted counts here too. */
static void take_page(const struct source *source, struct cursor *cursor, const struct json *root,
                      struct source_answer *answer)
{
    const struct discourse *own = source->settings;
    int64_t lowest = INT64_MAX, newest = 0, known = cursor_get_i64(cursor, STR("newest"));
    JSON_EACH(node, json_get(root, "latest_posts")) {
        int64_t id = json_get_i64(node, "id", 0);
        lowest = id < lowest ? id : lowest;
        newest = id > newest ? id : newest;
    }
    if (cursor->newest.len == 0 && newest > 0)
        cursor->newest = arena_printf(source->arena, "%lld", (long long)newest);
    int64_t turned = cursor_get_i64(cursor, STR("pages")) + 1;
    bool more = known > 0 && newest > 0 && lowest > known + 1 && lowest > 1 && turned < PAGES_MOST;
    cursor_set_i64(cursor, STR("pages"), more ? turned : 0);
    if (more)
        cursor->page = arena_printf(source->arena, "%lld", (long long)lowest - 1);
    answer->more = true;
    if (!more)
        cursor_step_done(cursor, answer, source, STR("newest"), 1, own->recheck_ms);
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, 1);
    struct json *root;
    bool sweep = str_eq(request->tag, STR("sweep"));
    struct source_reply gone = *reply;
    if (sweep && reply->status == 403) /* so it answers for posts of topics that were taken away */
        gone.status = 404;
    if (!sweep || !cursor_sweep_refused(cursor, answer, source, &gone)) {
        if (!source_reply_ok(reply, err) || !source_reply_json(source, reply, &root, err))
            return false;
        struct page page = {.source = source, .answer = answer, .site = site_of(source, reply), .root = root};
        read_posts(&page);
        table_free(&page.places);
        if (sweep)
            cursor_swept(cursor, answer, source, 1);
        else
            cursor_remember(cursor, answer);
        if (str_eq(request->tag, STR("page")))
            take_page(source, cursor, root, answer);
    }
    answer->cursor = cursor_write(cursor);
    return true;
}

const struct source_kind discourse_kind = {
    .section = {"discourse", "Posts of a Discourse forum", rows, sizeof(struct discourse), true},
    .request = request,
    .response = response,
};
