/* SPDX-License-Identifier: MIT */

/* shelf — the posts that are still kept, with their readings, in memory for searching.
 *
 * Takes   what was committed, page by page, from the store
 * Gives   the posts that fit a filter, newest first
 * Errors  AGAIN: the store is away; the shelf stays as it was
 * Memory  about 700 B a post; over SHELF_POSTS_MOST the rest is left to the store
 * Cost    a tick takes SHELF_SLICE_MS and the reading of one entry; a search goes over the posts, newest first, until
 *         it has enough
 *
 * What was erased leaves with shelf_forget. Each SHELF_ANEW_MS the shelf is built anew beside the old one and takes its
 * place, so that what has expired is gone from here too. */
#ifndef SHELF_H
#define SHELF_H

#include "base/table.h"
#include "redis/records.h"
#include "redis/stream.h"

enum { SHELF_POSTS_MOST = 500000, SHELF_SLICE_MS = 8, SHELF_ANEW_MS = 20 * 60 * 1000 };

struct shelf_row {
    const struct post *post;
    const struct reading *reading;
    int64_t at_ms;
    uint64_t key;                  /* of the id */
    uint64_t tomb_id, tomb_author; /* as the store names them if they are erased */
};

struct shelf;

struct shelf *shelf_new(void);
void shelf_free(struct shelf *shelf);

/* *changed is set if posts came. `store` may be NULL: nothing happens. */
bool shelf_tick(struct shelf *shelf, struct store *store, bool *changed, struct err *err);
/* Whether there is more to read than the last tick did. */
bool shelf_is_behind(const struct shelf *shelf);
/* Takes away whatever the store says was erased. */
bool shelf_forget(struct shelf *shelf, struct store *store, struct err *err);
/* For tests and snapshots: puts one post on the shelf. */
void shelf_put(struct shelf *shelf, const struct post *post, const struct reading *reading);
size_t shelf_count(const struct shelf *shelf);

/* What is absent does not filter; class_ READING_CLASSES, label READING_LABELS: any. */
struct shelf_filter {
    struct str words, issue, place, language, kind, source;
    enum reading_class class_;
    enum reading_label label;
    bool asks, urgent; /* asks: questions and requests */
    int64_t from_ms, to_ms; /* 0: any */
    int64_t before_ms;      /* for the next page: older than this post … */
    uint64_t before_key;    /* … or as old and before it */
};
struct shelf_filter shelf_filter_any(void);

/* The newest `most` that fit; *more tells whether there are others. */
size_t shelf_search(const struct shelf *shelf, const struct shelf_filter *filter, size_t most,
                    const struct shelf_row **rows, bool *more);
const struct shelf_row *shelf_find(const struct shelf *shelf, struct str id); /* or NULL */

/* Calls for each that fits, newest first. */
void shelf_each(const struct shelf *shelf, const struct shelf_filter *filter,
                void (*visit)(void *context, const struct shelf_row *row), void *context);

/* Every place that was named, id and name, in the order they were first seen. */
const struct table *shelf_places(const struct shelf *shelf);
struct str shelf_place_name(const struct shelf *shelf, struct str id); /* or the id */

#endif
