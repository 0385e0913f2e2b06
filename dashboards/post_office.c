/* SPDX-License-Identifier: MIT */
#include "post_office.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "base/stop.h"
#include "board_read.h"
#include "digest.h"
#include "digest_json.h"
#include "edition.h"
#include "mail.h"
#include "round.h"

#include "base/banned.h"

enum { OUT_BYTES_MOST = 8 << 20 };
#define PAUSE_MS (2 * CLOCK_SECOND_MS)

const struct args_option post_office_mail_options[] = {
    {"once", NULL, "sends what is due now, and ends"},
    {NULL, NULL, NULL},
};
const struct args_option post_office_digest_options[] = {
    {"date", "D", "the day it tells of, such as 2026-11-20; else the newest"},
    {"lang", "cy|en", "one language only; else the council's"},
    {"format", "text|html|json|eml", "what to print; else text"},
    {"send", NULL, "sends it to the readers of every digest, even if it went before"},
    {NULL, NULL, NULL},
};
const struct args_option post_office_strings_options[] = {
    {"lang", "cy|en", "the language that comes first; else cy"},
    {"format", "csv", "the form"},
    {NULL, NULL, NULL},
};

/* What every command of the mail program starts from. */
struct office {
    struct arena arena;
    struct council council;
    struct board_names names;
    struct store *store;
};

static bool open_office(struct office *office, const struct args *args, bool with_store, struct err *err)
{
    *office = (struct office){0};
    return council_read(args->config_path, &office->arena, &office->council, err) &&
           board_names_load(&office->names, &office->council, err) &&
           (!with_store || (office->store = store_open(&office->council, STORE_MAIL, err)) != NULL);
}

static int close_office(struct office *office, int code)
{
    if (office->store != NULL)
        store_close(office->store);
    board_names_free(&office->names);
    arena_free(&office->arena);
    return code;
}

static int go_round(struct round *round, bool once, struct err *err)
{
    if (!once)
        process_say_ready();
    while (!stop_asked()) {
        if (!round_go(round, err)) {
            if (once || err->kind == ERR_CONFIG)
                return args_fail(err);
            log_event(LOG_ERROR, "letters wait in the outbox", "why", err->text, NULL);
        }
        if (once || !stop_sleep_ms(PAUSE_MS))
            return 0;
    }
    return 0;
}

int post_office_mail(const struct args *args)
{
    struct office office;
    struct err err;
    stop_watch();
    if (!open_office(&office, args, true, &err))
        return close_office(&office, args_fail(&err));
    struct round round = {.store = office.store, .council = &office.council, .names = &office.names};
    int code = round_open(&round, &office.arena, &err) ? go_round(&round, args_has(args, "once"), &err)
                                                       : args_fail(&err);
    round_close(&round);
    return close_office(&office, code);
}

/* The summary of --date, or of the newest day. */
static bool choose(struct office *office, const char *date, struct board *board, const struct summary **summary,
                   struct err *err)
{
    int64_t day_ms;
    if (date == NULL) {
        if (!board_read_summaries(office->store, &office->arena, board, err))
            return false;
        *summary = board_newest_day(board);
        return *summary != NULL || err_set(err, ERR_INPUT, "there is no digest yet: no day has been summed up");
    }
    if (!clock_parse_day(str_from(date), &day_ms))
        return err_set(err, ERR_CONFIG, "--date %s: should be a day such as 2026-11-20", date);
    if (day_ms > board->now_ms)
        return err_set(err, ERR_INPUT, "%s is yet to come", date);
    struct str id = arena_printf(&office->arena, "day:%s", date);
    if (!board_read_summary(office->store, id, &office->arena, summary, err))
        return false;
    return *summary != NULL || err_set(err, ERR_INPUT, "nothing was summed up for %s", date);
}

static bool one_language(const char *lang, struct settings_list *languages, struct arena *arena, struct err *err)
{
    enum catalogue_lang ignored;
    if (lang == NULL)
        return true;
    if (!catalogue_lang_from(str_from(lang), &ignored))
        return err_set(err, ERR_CONFIG, "--lang %s: cy or en", lang);
    languages->items = ARENA_NEW(arena, struct str);
    languages->items[0] = str_from(lang);
    languages->count = 1;
    return true;
}

