/* SPDX-License-Identifier: MIT */

/* replay — recorded posts through the whole pipeline, the clock driven by their dates.
 *
 * Takes   posts as JSON Lines, in any order; the council's configuration
 * Gives   JSON Lines on stdout, in order of time: each step of each incident's life, each day's summary; the same
 *         bytes in each run
 * Errors  INPUT, FILE:LINE: a line that is no post; AGAIN: no scratch Redis; CONFIG as the analyser says
 * Memory  all posts at once; a Redis of its own in a temporary folder, gone afterwards
 * Cost    about 5 ms an hour in which something was said
 *
 * Posts go the real way: into the stream, through the analyser, out to the aggregator. People are told apart by a
 * plain hash of their handle, so that two runs agree; nothing of it is kept. */
#ifndef ANALYSIS_REPLAY_H
#define ANALYSIS_REPLAY_H

#include "base/args.h"

extern const struct args_option replay_options[];
int replay_run(const struct args *args);

#endif
