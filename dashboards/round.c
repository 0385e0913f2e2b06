/* SPDX-License-Identifier: MIT */
#include "round.h"

#include "alert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/stop.h"
#include "board_read.h"
#include "digest.h"
#include "due.h"

#include "base/banned.h"

#define FIRST_WAIT_MS (5 * CLOCK_SECOND_MS)
#define LONGEST_WAIT_MS (5 * CLOCK_MINUTE_MS)

/* What one round knows. */
struct trip {
    struct round *round;
    struct arena arena;
    struct board board;
};

bool round_open(struct round *round, struct arena *arena, struct err *err)
{
    return frame_load(&round->frame, &round->names->catalogue, arena, err) &&
           council_author_key(round->council, arena, round->key, err) &&
           (round->mail = mail_open(round->council, err)) != NULL;
}

void round_close(struct round *round)
{
    mail_close(round->mail);
    round->mail = NULL;
}

static bool add(struct trip *trip, const struct envelope *envelope, struct err *err)
{
    bool added;
    return records_letter_add(trip->round->store, envelope->id, envelope_to_json(envelope, &trip->arena), &added, err);
}

static bool add_digest(struct trip *trip, const struct council_digest *digest, const struct summary *summary,
                       struct err *err)
{
    for (size_t i = 0; i < digest->to.count; i++) {
        struct envelope envelope = {.to = digest->to.items[i]};
        envelope.id = due_digest_letter(digest, summary->id, envelope.to, &trip->arena);
        bool sent;
        if (!records_letter_was_sent(trip->round->store, envelope.id, &sent, err))
            return false;
        if (!sent && (!digest_write(&trip->round->frame, &trip->board, summary, &digest->languages, &trip->arena,
                                    &envelope, err) ||
                      !add(trip, &envelope, err)))
            return false;
    }
    return true;
}

static bool add_digests(struct trip *trip, struct err *err)
{
    const struct council *council = trip->round->council;
    for (size_t i = 0; i < council->digest_count; i++) {
        const struct summary *summary;
        struct str id = due_digest(&council->digests[i], trip->board.now_ms, &trip->arena);
        if (id.len == 0)
            continue;
        if (!board_read_summary(trip->round->store, id, &trip->arena, &summary, err))
            return false;
        if (summary != NULL && due_is_ready(summary, trip->board.now_ms) &&
            !add_digest(trip, &council->digests[i], summary, err))
            return false;
    }
    return true;
}

static bool add_alert(struct trip *trip, const struct council_alert *alert, const struct settings_list *to,
                      const struct tell *tell, struct err *err)
{
    for (size_t i = 0; i < to->count; i++) {
        struct envelope envelope = {.to = to->items[i]};
        envelope.id = due_alert_letter(alert, tell, envelope.to, &trip->arena);
        envelope.thread = due_alert_thread(alert, tell, envelope.to, &trip->arena);
        if (!alert_write(&trip->round->frame, &trip->board, tell, trip->round->key, &trip->arena, &envelope, err) ||
            !add(trip, &envelope, err))
            return false;
    }
    return true;
}

/* A step to be told becomes a letter for each reader whose hours it is; it stays until all have it. */
static bool tell_all(struct trip *trip, const struct records_letter *letter, struct err *err)
{
    struct tell tell;
    struct err bad;
    const struct council *council = trip->round->council;
    if (!tell_from_json(letter->json, &trip->arena, &tell, &bad)) {
        log_event(LOG_ERROR, "a step that does not read back is not told", "why", bad.text, NULL);
        return records_letter_sent(trip->round->store, letter->id, err);
    }
    bool waits = false;
    for (size_t i = 0; i < council->alert_count; i++) {
        enum due_alert due = due_alert(&council->alerts[i], &tell, &trip->board);
        waits = waits || due == DUE_LATER;
        if (due == DUE_NOW && !add_alert(trip, &council->alerts[i], &council->alerts[i].to, &tell, err))
            return false;
    }
    return waits || records_letter_sent(trip->round->store, letter->id, err);
}

/* Danger that nobody took up goes to whoever comes next, once. */
static bool escalate(struct trip *trip, struct err *err)
{
    const struct council *council = trip->round->council;
    for (size_t i = 0; i < council->alert_count; i++)
        for (size_t k = 0; k < trip->board.incident_count; k++) {
            const struct incident *incident = trip->board.incidents[k];
            if (!due_escalation(&council->alerts[i], incident, trip->board.now_ms))
                continue;
            struct tell tell = {STR("unanswered"), incident->opened_ms + council->alerts[i].escalate_after_ms,
                                *incident};
            if (!add_alert(trip, &council->alerts[i], &council->alerts[i].escalate_to, &tell, err))
                return false;
        }
    return true;
}

static bool send_one(struct trip *trip, const struct records_letter *letter, struct err *err)
{
    struct envelope envelope;
    struct err why;
    if (!envelope_from_json(letter->json, &trip->arena, &envelope, &why) ||
        !mail_send(trip->round->mail, &envelope, &why)) {
        if (why.kind != ERR_INPUT && why.kind != ERR_LIMIT)
            return *err = why, false;
        log_event(LOG_ERROR, "a letter cannot be delivered and is given up", "letter", letter->id.ptr, "why",
                  why.text, NULL);
    }
    return records_letter_sent(trip->round->store, letter->id, err);
}

static bool send_all(struct trip *trip, struct err *err)
{
    struct records_letter *letters;
    size_t count;
    if (!records_letters_due(trip->round->store, &trip->arena, &letters, &count, err))
        return false;
    for (size_t i = 0; i < count && !stop_asked(); i++)
        if (!due_is_tell(letters[i].id) && !send_one(trip, &letters[i], err))
            return false;
    return true;
}

static bool tell_due(struct trip *trip, struct err *err)
{
    struct records_letter *letters;
    size_t count;
    if (!records_letters_due(trip->round->store, &trip->arena, &letters, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (due_is_tell(letters[i].id) && !tell_all(trip, &letters[i], err))
            return false;
    return true;
}

static bool write_due(struct trip *trip, struct err *err)
{
    return board_read_incidents(trip->round->store, &trip->arena, &trip->board, err) &&
           board_read_deeds(trip->round->store, &trip->arena, &trip->board, err) && add_digests(trip, err) &&
           tell_due(trip, err) && escalate(trip, err);
}

bool round_go(struct round *round, struct err *err)
{
    struct trip trip = {.round = round, .board = board_new(round->council, round->names, clock_now_ms())};
    bool written = write_due(&trip, err), sent = true;
    if (written && clock_monotonic_ms() >= round->wait_until_ms) {
        sent = send_all(&trip, err);
        round->wait_ms = sent ? 0 : round->wait_ms == 0 ? FIRST_WAIT_MS : round->wait_ms * 2;
        if (round->wait_ms > LONGEST_WAIT_MS)
            round->wait_ms = LONGEST_WAIT_MS;
        round->wait_until_ms = clock_monotonic_ms() + round->wait_ms;
    }
    arena_free(&trip.arena);
    return written && sent;
}
