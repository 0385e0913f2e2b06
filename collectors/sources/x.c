/* SPDX-License-Identifier: MIT */

/* X (v2): recent searches and mentions. Off unless a council turns it on: each post read is paid for. */
#include "base/buf.h"
#include "base/clock.h"
#include "cursor.h"
#include "sources/x_post.h"
#include "url.h"

#include "base/banned.h"

enum { SWEEP = 100, PAGES_MOST = 10 };
#define FIELDS                                                                                                      \
    "&max_results=100&tweet.fields=created_at,lang,author_id,referenced_tweets,edit_history_tweet_ids,entities,"    \
    "note_tweet,possibly_sensitive&expansions=author_id,referenced_tweets.id&user.fields=username,name,protected"

struct x {
    struct source_common common;
    struct str token_file, user_id, server;
    struct settings_list queries;
    int64_t recheck_ms;
};

#define AT(field) offsetof(struct x, field)
static const struct settings_row rows[] = {
    {"every", SETTINGS_SPAN, "15m", offsetof(struct source_common, every_ms), 1e3, 7 * 864e5, NULL,
     "how long between two polls, at least"},
    {"enabled", SETTINGS_BOOL, "false", offsetof(struct source_common, enabled), 0, 0, NULL,
     "true only where the council pays for the X API: every post read costs money"},
    {"token_file", SETTINGS_PATH, NULL, AT(token_file), 0, 0, NULL, "a file with the application's bearer token"},
    {"queries", SETTINGS_LIST, "", AT(queries), 0, 0, NULL, "searches in X's own operators"},
    {"user_id", SETTINGS_TEXT, "", AT(user_id), 0, 0, NULL, "the number of the account whose mentions are read"},
    {"recheck", SETTINGS_SPAN, "24h", AT(recheck_ms), 6e5, 864e5, NULL,
     "how often known posts are asked for again, so that deleted ones go; these are paid for too"},
    {"server", SETTINGS_TEXT, "https://api.x.com", AT(server), 0, 0, NULL, "the server of the API"},
    {.name = NULL},
};

static bool valid(const void *settings, struct err *err)
{
    const struct x *own = settings;
    if (own->queries.count == 0 && own->user_id.len == 0)
        return err_set(err, ERR_CONFIG, "nothing to read: give queries or user_id");
    return true;
}

static size_t step_count(const struct x *own)
{
    return own->queries.count + (own->user_id.len > 0);
}

static struct str mark_of(const struct source *source, size_t step)
{
    const struct x *own = source->settings;
    if (step >= own->queries.count)
        return STR("mentions");
    return arena_printf(source->arena, "q:" STR_FMT, STR_ARG(own->queries.items[step]));
}

static void ask_step(const struct source *source, const struct cursor *cursor, struct buf *url)
{
    const struct x *own = source->settings;
    bool search = cursor->step < own->queries.count;
    struct str mark = cursor_get(cursor, mark_of(source, cursor->step));
    if (search)
        buf_add(url, STR("/2/tweets/search/recent?"));
    else
        buf_printf(url, "/2/users/" STR_FMT "/mentions?", STR_ARG(own->user_id));
    buf_add(url, STR(FIELDS));
    if (search)
        url_add(url, "query", own->queries.items[cursor->step]);
    if (mark.len > 0)
        url_add(url, "since_id", mark);
    if (cursor->page.len > 0)
        url_add(url, search ? "next_token" : "pagination_token", cursor->page);
}

static void ask_sweep(const struct cursor *cursor, struct buf *url)
{
    buf_add(url, STR("/2/tweets?tweet.fields=id"));
    cursor_sweep_add(cursor, url, "ids", SWEEP);
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct x *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    struct buf url = BUF("an address", 64 << 10);
    buf_add(&url, own->server);
    request->tag = cursor->step < step_count(own) ? STR("page") : STR("sweep");
    if (cursor->step < step_count(own))
        ask_step(source, cursor, &url);
    else
        ask_sweep(cursor, &url);
    request->bearer = source_secret(source, "token_file");
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

static void take_page(const struct source *source, struct cursor *cursor, const struct json *root,
                      struct source_answer *answer)
{
    const struct x *own = source->settings;
    int64_t turned = cursor_get_i64(cursor, STR("pages")) + 1;
    if (cursor->newest.len == 0)
        cursor->newest = json_get_str(root, "meta.newest_id");
    cursor->page = json_get_str(root, "meta.next_token");
    answer->more = cursor->page.len > 0 && turned < PAGES_MOST;
    cursor_set_i64(cursor, STR("pages"), answer->more ? turned : 0);
    if (!answer->more)
        cursor_step_done(cursor, answer, source, mark_of(source, cursor->step), step_count(own), own->recheck_ms);
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    struct json *root;
    bool page = str_eq(request->tag, STR("page"));
    struct str mark = page ? mark_of(source, cursor->step) : STR_NONE;
    if (reply->status == 400 && page && cursor_get(cursor, mark).len > 0) {
        cursor_set(cursor, mark, STR_NONE); /* a since_id of more than a week ago is an error there */
        cursor->page = cursor->newest = STR_NONE;
        answer->more = true;
    } else {
        if (!x_post_ok(source, reply, &root, err))
            return false;
        x_post_read(source, root, answer);
        if (cursor_takes_page(cursor, answer, source, request, SWEEP))
            take_page(source, cursor, root, answer);
    }
    answer->cursor = cursor_write(cursor);
    return true;
}

const struct source_kind x_kind = {
    .section = {"x", "Posts of X; its API must be paid for, so this is off unless turned on", rows, sizeof(struct x), true},
    .request = request,
    .response = response,
    .valid = valid,
    .paid = true,
};
