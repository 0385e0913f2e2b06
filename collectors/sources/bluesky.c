/* SPDX-License-Identifier: MIT */

/* Bluesky: searches, accounts and mentions, through the council's own account there. One login is kept for as long
 * as it can be refreshed: an account may log in three hundred times a day, and is locked out after that. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "cursor.h"
#include "sources/bluesky_post.h"
#include "url.h"

#include "base/banned.h"

enum { PAGE = 100, PAGES_MOST = 20, SWEEP = 25 };
#define OVERLAP_MS (15 * CLOCK_MINUTE_MS)     /* posts reach the search late, under the time they were written */
#define LOGIN_REST_MS (10 * CLOCK_MINUTE_MS)
#define FIRST_LOOK_MS (2 * CLOCK_DAY_MS)

struct bluesky {
    struct source_common common;
    struct str service, identifier, password_file;
    struct settings_list queries, accounts;
    bool mentions;
    int64_t recheck_ms;
};

#define AT(field) offsetof(struct bluesky, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("3m"),
    {"service", SETTINGS_TEXT, "https://bsky.social", AT(service), 0, 0, NULL, "the server that holds the account"},
    {"identifier", SETTINGS_TEXT, "", AT(identifier), 0, 0, NULL,
     "the council's account; without one only accounts can be read"},
    {"password_file", SETTINGS_PATH, "", AT(password_file), 0, 0, NULL,
     "a file with an app password of that account, never its main password"},
    {"queries", SETTINGS_LIST, "", AT(queries), 0, 0, NULL, "words to search for, each query by itself"},
    {"accounts", SETTINGS_LIST, "", AT(accounts), 0, 0, NULL, "handles or DIDs whose posts are read"},
    {"mentions", SETTINGS_BOOL, "false", AT(mentions), 0, 0, NULL,
     "whether posts that mention, quote or answer the account are read"},
    {"recheck", SETTINGS_SPAN, "12h", AT(recheck_ms), 6e5, 864e5, NULL,
     "how often known posts are asked for again, so that deleted ones go"},
    {.name = NULL},
};

static bool valid(const void *settings, struct err *err)
{
    const struct bluesky *own = settings;
    bool login = own->identifier.len > 0 && own->password_file.len > 0;
    if (!login && (own->queries.count > 0 || own->mentions))
        return err_set(err, ERR_CONFIG, "queries and mentions need identifier and password_file");
    if (own->queries.count + own->accounts.count == 0 && !own->mentions)
        return err_set(err, ERR_CONFIG, "nothing to read: give queries, accounts or mentions");
    return true;
}

static size_t step_count(const struct bluesky *own)
{
    return own->queries.count + own->accounts.count + own->mentions;
}

/* The name under which a step's newest time is kept. */
static struct str mark_of(const struct source *source, size_t step)
{
    const struct bluesky *own = source->settings;
    if (step < own->queries.count)
        return arena_printf(source->arena, "q:" STR_FMT, STR_ARG(own->queries.items[step]));
    step -= own->queries.count;
    if (step < own->accounts.count)
        return arena_printf(source->arena, "a:" STR_FMT, STR_ARG(own->accounts.items[step]));
    return STR("mentions");
}

static int64_t since_ms(const struct source *source, const struct cursor *cursor)
{
    int64_t newest_ms;
    if (!clock_parse_iso(cursor_get(cursor, mark_of(source, cursor->step)), &newest_ms))
        return source->now_ms - FIRST_LOOK_MS;
    return newest_ms - OVERLAP_MS;
}

static void begin(struct buf *url, struct str host, const char *method)
{
    while (host.len > 0 && host.ptr[host.len - 1] == '/')
        host.len--;
    buf_add(url, host);
    buf_printf(url, "/xrpc/%s", method);
}

static void add_limit(struct buf *url, const struct cursor *cursor)
{
    url_add(url, "limit", STR("100"));
    if (cursor->page.len > 0)
        url_add(url, "cursor", cursor->page);
}

