/* SPDX-License-Identifier: MIT */

/* records — what is kept besides the streams: blobs with a checked position, source health, officers' actions,
 * the outbox of letters.
 *
 * Takes   bytes and small structs
 * Gives   the same back
 * Errors  AGAIN: Redis away or full; `stale` of records_fold: somebody else folded, load again
 * Memory  the arena given
 * Cost    one round trip a call */
#ifndef STORE_REDIS_RECORDS_H
#define STORE_REDIS_RECORDS_H

#include "redis/store.h"

/* The aggregator's checkpoint, one function: everything is written, or nothing (stale). All keys are of one shard. */
struct records_blob {
    struct str family; /* "agg:hour", "agg:day", "detect", "summaries", "incidents" */
    struct str name;   /* a bucket, an id */
    struct str value;  /* absent: delete it */
    int64_t expires_at_ms; /* 0: never */
};
struct records_letter {
    struct str id; /* derived from what it tells of, so that a repeat writes nothing */
    struct str json;
};
enum { RECORDS_FOLD_MOST = 100000 }; /* blobs, and letters, of one fold */
bool records_fold(struct store *store, int shard, struct str position_read, struct str position,
                  const struct records_blob *blobs, size_t blob_count, const struct records_letter *letters,
                  size_t letter_count, bool *stale, struct err *err);
/* Absent before the first fold. Opaque: it also tells of erasures, after which a fold is stale. */
bool records_position(struct store *store, int shard, struct arena *arena, struct str *position, struct err *err);

bool records_get(struct store *store, int shard, struct str family, struct str name, struct arena *arena,
                 struct str *value, struct err *err); /* absent value: not there */
struct records_page {
    struct str *names, *values;
    size_t count;
};
bool records_all(struct store *store, int shard, struct str family, struct arena *arena, struct records_page *page,
                 struct err *err); /* ordered by name */

/* Letters to send: the mail program takes, sends, marks sent. */
bool records_letters_due(struct store *store, struct arena *arena, struct records_letter **letters, size_t *count,
                         struct err *err);
bool records_letter_add(struct store *store, struct str id, struct str json, bool *added, struct err *err);
bool records_letter_sent(struct store *store, struct str id, struct err *err);
bool records_letter_was_sent(struct store *store, struct str id, bool *sent, struct err *err);

/* How letters fare on each way out, as the mail program last saw it; JSON by the way's name. */
bool records_delivery_put(struct store *store, struct str name, struct str json, struct err *err);
bool records_deliveries(struct store *store, struct arena *arena, struct records_page *page, struct err *err);

/* Source health, as the collector last saw it; JSON by source name. */
bool records_source_put(struct store *store, struct str source, struct str json, struct err *err);
bool records_source_remove(struct store *store, struct str source, struct err *err);
bool records_sources(struct store *store, struct arena *arena, struct records_page *page, struct err *err);

/* What officers do on the page or the command line, in order; the aggregator reads and obeys. */
bool records_action_add(struct store *store, struct str json, struct err *err);
bool records_actions(struct store *store, struct str after, size_t most, struct arena *arena,
                     struct records_page *page, struct err *err); /* names are positions */
bool records_actions_newest(struct store *store, size_t most, struct arena *arena, struct records_page *page,
                            struct err *err); /* newest first */

/* Who looked at whose words: kept for keep_ms, whatever becomes of the words. */
bool records_look_add(struct store *store, struct str json, int64_t keep_ms, struct err *err);
bool records_looks(struct store *store, struct str before, size_t most, struct arena *arena,
                   struct records_page *page, struct err *err); /* newest first, older than the position `before` */

/* Posts may be quoted in the families incidents, summaries and quotes, and in letters, as objects with the post's
 * "id" in an array: nowhere else, for nowhere else does an erasure look. */

/* Erasure: by post id or by author key; what was found is removed everywhere and refused from now on. */
struct records_erased {
    int64_t posts, incidents;
};
bool records_erase(struct store *store, struct str post_id, struct str author_key, struct records_erased *erased,
                   struct err *err); /* ADMIN */
/* What was erased, for whoever keeps posts in memory: two numbers of 64 bits a post, of its id and of its author, 0 of
 * an absent text; and the set of all those that were erased. *disturbed changes after each erasure. */
uint64_t records_tomb_key(const struct store *store, struct str text);
bool records_disturbed(struct store *store, uint64_t *disturbed, struct err *err);
bool records_tombs(struct store *store, struct arena *arena, uint64_t **keys, size_t *count, struct err *err); /* sorted */
/* The same for what sources deleted, and the old words of what they changed. Whoever supervises calls it each minute. */
bool records_erase_due(struct store *store, struct records_erased *erased, struct err *err); /* ADMIN */

#endif
