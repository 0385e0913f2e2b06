/* SPDX-License-Identifier: MIT */
#include "record/hearing.h"

#include "base/banned.h"

struct hearing hearing_from_json(const struct json *node)
{
    return (struct hearing){.name = json_get_str(node, "name"),
                            .kind = json_get_str(node, "kind"),
                            .state = json_get_str(node, "state"),
                            .why = json_get_str(node, "why"),
                            .cause = json_get_str(node, "cause"),
                            .last_success_ms = json_get_i64(node, "last_success_ms", 0),
                            .last_post_ms = json_get_i64(node, "last_post_ms", 0),
                            .silent_since_ms = json_get_i64(node, "silent_since_ms", 0),
                            .posts = json_get_i64(node, "posts", 0)};
}

void hearing_to_json(const struct hearing *hearing, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_str(out, "name", hearing->name);
    json_out_member_str(out, "kind", hearing->kind);
    json_out_member_str(out, "state", hearing->state);
    json_out_member_str(out, "why", hearing->why);
    json_out_member_str(out, "cause", hearing->cause);
    json_out_member_i64(out, "last_success_ms", hearing->last_success_ms);
    json_out_member_i64(out, "last_post_ms", hearing->last_post_ms);
    if (hearing->silent_since_ms > 0)
        json_out_member_i64(out, "silent_since_ms", hearing->silent_since_ms);
    json_out_member_i64(out, "posts", hearing->posts);
    json_out_close(out, '}');
}
