/* SPDX-License-Identifier: MIT */
#include "mail.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "web.h"

#include "base/banned.h"

enum { MESSAGE_BYTES_MOST = 4 << 20, CONNECT_S = 10, TOTAL_S = 60 };

struct mail {
    const struct council *council;
    struct arena settings, letter;
    struct str password;
    CURL *curl;
    char command[8];    /* the verb we sent last */
    char answer[160];   /* what the server said to it */
    bool leaving;       /* we said QUIT: what follows decides nothing */
    char reason[CURL_ERROR_SIZE];
};

struct mime_sender mail_sender(const struct council *council)
{
    return (struct mime_sender){council->mail.from, council->place.name};
}

struct mail *mail_open(const struct council *council, struct err *err)
{
    if (!mime_is_address(council->mail.from))
        return err_set(err, ERR_CONFIG, "mail: from: \"" STR_FMT "\" is not an address", STR_ARG(council->mail.from)),
               NULL;
    struct mail *mail = calloc(1, sizeof *mail);
    MUST(mail != NULL);
    mail->council = council;
    struct str file = council->mail.password_file;
    bool fine = council->mail.outbox.len > 0
                    ? file_make_dir(council->mail.outbox.ptr, err)
                    : file.len == 0 || file_read_secret(file.ptr, &mail->settings, &mail->password, err);
    if (fine && council->mail.outbox.len == 0 && (mail->curl = curl_easy_init()) == NULL)
        fine = err_set(err, ERR_AGAIN, "mail: curl has no memory");
    if (fine)
        return mail;
    mail_close(mail);
    return NULL;
}

void mail_close(struct mail *mail)
{
    if (mail == NULL)
        return;
    if (mail->curl != NULL)
        curl_easy_cleanup(mail->curl);
    arena_free(&mail->settings);
    arena_free(&mail->letter);
    free(mail);
}

bool mail_refused_reader(const struct mail *mail)
{
    return strcmp(mail->command, "RCPT") == 0 && (mail->answer[0] == '4' || mail->answer[0] == '5');
}

/* digest-2026-09-26T073000Z-0f3a….eml: its kind, its time, and the same for the same letter. */
static bool lay_down(struct mail *mail, const struct envelope *envelope, struct str message, struct err *err)
{
    struct arena *arena = &mail->letter;
    struct clock_date date = clock_utc(envelope->date_ms);
    struct hash_id hash = hash_plain(envelope->id);
    struct str hex = hash_hex(arena, (struct str){(const char *)hash.bytes, 8});
    struct str kind = str_cut(envelope->id, 0, str_find(envelope->id, ':', 0));
    struct str path = arena_printf(arena, STR_FMT "/" STR_FMT "-%04d-%02d-%02dT%02d%02d%02dZ-" STR_FMT ".eml",
                                   STR_ARG(mail->council->mail.outbox), STR_ARG(kind), date.year, date.month, date.day, date.hour,
                                   date.minute, date.second, STR_ARG(hex));
    return file_write(path.ptr, message, err);
}

struct upload {
    struct str rest;
};

static size_t give(char *into, size_t size, size_t count, void *data)
{
    struct upload *upload = data;
    size_t bytes = size * count < upload->rest.len ? size * count : upload->rest.len;
    memcpy(into, upload->rest.ptr, bytes);
    upload->rest = str_cut(upload->rest, bytes, upload->rest.len);
    return bytes;
}

static void keep_line(char *slot, size_t size, const char *text, size_t bytes)
{
    size_t len = 0;
    while (len < bytes && len + 1 < size && text[len] >= ' ' && text[len] <= '~')
        len++;
    memcpy(slot, text, len);
    slot[len] = '\0';
}

