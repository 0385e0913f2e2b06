/* SPDX-License-Identifier: MIT */
#include "feed_watch.h"

#include "base/json_out.h"
#include "base/table.h"
#include "redis/stream.h"
#include "url.h"

#include "base/banned.h"

enum { SHOWN_BYTES_MOST = 512 << 10, SHOWN_ID_BYTES_MOST = 512 };

/* An entry of the last reply, or one that has been missing since. */
struct shown {
    struct str id;
    int64_t at_ms, missing_ms; /* 0: it was there */
};

struct list {
    struct shown *items;
    size_t count;
};

static struct list read_shown(const struct source *source, const struct cursor *cursor)
{
    struct list list = {.items = ARENA_ARRAY(source->arena, struct shown, 2 * FEED_WATCH_SHOWN_MOST)};
    struct str text = cursor_get(cursor, STR("shown"));
    struct json *root = NULL;
    struct err err;
    if (text.len > 0 && json_parse(text, source->arena, &root, &err))
        JSON_EACH(node, root)
            if (list.count < 2 * FEED_WATCH_SHOWN_MOST)
                list.items[list.count++] = (struct shown){json_get_str(node, "id"), json_get_i64(node, "at", 0),
                                                          json_get_i64(node, "missing", 0)};
    return list;
}

static void keep_shown(const struct source *source, struct cursor *cursor, const struct list *list)
{
    struct buf text = BUF("what a feed has shown", SHOWN_BYTES_MOST);
    struct json_out out = json_out_new(&text, false);
    json_out_open(&out, '[');
    for (size_t i = 0; i < list->count; i++) {
        json_out_open(&out, '{');
        json_out_member_str(&out, "id", list->items[i].id);
        json_out_member_i64(&out, "at", list->items[i].at_ms);
        if (list->items[i].missing_ms > 0)
            json_out_member_i64(&out, "missing", list->items[i].missing_ms);
        json_out_close(&out, '}');
    }
    json_out_close(&out, ']');
    cursor_set(cursor, STR("shown"), text.over || list->count == 0 ? STR_NONE : arena_str(source->arena, buf_str(&text)));
    buf_free(&text);
}

static bool is_web(struct str url)
{
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
}

/* On the feed's own server, and not a place on a page. */
static bool has_page(const struct post *post, struct str feed)
{
    return is_web(post->url) && str_find(post->url, '#', 0) == post->url.len &&
           str_find(post->url, '\n', 0) == post->url.len && str_eq_nocase(url_host(post->url), url_host(feed));
}

static bool has_place(const struct post *post)
{
    return post->url.len == 0 || str_find(post->url, '#', 0) < post->url.len;
}

/* A page as the cursor knows it: its address, a new line, the entry's id. */
static struct str page_of(const struct source *source, const struct post *post)
{
    return arena_printf(source->arena, STR_FMT "\n" STR_FMT, STR_ARG(post->url), STR_ARG(post->id));
}

static struct str find_page(const struct source *source, const struct cursor *cursor, struct str id)
{
    struct str end = arena_printf(source->arena, "\n" STR_FMT, STR_ARG(id));
    for (size_t i = 0; i < cursor->known_count; i++)
        if (str_ends(cursor->known[i], end))
            return cursor->known[i];
    return STR_NONE;
}

static void add_gone(const struct source *source, struct str id, struct source_answer *answer)
{
    struct post *post = source_post(source, answer);
    if (post == NULL)
        return;
    post->id = post->native_id = id;
    post->deleted = true;
}

/* The newest first, every one with its date. */
static bool in_order(const struct post *posts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (posts[i].published_ms == 0 || (i > 0 && posts[i].published_ms > posts[i - 1].published_ms))
            return false;
    return count > 0;
}

/* True: it goes on missing. A page is asked for instead; what was missing for long is gone. */
static bool still_missing(const struct source *source, struct cursor *cursor, struct shown *shown,
                          struct source_answer *answer)
{
    struct str page = find_page(source, cursor, shown->id);
    if (page.len > 0) {
        cursor_sweep_first(cursor, page);
        return false;
    }
    shown->missing_ms = shown->missing_ms > 0 ? shown->missing_ms : source->now_ms;
    if (source->now_ms - shown->missing_ms < FEED_WATCH_SURE_MS)
        return true;
    add_gone(source, shown->id, answer);
    return false;
}

