/* SPDX-License-Identifier: MIT */
#include "webhook.h"

#include "alert.h"
#include "base/clock.h"
#include "digest_json.h"

#include "base/banned.h"

static void put_texts(const struct board *board, const struct tell *tell, struct arena *arena, struct json_out *out)
{
    const struct settings_list *languages = &board->council->place.languages;
    json_out_key(out, "text");
    json_out_open(out, '{');
    for (size_t i = 0; i < languages->count; i++) {
        struct show show = show_new(board, frame_language(languages, i), board->council->mail.public_url, arena);
        json_out_member_str(out, languages->items[i].ptr, alert_subject(&show, tell));
    }
    json_out_close(out, '}');
}

bool webhook_write(const struct board *board, const struct tell *tell, struct arena *arena, struct envelope *envelope,
                   struct err *err)
{
    struct buf buf = BUF("what a webhook is told", ENVELOPE_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    enum catalogue_lang lang = frame_language(&board->council->place.languages, 0);
    struct show show = show_new(board, lang, board->council->mail.public_url, arena);
    json_out_open(&out, '{');
    json_out_member_str(&out, "id", envelope_key(envelope, arena));
    json_out_member_str(&out, "type", arena_printf(arena, "incident." STR_FMT, STR_ARG(tell->what)));
    json_out_member_str(&out, "at", clock_iso(arena, tell->at_ms));
    json_out_member_str(&out, "council", show_council(&show));
    put_texts(board, tell, arena, &out);
    json_out_member_str(&out, "url", show_link(&show, "incidents", tell->incident.id));
    json_out_key(&out, "incident");
    digest_json_incident(&show, &tell->incident, &out);
    json_out_close(&out, '}');
    bool ok = buf_ok(&buf, err);
    envelope->body = arena_str(arena, buf_str(&buf));
    envelope->date_ms = tell->at_ms;
    buf_free(&buf);
    return ok;
}