static struct str host_of(const struct source *source, const struct cursor *cursor)
{
    const struct bluesky *own = source->settings;
    struct str pds = cursor_get(cursor, STR("pds"));
    if (own->identifier.len == 0 && str_eq(own->service, STR("https://bsky.social")))
        return STR("https://public.api.bsky.app"); /* what may be read without an account is read here */
    return pds.len > 0 ? pds : own->service;
}

static void ask_sweep(const struct cursor *cursor, struct str host, struct buf *url)
{
    struct str ids[SWEEP];
    size_t count = cursor_sweep(cursor, ids, SWEEP);
    begin(url, host, "app.bsky.feed.getPosts");
    for (size_t i = 0; i < count; i++)
        url_add(url, "uris", ids[i]);
}

static void ask_step(const struct source *source, const struct cursor *cursor, struct str host, struct buf *url)
{
    const struct bluesky *own = source->settings;
    size_t step = cursor->step;
    if (step < own->queries.count) {
        begin(url, host, "app.bsky.feed.searchPosts");
        url_add(url, "q", own->queries.items[step]);
        url_add(url, "sort", STR("latest"));
        url_add(url, "since", clock_iso(source->arena, since_ms(source, cursor)));
    } else if (step < own->queries.count + own->accounts.count) {
        begin(url, host, "app.bsky.feed.getAuthorFeed");
        url_add(url, "actor", own->accounts.items[step - own->queries.count]);
        url_add(url, "filter", STR("posts_with_replies"));
    } else {
        begin(url, host, "app.bsky.notification.listNotifications");
        url_add(url, "reasons", STR("mention"));
        url_add(url, "reasons", STR("reply"));
        url_add(url, "reasons", STR("quote"));
    }
    add_limit(url, cursor);
}

static void ask_login(const struct source *source, struct source_request *request, struct buf *url)
{
    const struct bluesky *own = source->settings;
    begin(url, own->service, "com.atproto.server.createSession");
    struct buf body = BUF("a login", 4096);
    struct json_out out = json_out_new(&body, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "identifier", own->identifier);
    json_out_member_str(&out, "password", source_secret(source, "password_file"));
    json_out_close(&out, '}');
    request->body = arena_str(source->arena, buf_str(&body));
    buf_free(&body);
    source_header_add(request, STR("Content-Type"), STR("application/json"));
    request->tag = STR("login");
}

