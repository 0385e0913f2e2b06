/* SPDX-License-Identifier: MIT */
#include "cursor.h"

#include "base/clock.h"
#include "base/json_out.h"
#include "url.h"

#include "base/banned.h"

static void forget(struct cursor *cursor, size_t at)
{
    cursor->sweep_at -= at < cursor->sweep_at;
    cursor->known_bytes -= cursor->known[at].len;
    cursor->known_count--;
    memmove(&cursor->known[at], &cursor->known[at + 1], (cursor->known_count - at) * sizeof cursor->known[0]);
    memmove(&cursor->known_day[at], &cursor->known_day[at + 1],
            (cursor->known_count - at) * sizeof cursor->known_day[0]);
}

static int32_t day_of(int64_t ms)
{
    return (int32_t)(ms / CLOCK_DAY_MS);
}

static void add_known(struct cursor *cursor, struct str id, int32_t day)
{
    while (cursor->known_count > 0 &&
           (cursor->known_count == CURSOR_KNOWN_MOST || cursor->known_bytes + id.len > CURSOR_KNOWN_BYTES))
        forget(cursor, 0);
    cursor->known_bytes += id.len;
    cursor->known_day[cursor->known_count] = day;
    cursor->known[cursor->known_count++] = id;
}

/* "20779 at://…": the day and the id. */
static void read_known(const struct source *source, const struct json *root, struct cursor *cursor)
{
    JSON_EACH(node, json_get(root, "known")) {
        struct str text = json_str(node);
        size_t space = str_find(text, ' ', 0);
        int64_t day;
        bool good = str_to_i64(str_cut(text, 0, space), &day) && day > 0 && day < INT32_MAX && space < text.len;
        bool kept = source->keep_ms == 0 || (good && day >= day_of(source->now_ms - source->keep_ms));
        if (good && kept)
            add_known(cursor, str_cut(text, space + 1, text.len), (int32_t)day);
        else if (good && cursor->known_count < cursor->sweep_at)
            cursor->sweep_at--;
    }
}

/* The place of a sweep among ids that may have become fewer, and of a poll among steps that may. */
static void fit(struct cursor *cursor, size_t steps)
{
    if (cursor->sweep_at >= cursor->known_count)
        cursor->sweep_at = 0;
    if (cursor->sweep_left > cursor->known_count)
        cursor->sweep_left = cursor->known_count;
    if (steps > 0 && (cursor->step > steps || (cursor->step == steps && cursor->sweep_left == 0)))
        cursor->step = 0;
}

struct cursor *cursor_read(const struct source *source, struct str text, size_t steps)
{
    struct cursor *cursor = ARENA_NEW(source->arena, struct cursor);
    struct json *root = NULL;
    struct err err;
    cursor->arena = source->arena;
    cursor->swept_ms = cursor->now_ms = source->now_ms;
    if (text.len == 0 || !json_parse(text, source->arena, &root, &err))
        return cursor;
    cursor->step = (size_t)json_get_i64(root, "step", 0);
    cursor->page = json_get_str(root, "page");
    cursor->newest = json_get_str(root, "newest");
    cursor->sweep_at = (size_t)json_get_i64(root, "sweep_at", 0);
    cursor->sweep_left = (size_t)json_get_i64(root, "sweep_left", 0);
    cursor->sweeps = (size_t)json_get_i64(root, "sweeps", 0);
    cursor->swept_ms = json_get_i64(root, "swept", source->now_ms);
    JSON_EACH(mark, json_get(root, "marks"))
        cursor_set(cursor, mark->key, json_str(mark));
    read_known(source, root, cursor);
    fit(cursor, steps);
    return cursor;
}

static void write_members(const struct cursor *cursor, struct json_out *out)
{
    json_out_member_i64(out, "step", (int64_t)cursor->step);
    json_out_member_str(out, "page", cursor->page);
    json_out_member_str(out, "newest", cursor->newest);
    json_out_member_i64(out, "swept", cursor->swept_ms);
    json_out_member_i64(out, "sweep_at", (int64_t)cursor->sweep_at);
    json_out_member_i64(out, "sweep_left", (int64_t)cursor->sweep_left);
    json_out_member_i64(out, "sweeps", (int64_t)cursor->sweeps);
    json_out_key(out, "marks");
    json_out_open(out, '{');
    for (size_t i = 0; i < cursor->mark_count; i++)
        json_out_member_str(out, arena_str(cursor->arena, cursor->marks[i].key).ptr, cursor->marks[i].value);
    json_out_close(out, '}');
    json_out_key(out, "known");
    json_out_open(out, '[');
    for (size_t i = 0; i < cursor->known_count; i++)
        json_out_str(out, arena_printf(cursor->arena, "%d " STR_FMT, cursor->known_day[i], STR_ARG(cursor->known[i])));
    json_out_close(out, ']');
}

