/* SPDX-License-Identifier: MIT */
#include "sources/hook_queue.h"

#include "base/json_out.h"
#include "record/hook.h"

#include "base/banned.h"

_Static_assert(offsetof(struct hook_settings, every_ms) == offsetof(struct source_common, every_ms) &&
                   offsetof(struct hook_settings, enabled) == offsetof(struct source_common, enabled),
               "the members that every source begins with");

enum { QUEUE_MOST = 1000, TIME_DIGITS = 13 };

/* {"queue":["…/1795334400000-….msg"],"kept":true}: the first of them is kept and can go. */
struct queue {
    struct str paths[QUEUE_MOST];
    size_t count;
    bool kept;
};

static struct queue *read_queue(const struct source *source, struct str cursor)
{
    struct queue *queue = ARENA_NEW(source->arena, struct queue);
    struct json *root;
    struct err ignored;
    if (cursor.len == 0 || !json_parse(cursor, source->arena, &root, &ignored))
        return queue;
    JSON_EACH(path, json_get(root, "queue"))
        if (queue->count < QUEUE_MOST && json_str(path).len > 0)
            queue->paths[queue->count++] = json_str(path);
    queue->kept = queue->count > 0 && json_get_bool(root, "kept", false);
    return queue;
}

static struct str write_queue(const struct source *source, const struct queue *queue)
{
    struct buf text = BUF("a spool's cursor", 4 << 20);
    struct json_out out = json_out_new(&text, false);
    json_out_open(&out, '{');
    json_out_key(&out, "queue");
    json_out_open(&out, '[');
    for (size_t i = 0; i < queue->count; i++)
        json_out_str(&out, queue->paths[i]);
    json_out_close(&out, ']');
    json_out_member_bool(&out, "kept", queue->kept);
    json_out_close(&out, '}');
    struct str result = text.over ? STR("{}") : arena_str(source->arena, buf_str(&text));
    buf_free(&text);
    return result;
}

bool hook_queue_request(const struct source *source, struct str cursor, struct source_request *request,
                        struct err *err)
{
    const struct hook_settings *own = source->settings;
    const struct queue *queue = read_queue(source, cursor);
    (void)err;
    request->method = queue->count == 0 ? STR("LIST") : queue->kept ? STR("REMOVE") : STR("READ");
    request->tag = request->method;
    request->url = queue->count == 0
                       ? arena_printf(source->arena, "file:" STR_FMT "/*.msg", STR_ARG(own->spool))
                       : arena_printf(source->arena, "file:" STR_FMT, STR_ARG(queue->paths[0]));
    return true;
}

static int64_t time_in_name(struct str path)
{
    size_t start = path.len;
    while (start > 0 && path.ptr[start - 1] != '/')
        start--;
    int64_t ms;
    return path.len - start > TIME_DIGITS && str_to_i64(str_cut(path, start, start + TIME_DIGITS), &ms) && ms > 0 ? ms : 0;
}

static void read_message(const struct source *source, struct str path, const struct source_reply *reply,
                         hook_queue_read *read, struct source_answer *answer)
{
    struct err err;
    if (reply->status != 200 || !read(source, reply->bytes, answer, &err)) {
        answer->notice = arena_printf(source->arena, STR_FMT ": %s", STR_ARG(path),
                                      reply->status == 200 ? err.text : "cannot be read");
        answer->why = "part";
        answer->count = 0;
    }
    for (size_t i = 0; i < answer->count; i++)
        if (answer->posts[i].published_ms == 0)
            answer->posts[i].published_ms = time_in_name(path);
}

static bool list_messages(const struct source *source, struct queue *queue, const struct source_reply *reply,
                          struct err *err)
{
    struct json *root;
    if (!json_parse(reply->bytes, source->arena, &root, err))
        return false;
    JSON_EACH(file, root)
        if (queue->count < QUEUE_MOST && json_get_str(file, "path").len > 0)
            queue->paths[queue->count++] = json_get_str(file, "path");
    return true;
}

bool hook_queue_response(const struct source *source, struct str cursor, const struct source_request *request,
                         const struct source_reply *reply, hook_queue_read *read, struct source_answer *answer,
                         struct err *err)
{
    struct queue *queue = read_queue(source, cursor);
    if (request->tag.len == 0)
        return read(source, reply->bytes, answer, err);
    if (str_eq(request->tag, STR("LIST"))) {
        if (!list_messages(source, queue, reply, err))
            return false;
    } else if (str_eq(request->tag, STR("READ"))) {
        read_message(source, queue->paths[0], reply, read, answer);
        queue->kept = true;
    } else {
        queue->kept = false;
        queue->count--;
        memmove(&queue->paths[0], &queue->paths[1], queue->count * sizeof queue->paths[0]);
    }
    answer->more = queue->count > 0;
    answer->cursor = write_queue(source, queue);
    return true;
}
