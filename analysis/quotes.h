/* SPDX-License-Identifier: MIT */

/* quotes — the residents' own words that stand for a cell of a summary: at most two, of different people.
 *
 * Takes   posts as they are counted, in any order
 * Gives   for each issue and class (of a day also each place) the posts that say it best: clearly of that class and
 *         issue, long enough to say something, short enough to read; never a repost, never what the source marked as
 *         sensitive, never somebody's personal data
 * Errors  AGAIN from the store; a book that does not read back is begun anew, and logged
 * Memory  owns its books until quotes_free
 * Cost    O(quotes of the period) a post, hundreds
 *
 * The choice does not depend on the order: of each author the best post counts, and posts are only added. A book is
 * JSON, so that erasing a post takes it out of there too. */
#ifndef ANALYSIS_QUOTES_H
#define ANALYSIS_QUOTES_H

#include "record/period.h"
#include "record/post.h"
#include "record/summary.h"
#include "redis/records.h"
#include "whereabouts.h"

enum { QUOTES_MOST = 1000 }; /* of one period */

struct quotes_cell {
    struct str issue, place; /* place absent: all */
    enum reading_class class_;
};

struct quote {
    struct quotes_cell cell;
    uint32_t author;
    int64_t score;
    struct summary_quote said;
};

struct quotes_book {
    enum period period;
    int64_t start_ms;
    struct arena arena;
    struct quote *items;
    size_t count;
    bool changed;
};

struct quotes {
    struct store *store;
    struct quotes_book **books;
    size_t count;
};

bool quotes_get(struct quotes *quotes, enum period period, int64_t at_ms, struct quotes_book **book, struct err *err);

bool quotes_offer(struct quotes *quotes, const struct post *post, const struct reading *reading, int64_t at_ms,
                  const struct whereabouts *places, struct err *err);

/* The best of a cell, best first; how many. */
size_t quotes_of(const struct quotes_book *book, const struct quotes_cell *cell,
                 struct summary_quote out[SUMMARY_QUOTES_MOST]);

void quotes_clear(struct quotes_book *book); /* to be chosen anew */
void quotes_strip(struct quotes_book *book, int64_t before_ms); /* takes out what is older */
void quotes_blobs(const struct quotes *quotes, int64_t keep_ms, struct arena *arena, struct records_blob *blobs,
                  size_t *count);
void quotes_written(struct quotes *quotes);
void quotes_free(struct quotes *quotes);

#endif
