/* SPDX-License-Identifier: MIT */
#include "record/tell.h"

#include <inttypes.h>

#include "base/banned.h"

enum { TELL_BYTES_MOST = 1 << 20 };

struct str tell_id(const struct tell *tell, struct arena *arena)
{
    return arena_printf(arena, "tell:" STR_FMT ":" STR_FMT ":%" PRId64, STR_ARG(tell->incident.id),
                        STR_ARG(tell->what), tell->at_ms);
}

bool tell_from_json(struct str json, struct arena *arena, struct tell *tell, struct err *err)
{
    struct json *root;
    if (!json_parse(json, arena, &root, err))
        return false;
    *tell = (struct tell){.what = json_get_str(root, "what"), .at_ms = json_get_i64(root, "at_ms", 0)};
    if (tell->what.len == 0)
        return err_set(err, ERR_INPUT, "what: is missing");
    return incident_from_json(json_get(root, "incident"), arena, &tell->incident, err) ||
           err_within(err, "incident");
}

struct str tell_to_json(const struct tell *tell, struct arena *arena)
{
    struct buf buf = BUF("what is to be told", TELL_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "what", tell->what);
    json_out_member_i64(&out, "at_ms", tell->at_ms);
    json_out_key(&out, "incident");
    incident_to_json(&tell->incident, &out);
    json_out_close(&out, '}');
    struct str json = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return json;
}
