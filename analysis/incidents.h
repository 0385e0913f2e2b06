/* SPDX-License-Identifier: MIT */

/* incidents — emerging complaints and compliments, from the first person to the last word on them.
 *
 * Takes   readings in any order, one event for each issue of a reading; ticks of the clock; what officers did
 * Gives   each incident whenever it changed, and what is to be told of it: "opened", "growing", "new-ward",
 *         "danger", "quiet", "resolved", "reopened"
 * Errors  of loading: INPUT, a state that does not read back
 * Memory  owns the detector, the events of three days (at most INCIDENTS_RECENT_MOST) and what is open
 * Cost    about 1 us an event, and the events of the last day again where one comes late (detector.h); a tick looks only at
 *         what is open
 * After   burst.h for the detection. An incident is held for five minutes to gather its siblings (none where there
 *         is danger, of which two of its people at least, and a tenth of them, must write), named by the most specific
 *         place that 60 % of its people name, quiet after six waking hours without anything unusual, resolved after 24,
 *         reopened within 96 */
#ifndef ANALYSIS_INCIDENTS_H
#define ANALYSIS_INCIDENTS_H

#include "base/holiday.h"
#include "record/incident.h"
#include "record/post.h"
#include "record/reading.h"

enum { INCIDENTS_TOKENS_MOST = 8, INCIDENTS_RECENT_MOST = 20000 };

/* So long an incident that is over can be reopened, and officers can say something of it. */
#define INCIDENTS_REMEMBERED_MS (96 * CLOCK_HOUR_MS)

struct incidents;

struct incidents_event {
    int64_t at_ms;
    bool compliment; /* else a complaint, a request or an urgent report */
    bool urgent;
    bool repost;
    bool late; /* said over INCIDENT_LATE_MS before time was closed; incidents_add finds out */
    struct str issue;
    struct str place, ward; /* the most specific place's id, and its ward's; either may be absent */
    struct str author_key;  /* or the post's id, where there is none */
    uint64_t likeness;      /* 0: none */
    struct str tokens[INCIDENTS_TOKENS_MOST]; /* finer cells: word pairs, hashtags */
    size_t token_count;
    struct str language;
    const struct post *post;
};

/* `what` is NULL where nothing is to be told. */
typedef void incidents_changed(void *context, const struct incident *incident, const char *what);

struct incidents *incidents_new(double budget_a_week, enum holiday_nation nation);
void incidents_free(struct incidents *incidents);

/* A post that speaks of an issue, whatever it says of it: before its own event, if it makes one. */
void incidents_mention(struct incidents *incidents, struct str issue, enum reading_label mood, int64_t at_ms);

/* It is heard with the next tick, in the order of its own time. */
void incidents_add(struct incidents *incidents, const struct incidents_event *event);

/* Closes time up to now_ms. */
void incidents_tick(struct incidents *incidents, int64_t now_ms, incidents_changed *changed, void *context);

/* As record/action.h: {"do":"ack|mute|dismiss|merge|note|did","incident":…,"by":…,"note":…,"until_ms":…,"into":…};
 * false: no such incident, or no such action. */
bool incidents_act(struct incidents *incidents, const struct json *action, int64_t now_ms, incidents_changed *changed,
                   void *context);

/* Every post that is held, shown or only counted; some come twice. */
void incidents_each_post(const struct incidents *incidents,
                         void (*visit)(void *context, struct str id, struct str text, int64_t at_ms), void *context);

/* An erased post leaves what is shown. */
void incidents_forget(struct incidents *incidents, struct str post_id);

void incidents_save(const struct incidents *incidents, struct buf *out);
bool incidents_load(struct incidents *incidents, struct str bytes, struct err *err);

#endif
