/* SPDX-License-Identifier: MIT */

/* Telegram: what reaches the council's own bot in channels and groups that it was openly added to. Who writes to the
 * bot alone writes a private message, which is never collected. A group without a public name is read only where the
 * council names it, as its members must know. Telegram tells nobody of deletions: retention alone takes these posts.
 *
 * A bot's token stands in the address, as the API knows no other way. */
#include "base/buf.h"
#include "base/clock.h"
#include "cursor.h"
#include "url.h"

#include "base/banned.h"

struct telegram {
    struct source_common common;
    struct str token_file, server;
    struct settings_list groups;
};

#define AT(field) offsetof(struct telegram, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("1m"),
    {"token_file", SETTINGS_PATH, NULL, AT(token_file), 0, 0, NULL, "a file with the token of the council's own bot"},
    {"groups", SETTINGS_LIST, "", AT(groups), 0, 0, NULL,
     "numbers of groups without a public name whose members were told; groups and channels with a name are read anyway"},
    {"server", SETTINGS_TEXT, "https://api.telegram.org", AT(server), 0, 0, NULL, "the server of the Bot API"},
    {.name = NULL},
};

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct telegram *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, 0);
    struct buf url = BUF("an address", 4096);
    buf_printf(&url, STR_FMT "/bot" STR_FMT "/getUpdates", STR_ARG(own->server), STR_ARG(source_secret(source, "token_file")));
    url_add(&url, "limit", STR("100"));
    url_add(&url, "timeout", STR("0"));
    url_add(&url, "allowed_updates", STR("[\"message\",\"edited_message\",\"channel_post\",\"edited_channel_post\"]"));
    if (cursor_get(cursor, STR("offset")).len > 0)
        url_add(&url, "offset", cursor_get(cursor, STR("offset")));
    request->tag = STR("updates");
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

/* A public name stands in every message of the chat. */
static bool may_be_read(const struct telegram *own, const struct json *chat)
{
    struct str type = json_get_str(chat, "type");
    bool group = str_eq(type, STR("group")) || str_eq(type, STR("supergroup")) || str_eq(type, STR("channel"));
    if (group && json_get_str(chat, "username").len > 0)
        return true;
    for (size_t i = 0; i < own->groups.count; i++)
        if (group && str_eq(own->groups.items[i], json_get_str(chat, "id")))
            return true;
    return false;
}

static void read_author(const struct source *source, const struct json *message, struct post *post)
{
    const struct json *from = json_get(message, "from"), *chat = json_get(message, "sender_chat");
    chat = chat ? chat : json_get(message, "chat");
    const struct json *who = from ? from : chat;
    struct str name = json_get_str(who, "username");
    post->author_key = json_get_str(who, "id");
    if (name.len > 0)
        post->author_url = arena_printf(source->arena, "https://t.me/" STR_FMT, STR_ARG(name));
    if (name.len == 0)
        name = json_get_str(who, "title").len > 0 ? json_get_str(who, "title") : json_get_str(who, "first_name");
    post->author_name = name;
}

static int64_t seconds(const struct json *message, const char *key)
{
    int64_t value = json_get_i64(message, key, 0);
    return value > 0 && value < INT64_C(100000000000) ? value * 1000 : 0;
}

static struct str id_of(struct arena *arena, const struct json *message)
{
    return arena_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(json_get_str(message, "chat.id")),
                        STR_ARG(json_get_str(message, "message_id")));
}

static void add_message(const struct source *source, const struct json *message, struct source_answer *answer)
{
    const struct json *chat = json_get(message, "chat"), *parent = json_get(message, "reply_to_message");
    struct str words = json_get_str(message, "text"), name = json_get_str(chat, "username");
    words = words.len > 0 ? words : json_get_str(message, "caption");
    if (words.len == 0 || json_get_str(message, "message_id").len == 0 || !may_be_read(source->settings, chat))
        return;
    struct post *post = source_post(source, answer);
    if (post == NULL)
        return;
    post->native_id = id_of(source->arena, message);
    post->text = words;
    post->published_ms = seconds(message, "date");
    post->modified_ms = seconds(message, "edit_date");
    if (name.len > 0)
        post->url = arena_printf(source->arena, "https://t.me/" STR_FMT "/" STR_FMT, STR_ARG(name),
                                 STR_ARG(json_get_str(message, "message_id")));
    if (parent != NULL)
        post->reply_to = id_of(source->arena, parent);
    post->visibility = name.len > 0 ? STR("public") : STR("group");
    read_author(source, message, post);
}

/* {"ok":false,"error_code":429,"description":"…","parameters":{"retry_after":5}} */
static bool says_no(const struct json *root, const struct source_reply *reply, struct err *err)
{
    struct str said = json_get_str(root, "description");
    int64_t code = json_get_i64(root, "error_code", reply->status);
    bool person = code == 401 || code == 403 || code == 404 || code == 409;
    if (said.len == 0 && !source_reply_ok(reply, err))
        return false;
    said = said.len > 200 ? str_cut(said, 0, 200) : said;
    return err_set(err, person ? ERR_CONFIG : ERR_AGAIN, "Telegram says: " STR_FMT " (%lld)", STR_ARG(said), (long long)code);
}

/* Asking from the highest number on tells Telegram that the rest is safe; the cursor moves with the posts. */
static void read_updates(const struct source *source, const struct json *root, struct cursor *cursor,
                         struct source_answer *answer)
{
    static const char *const kinds[] = {"message", "edited_message", "channel_post", "edited_channel_post"};
    int64_t next = cursor_get_i64(cursor, STR("offset"));
    size_t updates = 0;
    JSON_EACH(update, json_get(root, "result")) {
        int64_t id = json_get_i64(update, "update_id", -1);
        next = id >= next && id < INT64_MAX ? id + 1 : next;
        updates++;
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
            if (json_get(update, kinds[i]) != NULL)
                add_message(source, json_get(update, kinds[i]), answer);
    }
    if (next > 0)
        cursor_set_i64(cursor, STR("offset"), next);
    answer->more = updates >= 100;
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, 0);
    struct json *root;
    (void)request;
    struct err unread;
    bool good = source_reply_ok(reply, err);
    if (!source_reply_json(source, reply, &root, good ? err : &unread))
        return false;
    if (good && json_get(root, "ok") == NULL)
        return err_set(err, ERR_INPUT, "no reply of the Bot API: it has no \"ok\"");
    if (!good || !json_get_bool(root, "ok", false))
        return says_no(root, reply, err);
    read_updates(source, root, cursor, answer);
    answer->cursor = cursor_write(cursor);
    return true;
}

const struct source_kind telegram_kind = {
    .section = {"telegram", "Channels and groups that the council's own bot was added to", rows, sizeof(struct telegram),
                true},
    .request = request,
    .response = response,
    .mute = true,
};