static void ask_refresh(const struct source *source, const struct cursor *cursor, struct source_request *request,
                        struct buf *url)
{
    begin(url, host_of(source, cursor), "com.atproto.server.refreshSession");
    request->method = STR("POST");
    request->bearer = cursor_get(cursor, STR("refresh"));
    request->tag = STR("login");
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct bluesky *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    struct buf url = BUF("an address", 64 << 10);
    bool login = own->identifier.len > 0;
    request->tag = cursor->step < step_count(own) ? STR("page") : STR("sweep");
    if (login && cursor_get(cursor, STR("token")).len > 0)
        request->bearer = cursor_get(cursor, STR("token"));
    if (login && request->bearer.len == 0 && cursor_get(cursor, STR("refresh")).len > 0)
        ask_refresh(source, cursor, request, &url);
    else if (login && request->bearer.len == 0)
        ask_login(source, request, &url);
    else if (cursor->step < step_count(own))
        ask_step(source, cursor, host_of(source, cursor), &url);
    else
        ask_sweep(cursor, host_of(source, cursor), &url);
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

/* The server that holds the account may be another than the one that let it in. */
static struct str find_pds(const struct json *root)
{
    JSON_EACH(service, json_path(root, "didDoc.service"))
        if (str_ends(json_get_str(service, "id"), STR("#atproto_pds")))
            return json_get_str(service, "serviceEndpoint");
    return STR_NONE;
}

/* What the server calls its refusal: {"error":"ExpiredToken","message":"…"}. */
static struct str refusal(const struct source *source, const struct source_reply *reply)
{
    struct json *root;
    struct err ignored;
    return json_parse(reply->bytes, source->arena, &root, &ignored) ? json_get_str(root, "error") : STR_NONE;
}

static bool is_refused(const struct source_reply *reply, struct str why)
{
    return reply->status == 401 || str_eq(why, STR("ExpiredToken")) || str_eq(why, STR("InvalidToken"));
}

static bool take_session(const struct source *source, struct cursor *cursor, const struct source_reply *reply,
                         struct source_answer *answer, struct err *err)
{
    struct json *root;
    bool refreshing = cursor_get(cursor, STR("refresh")).len > 0;
    if (refreshing && is_refused(reply, refusal(source, reply))) {
        cursor_set(cursor, STR("refresh"), STR_NONE);
        answer->more = true;
        return true;
    }
    if (!source_reply_ok(reply, err))
        return err_within(err, "login");
    if (!source_reply_json(source, reply, &root, err))
        return false;
    cursor_set(cursor, STR("token"), json_get_str(root, "accessJwt"));
    cursor_set(cursor, STR("refresh"), json_get_str(root, "refreshJwt"));
    if (find_pds(root).len > 0)
        cursor_set(cursor, STR("pds"), find_pds(root));
    if (cursor_get(cursor, STR("token")).len == 0)
        return err_set(err, ERR_INPUT, "login: the reply holds no accessJwt");
    cursor_set_i64(cursor, STR("login"), source->now_ms);
    answer->more = true;
    return true;
}

/* A token lives two hours. One that is refused while it is still fresh will not be helped by the next. */
static bool renew(const struct source *source, struct cursor *cursor, const struct source_reply *reply,
                  struct source_answer *answer, struct err *err)
{
    if (source->now_ms - cursor_get_i64(cursor, STR("login")) < LOGIN_REST_MS)
        return source_reply_ok(reply, err) || err_set(err, ERR_CONFIG, "a fresh session was refused");
    cursor_set(cursor, STR("token"), STR_NONE);
    answer->more = true;
    return true;
}

static int64_t newest_in(const struct source_answer *answer, int64_t now_ms)
{
    int64_t newest_ms = 0;
    for (size_t i = 0; i < answer->count; i++)
        if (answer->posts[i].published_ms > newest_ms && answer->posts[i].published_ms <= now_ms)
            newest_ms = answer->posts[i].published_ms;
    return newest_ms;
}

static void take_page(const struct source *source, struct cursor *cursor, const struct json *root,
                      struct source_answer *answer)
{
    const struct bluesky *own = source->settings;
    int64_t newest_ms = newest_in(answer, source->now_ms), seen_ms;
    if (!clock_parse_iso(cursor->newest, &seen_ms))
        seen_ms = 0;
    if (newest_ms > seen_ms)
        cursor->newest = clock_iso(source->arena, newest_ms);
    struct str page = json_get_str(root, "cursor");
    int64_t turned = cursor_get_i64(cursor, STR("pages")) + 1;
    bool more = page.len > 0 && answer->count > 0 && newest_ms > since_ms(source, cursor) && turned < PAGES_MOST;
    cursor_set_i64(cursor, STR("pages"), more ? turned : 0);
    cursor->page = page;
    answer->more = true;
    if (!more)
        cursor_step_done(cursor, answer, source, mark_of(source, cursor->step), step_count(own), own->recheck_ms);
}

static bool is_ok(const struct source_reply *reply, struct err *err)
{
    if (reply->status == 403 && str_starts(str_trim(reply->bytes), STR("<")))
        return err_set(err, ERR_CONFIG, "HTTP 403 and a page of HTML: this may not be read without a login");
    return source_reply_ok(reply, err);
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    struct json *root;
    bool good = true;
    if (str_eq(request->tag, STR("login"))) {
        good = take_session(source, cursor, reply, answer, err);
    } else if (request->bearer.len > 0 && is_refused(reply, refusal(source, reply))) {
        good = renew(source, cursor, reply, answer, err);
    } else {
        if (!is_ok(reply, err) || !source_reply_json(source, reply, &root, err))
            return false;
        bluesky_post_read(source, root, answer);
        if (cursor_takes_page(cursor, answer, source, request, SWEEP))
            take_page(source, cursor, root, answer);
    }
    answer->cursor = cursor_write(cursor);
    return good;
}

const struct source_kind bluesky_kind = {
    .section = {"bluesky", "Posts of Bluesky", rows, sizeof(struct bluesky), true},
    .request = request,
    .response = response,
    .valid = valid,
};
