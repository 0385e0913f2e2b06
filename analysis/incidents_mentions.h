/* SPDX-License-Identifier: MIT */

/* incidents_mentions — how many posts speak of an issue at all, so that a busy day is not taken for a complaint.
 *
 * Takes   every reading that names an issue, whatever its class
 * Gives   what share of those since a time was of one mood, a few posts leaning on the share of the last day
 * Errors  of loading: a cut-off state sets `bad` of the reader
 * Memory  300 B an issue ever named
 * Cost    O(1) */
#ifndef ANALYSIS_INCIDENTS_MENTIONS_H
#define ANALYSIS_INCIDENTS_MENTIONS_H

#include "base/packed.h"
#include "base/table.h"
#include "record/reading.h"

enum { INCIDENTS_MENTIONS_HOURS = 24 };

struct incidents_mentions {
    struct table issues;
    struct incidents_mentions_row {
        int64_t hour; /* since 1970: the newest */
        uint32_t count[INCIDENTS_MENTIONS_HOURS][READING_LABELS];
    } *rows;
    size_t cap;
};

void incidents_mentions_add(struct incidents_mentions *mentions, struct str issue, enum reading_label mood,
                            int64_t at_ms);
double incidents_mentions_share(const struct incidents_mentions *mentions, struct str issue, enum reading_label mood,
                                int64_t from_ms); /* since then, leaning on its day; 0 where nothing was said */
void incidents_mentions_free(struct incidents_mentions *mentions);

void incidents_mentions_save(const struct incidents_mentions *mentions, struct buf *out);
void incidents_mentions_load(struct incidents_mentions *mentions, struct packed *in);

#endif
