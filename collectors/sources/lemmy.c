/* SPDX-License-Identifier: MIT */

/* Lemmy: new posts and comments of communities, and searches. A post's id is its address in the Fediverse, which is
 * also where it is asked for again: what was deleted answers there with a tombstone, or not at all. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/table.h"
#include "cursor.h"
#include "markdown.h"
#include "url.h"
#include "walk.h"

#include "base/banned.h"

enum { PAGES_MOST = 10 };
#define OVERLAP_MS (30 * CLOCK_MINUTE_MS) /* posts of other servers arrive late */
#define FIRST_LOOK_MS (2 * CLOCK_DAY_MS)

struct lemmy {
    struct source_common common;
    struct str server;
    struct settings_list communities, queries;
    int64_t recheck_ms;
};

#define AT(field) offsetof(struct lemmy, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("5m"),
    {"server", SETTINGS_TEXT, NULL, AT(server), 0, 0, NULL, "the server's address, such as https://feddit.uk"},
    {"communities", SETTINGS_LIST, "", AT(communities), 0, 0, NULL, "communities to read, such as wales or wales@feddit.uk"},
    {"queries", SETTINGS_LIST, "", AT(queries), 0, 0, NULL, "words to search for"},
    {"recheck", SETTINGS_SPAN, "12h", AT(recheck_ms), 6e5, 864e5, NULL,
     "how often known posts are asked for again, so that deleted ones go"},
    {.name = NULL},
};

static bool valid(const void *settings, struct err *err)
{
    const struct lemmy *own = settings;
    if (own->communities.count + own->queries.count == 0)
        return err_set(err, ERR_CONFIG, "nothing to read: give communities or queries");
    return true;
}

/* Posts and comments of each community, then each search. */
static size_t step_count(const struct lemmy *own)
{
    return 2 * own->communities.count + own->queries.count;
}

static struct str mark_of(const struct source *source, size_t step)
{
    const struct lemmy *own = source->settings;
    size_t of_communities = 2 * own->communities.count;
    if (step >= of_communities)
        return arena_printf(source->arena, "q:" STR_FMT, STR_ARG(own->queries.items[step - of_communities]));
    return arena_printf(source->arena, "%s:" STR_FMT, step % 2 ? "c" : "p", STR_ARG(own->communities.items[step / 2]));
}

static int64_t since_ms(const struct source *source, const struct cursor *cursor)
{
    int64_t newest_ms;
    bool known = clock_parse_iso(cursor_get(cursor, mark_of(source, cursor->step)), &newest_ms);
    return known ? newest_ms - OVERLAP_MS : source->now_ms - FIRST_LOOK_MS;
}

