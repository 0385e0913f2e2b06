/* SPDX-License-Identifier: MIT */

/* pace — when to ask next: never sooner than the server wishes, never so late that it is for good.
 *
 * Takes   replies with their headers, the time, and a random number from 0 to 1 given by the caller
 * Gives   for each host the time before which it is left alone; for the source the time of its next poll
 * Errors  none: a header that makes no sense is passed over
 * Memory  a state the caller keeps; names of hosts are copied into the arena given when it is read back
 * Cost    O(headers)
 * After   RFC 9110 Retry-After; RFC 9111 freshness; RateLimit headers (draft-ietf-httpapi-ratelimit-headers) and three older ways to say
 *         the same; exponential back-off with full jitter (Brooker 2015) */
#ifndef COLLECTORS_PACE_H
#define COLLECTORS_PACE_H

#include "base/json_out.h"
#include "source.h"

#define PACE_BACKOFF_MOST_MS ((int64_t)3600 * 1000)
#define PACE_WAIT_MOST_MS    ((int64_t)86400 * 1000)     /* the longest a server's word is taken for */
#define PACE_REST_MOST_MS    (3 * (int64_t)86400 * 1000) /* and a feed's that rests at weekends */

enum { PACE_HOSTS_MOST = 8, PACE_HOST_BYTES = 256, PACE_URL_BYTES = 2048, PACE_MOVED_SURE = 3 };

struct pace_host {
    char name[PACE_HOST_BYTES];
    int64_t not_before_ms;
};

struct pace {
    struct pace_host hosts[PACE_HOSTS_MOST];
    size_t host_count;
    int64_t failures;     /* polls in a row */
    int64_t next_poll_ms; /* 0: at once */
    char moved_from[PACE_URL_BYTES], moved_to[PACE_URL_BYTES];
    int64_t moved_count; /* how often in a row */
    char stopped[PACE_URL_BYTES]; /* the address that is gone for good; empty: none */
};

/* 0: the host may be asked; else the time from which on. */
int64_t pace_rests_until(const struct pace *pace, struct str host, int64_t now_ms);

/* Learns from one reply. */
void pace_learn(struct pace *pace, struct str host, const struct source_reply *reply, int64_t now_ms, double random);

/* After a whole poll: when the next one is. `failed` NULL if it went well. */
void pace_plan(struct pace *pace, int64_t every_ms, int64_t not_before_ms, const struct err *failed, int64_t now_ms,
               double random);

/* A redirect for good, or (to absent) none; and where to ask instead, once that is sure. */
void pace_moved(struct pace *pace, struct str from, struct str to);
struct str pace_address(const struct pace *pace, struct str url);

/* This address is gone for good: it is not asked again. An empty one: nothing is. */
void pace_stop(struct pace *pace, struct str url);

/* The time that Retry-After or an exhausted limit names; 0: none. */
int64_t pace_wish(const struct source_reply *reply, int64_t now_ms);

/* How long the reply says it stays as it is, by Cache-Control or Expires: to ask before would bring the same. 0: it
 * does not say, or that it may change at any time. */
int64_t pace_fresh_until(const struct source_reply *reply, int64_t now_ms);

void pace_write(const struct pace *pace, struct json_out *out);
void pace_read(const struct json *node, struct pace *pace);

#endif
