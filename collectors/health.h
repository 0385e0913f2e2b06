/* SPDX-License-Identifier: MIT */

/* health — what is known of a source: does it answer, since when is it silent, when is it asked next.
 *
 * Takes   the record as it was kept; what each poll brought
 * Gives   the record as JSON, which status, digest and page show, and the collector reads back after a restart
 * Errors  none: a record that does not read is a new one
 * Memory  the struct; texts are cut to their fields
 * Cost    O(1) */
#ifndef COLLECTORS_HEALTH_H
#define COLLECTORS_HEALTH_H

#include "fetch.h"
#include "pace.h"
#include "rhythm.h"

enum { HEALTH_VALIDATORS_MOST = 8, HEALTH_VALIDATOR_BYTES = 512, HEALTH_CAUSE_BYTES = 600,
       HEALTH_WHY_BYTES = 16 };

struct health {
    char cause[HEALTH_CAUSE_BYTES]; /* why it fails, or what a person should know; empty: nothing */
    char why[HEALTH_WHY_BYTES];     /* the same in a word of record/hearing.h, if it has one */
    bool failing;
    bool brought; /* people bring what is to be heard, when there is something: it may be never */
    int64_t last_success_ms, last_post_ms, first_poll_ms;
    int64_t posts, requests, not_modified;
    int64_t too_old; /* of what came last: so many were older than the store takes */
    int64_t quota_left, quota_most;
    struct pace pace;
    struct rhythm rhythm;
    struct {
        char url[PACE_URL_BYTES], etag[HEALTH_VALIDATOR_BYTES], last_modified[HEALTH_VALIDATOR_BYTES];
    } validators[HEALTH_VALIDATORS_MOST];
    size_t validator_at; /* the one to be overwritten next */
};

struct health *health_new(void); /* free() gives it back */
void health_read(struct str json, struct health *health);
struct str health_write(struct arena *arena, const struct source *source, const struct health *health, int64_t now_ms);

/* "ok", "silent", "deaf" (answers, but with nothing for longer than is plausible, or with nothing in its first two
 * weeks), "failing", "stopped". */
const char *health_state(const struct health *health, int64_t now_ms);

/* What is usual is learned of the hours that were listened to. An hour without an answer teaches nothing, nor does one
 * of a silence that is news itself: else a source that is deaf for a month would be as usual. */
void health_learn(struct health *health, int64_t fresh, bool answered, int64_t now_ms);

/* An error and the status of its last reply, in a word of record/hearing.h. */
const char *health_why(const struct err *err, int status);

/* What a poll came to: an error and the status of its last reply; or a notice, empty for nothing, and its word or NULL. */
void health_failed(struct health *health, const struct err *err, int status);
void health_said(struct health *health, const char *why, struct str notice);
/* So many were left out because they were older than the store takes. */
void health_left_out(struct health *health, int64_t too_old);

/* The validators that this address gave, and keeping those of a reply. */
struct fetch_validators health_validators(const struct health *health, struct str url);
void health_keep_validators(struct health *health, struct str url, const struct source_reply *reply);

#endif
