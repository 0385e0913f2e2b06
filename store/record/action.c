/* SPDX-License-Identifier: MIT */
#include "record/action.h"

#include "base/banned.h"

static const struct {
    const char *name;
    size_t offset;
} texts[] = {
    {"do", offsetof(struct action, what)},        {"by", offsetof(struct action, by)},
    {"incident", offsetof(struct action, incident)}, {"post", offsetof(struct action, post)},
    {"class", offsetof(struct action, class_)},   {"label", offsetof(struct action, label)},
    {"issue", offsetof(struct action, issue)},    {"place", offsetof(struct action, place)},
    {"text", offsetof(struct action, text)},      {"text_cy", offsetof(struct action, text_cy)},
    {"undone", offsetof(struct action, undone)},
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static struct str *text_at(struct action *action, size_t i)
{
    return (struct str *)(void *)((char *)action + texts[i].offset);
}

bool action_is_of_incident(struct str what)
{
    return str_eq(what, STR("ack")) || str_eq(what, STR("mute")) || str_eq(what, STR("dismiss"));
}

bool action_from_json(struct str json, struct arena *arena, struct action *action, struct err *err)
{
    struct json *root;
    if (!json_parse(json, arena, &root, err))
        return false;
    *action = (struct action){.at_ms = json_get_i64(root, "at_ms", 0), .until_ms = json_get_i64(root, "until_ms", 0)};
    for (size_t i = 0; i < TEXTS; i++)
        *text_at(action, i) = json_get_str(root, texts[i].name);
    if (action->what.len == 0)
        return err_set(err, ERR_INPUT, "do: is missing");
    if (action_is_of_incident(action->what) && action->incident.len == 0)
        return err_set(err, ERR_INPUT, "incident: is missing");
    if (str_eq(action->what, STR("correct")) && action->post.len == 0)
        return err_set(err, ERR_INPUT, "post: is missing");
    if (str_eq(action->what, STR("undo")) && action->undone.len == 0)
        return err_set(err, ERR_INPUT, "undone: is missing");
    return true;
}

struct str action_to_json(const struct action *action, struct arena *arena)
{
    struct buf buf = BUF("action", ACTION_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    struct action copy = *action;
    json_out_open(&out, '{');
    for (size_t i = 0; i < TEXTS; i++)
        json_out_member_str(&out, texts[i].name, text_at(&copy, i)->len > 0 ? *text_at(&copy, i) : STR_NONE);
    json_out_member_i64(&out, "at_ms", action->at_ms);
    if (action->until_ms != 0)
        json_out_member_i64(&out, "until_ms", action->until_ms);
    json_out_close(&out, '}');
    struct str json = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return json;
}
