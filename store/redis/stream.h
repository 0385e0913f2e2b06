/* SPDX-License-Identifier: MIT */

/* stream — posts on their way: in from collectors, through analysers, out to aggregators. Nothing lost, nothing
 * counted twice.
 *
 * Takes   posts and readings as records, not bytes; a segment is the posts of one poll
 * Gives   at least once on the way and exactly once in effect: the answer of XACK is the right to commit
 * Errors  AGAIN: Redis away, full or busy; what was in flight comes again. INPUT never: a record that does not
 *         read back goes to the dead-letter stream with the reason
 * Memory  the arena given
 * Cost    measured in tests/bench/stream
 * After   the protocol in store/redis/README.md */
#ifndef STORE_REDIS_STREAM_H
#define STORE_REDIS_STREAM_H

#include "base/clock.h"
#include "record/post.h"
#include "record/reading.h"
#include "redis/store.h"

enum { STREAM_SEGMENT_POSTS_MOST = 200, STREAM_BACKLOG_MOST = 5000 };

#define STREAM_LATE_MS (7 * CLOCK_DAY_MS) /* what is older when it comes first does not come in; its edits do, while it is kept */
#define STREAM_AHEAD_MS (2 * CLOCK_MINUTE_MS) /* a post from further in the future is taken as from now */

struct stream_ingested {
    int64_t fresh, seen, erased, late; /* how many of the posts given */
    int64_t changed; /* seen, but edited since: read again, not counted again */
    int64_t deleted; /* `deleted` at its source: asked to be erased, see records_erase_due */
};

/* The collector's end. The posts are divided over the shards and written in one function a shard together with the
 * source's cursor; posts already seen are left out. The cursor is opaque. */
bool stream_ingest(struct store *store, struct str source, const struct post *posts, size_t count, struct str cursor,
                   struct stream_ingested *ingested, struct err *err);
/* The smallest of the shards' cursors; absent for a source never polled. Read it before each poll. */
bool stream_cursor(struct store *store, struct str source, struct arena *arena, struct str *cursor, struct err *err);
/* How many different posts of a source ever came in, counted as they came. */
bool stream_arrived(struct store *store, struct str source, int64_t *posts, struct err *err);

/* The analyser's end: one segment, waiting at most block_ms (under a second). Commit it, or bury it, before taking
 * the next. `consumer` is a name that a restarted analyser has again ("analyse-1"), so that it finds what it left. */
struct stream_segment {
    int shard;
    struct str entry; /* the stream id */
    struct post *posts;
    size_t count; /* 0: nothing came */
    const bool *rewritten; /* by post: counted before, read again because it changed */
    uint64_t connection;   /* that delivered it: no other may commit */
};
bool stream_take(struct store *store, struct str consumer, int64_t block_ms, struct arena *arena,
                 struct stream_segment *segment, struct err *err);
/* readings[i] is of posts[i]. False only if Redis failed; *committed tells whether it was still ours. */
bool stream_commit(struct store *store, const struct stream_segment *segment, const struct reading *readings,
                   bool *committed, struct err *err);
/* A segment that failed for the fifth time, or a post of it: away with it, with the reason. */
bool stream_dead(struct store *store, const struct stream_segment *segment, struct str reason, struct err *err);

/* The aggregator's and the readers' end: what was committed, in order, after a position. */
struct stream_kept {
    struct post post;
    struct reading reading;
    bool rewritten; /* written again (edited, erased neighbours, new rules): fold must not count it again */
    bool edited;    /* the words are not those that were counted */
    const struct reading *was; /* what was counted, where new rules read it otherwise since; else NULL … */
    int64_t pass;              /* … and in which going over of all posts that was; see redis/rewrite.h */
};
struct stream_page {
    struct stream_kept *items;
    size_t count;
    struct str position; /* of the last entry read; unchanged if there was none */
    bool more;
};
bool stream_read_out(struct store *store, int shard, struct str after, size_t entries_most, int64_t block_ms,
                     struct arena *arena, struct stream_page *page, struct err *err);

#endif
