/* SPDX-License-Identifier: MIT */

/* Reddit: new posts and comments of subreddits, and searches, with a token of an application that Reddit approved.
 * Listings page towards the new by `before`; a listing whose anchor was deleted answers empty for ever, so an empty
 * one is asked again without it once an hour. */
#include <math.h>
#include <sodium.h>

#include "base/buf.h"
#include "base/clock.h"
#include "cursor.h"
#include "markdown.h"
#include "markup.h"
#include "url.h"
#include "walk.h"

#include "base/banned.h"

enum { SWEEP = 100, OWN_STEPS = 2 };
#define CONFIRM_MS (60 * CLOCK_MINUTE_MS)
#define LOGIN_REST_MS (10 * CLOCK_MINUTE_MS)

struct reddit {
    struct source_common common;
    struct str client_id, secret_file, account, server, login_server;
    struct settings_list subreddits, queries;
    int64_t recheck_ms;
};

#define AT(field) offsetof(struct reddit, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("5m"),
    {"client_id", SETTINGS_TEXT, NULL, AT(client_id), 0, 0, NULL,
     "the application's id; Reddit gives new ones only on request"},
    {"secret_file", SETTINGS_PATH, NULL, AT(secret_file), 0, 0, NULL, "a file with the application's secret"},
    {"account", SETTINGS_TEXT, NULL, AT(account), 0, 0, NULL,
     "the Reddit account that answers for the application; Reddit turns away who does not say it"},
    {"subreddits", SETTINGS_LIST, "", AT(subreddits), 0, 0, NULL, "subreddits to read, without r/"},
    {"queries", SETTINGS_LIST, "", AT(queries), 0, 0, NULL, "searches, in the subreddits if there are any"},
    {"recheck", SETTINGS_SPAN, "12h", AT(recheck_ms), 6e5, 864e5, NULL,
     "how often known posts are asked for again, so that deleted and removed ones go"},
    {"server", SETTINGS_TEXT, "https://oauth.reddit.com", AT(server), 0, 0, NULL, "the server of the API"},
    {"login_server", SETTINGS_TEXT, "https://www.reddit.com", AT(login_server), 0, 0, NULL,
     "the server that gives tokens"},
    {.name = NULL},
};

static bool valid(const void *settings, struct err *err)
{
    const struct reddit *own = settings;
    if (own->subreddits.count + own->queries.count == 0)
        return err_set(err, ERR_CONFIG, "nothing to read: give subreddits or queries");
    return true;
}

/* Posts and comments of all the subreddits in one listing each, then a search each. */
static size_t step_count(const struct reddit *own)
{
    return OWN_STEPS + own->queries.count;
}

static struct str mark_of(const struct source *source, size_t step)
{
    const struct reddit *own = source->settings;
    if (step < OWN_STEPS)
        return step == 0 ? STR("new") : STR("comments");
    return arena_printf(source->arena, "q:" STR_FMT, STR_ARG(own->queries.items[step - OWN_STEPS]));
}

