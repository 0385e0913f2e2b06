/* SPDX-License-Identifier: MIT */

/* tally — what was counted in one hour or day: for each issue, place, class, channel and language how many posts, how
 * many people, and how they felt.
 *
 * Takes   one call for each issue and place of a post; an absent issue or place is the cell of all of them, which is
 *         counted on its own, so that a post with two issues is there once
 * Gives   sums over cells, buckets merged, a packed form of a few bytes a cell
 * Errors  INPUT: bytes that are no tally, or of another version; LIMIT: over TALLY_CELLS_MOST cells
 * Memory  owns cells, names and people until tally_free
 * Cost    O(1) a post; reading back O(bytes)
 * After   sparse data cubes; sentiment is summed in thousandths, so that the sum does not depend on the order
 *
 * Disadvantage: people of several cells are only told apart while they are kept as sets (privacy.keep_posts); after
 * tally_forget a sum over cells counts a person once a cell. */
#ifndef STORE_RECORD_TALLY_H
#define STORE_RECORD_TALLY_H

#include "base/table.h"
#include "record/mood.h"
#include "record/people.h"
#include "record/reading.h"

enum { TALLY_CELLS_MOST = 1 << 20, TALLY_BYTES_MOST = 64 << 20, TALLY_READERS_MOST = 8 };

/* Beside the classes of a reading: reposts and late posts are counted here and in no sum of all classes. */
enum { TALLY_REPOST = READING_CLASSES, TALLY_LATE, TALLY_CLASSES, TALLY_ANY_CLASS };

struct tally_key {
    struct str issue, place; /* absent: all */
    int class_;
    struct str channel, language;
};

struct tally_cell {
    uint32_t issue, place; /* numbers of names; TABLE_NONE: all */
    uint32_t channel, language;
    int class_;
    int64_t posts, milli, micro; /* sums of sentiment in thousandths and of its square in millionths */
    struct people people;
};

struct tally {
    struct arena arena;
    struct table names;
    struct tally_cell *cells;
    uint32_t *slots;
    size_t count, cap, slot_count;
    struct str readers[TALLY_READERS_MOST]; /* versions of the analyser */
    size_t reader_count;
};

void tally_add(struct tally *tally, const struct tally_key *key, uint32_t person, double sentiment);
void tally_reader(struct tally *tally, struct str analyser);
void tally_merge(struct tally *tally, const struct tally *other);
/* What was counted as in `was` counts as in `now` instead; cells with no post left are gone. */
void tally_replace(struct tally *tally, const struct tally *was, const struct tally *now);
void tally_forget(struct tally *tally); /* people to plain numbers */
void tally_free(struct tally *tally);

bool tally_write(const struct tally *tally, struct buf *out, struct err *err);
bool tally_read(struct str bytes, struct tally *tally, struct err *err);

/* The cells of `from` over all channels and languages, for each class and for all of a reading (TALLY_ANY_CLASS). */
void tally_roll(const struct tally *from, struct tally *rolled);
const struct tally_cell *tally_find(const struct tally *tally, const struct tally_key *key); /* NULL: nothing there */

struct tally_filter {
    struct str issue, place;      /* absent: all */
    int class_;                   /* TALLY_ANY_CLASS: all of a reading */
    struct str channel, language; /* absent: all */
};
struct tally_sum {
    struct people people;
    int64_t posts, milli, micro;
};

/* Adds what the filter lets through; may be called over several tallies. */
void tally_sum(const struct tally *tally, const struct tally_filter *filter, struct tally_sum *sum,
               struct arena *arena);
void tally_sum_add(struct tally_sum *sum, const struct tally_cell *cell, struct arena *arena);
struct mood_sums tally_mood_sums(const struct tally_sum *sum);

#endif