struct str cursor_write(const struct cursor *cursor)
{
    struct buf text = BUF("a source's cursor", CURSOR_TEXT_BYTES);
    struct json_out out = json_out_new(&text, false);
    json_out_open(&out, '{');
    write_members(cursor, &out);
    json_out_close(&out, '}');
    struct str result = text.over ? STR("{}") : arena_str(cursor->arena, buf_str(&text));
    buf_free(&text);
    return result;
}

static size_t find_mark(const struct cursor *cursor, struct str key)
{
    size_t i = 0;
    while (i < cursor->mark_count && !str_eq(cursor->marks[i].key, key))
        i++;
    return i;
}

struct str cursor_get(const struct cursor *cursor, struct str key)
{
    size_t i = find_mark(cursor, key);
    return i < cursor->mark_count ? cursor->marks[i].value : STR_NONE;
}

int64_t cursor_get_i64(const struct cursor *cursor, struct str key)
{
    int64_t value;
    return str_to_i64(cursor_get(cursor, key), &value) ? value : 0;
}

void cursor_set(struct cursor *cursor, struct str key, struct str value)
{
    size_t i = find_mark(cursor, key);
    if (value.ptr == NULL) {
        if (i < cursor->mark_count)
            cursor->marks[i] = cursor->marks[--cursor->mark_count];
        return;
    }
    if (i == CURSOR_MARKS_MOST)
        return;
    cursor->mark_count += i == cursor->mark_count;
    cursor->marks[i].key = key;
    cursor->marks[i].value = value;
}

void cursor_set_i64(struct cursor *cursor, struct str key, int64_t value)
{
    cursor_set(cursor, key, arena_printf(cursor->arena, "%lld", (long long)value));
}

/* How many ids are due now; what an earlier poll left comes first. */
static size_t share(struct cursor *cursor, int64_t now_ms, int64_t every_ms)
{
    int64_t gone_ms = now_ms - cursor->swept_ms, known = (int64_t)cursor->known_count;
    if (cursor->sweep_left > 0 || gone_ms < every_ms / CURSOR_SHARES)
        return cursor->sweep_left;
    int64_t due = gone_ms < every_ms ? known * gone_ms / every_ms : known;
    cursor->swept_ms = due < known ? cursor->swept_ms + due * every_ms / known : now_ms;
    return (size_t)due;
}

void cursor_step_done(struct cursor *cursor, struct source_answer *answer, const struct source *source,
                      struct str mark, size_t steps, int64_t every_ms)
{
    if (cursor->newest.len > 0)
        cursor_set(cursor, mark, cursor->newest);
    cursor->page = cursor->newest = STR_NONE;
    cursor->step++;
    if (cursor->step == steps && every_ms > 0 && cursor->known_count > 0)
        cursor->sweep_left = share(cursor, source->now_ms, every_ms);
    cursor->sweeps = 0;
    answer->more = cursor->step < steps || (cursor->step == steps && cursor->sweep_left > 0);
    if (!answer->more)
        cursor->step = 0;
}

/* Its place among the known, from the newest back, or known_count. */
static size_t find_known(const struct cursor *cursor, struct str id)
{
    for (size_t i = cursor->known_count; i-- > 0;)
        if (str_eq(cursor->known[i], id))
            return i;
    return cursor->known_count;
}

static bool knows(const struct cursor *cursor, struct str id)
{
    return find_known(cursor, id) < cursor->known_count;
}

void cursor_know(struct cursor *cursor, struct str id)
{
    if (id.len > 0 && id.len <= POST_ID_BYTES && !knows(cursor, id))
        add_known(cursor, id, day_of(cursor->now_ms));
}

void cursor_remember(struct cursor *cursor, const struct source_answer *answer)
{
    for (size_t i = 0; i < answer->count; i++) {
        const struct post *post = &answer->posts[i];
        bool unseen = str_eq(post->visibility, STR("private")) || str_eq(post->visibility, STR("direct"));
        if (!post->deleted && !unseen)
            cursor_know(cursor, post->repost_of.len > 0 ? post->repost_of : post->native_id);
    }
}

size_t cursor_sweep(const struct cursor *cursor, struct str ids[], size_t most)
{
    size_t count = 0;
    most = most < cursor->sweep_left ? most : cursor->sweep_left;
    for (size_t at = cursor->sweep_at; at < cursor->known_count && count < most; at++)
        ids[count++] = cursor->known[at];
    return count;
}

