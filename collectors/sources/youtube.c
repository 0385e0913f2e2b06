/* SPDX-License-Identifier: MIT */

/* YouTube: comments under a channel's or some videos, and their replies. Each page costs one of the day's units,
 * which the project of the key shares with all its other uses; spent, the source rests until midnight in California,
 * taken as 08:00 UTC all year: never early, in summer an hour late. */
#include "base/buf.h"
#include "base/clock.h"
#include "cursor.h"
#include "markup.h"
#include "url.h"
#include "walk.h"

#include "base/banned.h"

enum { SWEEP = 50, PAGES_MOST = 20, PARENTS_MOST = 50 };
#define OVERLAP_MS (30 * CLOCK_MINUTE_MS)
#define FIRST_LOOK_MS (7 * CLOCK_DAY_MS)
#define RESET_MS (8 * CLOCK_HOUR_MS)

struct youtube {
    struct source_common common;
    struct str key_file, server;
    struct settings_list channels, videos;
    int64_t recheck_ms, quota;
};

#define AT(field) offsetof(struct youtube, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("30m"),
    {"key_file", SETTINGS_PATH, NULL, AT(key_file), 0, 0, NULL, "a file with an API key of the YouTube Data API"},
    {"channels", SETTINGS_LIST, "", AT(channels), 0, 0, NULL,
     "channel ids (UC…): the comments under all their videos are read"},
    {"videos", SETTINGS_LIST, "", AT(videos), 0, 0, NULL, "ids of single videos"},
    {"recheck", SETTINGS_SPAN, "12h", AT(recheck_ms), 6e5, 864e5, NULL,
     "how often known comments are asked for again, so that deleted ones go"},
    {"quota", SETTINGS_INTEGER, "10000", AT(quota), 1, 1e9, NULL, "units a day that this source may spend"},
    {"server", SETTINGS_TEXT, "https://www.googleapis.com", AT(server), 0, 0, NULL, "the server of the API"},
    {.name = NULL},
};

static bool valid(const void *settings, struct err *err)
{
    const struct youtube *own = settings;
    if (own->channels.count + own->videos.count == 0)
        return err_set(err, ERR_CONFIG, "nothing to read: give channels or videos");
    return true;
}

static size_t step_count(const struct youtube *own)
{
    return own->channels.count + own->videos.count;
}

static struct str id_of(const struct youtube *own, size_t step)
{
    return step < own->channels.count ? own->channels.items[step] : own->videos.items[step - own->channels.count];
}

static int64_t since_ms(const struct source *source, const struct cursor *cursor)
{
    int64_t newest_ms;
    bool known = clock_parse_iso(cursor_get(cursor, id_of(source->settings, cursor->step)), &newest_ms);
    return known ? newest_ms - OVERLAP_MS : source->now_ms - FIRST_LOOK_MS;
}

/* The day of the quota, and the start of the next one. */
static int64_t quota_day(int64_t now_ms)
{
    return (now_ms - RESET_MS) / CLOCK_DAY_MS;
}

static int64_t units_left(const struct source *source, const struct cursor *cursor)
{
    const struct youtube *own = source->settings;
    bool today = cursor_get_i64(cursor, STR("quota day")) == quota_day(source->now_ms);
    int64_t left = own->quota - (today ? cursor_get_i64(cursor, STR("quota spent")) : 0);
    return left > 0 ? left : 0;
}

static void spend(const struct source *source, struct cursor *cursor, int64_t units)
{
    const struct youtube *own = source->settings;
    int64_t spent = own->quota - units_left(source, cursor) + units;
    cursor_set_i64(cursor, STR("quota day"), quota_day(source->now_ms));
    cursor_set_i64(cursor, STR("quota spent"), spent);
}

/* The threads whose replies did not all fit into the page wait in a mark, "id id id". */
static struct str first_parent(const struct cursor *cursor)
{
    struct str waiting = cursor_get(cursor, STR("parents")), first = STR_NONE;
    str_next(&waiting, ' ', &first);
    return first;
}

static void ask_threads(const struct source *source, const struct cursor *cursor, struct buf *url)
{
    const struct youtube *own = source->settings;
    buf_add(url, STR("/youtube/v3/commentThreads?part=snippet,replies&order=time&maxResults=100&textFormat=plainText"));
    url_add(url, cursor->step < own->channels.count ? "allThreadsRelatedToChannelId" : "videoId",
            id_of(own, cursor->step));
    if (cursor->page.len > 0)
        url_add(url, "pageToken", cursor->page);
}

static void ask_replies(const struct cursor *cursor, struct buf *url)
{
    buf_add(url, STR("/youtube/v3/comments?part=snippet&maxResults=100&textFormat=plainText"));
    url_add(url, "parentId", first_parent(cursor));
    if (cursor_get(cursor, STR("replies page")).len > 0)
        url_add(url, "pageToken", cursor_get(cursor, STR("replies page")));
}

