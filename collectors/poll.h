/* SPDX-License-Identifier: MIT */

/* poll — one source's turn: ask, read, keep, and again until it is caught up.
 *
 * Takes   a source, the store, the way out
 * Gives   posts in the stream together with the source's cursor, and its health record
 * Errors  kept in the health record; the store's own failure in poll->store_err: nothing was lost, the cursor did not move
 * Memory  an arena for a request and its reply, reset for each
 * Cost    at most SOURCE_REQUESTS_MOST requests a turn */
#ifndef COLLECTORS_POLL_H
#define COLLECTORS_POLL_H

#include "fetch.h"
#include "health.h"
#include "redis/store.h"

/* What all polls share. */
struct poll_world {
    struct store *store;
    struct fetch *fetch;
    unsigned char author_key[32];
};

struct poll {
    struct source source;
    struct str key; /* of the cursor and the record: "rss the paper" */
    struct health *health;
    struct arena arena;
    struct buf cursor;
    bool has_cursor;
    enum { POLL_IDLE, POLL_WAITING, POLL_ASKED } state; /* waiting: another request to the same host is under way */
    struct source_request request;
    struct str asked; /* the address, after what has moved for good */
    int64_t requests, fresh, too_old, not_before_ms;
    bool any_answer, resting;
    struct err failed, store_err;
    int last_status;
};

void poll_open(struct poll *poll, const struct source *source, struct arena *arena, struct str health_json);
void poll_close(struct poll *poll);

bool poll_is_due(const struct poll *poll, int64_t now_ms);

/* Starts a turn, or tries again what waited. */
void poll_begin(struct poll *poll, struct poll_world *world);
void poll_resume(struct poll *poll, struct poll_world *world);

/* What fetch_wait brought for this poll. */
void poll_answer(struct poll *poll, struct poll_world *world, const struct fetch_done *done);

#endif
