/* SPDX-License-Identifier: MIT */

/* whereabouts — every place that a post counts for: those it names, and those that these lie in.
 *
 * Takes   a reading; the gazetteer's names, which may be empty
 * Gives   place ids, each once: a street, its ward, its town, but not the council as a whole
 * Errors  none
 * Memory  borrows
 * Cost    a few look-ups a place */
#ifndef ANALYSIS_WHEREABOUTS_H
#define ANALYSIS_WHEREABOUTS_H

#include "record/place_names.h"
#include "record/reading.h"

enum { WHEREABOUTS_MOST = 12 };

struct whereabouts {
    struct str ids[WHEREABOUTS_MOST];
    size_t count;
};

/* The one place that lies in no other; absent if there are several. */
struct str whereabouts_council(const struct place_names *names);

struct whereabouts whereabouts_of(const struct reading *reading, const struct place_names *names, struct str council);

#endif
