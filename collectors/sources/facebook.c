/* SPDX-License-Identifier: MIT */

/* Facebook: posts on the council's own pages and the comments under them, with a page's token. The Graph's paging
 * cursors die with the comment they stand on, so none outlives a poll: what is kept are times and ids. */
#include "base/buf.h"
#include "base/clock.h"
#include "cursor.h"
#include "sources/facebook_post.h"
#include "url.h"

#include "base/banned.h"

enum { POSTS_QUEUED_MOST = 50, PAGES_MOST = 20 };
#define WINDOW_MS (14 * CLOCK_DAY_MS) /* comments come under posts of the last two weeks */
#define OVERLAP_MS (30 * CLOCK_MINUTE_MS)
#define PAGE_LIVES_MS (5 * CLOCK_MINUTE_MS)
#define FIELDS "id,message,created_time,updated_time,from,permalink_url"

struct facebook {
    struct source_common common;
    struct str token_file, version, server;
    struct settings_list pages;
    int64_t recheck_ms;
};

#define AT(field) offsetof(struct facebook, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("10m"),
    {"pages", SETTINGS_LIST, NULL, AT(pages), 0, 0, NULL, "ids of the council's pages"},
    {"token_file", SETTINGS_PATH, NULL, AT(token_file), 0, 0, NULL,
     "a file with a page access token; a person's token reads nothing and says so to nobody"},
    {"recheck", SETTINGS_SPAN, "12h", AT(recheck_ms), 6e5, 864e5, NULL,
     "how often known posts and comments are asked for again, so that deleted ones go"},
    {"version", SETTINGS_TEXT, "v25.0", AT(version), 0, 0, NULL, "the version of the Graph API"},
    {"server", SETTINGS_TEXT, "https://graph.facebook.com", AT(server), 0, 0, NULL, "the server of the API"},
    {.name = NULL},
};

static bool valid(const void *settings, struct err *err)
{
    const struct facebook *own = settings;
    return own->pages.count > 0 || err_set(err, ERR_CONFIG, "nothing to read: give pages");
}

static size_t page_count(const struct source *source)
{
    const struct facebook *own = source->settings;
    return own->pages.count;
}

static struct str page_mark(const struct source *source, const struct cursor *cursor)
{
    const struct facebook *own = source->settings;
    return arena_printf(source->arena, "read " STR_FMT, STR_ARG(own->pages.items[cursor->step]));
}

static struct str first_queued(const struct cursor *cursor)
{
    struct str waiting = cursor_get(cursor, STR("posts")), first = STR_NONE;
    str_next(&waiting, ' ', &first);
    return first;
}

static void drop_queued(struct cursor *cursor)
{
    struct str waiting = cursor_get(cursor, STR("posts")), first;
    str_next(&waiting, ' ', &first);
    cursor_set(cursor, STR("posts"), waiting.len > 0 ? waiting : STR_NONE);
}

static int64_t comments_since_ms(const struct source *source, const struct cursor *cursor)
{
    int64_t read_ms = cursor_get_i64(cursor, STR("comments read"));
    return read_ms == 0 ? source->now_ms - WINDOW_MS : read_ms - OVERLAP_MS;
}

static void ask_feed(const struct source *source, const struct cursor *cursor, struct buf *url)
{
    const struct facebook *own = source->settings;
    buf_printf(url, "/" STR_FMT "/feed?fields=" FIELDS "&limit=50", STR_ARG(own->pages.items[cursor->step]));
    buf_printf(url, "&since=%lld", (long long)((source->now_ms - WINDOW_MS) / 1000));
}

static void ask_comments(const struct cursor *cursor, struct buf *url)
{
    buf_printf(url, "/" STR_FMT "/comments?filter=stream&order=reverse_chronological&limit=100&fields=" FIELDS ",parent",
               STR_ARG(first_queued(cursor)));
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct facebook *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, page_count(source));
    struct buf url = BUF("an address", 64 << 10);
    struct str id;
    buf_printf(&url, STR_FMT "/" STR_FMT, STR_ARG(own->server), STR_ARG(own->version));
    bool live = source->now_ms - cursor_get_i64(cursor, STR("page time")) < PAGE_LIVES_MS;
    if (first_queued(cursor).len > 0) {
        request->tag = STR("comments");
        ask_comments(cursor, &url);
    } else if (cursor->step < own->pages.count) {
        request->tag = STR("page");
        ask_feed(source, cursor, &url);
    } else {
        request->tag = STR("sweep");
        live = false;
        if (cursor_sweep(cursor, &id, 1) == 1)
            buf_printf(&url, "/" STR_FMT "?fields=" FIELDS, STR_ARG(id));
    }
    if (live)
        buf_add(&url, cursor->page);
    request->bearer = source_secret(source, "token_file");
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

/* What of `paging` leads on, without the token that its address holds: "&after=…" or "&until=…&__paging_token=…". */
static struct str next_page(struct arena *arena, const struct json *root)
{
    static const char *const names[] = {"after", "until", "__paging_token"};
    struct str next = json_get_str(root, "paging.next");
    struct buf page = BUF("a page", 4096);
    for (size_t i = 0; next.len > 0 && i < sizeof names / sizeof names[0]; i++)
        if (url_parameter(next, names[i]).len > 0)
            buf_printf(&page, "&%s=" STR_FMT, names[i], STR_ARG(url_parameter(next, names[i])));
    struct str result = page.len > 0 && !page.over ? arena_str(arena, buf_str(&page)) : STR_NONE;
    buf_free(&page);
    return result;
}

