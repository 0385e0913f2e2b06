/* SPDX-License-Identifier: MIT */

/* town — the sample town's sources, as their servers would answer at a moment.
 *
 * Takes   the folder of recorded entries, a path with its query, the time
 * Gives   status, headers and body: a Mastodon server's timelines, an RSS feed, an Atom feed; files that the call
 *         centre and the survey have dropped by then
 * Errors  CONFIG naming the file
 * Memory  the arena given
 * After   docs.joinmastodon.org: min_id pages forward, max_id back, Link tells both */
#ifndef TESTS_TOWN_SERVER_TOWN_H
#define TESTS_TOWN_SERVER_TOWN_H

#include "base/arena.h"
#include "base/err.h"

struct town;

struct town *town_open(const char *folder, struct arena *arena, struct err *err);

enum { TOWN_IDS_MOST = 20 };

struct town_query {
    struct str limit, min_id, max_id, since_id;
    struct str ids[TOWN_IDS_MOST]; /* statuses that are looked at again */
    size_t id_count;
};

struct town_answer {
    unsigned status;
    const char *content_type;
    struct str body, link, etag;
};

/* `origin` is this server's address, for Link. */
struct town_answer town_ask(const struct town *town, struct str path, const struct town_query *query,
                            const char *origin, int64_t now_ms, struct arena *arena);

/* Writes into `target` what was dropped after `since_ms` and by `now_ms`: one file a kind, or none. */
bool town_drop(const char *folder, const char *target, int64_t since_ms, int64_t now_ms, struct arena *arena,
               struct err *err);

#endif