/* curl's own codes do not say which command was refused. */
static int listen_in(CURL *curl, curl_infotype type, char *text, size_t bytes, void *data)
{
    (void)curl;
    struct mail *mail = data;
    if (type == CURLINFO_HEADER_OUT && str_starts((struct str){text, bytes}, STR("QUIT")))
        mail->leaving = true;
    if (type == CURLINFO_HEADER_OUT && !mail->leaving)
        keep_line(mail->command, 5, text, bytes);
    if (type == CURLINFO_HEADER_IN && !mail->leaving)
        keep_line(mail->answer, sizeof mail->answer, text, bytes);
    return 0;
}

static bool judge(struct mail *mail, CURLcode code, const struct envelope *envelope, struct err *err)
{
    if (code == CURLE_OK)
        return true;
    char kind = mail->answer[0];
    const struct str server = mail->council->mail.smtp;
    if (strcmp(mail->command, "RCPT") == 0 && kind == '5')
        return err_set(err, ERR_INPUT, "mail server refuses " STR_FMT ": %s", STR_ARG(envelope->to), mail->answer);
    if (code == CURLE_LOGIN_DENIED)
        return err_set(err, ERR_CONFIG, "mail: user, password_file: " STR_FMT " says %s", STR_ARG(server), mail->answer);
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        return err_set(err, ERR_CONFIG, "mail: smtp: \"" STR_FMT "\" should be smtp://host:port", STR_ARG(server));
    if (kind == '4' || kind == '5')
        return err_set(err, ERR_AGAIN, "mail server " STR_FMT " refuses %s: %s", STR_ARG(server), mail->command,
                       mail->answer);
    return err_set(err, ERR_AGAIN, "mail server " STR_FMT ": %s", STR_ARG(server),
                   mail->reason[0] ? mail->reason : curl_easy_strerror(code));
}

/* Where no password travels and no authority is named, TLS to a server that cannot prove itself is still better
 * than none. */
static void set_tls(const struct mail *mail)
{
    const struct council *council = mail->council;
    bool strict = mail->password.len > 0 || council->network.ca_file.len > 0 ||
                  str_starts(council->mail.smtp, STR("smtps:"));
    curl_easy_setopt(mail->curl, CURLOPT_USE_SSL, mail->password.len > 0 ? CURLUSESSL_ALL : CURLUSESSL_TRY);
    curl_easy_setopt(mail->curl, CURLOPT_SSL_VERIFYPEER, strict ? 1L : 0L);
    curl_easy_setopt(mail->curl, CURLOPT_SSL_VERIFYHOST, strict ? 2L : 0L);
}

static bool hand_over(struct mail *mail, const struct envelope *envelope, struct str message, struct err *err)
{
    CURL *curl = mail->curl;
    struct upload upload = {message};
    struct curl_slist *readers = curl_slist_append(NULL, envelope->to.ptr);
    web_prepare(curl, mail->council, CONNECT_S, TOTAL_S, mail->reason);
    mail->leaving = false;
    curl_easy_setopt(curl, CURLOPT_URL, mail->council->mail.smtp.ptr);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, mail->council->mail.from.ptr);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, readers);
    if (mail->council->mail.user.len > 0) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, mail->council->mail.user.ptr);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, mail->password.ptr);
    }
    set_tls(mail);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, mail);
    CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(readers);
    return judge(mail, code, envelope, err);
}

bool mail_send(struct mail *mail, const struct envelope *envelope, struct err *err)
{
    arena_reset(&mail->letter);
    mail->command[0] = mail->answer[0] = '\0';
    struct envelope own = *envelope;
    own.to = arena_str(&mail->letter, envelope->to);
    if (!mime_is_address(own.to))
        return err_set(err, ERR_INPUT, "\"" STR_FMT "\" is not an address", STR_ARG(own.to));
    struct mime_sender sender = mail_sender(mail->council);
    struct buf message = BUF("message", MESSAGE_BYTES_MOST);
    bool fine = mime_write(&own, &sender, &mail->letter, &message, err) &&
                (mail->curl == NULL ? lay_down(mail, &own, buf_str(&message), err)
                                    : hand_over(mail, &own, buf_str(&message), err));
    buf_free(&message);
    return fine;
}