/* A post's updated_time moves with each comment: those that moved wait for their comments to be read. */
static void queue_posts(const struct source *source, struct cursor *cursor, const struct json *root)
{
    struct str before = cursor_get(cursor, STR("posts"));
    struct buf waiting = BUF("posts with comments to read", 16 << 10);
    size_t count = 0;
    buf_add(&waiting, before);
    JSON_EACH(item, json_get(root, "data")) {
        struct str id = json_get_str(item, "id"), updated = json_get_str(item, "updated_time");
        struct str mark = arena_printf(source->arena, "updated " STR_FMT, STR_ARG(id));
        if (id.len == 0 || count == POSTS_QUEUED_MOST || (updated.len > 0 && str_eq(updated, cursor_get(cursor, mark))))
            continue;
        cursor_set(cursor, mark, updated.len > 0 ? updated : STR_NONE);
        buf_printf(&waiting, "%s" STR_FMT, waiting.len ? " " : "", STR_ARG(id));
        count++;
    }
    cursor_set(cursor, STR("posts"), waiting.len ? arena_str(source->arena, buf_str(&waiting)) : STR_NONE);
    buf_free(&waiting);
}

/* Marks of posts that left the window would fill the cursor: they go when the feed was read to its end. */
static void drop_old_marks(struct cursor *cursor, int64_t before_ms)
{
    for (size_t i = cursor->mark_count; i-- > 0;) {
        int64_t updated_ms;
        if (str_starts(cursor->marks[i].key, STR("updated ")) && clock_parse_iso(cursor->marks[i].value, &updated_ms) &&
            updated_ms < before_ms)
            cursor_set(cursor, cursor->marks[i].key, STR_NONE);
    }
}

static bool turn_page(const struct source *source, struct cursor *cursor, const struct json *root, bool wanted)
{
    int64_t turned = cursor_get_i64(cursor, STR("pages")) + 1;
    cursor->page = wanted && turned < PAGES_MOST ? next_page(source->arena, root) : STR_NONE;
    cursor_set_i64(cursor, STR("pages"), cursor->page.len > 0 ? turned : 0);
    cursor_set_i64(cursor, STR("page time"), source->now_ms);
    return cursor->page.len > 0;
}

static void feed_done(const struct source *source, struct cursor *cursor, struct source_answer *answer)
{
    const struct facebook *own = source->settings;
    drop_old_marks(cursor, source->now_ms - WINDOW_MS);
    if (cursor->step + 1 == own->pages.count)
        cursor_set_i64(cursor, STR("comments read"), source->now_ms);
    cursor_step_done(cursor, answer, source, page_mark(source, cursor), own->pages.count, own->recheck_ms);
}

static void take_feed(const struct source *source, struct cursor *cursor, const struct json *root,
                      struct source_answer *answer)
{
    queue_posts(source, cursor, root);
    struct str mark = page_mark(source, cursor);
    if (answer->count > 0)
        cursor_set_i64(cursor, mark, source->now_ms);
    if (answer->count == 0 && cursor->page.len == 0 && cursor_get(cursor, mark).len == 0) {
        answer->why = "empty";
        answer->notice = STR("the page's feed is empty: is the token a page's, and not a person's?");
    }
    cursor_set(cursor, STR("feed page"), turn_page(source, cursor, root, true) ? cursor->page : STR_NONE);
    answer->more = true;
    if (first_queued(cursor).len > 0)
        cursor->page = STR_NONE; /* comments first; the feed goes on after them */
    else if (cursor->page.len == 0)
        feed_done(source, cursor, answer);
}

static void take_comments(const struct source *source, struct cursor *cursor, const struct json *root,
                          struct source_answer *answer)
{
    int64_t oldest_ms = INT64_MAX;
    for (size_t i = 0; i < answer->count; i++) {
        struct post *post = &answer->posts[i];
        oldest_ms = post->published_ms < oldest_ms ? post->published_ms : oldest_ms;
        post->reply_to = post->reply_to.len > 0 ? post->reply_to : first_queued(cursor);
    }
    answer->more = true;
    if (turn_page(source, cursor, root, answer->count > 0 && oldest_ms > comments_since_ms(source, cursor)))
        return;
    drop_queued(cursor);
    if (first_queued(cursor).len > 0)
        return;
    cursor->page = cursor_get(cursor, STR("feed page"));
    if (cursor->page.len == 0)
        feed_done(source, cursor, answer);
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, page_count(source));
    struct json *root;
    bool sweep = str_eq(request->tag, STR("sweep")), gone = false;
    if (!facebook_post_read(source, reply, &root, answer, &gone, err)) {
        bool asked_comments = str_eq(request->tag, STR("comments"));
        if (gone && sweep)
            cursor_swept(cursor, answer, source, 1);
        else if (gone && asked_comments)
            take_comments(source, cursor, NULL, answer);
        else if (!sweep || err->kind != ERR_INPUT || !cursor_sweep_refused(cursor, answer, source, reply))
            return false;
    } else if (sweep) {
        cursor_swept(cursor, answer, source, 1);
    } else {
        if (str_eq(request->tag, STR("comments")))
            take_comments(source, cursor, root, answer);
        else if (str_eq(request->tag, STR("page")))
            take_feed(source, cursor, root, answer);
        cursor_remember(cursor, answer);
    }
    facebook_post_obey_usage(source, reply, answer);
    answer->cursor = cursor_write(cursor);
    return true;
}

const struct source_kind facebook_kind = {
    .section = {"facebook", "The council's own Facebook pages and the comments there", rows, sizeof(struct facebook),
                true},
    .request = request,
    .response = response,
    .valid = valid,
};
