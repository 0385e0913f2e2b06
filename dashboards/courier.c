/* SPDX-License-Identifier: MIT */
#include "courier.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/notify_token.h"
#include "base/signature.h"
#include "mail.h"
#include "web.h"

#include "base/banned.h"

enum { REQUEST_BYTES_MOST = 16 << 10 };

struct courier {
    const struct council *council;
    struct arena settings, letter;
    struct str *webhook_keys, *sms_keys; /* by alert section */
    struct mail *mail;
    struct web *web;
    int64_t wait_ms;
    bool blames_reader;
};

static bool read_key(struct courier *courier, const struct council_alert *alert, struct str file, struct str *key,
                     struct err *err)
{
    return file.len == 0 || file_read_secret(file.ptr, &courier->settings, key, err) ||
           err_within(err, "alert \"" STR_FMT "\"", STR_ARG(alert->name));
}

static bool read_keys(struct courier *courier, struct err *err)
{
    const struct council *council = courier->council;
    courier->webhook_keys = ARENA_ARRAY(&courier->settings, struct str, council->alert_count + 1);
    courier->sms_keys = ARENA_ARRAY(&courier->settings, struct str, council->alert_count + 1);
    for (size_t i = 0; i < council->alert_count; i++) {
        const struct council_alert *alert = &council->alerts[i];
        if (!read_key(courier, alert, alert->webhook_key_file, &courier->webhook_keys[i], err) ||
            !read_key(courier, alert, alert->sms_key_file, &courier->sms_keys[i], err))
            return false;
        if (alert->webhook.len > 0 && courier->webhook_keys[i].len < SIGNATURE_KEY_BYTES_LEAST)
            return err_set(err, ERR_CONFIG, STR_FMT ": the key must have at least %d characters",
                           STR_ARG(alert->webhook_key_file), SIGNATURE_KEY_BYTES_LEAST);
        struct str token;
        if (alert->sms_key_file.len > 0 &&
            !notify_token_make(&courier->settings, courier->sms_keys[i], 0, &token, err))
            return err_within(err, STR_FMT, STR_ARG(alert->sms_key_file));
    }
    return true;
}

struct courier *courier_open(const struct council *council, struct err *err)
{
    struct courier *courier = calloc(1, sizeof *courier);
    MUST(courier != NULL);
    courier->council = council;
    if (read_keys(courier, err) && (courier->mail = mail_open(council, err)) != NULL &&
        (courier->web = web_open(council, err)) != NULL)
        return courier;
    courier_close(courier);
    return NULL;
}

void courier_close(struct courier *courier)
{
    if (courier == NULL)
        return;
    mail_close(courier->mail);
    web_close(courier->web);
    arena_free(&courier->settings);
    arena_free(&courier->letter);
    free(courier);
}

int64_t courier_asked_wait_ms(const struct courier *courier)
{
    return courier->wait_ms;
}

bool courier_blames_reader(const struct courier *courier)
{
    return courier->blames_reader;
}

/* Where a letter comes from may have left the configuration since it was written. */
static bool find_section(const struct courier *courier, const struct envelope *envelope, size_t *i, struct err *err)
{
    for (*i = 0; *i < courier->council->alert_count; (*i)++)
        if (str_eq(courier->council->alerts[*i].name, envelope->section))
            return true;
    return err_set(err, ERR_INPUT, "there is no alert \"" STR_FMT "\" any more", STR_ARG(envelope->section));
}

/* Only what says "this very message is wrong" loses it; the rest somebody can mend while it waits. */
static bool is_refusal(long status)
{
    return status == 400 || status == 410 || status == 413 || status == 415 || status == 422;
}

static bool post(struct courier *courier, const struct web_errand *errand, struct err *err)
{
    struct web_answer answer;
    bool reached = web_post(courier->web, errand, &answer, err);
    courier->wait_ms = answer.wait_ms;
    if (!reached) { /* also of an address that cannot be: the other ways out stay open */
        err->kind = ERR_AGAIN;
        return err_within(err, STR_FMT, STR_ARG(errand->address));
    }
    if (answer.status / 100 == 2)
        return true;
    return err_set(err, is_refusal(answer.status) ? ERR_INPUT : ERR_AGAIN, STR_FMT " answers %ld: %s",
                   STR_ARG(errand->address), answer.status, answer.said);
}

static bool send_webhook(struct courier *courier, const struct envelope *envelope, struct err *err)
{
    struct arena *arena = &courier->letter;
    size_t i;
    if (!find_section(courier, envelope, &i, err))
        return false;
    if (courier->council->alerts[i].webhook.len == 0)
        return err_set(err, ERR_INPUT, "alert \"" STR_FMT "\" has no webhook any more", STR_ARG(envelope->section));
    struct str signature = signature_make(arena, courier->webhook_keys[i], clock_now_ms(), envelope->body);
    struct web_errand errand = {.address = courier->council->alerts[i].webhook, .body = envelope->body};
    errand.headers[errand.header_count++] =
        arena_printf(arena, "X-Earshot-Signature: " STR_FMT, STR_ARG(signature));
    errand.headers[errand.header_count++] =
        arena_printf(arena, "Idempotency-Key: " STR_FMT, STR_ARG(envelope_key(envelope, arena)));
    return post(courier, &errand, err);
}

static struct str text_request(const struct council_alert *alert, const struct envelope *envelope,
                               struct arena *arena)
{
    struct buf buf = BUF("a request to Notify", REQUEST_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "phone_number", envelope->to);
    json_out_member_str(&out, "template_id", alert->sms_template);
    json_out_key(&out, "personalisation");
    json_out_open(&out, '{');
    json_out_member_str(&out, "message", envelope->text);
    json_out_close(&out, '}');
    json_out_member_str(&out, "reference", envelope_key(envelope, arena));
    json_out_close(&out, '}');
    struct str body = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return body;
}

static bool send_text(struct courier *courier, const struct envelope *envelope, struct err *err)
{
    struct arena *arena = &courier->letter;
    struct str token;
    size_t i;
    if (!find_section(courier, envelope, &i, err))
        return false;
    const struct council_alert *alert = &courier->council->alerts[i];
    if (!notify_token_make(arena, courier->sms_keys[i], clock_now_ms(), &token, err))
        return err_within(err, STR_FMT, STR_ARG(alert->sms_key_file));
    struct web_errand errand = {.address = arena_printf(arena, STR_FMT "/v2/notifications/sms", STR_ARG(alert->sms_server)),
                                .body = text_request(alert, envelope, arena)};
    errand.headers[errand.header_count++] = arena_printf(arena, "Authorization: Bearer " STR_FMT, STR_ARG(token));
    return post(courier, &errand, err);
}

bool courier_send(struct courier *courier, const struct envelope *envelope, struct err *err)
{
    arena_reset(&courier->letter);
    courier->wait_ms = 0;
    courier->blames_reader = false;
    switch (envelope->way) {
    case ENVELOPE_WEBHOOK: return send_webhook(courier, envelope, err);
    case ENVELOPE_TEXT: return send_text(courier, envelope, err);
    case ENVELOPE_MAIL: break;
    }
    bool sent = mail_send(courier->mail, envelope, err);
    courier->blames_reader = !sent && mail_refused_reader(courier->mail);
    return sent;
}
