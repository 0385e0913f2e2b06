/* SPDX-License-Identifier: MIT */

/* Mailboxes: letters to the council, read without a trace. The mailbox is only EXAMINEd and its messages only
 * PEEKed at, so that what nobody has read stays unread. First the new numbers are asked for, then the messages, some
 * at a time and of each only its beginning, which is where the words are. */
#include "base/buf.h"
#include "base/clock.h"
#include "cursor.h"
#include "feed_date.h"
#include "sources/imap_reply.h"
#include "sources/mail_message.h"
#include "url.h"

#include "base/banned.h"

enum { BATCH = 16, QUEUE_MOST = 1000, MESSAGE_BYTES_MOST = 512 << 10 };

struct imap {
    struct source_common common;
    struct str url, user, password_file, token_url, client_id, secret_file, scope;
    int64_t first_look_ms;
};

#define AT(field) offsetof(struct imap, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("5m"),
    {"url", SETTINGS_TEXT, NULL, AT(url), 0, 0, NULL,
     "the mailbox, such as imaps://mail.example/INBOX; with imap:// the connection must turn to TLS by STARTTLS"},
    {"user", SETTINGS_TEXT, NULL, AT(user), 0, 0, NULL, "the mailbox's user"},
    {"password_file", SETTINGS_PATH, "", AT(password_file), 0, 0, NULL, "a file with its password"},
    {"token_url", SETTINGS_TEXT, "", AT(token_url), 0, 0, NULL,
     "instead of a password, where a token is given, such as "
     "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token"},
    {"client_id", SETTINGS_TEXT, "", AT(client_id), 0, 0, NULL, "the application's id there"},
    {"secret_file", SETTINGS_PATH, "", AT(secret_file), 0, 0, NULL, "a file with the application's secret"},
    {"scope", SETTINGS_TEXT, "https://outlook.office365.com/.default", AT(scope), 0, 0, NULL, "what the token is for"},
    {"first_look", SETTINGS_SPAN, "7d", AT(first_look_ms), 0, 60 * 864e5, NULL,
     "how old letters may be that are read when a mailbox is new, or has been made anew"},
    {.name = NULL},
};

static bool valid(const void *settings, struct err *err)
{
    const struct imap *own = settings;
    bool token = own->token_url.len > 0 && own->client_id.len > 0 && own->secret_file.len > 0;
    if (!str_starts(own->url, STR("imaps://")) && !str_starts(own->url, STR("imap://")))
        return err_set(err, ERR_CONFIG, "url: must begin with imaps:// or imap://");
    if (token == (own->password_file.len > 0))
        return err_set(err, ERR_CONFIG, "give password_file, or token_url with client_id and secret_file");
    return true;
}

static void add_pair(struct buf *form, struct arena *arena, const char *name, struct str value)
{
    buf_printf(form, "%s%s=" STR_FMT, form->len ? "&" : "", name, STR_ARG(url_encode(arena, value)));
}

static void ask_token(const struct source *source, struct source_request *request)
{
    const struct imap *own = source->settings;
    struct buf form = BUF("a request for a token", 16 << 10);
    add_pair(&form, source->arena, "grant_type", STR("client_credentials"));
    add_pair(&form, source->arena, "client_id", own->client_id);
    add_pair(&form, source->arena, "client_secret", source_secret(source, "secret_file"));
    add_pair(&form, source->arena, "scope", own->scope);
    request->url = own->token_url;
    request->body = arena_str(source->arena, buf_str(&form));
    request->tag = STR("token");
    source_header_add(request, STR("Content-Type"), STR("application/x-www-form-urlencoded"));
    buf_free(&form);
}

static struct str search(const struct source *source, const struct cursor *cursor)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const struct imap *own = source->settings;
    int64_t last = cursor_get_i64(cursor, STR("last"));
    if (last > 0)
        return arena_printf(source->arena, "UID SEARCH UID %lld:*", (long long)last + 1);
    struct clock_date day = clock_utc(source->now_ms - own->first_look_ms);
    return arena_printf(source->arena, "UID SEARCH SINCE %d-%s-%d", day.day, months[day.month - 1], day.year);
}

/* The first of the queue, as IMAP lists numbers. */
static struct str batch(const struct source *source, struct str queue)
{
    struct buf list = BUF("numbers", 1024);
    struct str uid;
    for (size_t i = 0; i < BATCH && str_next(&queue, ' ', &uid); i++)
        buf_printf(&list, "%s" STR_FMT, i ? "," : "", STR_ARG(uid));
    struct str command = arena_printf(source->arena, "UID FETCH " STR_FMT " (UID INTERNALDATE BODY.PEEK[]<0.%d>)",
                                      STR_ARG(buf_str(&list)), MESSAGE_BYTES_MOST);
    buf_free(&list);
    return command;
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct imap *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, 0);
    struct str queue = cursor_get(cursor, STR("queue"));
    (void)err;
    if (own->token_url.len > 0 && cursor_get_i64(cursor, STR("until")) <= source->now_ms) {
        ask_token(source, request);
        return true;
    }
    request->url = own->url;
    request->user = own->user;
    if (own->token_url.len > 0)
        request->bearer = cursor_get(cursor, STR("token"));
    else
        request->password = source_secret(source, "password_file");
    request->tag = queue.len > 0 ? STR("fetch") : STR("search");
    request->method = queue.len > 0 ? batch(source, queue) : search(source, cursor);
    return true;
}

