/* SPDX-License-Identifier: MIT */

/* Text messages that residents send to the council's number at GOV.UK Notify. Each request carries a token of its
 * own, signed with the key and good for half a minute. Newest first, page by page back to the last one known. */
#include <sodium.h>

#include "base/buf.h"
#include "base/clock.h"
#include "cursor.h"
#include "url.h"

#include "base/banned.h"

enum { PAGES_MOST = 40, UUID_LENGTH = 36 };

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

static struct str base64(struct arena *arena, struct str bytes)
{
    size_t room = sodium_base64_ENCODED_LEN(bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_take(arena, room);
    sodium_bin2base64(text, room, (const unsigned char *)bytes.ptr, bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_from(text);
}

/* A key is NAME-SERVICE-SECRET; the last two are UUIDs. */
static bool split_key(struct str key, struct str *service, struct str *secret)
{
    if (key.len < 2 * UUID_LENGTH + 2 || key.ptr[key.len - UUID_LENGTH - 1] != '-')
        return false;
    *secret = str_cut(key, key.len - UUID_LENGTH, key.len);
    *service = str_cut(key, key.len - 2 * UUID_LENGTH - 1, key.len - UUID_LENGTH - 1);
    return key.ptr[key.len - 2 * UUID_LENGTH - 2] == '-';
}

static struct str token(struct arena *arena, struct str service, struct str secret, int64_t now_ms)
{
    struct str claims = arena_printf(arena, "{\"iss\":\"" STR_FMT "\",\"iat\":%lld}", STR_ARG(service), (long long)(now_ms / 1000));
    struct str text = arena_printf(arena, STR_FMT "." STR_FMT, STR_ARG(base64(arena, STR("{\"typ\":\"JWT\",\"alg\":\"HS256\"}"))),
                                   STR_ARG(base64(arena, claims)));
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.ptr, secret.len);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)text.ptr, text.len);
    crypto_auth_hmacsha256_final(&state, mac);
    struct str signed_part = base64(arena, (struct str){(const char *)mac, sizeof mac});
    return arena_printf(arena, STR_FMT "." STR_FMT, STR_ARG(text), STR_ARG(signed_part));
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct notify *own = source->settings;
    struct cursor *cursor = cursor_read(source, text);
    struct str service, secret;
    if (!split_key(source_secret(source, "key_file"), &service, &secret))
        return err_set(err, ERR_CONFIG, "key_file: a key of Notify ends in two UUIDs, the service's and the secret");
    struct buf url = BUF("an address", 4096);
    buf_printf(&url, STR_FMT "/v2/received-text-messages", STR_ARG(own->server));
    if (cursor->page.len > 0)
        url_add(&url, "older_than", cursor->page);
    request->tag = STR("page");
    request->bearer = token(source->arena, service, secret, source->now_ms);
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
    struct cursor *cursor = cursor_read(source, text);
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
};