static bool print_as(struct office *office, const char *format, const struct board *board,
                     const struct summary *summary, const struct envelope *envelope, enum catalogue_lang lang,
                     struct buf *out, struct err *err)
{
    if (strcmp(format, "text") == 0)
        buf_add(out, envelope->text);
    else if (strcmp(format, "html") == 0)
        buf_add(out, envelope->html);
    else if (strcmp(format, "eml") == 0) {
        struct mime_sender sender = mail_sender(&office->council);
        return mime_write(envelope, &sender, &office->arena, out, err);
    } else if (strcmp(format, "json") == 0) {
        struct show show = show_new(board, lang, office->council.mail.public_url, &office->arena);
        struct json_out json = json_out_new(out, true);
        digest_json_summary(&show, summary, SUMMARY_CELLS_MOST, &json);
    } else {
        return err_set(err, ERR_CONFIG, "--format %s: text, html, json or eml", format);
    }
    return buf_ok(out, err);
}

static bool send_to_all(struct office *office, struct envelope *envelope, struct str summary_id, struct err *err)
{
    struct mail *mail = mail_open(&office->council, err);
    bool fine = mail != NULL;
    for (size_t i = 0; fine && i < office->council.digest_count; i++)
        for (size_t k = 0; fine && k < office->council.digests[i].to.count; k++) {
            envelope->to = office->council.digests[i].to.items[k];
            envelope->id = arena_printf(&office->arena, "digest:by hand:" STR_FMT ":" STR_FMT, STR_ARG(summary_id),
                                        STR_ARG(envelope->to));
            fine = mail_send(mail, envelope, err);
        }
    mail_close(mail);
    return fine;
}

static bool run_digest(struct office *office, const struct args *args, struct buf *out, struct err *err)
{
    struct board board = board_new(&office->council, &office->names, clock_now_ms());
    struct settings_list languages = office->council.place.languages;
    const struct summary *summary = NULL;
    struct frame frame;
    const char *format = args_get(args, "format") ? args_get(args, "format") : "text";
    if (!one_language(args_get(args, "lang"), &languages, &office->arena, err) ||
        !choose(office, args_get(args, "date"), &board, &summary, err) ||
        !board_read_incidents(office->store, &office->arena, &board, err) ||
        !board_read_deeds(office->store, &office->arena, &board, err) ||
        !frame_load(&frame, &office->names.catalogue, &office->arena, err))
        return false;
    struct envelope envelope = {.id = summary->id, .to = office->council.mail.from};
    struct digest_news news = {.summary = summary};
    if (!edition_look(office->store, &office->council, &office->arena, &news, err) ||
        !digest_write(&frame, &board, &news, &languages, &office->arena, &envelope, err))
        return false;
    if (!envelope_from_json(envelope_to_json(&envelope, &office->arena), &office->arena, &envelope, err))
        return false; /* as it would come out of the outbox */
    if (args_has(args, "send"))
        return send_to_all(office, &envelope, summary->id, err);
    return print_as(office, format, &board, summary, &envelope, frame_language(&languages, 0), out, err);
}

static int print_all(struct buf *out)
{
    fwrite(buf_str(out).ptr, 1, out->len, stdout);
    buf_free(out);
    return 0;
}

int post_office_digest(const struct args *args)
{
    struct office office;
    struct err err;
    struct buf out = BUF("digest", OUT_BYTES_MOST);
    bool fine = open_office(&office, args, true, &err) && run_digest(&office, args, &out, &err);
    int code = fine ? print_all(&out) : args_fail(&err);
    buf_free(&out);
    return close_office(&office, code);
}

int post_office_strings(const struct args *args)
{
    struct office office;
    struct err err;
    enum catalogue_lang lang = CATALOGUE_CY;
    const char *format = args_get(args, "format"), *wanted = args_get(args, "lang");
    struct buf out = BUF("strings", OUT_BYTES_MOST);
    bool fine = open_office(&office, args, false, &err);
    if (fine && wanted != NULL && !catalogue_lang_from(str_from(wanted), &lang))
        fine = err_set(&err, ERR_CONFIG, "--lang %s: cy or en", wanted);
    if (fine && format != NULL && strcmp(format, "csv") != 0)
        fine = err_set(&err, ERR_CONFIG, "--format %s: csv", format);
    if (fine)
        catalogue_csv(&office.names.catalogue, lang, &out);
    return close_office(&office, fine ? print_all(&out) : args_fail(&err));
}
