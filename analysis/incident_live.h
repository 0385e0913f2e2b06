/* SPDX-License-Identifier: MIT */

/* incident_live — one incident while it lives: who belongs to it, where, and what was told.
 *
 * Takes   the events that belong to it
 * Gives   the record as letters and pages need it
 * Errors  of loading: INPUT
 * Memory  owns copies of all it keeps, until incident_live_free
 * Cost    O(1) an event */
#ifndef ANALYSIS_INCIDENT_LIVE_H
#define ANALYSIS_INCIDENT_LIVE_H

#include "base/packed.h"
#include "base/table.h"
#include "incidents.h"

/* People by a name: each person counts once, under the first name heard from them. */
struct incident_live_counts {
    struct table names;
    int64_t *people;
    size_t cap;
};

struct incident_live {
    struct arena arena;
    struct incident record;
    bool compliment;
    struct str ward; /* absent: the whole council */
    bool from_elsewhere; /* some of its people wrote what is not kept */
    bool usual_now; /* resolved because it had lasted too long to be news */
    struct table people;
    int64_t in_danger; /* people of it who wrote of a danger */
    struct incident_live_counts places, wards, channels, languages, words;
    int64_t begun_ms, since_ms; /* the post that made it unusual; the window it did so in: who spoke before is not of it */
    int64_t silenced_ms; /* dismissed, or usual by now, since then */
    int64_t after_ms;    /* 0, or when one was silenced that is back: only who spoke since then counts */
    int64_t hold_until_ms; /* a candidate's */
    int64_t warm_ms;       /* last unusual */
    int64_t told_ms, told_day_ms, told_people;
    int told_today, told_wards;
    bool dirty;
    struct incident_live *next;
};

struct incident_live *incident_live_new(const struct incidents_event *event, struct str ward, int64_t first_ms);
void incident_live_free(struct incident_live *live);

/* Without people, as when it began. */
void incident_live_empty(struct incident_live *live);
/* One counted event. False: this person was in it already. */
bool incident_live_add(struct incident_live *live, const struct incidents_event *event);

/* Everybody of `gone` is in `live` too, and, unless they are mostly the same people, who say the same of another issue,
 * what is counted of them: a person in both is then counted twice under places and words. */
void incident_live_join(struct incident_live *live, const struct incident_live *gone);

/* Names it by the most specific place that 60 % of those who name one do, and 30 % of all. */
void incident_live_name(struct incident_live *live);

/* Writes a step with the numbers of now into the log; the oldest step but the first goes when it is full. */
void incident_live_log(struct incident_live *live, int64_t at_ms, const char *what, struct str by, struct str note);

void incident_live_forget(struct incident_live *live, struct str post_id);
bool incident_live_lives(const struct incident_live *live);       /* candidate, open or quiet */
bool incident_live_is_silenced(const struct incident_live *live); /* dismissed, or usual by now */

void incident_live_save(const struct incident_live *live, struct buf *out);
struct incident_live *incident_live_load(struct packed *in, struct err *err);

#endif
