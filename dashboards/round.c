/* SPDX-License-Identifier: MIT */
#include "round.h"

#include "base/log.h"
#include "base/stop.h"
#include "board_read.h"
#include "due.h"
#include "edition.h"

#include "base/banned.h"

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
           (round->courier = courier_open(round->council, err)) != NULL && lanes_load(&round->lanes, round->store, err);
}

void round_close(struct round *round)
{
    courier_close(round->courier);
    round->courier = NULL;
    lanes_free(&round->lanes);
    opt_out_free(&round->opt_out);
}

/* Whether the letter is through: taken, or given up. */
static bool hand_over(struct trip *trip, const struct records_letter *letter, bool *through, struct err *why)
{
    struct envelope envelope;
    struct lanes *lanes = &trip->round->lanes;
    *through = true;
    if (!envelope_from_json(letter->json, &trip->arena, &envelope, why)) {
        log_event(LOG_ERROR, "a letter that does not read back is given up", "letter", letter->id.ptr, NULL);
        return true;
    }
    if (!lanes_may_go(lanes, &envelope)) {
        *through = false;
        return true;
    }
    if (courier_send(trip->round->courier, &envelope, why)) {
        lanes_sent(lanes, &envelope);
        return true;
    }
    bool reader = courier_blames_reader(trip->round->courier);
    bool too_old = trip->board.now_ms - envelope.date_ms > ROUND_GIVE_UP_MS;
    *through = why->kind == ERR_INPUT || why->kind == ERR_LIMIT || too_old;
    if (!*through) {
        lanes_failed(lanes, &envelope, reader, courier_asked_wait_ms(trip->round->courier), why);
        return false;
    }
    lanes_refused(lanes, &envelope, reader || envelope.way == ENVELOPE_TEXT, why);
    log_event(LOG_ERROR, "a letter cannot be delivered and is given up", "letter", letter->id.ptr, "why", why->text, NULL);
    return true;
}

static bool send_all(struct trip *trip, struct err *err)
{
    struct records_letter *letters;
    struct store *store = trip->round->store;
    size_t count;
    bool all = true, ok = records_letters_due(store, &trip->arena, &letters, &count, err);
    lanes_begin(&trip->round->lanes);
    for (size_t i = 0; ok && i < count && !stop_asked(); i++) {
        struct err why;
        bool through;
        if (due_is_tell(letters[i].id))
            continue;
        if (!hand_over(trip, &letters[i], &through, &why) && all) {
            *err = why;
            all = false;
        }
        ok = !through || records_letter_sent(store, letters[i].id, err);
    }
    return ok && lanes_save(&trip->round->lanes, store, err) && all;
}

static bool write_due(struct trip *trip, struct err *err)
{
    struct telling telling = {trip->round->store, &trip->round->frame, &trip->board, &trip->round->opt_out,
                              trip->round->key, &trip->arena};
    return board_read_incidents(trip->round->store, &trip->arena, &trip->board, err) &&
           board_read_sources(trip->round->store, &trip->arena, &trip->board, err) &&
           board_read_deeds(trip->round->store, &trip->arena, &trip->board, err) && opt_out_read(&trip->round->opt_out, trip->round->store, err) &&
           edition_write_due(&telling, err) &&
           telling_steps(&telling, err) && telling_escalate(&telling, err);
}

bool round_go(struct round *round, struct err *err)
{
    struct trip trip = {.round = round, .board = board_new(round->council, round->names, clock_now_ms())};
    struct err why;
    bool written = write_due(&trip, err), sent = send_all(&trip, &why);
    if (written && !sent)
        *err = why;
    arena_free(&trip.arena);
    return written && sent;
}
