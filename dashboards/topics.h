/* SPDX-License-Identifier: MIT */

/* topics — the cells of a summary gathered by issue: what the lists of letters and pages are made of.
 *
 * Takes   a summary and a class
 * Gives   issues by people, most first, each with its busiest places; what rises and what eases against the usual
 * Errors  none
 * Memory  the arena given
 * Cost    O(cells × issues): hundreds × tens
 *
 * Rising: at least three people more than usual, and twice as many. Easing: half the usual or fewer, where five or
 * more were usual. A change among fewer people is noise. */
#ifndef TOPICS_H
#define TOPICS_H

#include "record/summary.h"

enum { TOPICS_PLACES_MOST = 4, TOPICS_MOST = 128 };

struct topic {
    struct str issue;
    int64_t people, posts;
    double usual; /* negative: not known */
    const struct summary_cell *whole; /* all places; or the busiest place where there is none */
    const struct summary_cell *places[TOPICS_PLACES_MOST];
    size_t place_count;
};

struct topics {
    struct topic *items;
    size_t count;
};

/* READING_CLASSES: all classes. */
struct topics topics_of(const struct summary *summary, enum reading_class class_, struct arena *arena);

bool topics_is_rising(const struct topic *topic);
bool topics_is_easing(const struct topic *topic);

#endif
