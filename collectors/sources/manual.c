/* SPDX-License-Identifier: MIT */

/* Heard in a group: what an officer heard where Earshot does not listen, entered with `earshot manual` or on the
 * page. It is how closed groups are heard: by a member who says so, never by joining under cover. */
#include "base/clock.h"
#include "record/hook.h"
#include "sources/hook_queue.h"

#include "base/banned.h"

static bool read_message(const struct source *source, struct str bytes, struct source_answer *answer, struct err *err)
{
    struct json *root;
    if (!json_parse(bytes, source->arena, &root, err))
        return false;
    struct str group = json_get_str(root, "group"), heard_by = json_get_str(root, "heard_by");
    if (json_get_str(root, "text").len == 0 || group.len == 0 || heard_by.len == 0 || json_get_str(root, "id").len == 0)
        return err_set(err, ERR_INPUT, "needs id, text, group and heard_by");
    struct post *post = source_post(source, answer);
    post->native_id = json_get_str(root, "id");
    post->author_key = post->native_id; /* who said it is not known: one voice each */
    post->text = json_get_str(root, "text");
    post->title = arena_printf(source->arena, "Heard in " STR_FMT " by " STR_FMT, STR_ARG(group), STR_ARG(heard_by));
    post->tags[post->tag_count++] = group;
    post->ward = json_get_str(root, "ward");
    post->language = json_get_str(root, "language");
    post->visibility = STR("manual");
    if (!clock_parse_iso(json_get_str(root, "time"), &post->published_ms))
        post->published_ms = 0;
    return true;
}

static bool response(const struct source *source, struct str cursor, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    return hook_queue_response(source, cursor, request, reply, read_message, answer, err);
}

const struct source_kind manual_kind = {
    .section = {"manual", "What officers heard, entered by hand", hook_manual_rows, sizeof(struct hook_settings), true},
    .request = hook_queue_request,
    .response = response,
    .brought = true,
};
