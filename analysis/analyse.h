/* SPDX-License-Identifier: MIT */

/* analyse — posts in, readings out: words, language, sentiment, class, issues, places, in one call for a batch.
 *
 * Takes   posts whose text is clean UTF-8 (any bytes are borne); the council's issue list and gazetteer if it has them
 * Gives   one reading a post, in the same order; the same text gives the same reading on every machine
 * Errors  only at the start, CONFIG: a list or the model cannot be read; no text fails
 * Memory  owns lists, model (mapped) and scratch, under 64 MB; what readings point to is the arena's, the post's, or
 *         this handle's, so the handle outlives them
 * Cost    O(bytes); about 50,000 instructions a short post, 8 ms to start (tests/bench/analyse.py) */
#ifndef ANALYSIS_ANALYSE_H
#define ANALYSIS_ANALYSE_H

#include "record/council.h"
#include "record/post.h"
#include "record/reading.h"

struct analyse;

struct analyse *analyse_new(const struct council *council, struct err *err);
void analyse_free(struct analyse *analyse);

void analyse_posts(struct analyse *analyse, const struct post *posts, size_t count, struct arena *arena,
                   struct reading *readings);

/* "1.0.0+rules:9f3c…": the program's version and a hash of every list and model it reads with. */
struct str analyse_version(const struct analyse *analyse);

#endif
