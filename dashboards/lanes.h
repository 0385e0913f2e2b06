/* SPDX-License-Identifier: MIT */

/* lanes — each way out for letters, how it fares, and when it may be tried again: one that is closed holds up no other.
 *
 * The mail server is one lane, each webhook and each text service one of its own; a reader whom the mail server refuses
 * gets a lane too. After a failure a lane waits five seconds, then twice as long each time up to five minutes, or as
 * long as the other side asks.
 *
 * Takes   what happened to an envelope
 * Gives   whether it may go now; for `earshot status` a JSON object a lane: name, waiting, last_sent_ms, refused,
 *         refused_cause, refused_ms, and while it fails failing_since_ms and cause
 * Errors  AGAIN from the store
 * Memory  owns its names until lanes_free; LANES_MOST, beyond which a reader shares the mail server's lane
 * Cost    O(lanes) a letter: tens */
#ifndef LANES_H
#define LANES_H

#include "envelope.h"
#include "redis/records.h"

enum { LANES_MOST = 256, LANES_CAUSE_BYTES = 256 };

struct lane {
    struct str name;
    int64_t wait_until_ms, wait_ms; /* monotonic */
    int64_t waiting, last_sent_ms, failing_since_ms, refused, refused_ms;
    char cause[LANES_CAUSE_BYTES], refused_cause[LANES_CAUSE_BYTES];
    bool changed;
};

struct lanes {
    struct arena arena;
    struct lane items[LANES_MOST];
    size_t count;
};

bool lanes_load(struct lanes *lanes, struct store *store, struct err *err);
bool lanes_save(struct lanes *lanes, struct store *store, struct err *err); /* what changed since the last time */
void lanes_free(struct lanes *lanes);

void lanes_begin(struct lanes *lanes); /* a round: nothing waits yet */
bool lanes_may_go(struct lanes *lanes, const struct envelope *envelope);
void lanes_sent(struct lanes *lanes, const struct envelope *envelope);
void lanes_failed(struct lanes *lanes, const struct envelope *envelope, bool only_reader, int64_t asked_wait_ms,
                  const struct err *why);
void lanes_refused(struct lanes *lanes, const struct envelope *envelope, bool only_reader, const struct err *why);

#endif
