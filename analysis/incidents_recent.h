/* SPDX-License-Identifier: MIT */

/* incidents_recent — the events of three days in the order of their own times, so that an incident begins with its first
 * people.
 *
 * Takes   events in any order
 * Gives   the n-th of them; the cluster of near copies a text belongs to
 * Errors  of loading: a cut-off state sets `bad` of the reader
 * Memory  one block an event, about 400 B; over INCIDENTS_RECENT_MOST the oldest go
 * Cost    O(1) an event in order, a late one moves those after it; a copy is looked for among the newest
 *         INCIDENTS_RECENT_COPIES before it
 * After   Manku, Jain and Das Sarma 2007 (SimHash, at most three bits apart) */
#ifndef ANALYSIS_INCIDENTS_RECENT_H
#define ANALYSIS_INCIDENTS_RECENT_H

#include "base/packed.h"
#include "incidents.h"

enum { INCIDENTS_RECENT_COPIES = 4096 };

struct incidents_recent_entry {
    int64_t at_ms;
    uint64_t issue; /* incidents_recent_issue */
    uint64_t tie;   /* of the same moment, the smaller comes first */
    uint64_t likeness, cluster;
    bool copy;    /* of one before it */
    bool changed; /* it was none when it was heard before, or was one */
    bool counted; /* neither its author nor its text was before */
    bool taken;   /* it was given to the incident it belongs to, if there was one */
    struct str bytes; /* the event, packed */
};

struct incidents_recent {
    struct incidents_recent_entry *entries; /* a ring, oldest first */
    size_t from, count;
};

uint64_t incidents_recent_issue(const struct incidents_event *event);

/* Of those before the n-th one that the text is a copy of; 0: it is an original. */
uint64_t incidents_recent_cluster(const struct incidents_recent *recent, size_t n, uint64_t likeness);

/* Where it now is; recent->count - 1 where it is the newest, as most are. */
size_t incidents_recent_add(struct incidents_recent *recent, const struct incidents_event *event);
/* How many went. */
size_t incidents_recent_trim(struct incidents_recent *recent, int64_t before_ms);
void incidents_recent_drop(struct incidents_recent *recent); /* the oldest */
void incidents_recent_forget(struct incidents_recent *recent, struct str post_id);
void incidents_recent_free(struct incidents_recent *recent);

/* The n-th entry, and the event in it, which lives in the arena. */
struct incidents_recent_entry *incidents_recent_at(const struct incidents_recent *recent, size_t n);
struct incidents_event *incidents_recent_event(const struct incidents_recent_entry *entry, struct arena *arena);

void incidents_recent_save(const struct incidents_recent *recent, struct buf *out);
void incidents_recent_load(struct incidents_recent *recent, struct packed *in);

#endif