static void ask_login(const struct source *source, struct source_request *request)
{
    const struct reddit *own = source->settings;
    struct str pair = arena_printf(source->arena, STR_FMT ":" STR_FMT, STR_ARG(own->client_id),
                                   STR_ARG(source_secret(source, "secret_file")));
    size_t length = sodium_base64_ENCODED_LEN(pair.len, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_take(source->arena, length);
    sodium_bin2base64(text, length, (const unsigned char *)pair.ptr, pair.len, sodium_base64_VARIANT_ORIGINAL);
    request->url = arena_printf(source->arena, STR_FMT "/api/v1/access_token", STR_ARG(own->login_server));
    request->body = STR("grant_type=client_credentials");
    source_header_add(request, STR("Content-Type"), STR("application/x-www-form-urlencoded"));
    source_header_add(request, STR("Authorization"), arena_printf(source->arena, "Basic %s", text));
    request->tag = STR("login");
}

static void add_subreddits(struct buf *url, const struct reddit *own)
{
    for (size_t i = 0; i < own->subreddits.count; i++) {
        buf_add(url, i == 0 ? STR("/r/") : STR("+"));
        buf_add(url, own->subreddits.items[i]);
    }
}

static void ask_step(const struct source *source, const struct cursor *cursor, struct buf *url)
{
    const struct reddit *own = source->settings;
    struct str before = cursor->newest.len > 0 ? cursor->newest : cursor_get(cursor, mark_of(source, cursor->step));
    add_subreddits(url, own);
    if (cursor->step < OWN_STEPS) {
        buf_add(url, cursor->step == 0 ? STR("/new?raw_json=1") : STR("/comments?raw_json=1"));
    } else {
        buf_add(url, STR("/search?raw_json=1&sort=new"));
        url_add(url, "q", own->queries.items[cursor->step - OWN_STEPS]);
        if (own->subreddits.count > 0)
            url_add(url, "restrict_sr", STR("1"));
    }
    url_add(url, "limit", STR("100"));
    if (before.len > 0 && !str_eq(cursor->page, STR("plain")))
        url_add(url, "before", before);
}

static void ask_sweep(const struct cursor *cursor, struct buf *url)
{
    buf_add(url, STR("/api/info?raw_json=1"));
    cursor_sweep_add(cursor, url, "id", SWEEP);
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct reddit *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    source_header_add(request, STR("User-Agent"),
                      arena_printf(source->arena, "linux:earshot:%s (by /u/" STR_FMT ")", EARSHOT_VERSION,
                                   STR_ARG(own->account)));
    request->bearer = cursor_get(cursor, STR("token"));
    if (request->bearer.len == 0 || cursor_get_i64(cursor, STR("until")) <= source->now_ms) {
        request->bearer = STR_NONE;
        ask_login(source, request);
        return true;
    }
    struct buf url = BUF("an address", 64 << 10);
    buf_add(&url, own->server);
    if (cursor->step < OWN_STEPS && own->subreddits.count == 0)
        cursor->step = OWN_STEPS;
    request->tag = cursor->step < step_count(own) ? STR("page") : STR("sweep");
    if (cursor->step < step_count(own))
        ask_step(source, cursor, &url);
    else
        ask_sweep(cursor, &url);
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

static struct str markdown_or_html(struct arena *arena, const struct json *data, const char *html, const char *markdown)
{
    struct str text = json_get_str(data, html);
    if (text.len == 0)
        return markdown_text(arena, json_get_str(data, markdown));
    if (str_starts(text, STR("&lt;"))) /* asked without raw_json */
        text = markup_decode(arena, text);
    return markup_text(arena, text);
}

static bool is_gone_word(struct str text)
{
    return str_eq(text, STR("[deleted]")) || str_eq(text, STR("[removed]"));
}

static int64_t read_seconds(const struct json *data, const char *key)
{
    double seconds = json_get_double(data, key, 0);
    return isfinite(seconds) && fabs(seconds) < 1e11 ? (int64_t)seconds * 1000 : 0;
}

static void read_words(const struct source *source, const struct json *data, bool comment, struct post *post)
{
    struct str words = json_get_str(data, comment ? "body" : "selftext");
    bool nobody = str_eq(json_get_str(data, "author"), STR("[deleted]"));
    post->deleted = is_gone_word(words) || (!comment && nobody && words.len == 0) ||
                    json_get_str(data, "removed_by_category").len > 0;
    if (post->deleted)
        return;
    post->text = markdown_or_html(source->arena, data, comment ? "body_html" : "selftext_html",
                                  comment ? "body" : "selftext");
    if (!comment)
        post->title = json_get_str(data, "title");
    if (nobody)
        return;
    post->author_name = json_get_str(data, "author");
    post->author_key = json_get_str(data, "author_fullname");
    if (post->author_name.len > 0)
        post->author_url = arena_printf(source->arena, "https://www.reddit.com/user/" STR_FMT,
                                        STR_ARG(post->author_name));
}

static void add_post(const struct source *source, const struct json *data, bool comment, struct source_answer *answer)
{
    struct post *post = source_post(source, answer);
    if (post == NULL)
        return;
    post->native_id = json_get_str(data, "name");
    if (post->native_id.len == 0 && json_get_str(data, "id").len > 0)
        post->native_id = arena_printf(source->arena, "%s_" STR_FMT, comment ? "t1" : "t3",
                                       STR_ARG(json_get_str(data, "id")));
    struct str permalink = json_get_str(data, "permalink");
    if (str_starts(permalink, STR("/")))
        post->url = arena_printf(source->arena, "https://www.reddit.com" STR_FMT, STR_ARG(permalink));
    post->published_ms = read_seconds(data, "created_utc");
    post->modified_ms = read_seconds(data, "edited");
    post->visibility = str_eq(json_get_str(data, "subreddit_type"), STR("private")) ? STR("private") : STR("public");
    post->sensitive = json_get_bool(data, "over_18", false);
    if (comment)
        post->reply_to = json_get_str(data, "parent_id");
    read_words(source, data, comment, post);
}

static void read_posts(const struct source *source, const struct json *root, struct source_answer *answer)
{
    struct walk walk = walk_from(root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk)) {
        struct str kind = json_get_str(node, "kind");
        bool comment = str_eq(kind, STR("t1"));
        if (comment || str_eq(kind, STR("t3")))
            add_post(source, json_get(node, "data"), comment, answer);
    }
}

/* Whoever closed their account is forgotten here as there: their posts are taken as edited, once, and come in without a
 * name. */
static void forget_authors(struct source_answer *answer)
{
    for (size_t i = 0; i < answer->count; i++) {
        struct post *post = &answer->posts[i];
        if (!post->deleted && post->author_name.len == 0)
            post->modified_ms = (post->modified_ms > 0 ? post->modified_ms : post->published_ms) + 1000;
    }
}

static bool take_token(const struct source *source, struct cursor *cursor, const struct source_reply *reply,
                       struct source_answer *answer, struct err *err)
{
    struct json *root;
    if (!source_reply_ok(reply, err))
        return err_within(err, "token");
    if (!source_reply_json(source, reply, &root, err))
        return false;
    struct str token = json_get_str(root, "access_token");
    if (token.len == 0)
        return err_set(err, ERR_CONFIG, "token: the reply holds no access_token: " STR_FMT,
                       STR_ARG(source_said(source, json_get_str(root, "error"))));
    int64_t seconds = json_get_i64(root, "expires_in", 3600);
    seconds = seconds < 120 ? 120 : seconds > 864000 ? 864000 : seconds;
    cursor_set(cursor, STR("token"), token);
    cursor_set_i64(cursor, STR("until"), source->now_ms + (seconds - 60) * 1000);
    cursor_set_i64(cursor, STR("login"), source->now_ms);
    answer->more = true;
    return true;
}

/* The newest of a page comes first. Towards the new there is more as long as pages are not empty. */
static void take_page(const struct source *source, struct cursor *cursor, const struct json *root,
                      struct source_answer *answer)
{
    const struct reddit *own = source->settings;
    if (cursor->step < OWN_STEPS && own->subreddits.count == 0)
        cursor->step = OWN_STEPS;
    struct str mark = mark_of(source, cursor->step);
    struct str confirmed = arena_printf(source->arena, "seen " STR_FMT, STR_ARG(mark));
    bool plain = str_eq(cursor->page, STR("plain")) || (cursor_get(cursor, mark).len == 0 && cursor->newest.len == 0);
    struct str first = json_get_str(json_at(json_path(root, "data.children"), 0), "data.name");
    bool stale = !plain && cursor->newest.len == 0 && first.len == 0 &&
                 source->now_ms - cursor_get_i64(cursor, confirmed) >= CONFIRM_MS;
    if (first.len > 0)
        cursor->newest = first;
    if (first.len > 0 || plain)
        cursor_set_i64(cursor, confirmed, source->now_ms);
    answer->more = true;
    if (stale)
        cursor->page = STR("plain");
    else if (plain || first.len == 0 || json_get_str(root, "data.before").len == 0)
        cursor_step_done(cursor, answer, source, mark, step_count(own), own->recheck_ms);
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    struct json *root;
    bool fresh = source->now_ms - cursor_get_i64(cursor, STR("login")) < LOGIN_REST_MS;
    if (str_eq(request->tag, STR("login"))) {
        if (!take_token(source, cursor, reply, answer, err))
            return false;
    } else if (reply->status == 401 && request->bearer.len > 0 && !fresh) {
        cursor_set(cursor, STR("token"), STR_NONE);
        answer->more = true;
    } else {
        if (!source_reply_ok(reply, err) || !source_reply_json(source, reply, &root, err))
            return false;
        read_posts(source, root, answer);
        if (str_eq(request->tag, STR("sweep")))
            forget_authors(answer);
        if (cursor_takes_page(cursor, answer, source, request, SWEEP))
            take_page(source, cursor, root, answer);
    }
    answer->cursor = cursor_write(cursor);
    return true;
}

const struct source_kind reddit_kind = {
    .section = {"reddit", "Posts and comments of Reddit; the application needs Reddit's approval", rows,
                sizeof(struct reddit), true},
    .request = request,
    .response = response,
    .valid = valid,
};
