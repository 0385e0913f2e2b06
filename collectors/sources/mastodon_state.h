/* SPDX-License-Identifier: MIT */

/* mastodon_state — what a Mastodon source remembers between two requests, as its cursor.
 *
 * Takes   the cursor's JSON, or none
 * Gives   the state; and the state as JSON again
 * Errors  none: a cursor that does not read is a first poll
 * Memory  the arena given
 * Cost    O(what is remembered), at most MASTODON_STATE_SEEN_MOST statuses, about 300 KB */
#ifndef COLLECTORS_SOURCES_MASTODON_STATE_H
#define COLLECTORS_SOURCES_MASTODON_STATE_H

#include "base/arena.h"

enum { MASTODON_STATE_CHANNELS_MOST = 64, MASTODON_STATE_SEEN_MOST = 3000, MASTODON_STATE_CHECKED_MOST = 20 };

/* A status that was read, to be looked at again: deleted, edited? */
struct mastodon_state_seen {
    struct str id, uri;
    struct str server; /* its address */
    int64_t day;       /* when it was first seen, in days since 1970 */
};

struct mastodon_state {
    struct {
        struct str key;     /* what is read, from the settings */
        struct str head;    /* the latest id read; absent: never anything */
        struct str account; /* an account's id on its server, once looked up */
    } channels[MASTODON_STATE_CHANNELS_MOST];
    size_t channel_count;
    size_t at;             /* the channel that is next */
    struct str step;       /* absent: a timeline; "instance", "recheck" */
    bool one_by_one;       /* the server is too old to give several statuses at once */
    int64_t rechecked_ms, instance_ms;
    int64_t to_recheck;    /* of those seen, in this poll */
    struct str notice, why; /* what a person should know of one channel, until that channel brings something */
    size_t notice_at;
    struct mastodon_state_seen *seen; /* those to be looked at next first */
    size_t seen_count;
};

/* `keys` are the channels of the settings, in order. What was seen before `oldest_day` is forgotten, as its post is. */
struct mastodon_state mastodon_state_read(struct arena *arena, struct str cursor, const struct str *keys, size_t count,
                                          int64_t oldest_day);
struct str mastodon_state_write(struct arena *arena, const struct mastodon_state *state);

/* Remembers a status, forgetting the oldest over the ceiling. */
void mastodon_state_see(struct mastodon_state *state, struct mastodon_state_seen seen);
/* The first `count` were looked at: what is gone is forgotten, the others go to the back. */
void mastodon_state_checked(struct mastodon_state *state, size_t count, const bool *gone);

#endif