static void ask_sweep(const struct cursor *cursor, struct buf *url)
{
    buf_add(url, STR("/youtube/v3/comments?part=snippet&maxResults=100&textFormat=plainText"));
    cursor_sweep_add(cursor, url, "id", SWEEP);
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct youtube *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    if (units_left(source, cursor) == 0)
        return true;
    struct buf url = BUF("an address", 64 << 10);
    buf_add(&url, own->server);
    if (first_parent(cursor).len > 0) {
        ask_replies(cursor, &url);
        request->tag = STR("replies");
    } else if (cursor->step < step_count(own)) {
        ask_threads(source, cursor, &url);
        request->tag = STR("page");
    } else {
        ask_sweep(cursor, &url);
        request->tag = STR("sweep");
    }
    source_header_add(request, STR("X-Goog-Api-Key"), source_secret(source, "key_file"));
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

static struct str text_of(struct arena *arena, const struct json *snippet)
{
    struct str original = json_get_str(snippet, "textOriginal"), shown = json_get_str(snippet, "textDisplay");
    if (original.len > 0)
        return original;
    return markup_is_html(shown) ? markup_text(arena, shown) : shown;
}

static void read_author(const struct json *snippet, struct post *post)
{
    post->author_name = json_get_str(snippet, "authorDisplayName");
    post->author_url = json_get_str(snippet, "authorChannelUrl");
    post->author_key = json_get_str(snippet, "authorChannelId.value");
}

/* `video` is what the thread around says, as a reply may not. */
static void add_comment(const struct source *source, const struct json *comment, struct str video,
                        struct source_answer *answer)
{
    const struct json *snippet = json_get(comment, "snippet");
    struct str status = json_get_str(snippet, "moderationStatus"), id = json_get_str(comment, "id");
    bool shown = status.len == 0 || str_eq(status, STR("published"));
    struct post *post = snippet != NULL && shown ? source_post(source, answer) : NULL;
    if (post == NULL)
        return;
    post->native_id = id;
    post->text = text_of(source->arena, snippet);
    if (!clock_parse_iso(json_get_str(snippet, "publishedAt"), &post->published_ms))
        post->published_ms = 0;
    if (!clock_parse_iso(json_get_str(snippet, "updatedAt"), &post->modified_ms) ||
        post->modified_ms == post->published_ms)
        post->modified_ms = 0;
    video = json_get_str(snippet, "videoId").len > 0 ? json_get_str(snippet, "videoId") : video;
    if (video.len > 0 && id.len > 0)
        post->url = arena_printf(source->arena, "https://www.youtube.com/watch?v=" STR_FMT "&lc=" STR_FMT,
                                 STR_ARG(video), STR_ARG(id));
    post->reply_to = json_get_str(snippet, "parentId");
    post->visibility = STR("public");
    read_author(snippet, post);
}

static void read_comments(const struct source *source, const struct json *root, struct source_answer *answer)
{
    struct walk walk = walk_from(root);
    struct str video = STR_NONE;
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk)) {
        struct str kind = json_get_str(node, "kind");
        if (str_eq(kind, STR("youtube#commentThread")))
            video = json_get_str(node, "snippet.videoId");
        if (str_eq(kind, STR("youtube#comment"))) {
            add_comment(source, node, video, answer);
            walk_over(&walk);
        }
    }
}

/* Threads with more replies than the page holds, as far as something new stands in them. */
static void queue_parents(const struct source *source, struct cursor *cursor, const struct json *root)
{
    struct buf waiting = BUF("threads", 16 << 10);
    size_t count = 0;
    JSON_EACH(thread, json_get(root, "items")) {
        const struct json *inline_replies = json_path(thread, "replies.comments");
        int64_t held = inline_replies ? (int64_t)inline_replies->count : 0;
        int64_t total = json_get_i64(thread, "snippet.totalReplyCount", 0);
        struct str mark = arena_printf(source->arena, "replies " STR_FMT, STR_ARG(json_get_str(thread, "id")));
        if (total <= held || total == cursor_get_i64(cursor, mark) || count == PARENTS_MOST)
            continue;
        cursor_set_i64(cursor, mark, total);
        buf_printf(&waiting, "%s" STR_FMT, count++ ? " " : "", STR_ARG(json_get_str(thread, "id")));
    }
    cursor_set(cursor, STR("parents"), count ? arena_str(source->arena, buf_str(&waiting)) : STR_NONE);
    buf_free(&waiting);
}

static void take_replies(struct cursor *cursor, const struct json *root, struct source_answer *answer)
{
    struct str page = json_get_str(root, "nextPageToken"), waiting = cursor_get(cursor, STR("parents")), first;
    cursor_set(cursor, STR("replies page"), page.len > 0 ? page : STR_NONE);
    if (page.len == 0) {
        str_next(&waiting, ' ', &first);
        cursor_set(cursor, STR("parents"), waiting.len > 0 ? waiting : STR_NONE);
    }
    answer->more = true;
}

