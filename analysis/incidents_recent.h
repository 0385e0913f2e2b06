/* SPDX-License-Identifier: MIT */

/* incidents_recent — the counted events of three days, so that an incident begins with its first people.
 *
 * Takes   events in the order they are counted
 * Gives   those of one issue since a time; the cluster of near copies a text belongs to
 * Errors  of loading: a cut-off state sets `bad` of the reader
 * Memory  one block an event, about 400 B; over INCIDENTS_RECENT_MOST the oldest go
 * Cost    a copy is looked for among the newest INCIDENTS_RECENT_COPIES events
 * After   Manku, Jain and Das Sarma 2007 (SimHash, at most three bits apart) */
#ifndef ANALYSIS_INCIDENTS_RECENT_H
#define ANALYSIS_INCIDENTS_RECENT_H

#include "base/packed.h"
#include "incidents.h"

enum { INCIDENTS_RECENT_COPIES = 4096 };

struct incidents_recent_entry {
    int64_t at_ms;
    uint64_t issue; /* incidents_recent_issue */
    uint64_t likeness, cluster;
    struct str bytes; /* the event, packed */
};

struct incidents_recent {
    struct incidents_recent_entry *entries; /* a ring */
    size_t from, count;
};

uint64_t incidents_recent_issue(const struct incidents_event *event);

/* 0: the text is an original. */
uint64_t incidents_recent_cluster(const struct incidents_recent *recent, uint64_t likeness);

void incidents_recent_add(struct incidents_recent *recent, const struct incidents_event *event);
void incidents_recent_trim(struct incidents_recent *recent, int64_t before_ms);
void incidents_recent_forget(struct incidents_recent *recent, struct str post_id);
void incidents_recent_free(struct incidents_recent *recent);

/* The n-th entry, and the event in it, which lives in the arena. */
const struct incidents_recent_entry *incidents_recent_at(const struct incidents_recent *recent, size_t n);
struct incidents_event *incidents_recent_event(const struct incidents_recent_entry *entry, struct arena *arena);

void incidents_recent_save(const struct incidents_recent *recent, struct buf *out);
void incidents_recent_load(struct incidents_recent *recent, struct packed *in);

#endif