static bool take_token(const struct source *source, struct cursor *cursor, const struct source_reply *reply,
                       struct source_answer *answer, struct err *err)
{
    struct json *root;
    if (!source_reply_ok(reply, err) || !source_reply_json(source, reply, &root, err))
        return err_within(err, "token");
    int64_t seconds = json_get_i64(root, "expires_in", 3600);
    seconds = seconds < 120 ? 120 : seconds > 864000 ? 864000 : seconds;
    if (json_get_str(root, "access_token").len == 0)
        return err_set(err, ERR_INPUT, "token: the reply holds no access_token");
    cursor_set(cursor, STR("token"), json_get_str(root, "access_token"));
    cursor_set_i64(cursor, STR("until"), source->now_ms + (seconds - 60) * 1000);
    answer->more = true;
    return true;
}

/* A mailbox that was made anew counts from the start; messages read before are known by their ids. */
static bool is_same_mailbox(struct cursor *cursor, struct str bytes)
{
    int64_t validity = imap_reply_validity(bytes), known = cursor_get_i64(cursor, STR("validity"));
    if (validity == known)
        return true;
    cursor_set_i64(cursor, STR("validity"), validity);
    cursor_set(cursor, STR("last"), STR_NONE);
    cursor_set(cursor, STR("queue"), STR_NONE);
    return known == 0;
}

static void take_search(const struct source *source, struct cursor *cursor, struct str bytes,
                        struct source_answer *answer)
{
    int64_t *uids = ARENA_ARRAY(source->arena, int64_t, IMAP_REPLY_UIDS_MOST);
    struct buf queue = BUF("new letters", 64 << 10);
    if (!is_same_mailbox(cursor, bytes)) {
        answer->more = true;
        return;
    }
    size_t count = imap_reply_search(bytes, cursor_get_i64(cursor, STR("last")), uids);
    for (size_t i = 0; i < count && i < QUEUE_MOST; i++)
        buf_printf(&queue, "%s%lld", i ? " " : "", (long long)uids[i]);
    if (count > 0)
        cursor_set(cursor, STR("queue"), arena_str(source->arena, buf_str(&queue)));
    buf_free(&queue);
    answer->more = count > 0;
}

static void add_message(const struct source *source, const struct imap_reply_message *message,
                        struct source_answer *answer)
{
    bool automatic;
    struct post *post = source_post(source, answer);
    if (post == NULL)
        return;
    mail_message_read(source, message->bytes, false, post, &automatic);
    if (post->published_ms == 0 || post->published_ms > source->now_ms + CLOCK_DAY_MS)
        feed_date(message->internal_date, &post->published_ms);
    if (automatic)
        answer->count--;
}

/* What was asked for and did not come was moved away meanwhile. */
static bool take_messages(const struct source *source, struct cursor *cursor, struct str bytes,
                          struct source_answer *answer, struct err *err)
{
    struct str queue = cursor_get(cursor, STR("queue")), uid;
    struct imap_reply_message message;
    struct err broken = {0};
    size_t at = 0;
    int64_t last = cursor_get_i64(cursor, STR("last")), number;
    if (!is_same_mailbox(cursor, bytes)) {
        answer->more = true;
        return true;
    }
    while (imap_reply_fetch(bytes, &at, &message, &broken))
        add_message(source, &message, answer);
    if (broken.kind != ERR_NONE) {
        *err = broken;
        return false;
    }
    for (size_t i = 0; i < BATCH && str_next(&queue, ' ', &uid); i++)
        last = str_to_i64(uid, &number) && number > last ? number : last;
    cursor_set_i64(cursor, STR("last"), last);
    cursor_set(cursor, STR("queue"), queue.len > 0 ? queue : STR_NONE);
    answer->more = true;
    return true;
}

/* `parse`: the bytes are one message, shown as any reader of mail shows it. */
static bool read_one(const struct source *source, const struct source_reply *reply, struct source_answer *answer)
{
    bool automatic;
    struct post *post = source_post(source, answer);
    mail_message_read(source, reply->bytes, true, post, &automatic);
    return true;
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct cursor *cursor = cursor_read(source, text, 0);
    bool good = true;
    if (request->tag.len == 0)
        return read_one(source, reply, answer);
    if (str_eq(request->tag, STR("token")))
        good = take_token(source, cursor, reply, answer, err);
    else if (!source_reply_ok(reply, err))
        return false;
    else if (str_eq(request->tag, STR("search")))
        take_search(source, cursor, reply->bytes, answer);
    else
        good = take_messages(source, cursor, reply->bytes, answer, err);
    answer->cursor = cursor_write(cursor);
    return good;
}

const struct source_kind imap_kind = {
    .section = {"imap", "Letters in a mailbox, read without a trace", rows, sizeof(struct imap), true},
    .alias = "mail",
    .request = request,
    .response = response,
    .valid = valid,
    .mute = true,
};