static void take_page(const struct source *source, struct cursor *cursor, const struct json *root,
                      struct source_answer *answer)
{
    const struct youtube *own = source->settings;
    int64_t newest_ms = 0, oldest_ms = INT64_MAX, seen_ms;
    for (size_t i = 0; i < answer->count; i++) {
        int64_t ms = answer->posts[i].published_ms;
        newest_ms = ms > newest_ms && ms <= source->now_ms ? ms : newest_ms;
        oldest_ms = ms < oldest_ms && answer->posts[i].reply_to.len == 0 ? ms : oldest_ms;
    }
    if (newest_ms > (clock_parse_iso(cursor->newest, &seen_ms) ? seen_ms : 0))
        cursor->newest = clock_iso(source->arena, newest_ms);
    queue_parents(source, cursor, root);
    struct str page = json_get_str(root, "nextPageToken");
    int64_t turned = cursor_get_i64(cursor, STR("pages")) + 1;
    bool more = page.len > 0 && answer->count > 0 && oldest_ms > since_ms(source, cursor) && turned < PAGES_MOST;
    cursor_set_i64(cursor, STR("pages"), more ? turned : 0);
    cursor->page = page;
    answer->more = true;
    if (!more)
        cursor_step_done(cursor, answer, source, id_of(own, cursor->step), step_count(own), own->recheck_ms);
    answer->more = answer->more || first_parent(cursor).len > 0;
}

/* {"error":{"code":403,"message":"…","errors":[{"reason":"quotaExceeded"}]}} */
static bool read_error(const struct source *source, const struct source_reply *reply, struct str *reason,
                       struct str *message)
{
    struct json *root;
    struct err ignored;
    if (!json_parse(reply->bytes, source->arena, &root, &ignored) || json_get(root, "error") == NULL)
        return false;
    *reason = json_get_str(json_at(json_path(root, "error.errors"), 0), "reason");
    *message = source_said(source, json_get_str(root, "error.message"));
    return reason->len > 0 || message->len > 0;
}

static bool refused(const struct source *source, struct cursor *cursor, const struct source_request *request,
                    const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    const struct youtube *own = source->settings;
    struct str reason = STR_NONE, message = STR_NONE;
    if (!read_error(source, reply, &reason, &message))
        return source_reply_ok(reply, err);
    if (str_eq(reason, STR("quotaExceeded")) || str_eq(reason, STR("dailyLimitExceeded"))) {
        spend(source, cursor, own->quota);
        answer->why = "quota";
        answer->notice = STR("the day's quota is spent");
        return true;
    }
    if (str_eq(reason, STR("commentsDisabled")) && str_eq(request->tag, STR("page"))) {
        answer->why = "comments";
        answer->notice = arena_printf(source->arena, STR_FMT ": comments are turned off",
                                      STR_ARG(id_of(own, cursor->step)));
        cursor_step_done(cursor, answer, source, id_of(own, cursor->step), step_count(own), own->recheck_ms);
        return true;
    }
    if (reply->status == 404 && str_eq(request->tag, STR("replies"))) {
        take_replies(cursor, NULL, answer);
        return true;
    }
    bool rate = str_contains_nocase(reason, STR("rateLimit")) || reply->status >= 500;
    return err_set(err, rate ? ERR_AGAIN : ERR_CONFIG, "YouTube says: " STR_FMT " (" STR_FMT ")",
                   STR_ARG(markup_text(source->arena, message)), STR_ARG(reason));
}

static bool take_reply(const struct source *source, struct cursor *cursor, const struct source_request *request,
                       const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct json *root;
    if (!source_reply_json(source, reply, &root, err))
        return false;
    if (json_get(root, "error") != NULL)
        return refused(source, cursor, request, reply, answer, err);
    read_comments(source, root, answer);
    if (str_eq(request->tag, STR("sweep")))
        cursor_swept(cursor, answer, source, SWEEP);
    else
        cursor_remember(cursor, answer);
    if (str_eq(request->tag, STR("page")))
        take_page(source, cursor, root, answer);
    else if (str_eq(request->tag, STR("replies")))
        take_replies(cursor, root, answer);
    return true;
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    const struct youtube *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, step_count(source->settings));
    if (reply->status != 0)
        spend(source, cursor, 1);
    bool good = reply->status >= 200 && reply->status < 300
                    ? take_reply(source, cursor, request, reply, answer, err)
                    : refused(source, cursor, request, reply, answer, err);
    answer->quota_left = units_left(source, cursor);
    answer->quota_most = own->quota;
    if (answer->quota_left == 0) {
        answer->not_before_ms = (quota_day(source->now_ms) + 1) * CLOCK_DAY_MS + RESET_MS;
        answer->more = false;
    }
    answer->cursor = cursor_write(cursor);
    return good;
}

const struct source_kind youtube_kind = {
    .section = {"youtube", "Comments under videos of YouTube", rows, sizeof(struct youtube), true},
    .request = request,
    .response = response,
    .valid = valid,
};
