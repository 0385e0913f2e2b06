/* SPDX-License-Identifier: MIT */

/* Text messages that residents send to the council's number at GOV.UK Notify. Each request carries a token of its
 * own, signed with the key and good for half a minute. Newest first, page by page back to the last one known. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/notify_token.h"
#include "cursor.h"
#include "url.h"

#include "base/banned.h"

enum { PAGES_MOST = 40 };

struct notify {
    struct source_common common;
    struct str key_file, server;
};

#define AT(field) offsetof(struct notify, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("2m"),
    {"key_file", SETTINGS_PATH, NULL, AT(key_file), 0, 0, NULL, "a file with an API key of the service, as Notify shows it"},
    {"server", SETTINGS_TEXT, "https://api.notifications.service.gov.uk", AT(server), 0, 0, NULL, "the server of the API"},
    {.name = NULL},
};

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct notify *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, 0);
    if (!notify_token_make(source->arena, source_secret(source, "key_file"), source->now_ms, &request->bearer, err))
        return err_within(err, "key_file");
    struct buf url = BUF("an address", 4096);
    buf_printf(&url, STR_FMT "/v2/received-text-messages", STR_ARG(own->server));
    if (cursor->page.len > 0)
        url_add(&url, "older_than", cursor->page);
    request->tag = STR("page");
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

/* The number is the author's key, and so becomes a pseudonym; it is not kept as a name. */
static void add_message(const struct source *source, const struct json *node, struct source_answer *answer)
{
    struct post *post = source_post(source, answer);
    if (post == NULL)
        return;
    post->native_id = json_get_str(node, "id");
    post->text = json_get_str(node, "content");
    post->author_key = json_get_str(node, "user_number");
    post->visibility = STR("inbox");
    if (!clock_parse_iso(json_get_str(node, "created_at"), &post->published_ms))
        post->published_ms = 0;
}

/* True: the last one known, or an older one, is on the page. */
static bool read_page(const struct source *source, const struct json *root, struct cursor *cursor, int64_t known_ms,
                      struct source_answer *answer)
{
    bool reached = false;
    JSON_EACH(node, json_get(root, "received_text_messages")) {
        int64_t made_ms;
        struct str made = json_get_str(node, "created_at"), id = json_get_str(node, "id");
        bool dated = clock_parse_iso(made, &made_ms);
        if (cursor->newest.len == 0 && cursor->page.len == 0 && dated)
            cursor->newest = made;
        reached = reached || (dated && made_ms < known_ms);
        if (!reached)
            add_message(source, node, answer);
        cursor->page = id;
    }
    return reached;
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, 0);
    struct json *root;
    int64_t known_ms;
    if (!source_reply_ok(reply, err) || !source_reply_json(source, reply, &root, err))
        return false;
    if (!clock_parse_iso(cursor_get(cursor, STR("newest")), &known_ms))
        known_ms = INT64_MIN;
    bool reached = read_page(source, root, cursor, known_ms, answer);
    if (request->tag.len == 0)
        return true;
    int64_t turned = cursor_get_i64(cursor, STR("pages")) + 1;
    answer->more = !reached && answer->count > 0 && turned < PAGES_MOST;
    cursor_set_i64(cursor, STR("pages"), answer->more ? turned : 0);
    if (!answer->more)
        cursor_step_done(cursor, answer, source, STR("newest"), 1, 0);
    answer->cursor = cursor_write(cursor);
    return true;
}

const struct source_kind notify_kind = {
    .section = {"notify", "Text messages to the council's number at GOV.UK Notify", rows, sizeof(struct notify), true},
    .request = request,
    .response = response,
    .mute = true,
};