/* Which of the last reply's entries this one should show, and does not. */
static void find_missing(const struct source *source, struct cursor *cursor, struct list *list, bool changed,
                         struct source_answer *answer)
{
    struct table ids = {0};
    size_t kept = 0, count = answer->count;
    bool ordered = in_order(answer->posts, count);
    int64_t oldest_ms = ordered ? answer->posts[count - 1].published_ms : INT64_MAX;
    for (size_t i = 0; i < count; i++)
        table_add(&ids, answer->posts[i].id);
    for (size_t i = 0; i < list->count; i++) {
        struct shown *shown = &list->items[i];
        bool is_there = changed ? table_find(&ids, shown->id) != TABLE_NONE : shown->missing_ms == 0;
        bool left = changed && shown->at_ms <= oldest_ms; /* newer ones have pushed it out */
        if (changed && (is_there || left))
            continue;
        if (is_there || still_missing(source, cursor, shown, answer))
            list->items[kept++] = *shown;
    }
    list->count = kept;
    table_free(&ids);
}

static void add_shown(const struct source *source, struct cursor *cursor, struct str feed, const struct post *post,
                      bool ordered, struct list *list)
{
    bool came = post->published_ms == 0 || post->published_ms > source->now_ms - STREAM_LATE_MS;
    bool page = has_page(post, feed);
    if (post->id.len == 0 || post->id.len > SHOWN_ID_BYTES_MOST || !came)
        return;
    if (page)
        cursor_know(cursor, page_of(source, post));
    if (ordered && (page || has_place(post)) && list->count < 2 * FEED_WATCH_SHOWN_MOST)
        list->items[list->count++] = (struct shown){post->id, post->published_ms, 0};
}

void feed_watch_reply(const struct source *source, struct cursor *cursor, struct str feed, bool changed,
                      struct source_answer *answer)
{
    struct list list = read_shown(source, cursor);
    size_t count = answer->count;
    bool ordered = in_order(answer->posts, count);
    find_missing(source, cursor, &list, changed, answer);
    for (size_t i = 0; i < count && i < FEED_WATCH_SHOWN_MOST; i++)
        add_shown(source, cursor, feed, &answer->posts[i], ordered, &list);
    keep_shown(source, cursor, &list);
}

void feed_watch_ask(const struct source *source, const struct cursor *cursor, struct source_request *request)
{
    struct str page = STR_NONE;
    if (cursor_sweep(cursor, &page, 1) == 0)
        return;
    request->url = arena_str(source->arena, str_cut(page, 0, str_find(page, '\n', 0)));
    request->method = str_eq(cursor_get(cursor, STR("confirm")), page) ? STR("GET") : STR("HEAD");
    request->aside = true;
    source_header_add(request, STR("Accept"), STR("text/html, */*;q=0.5"));
}

static void take_gone(const struct source *source, struct cursor *cursor, struct source_answer *answer)
{
    cursor_swept(cursor, answer, source, 1);
    for (size_t i = 0; i < answer->count; i++) {
        struct str page = answer->posts[i].native_id;
        answer->posts[i].id = answer->posts[i].native_id = str_cut(page, str_find(page, '\n', 0) + 1, page.len);
    }
}

void feed_watch_page(const struct source *source, struct cursor *cursor, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer)
{
    struct str page = STR_NONE;
    bool gone = reply->status == 404 || reply->status == 410, head = str_eq(request->method, STR("HEAD"));
    bool asked = cursor_sweep(cursor, &page, 1) == 1;
    cursor_set(cursor, STR("confirm"), gone && head && asked ? page : STR_NONE);
    if (gone && head && asked) {
        answer->more = true;
        return;
    }
    if (gone) {
        take_gone(source, cursor, answer);
        return;
    }
    bool there = (reply->status >= 200 && reply->status < 400) || reply->status == 405 || reply->status == 501;
    cursor->sweep_left = there ? cursor->sweep_left : 1; /* no use in asking it for the others now */
    cursor_sweep_kept(cursor, answer);
}