void cursor_sweep_add(const struct cursor *cursor, struct buf *url, const char *name, size_t most)
{
    struct str ids[CURSOR_LIST_MOST];
    struct buf list = BUF("ids", CURSOR_LIST_MOST * (POST_ID_BYTES + 1));
    size_t count = cursor_sweep(cursor, ids, most < CURSOR_LIST_MOST ? most : CURSOR_LIST_MOST);
    for (size_t i = 0; i < count; i++)
        buf_printf(&list, "%s" STR_FMT, i ? "," : "", STR_ARG(ids[i]));
    url_add(url, name, buf_str(&list));
    buf_free(&list);
}

static const struct post *post_of(const struct source_answer *answer, size_t count, struct str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(answer->posts[i].native_id, id))
            return &answer->posts[i];
    return NULL;
}

static void keep_edited(struct source_answer *answer)
{
    size_t kept = 0;
    for (size_t i = 0; i < answer->count; i++)
        if (answer->posts[i].deleted || answer->posts[i].modified_ms > 0)
            answer->posts[kept++] = answer->posts[i];
    answer->count = kept;
}

/* After the last id comes the first again. */
static void sweep_on(struct cursor *cursor, struct source_answer *answer)
{
    if (cursor->sweep_at >= cursor->known_count)
        cursor->sweep_at = 0;
    if (cursor->known_count == 0)
        cursor->sweep_left = 0;
    answer->more = cursor->sweep_left > 0 && ++cursor->sweeps < CURSOR_SWEEPS_MOST;
    if (!answer->more)
        cursor->step = 0;
}

void cursor_swept(struct cursor *cursor, struct source_answer *answer, const struct source *source, size_t most)
{
    size_t came = answer->count, rest = cursor->known_count - cursor->sweep_at;
    size_t count = most < rest ? most : rest;
    for (count = count < cursor->sweep_left ? count : cursor->sweep_left; count > 0; count--) {
        struct str id = cursor->known[cursor->sweep_at];
        const struct post *post = post_of(answer, came, id);
        cursor->sweep_left--;
        if (post != NULL && !post->deleted) {
            cursor->sweep_at++;
            continue;
        }
        forget(cursor, cursor->sweep_at);
        struct post *gone = post == NULL ? source_post(source, answer) : NULL;
        if (gone != NULL) {
            gone->native_id = id;
            gone->deleted = true;
        }
    }
    keep_edited(answer);
    sweep_on(cursor, answer);
}

bool cursor_takes_page(struct cursor *cursor, struct source_answer *answer, const struct source *source,
                       const struct source_request *request, size_t most)
{
    if (str_eq(request->tag, STR("sweep"))) {
        cursor_swept(cursor, answer, source, most);
        return false;
    }
    cursor_remember(cursor, answer);
    return request->tag.len > 0;
}

bool cursor_sweep_refused(struct cursor *cursor, struct source_answer *answer, const struct source *source,
                          const struct source_reply *reply)
{
    int status = reply->status;
    if (status < 400 || status == 401 || status == 403 || status == 429)
        return false;
    if (status == 404 || status == 410) {
        cursor_swept(cursor, answer, source, 1);
        return true;
    }
    cursor_sweep_kept(cursor, answer);
    return true;
}

void cursor_sweep_kept(struct cursor *cursor, struct source_answer *answer)
{
    cursor->sweep_at++;
    cursor->sweep_left -= cursor->sweep_left > 0;
    sweep_on(cursor, answer);
}

void cursor_forget(struct cursor *cursor, struct str id)
{
    size_t at = find_known(cursor, id);
    if (at < cursor->known_count)
        forget(cursor, at);
}

static void move(struct cursor *cursor, size_t from, size_t to)
{
    struct str id = cursor->known[from];
    int32_t day = cursor->known_day[from];
    size_t low = from < to ? from : to, high = from < to ? to : from, back = from > to;
    memmove(&cursor->known[low + back], &cursor->known[low + !back], (high - low) * sizeof cursor->known[0]);
    memmove(&cursor->known_day[low + back], &cursor->known_day[low + !back], (high - low) * sizeof cursor->known_day[0]);
    cursor->known[to] = id;
    cursor->known_day[to] = day;
}

void cursor_sweep_found(struct cursor *cursor, struct str id)
{
    size_t at = find_known(cursor, id);
    if (at < cursor->known_count && at >= cursor->sweep_at)
        move(cursor, at, cursor->sweep_at++);
}

void cursor_sweep_first(struct cursor *cursor, struct str id)
{
    size_t at = find_known(cursor, id);
    if (at == cursor->known_count)
        return;
    cursor->sweep_at -= at < cursor->sweep_at;
    move(cursor, at, cursor->sweep_at);
    cursor->sweep_left++;
}
