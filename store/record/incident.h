/* SPDX-License-Identifier: MIT */

/* incident — an emerging complaint (or compliment) with a life, and the numbers behind each step of it.
 *
 * Takes   JSON as incident_to_json writes it
 * Gives   the same; the aggregator writes incidents, letters and pages read them
 * Errors  INPUT naming the field
 * Memory  the arena it was read into
 * After   the lifecycle: candidate, open (one letter), quiet, resolved; acknowledged, snoozed, merged, dismissed */
#ifndef STORE_RECORD_INCIDENT_H
#define STORE_RECORD_INCIDENT_H

#include "base/clock.h"
#include "base/json_out.h"

#define INCIDENT_LATE_MS CLOCK_HOUR_MS

enum incident_state {
    INCIDENT_CANDIDATE,
    INCIDENT_OPEN,
    INCIDENT_QUIET, /* easing: no longer unusual, not yet over */
    INCIDENT_RESOLVED,
    INCIDENT_MERGED,
    INCIDENT_DISMISSED,
    INCIDENT_STATES
};

enum { INCIDENT_LOG_MOST = 64, INCIDENT_POSTS_MOST = 20, INCIDENT_WORDS_MOST = 8, INCIDENT_SHARES_MOST = 16 };

/* One transition, with the numbers that caused it. */
struct incident_step {
    int64_t at_ms;
    struct str what;  /* "opened", "growing", "new-ward", "danger", "quiet", "resolved", "reopened", "acked", … */
    struct str by;    /* an officer, or absent for the program */
    struct str note;
    double people, expected, p;
};

struct incident_share {
    struct str name; /* a channel's kind, a language, or a ward's place id */
    int64_t people;
};

/* A post that shows it: copied here so that a letter needs no search; erasing the post erases it here too. */
struct incident_post {
    struct str id, url, text, language, kind, source;
    int64_t at_ms;
};

struct incident {
    struct str id;    /* stable: made of issue, place and first time */
    struct str issue; /* issue id */
    struct str place; /* place id, or absent: the whole council */
    struct str place_name, place_name_cy;
    struct str kind; /* "complaint" or "compliment" */
    enum incident_state state;
    bool urgent;
    int64_t first_seen_ms, opened_ms, updated_ms, quiet_ms, resolved_ms;
    int64_t acked_ms, snoozed_until_ms;
    struct str acked_by, merged_into;
    int64_t people, posts; /* distinct, since first_seen_ms */
    double expected;       /* people usual in these hours */
    double p;              /* how rarely chance does this */
    double window_h, window_people, window_usual; /* the window that p is of */
    int64_t reposts_not_counted, loud_not_counted;
    int64_t late; /* posts of it that came over INCIDENT_LATE_MS after they were written */
    struct str words[INCIDENT_WORDS_MOST];
    size_t word_count;
    struct incident_share channels[INCIDENT_SHARES_MOST], languages[INCIDENT_SHARES_MOST],
        wards[INCIDENT_SHARES_MOST];
    size_t channel_count, language_count, ward_count;
    struct incident_post shown[INCIDENT_POSTS_MOST];
    size_t shown_count;
    struct incident_step log[INCIDENT_LOG_MOST];
    size_t log_count;
    int64_t hourly_from_ms; /* people an hour, for the chart, and what is usual */
    double hourly[72], hourly_usual[72];
    size_t hourly_count;
};

const char *incident_state_name(enum incident_state state);
bool incident_from_json(const struct json *node, struct arena *arena, struct incident *incident, struct err *err);
void incident_to_json(const struct incident *incident, struct json_out *out);

#endif