static void ask_step(const struct source *source, const struct cursor *cursor, struct buf *url)
{
    const struct lemmy *own = source->settings;
    struct str server = own->server;
    size_t of_communities = 2 * own->communities.count;
    while (server.len > 0 && server.ptr[server.len - 1] == '/')
        server.len--;
    buf_add(url, server);
    if (cursor->step < of_communities) {
        buf_printf(url, "/api/v3/%s/list?sort=New&type_=All&limit=50", cursor->step % 2 ? "comment" : "post");
        url_add(url, "community_name", own->communities.items[cursor->step / 2]);
    } else {
        buf_add(url, STR("/api/v3/search?sort=New&type_=All&limit=50"));
        url_add(url, "q", own->queries.items[cursor->step - of_communities]);
    }
    if (cursor->page.len > 0)
        url_add(url, "page", cursor->page);
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct lemmy *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    struct buf url = BUF("an address", 16 << 10);
    struct str id;
    request->tag = cursor->step < step_count(own) ? STR("page") : STR("sweep");
    if (cursor->step < step_count(own)) {
        ask_step(source, cursor, &url);
    } else if (cursor_sweep(cursor, &id, 1) == 1) {
        buf_add(&url, id);
        source_header_add(request, STR("Accept"), STR("application/activity+json"));
    }
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

/* Older versions leave the zone out; it is UTC. */
static int64_t read_time(struct arena *arena, struct str text)
{
    int64_t ms;
    if (clock_parse_iso(text, &ms))
        return ms;
    return text.len > 0 && text.len < 40 && clock_parse_iso(arena_printf(arena, STR_FMT "Z", STR_ARG(text)), &ms) ? ms : 0;
}

struct page {
    const struct source *source;
    struct source_answer *answer;
    struct table ids; /* of comments, as their paths name them */
    struct str *addresses;
};

static bool is_comment(const struct json *node)
{
    return json_get(json_get(node, "comment"), "ap_id") != NULL && json_get(node, "post") != NULL;
}

static bool is_view(const struct json *node)
{
    return is_comment(node) || (json_get(json_get(node, "post"), "ap_id") != NULL && json_get(node, "creator") != NULL);
}

/* "0.11.12": 12 answers 11; "0.11" answers the post. */
static struct str parent_of(const struct page *page, const struct json *view)
{
    struct str path = json_get_str(view, "comment.path"), piece, last = STR_NONE, parent = STR_NONE;
    while (str_next(&path, '.', &piece)) {
        parent = last;
        last = piece;
    }
    uint32_t number = parent.len > 0 ? table_find(&page->ids, parent) : TABLE_NONE;
    return number == TABLE_NONE ? json_get_str(view, "post.ap_id") : page->addresses[number];
}

static void read_words(struct page *page, const struct json *view, const struct json *node, struct post *post)
{
    struct arena *arena = page->source->arena;
    bool comment = is_comment(view);
    post->deleted = json_get_bool(node, "deleted", false) || json_get_bool(node, "removed", false);
    if (post->deleted)
        return;
    post->text = markdown_text(arena, json_get_str(node, comment ? "content" : "body"));
    if (!comment)
        post->title = json_get_str(node, "name");
    post->author_name = json_get_str(view, "creator.name");
    post->author_url = json_get_str(view, "creator.actor_id");
    post->sensitive = json_get_bool(node, "nsfw", false);
}

static void add_post(struct page *page, const struct json *view)
{
    const struct json *node = json_get(view, is_comment(view) ? "comment" : "post");
    struct str visibility = json_get_str(view, "community.visibility");
    struct str id = json_get_str(node, "ap_id");
    bool web = str_starts(id, STR("https://")) || str_starts(id, STR("http://")); /* it will be asked for again */
    struct post *post = web ? source_post(page->source, page->answer) : NULL;
    if (post == NULL)
        return;
    post->native_id = id;
    post->url = post->native_id;
    post->published_ms = read_time(page->source->arena, json_get_str(node, "published"));
    post->modified_ms = read_time(page->source->arena, json_get_str(node, "updated"));
    post->visibility = visibility.len == 0 || str_eq(visibility, STR("Public")) ? STR("public") : STR("private");
    if (is_comment(view))
        post->reply_to = parent_of(page, view);
    read_words(page, view, node, post);
}

static void read_posts(const struct source *source, const struct json *root, struct source_answer *answer)
{
    struct page page = {.source = source, .answer = answer};
    size_t most = 0;
    struct walk walk = walk_from(root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk))
        most += is_comment(node);
    page.addresses = ARENA_ARRAY(source->arena, struct str, most + 1);
    walk = walk_from(root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk))
        if (is_comment(node))
            page.addresses[table_add(&page.ids, json_get_str(node, "comment.id"))] = json_get_str(node, "comment.ap_id");
    walk = walk_from(root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk))
        if (is_view(node)) {
            add_post(&page, node);
            walk_over(&walk);
        }
    table_free(&page.ids);
}

static void take_page(const struct source *source, struct cursor *cursor, struct source_answer *answer)
{
    const struct lemmy *own = source->settings;
    int64_t oldest_ms = INT64_MAX, newest_ms = 0, seen_ms, page;
    for (size_t i = 0; i < answer->count; i++) {
        int64_t ms = answer->posts[i].published_ms;
        oldest_ms = ms < oldest_ms ? ms : oldest_ms;
        newest_ms = ms > newest_ms && ms <= source->now_ms ? ms : newest_ms;
    }
    if (newest_ms > (clock_parse_iso(cursor->newest, &seen_ms) ? seen_ms : 0))
        cursor->newest = clock_iso(source->arena, newest_ms);
    page = str_to_i64(cursor->page, &page) ? page : 1;
    answer->more = true;
    if (answer->count > 0 && oldest_ms > since_ms(source, cursor) && page < PAGES_MOST)
        cursor->page = arena_printf(source->arena, "%lld", (long long)page + 1);
    else
        cursor_step_done(cursor, answer, source, mark_of(source, cursor->step), step_count(own), own->recheck_ms);
}

static bool take_sweep(const struct source *source, struct cursor *cursor, const struct source_reply *reply,
                       struct source_answer *answer, struct err *err)
{
    struct json *root;
    if (cursor_sweep_refused(cursor, answer, source, reply))
        return true;
    if (!source_reply_ok(reply, err))
        return false;
    if (source_reply_json(source, reply, &root, err) && str_eq(json_get_str(root, "type"), STR("Tombstone")))
        cursor_swept(cursor, answer, source, 1);
    else
        cursor_sweep_kept(cursor, answer);
    return true;
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    struct json *root;
    if (str_eq(request->tag, STR("sweep"))) {
        if (!take_sweep(source, cursor, reply, answer, err))
            return false;
    } else {
        if (!source_reply_ok(reply, err) || !source_reply_json(source, reply, &root, err))
            return false;
        read_posts(source, root, answer);
        cursor_remember(cursor, answer);
        if (request->tag.len > 0)
            take_page(source, cursor, answer);
    }
    answer->cursor = cursor_write(cursor);
    return true;
}

const struct source_kind lemmy_kind = {
    .section = {"lemmy", "Posts and comments of Lemmy communities", rows, sizeof(struct lemmy), true},
    .request = request,
    .response = response,
    .valid = valid,
};
