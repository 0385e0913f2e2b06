/* SPDX-License-Identifier: MIT */

/* analyse_command — `earshot analyse`: posts from the stream to readings, as long as it lives.
 *
 * Takes   segments of posts from the store; --number tells several analysers apart
 * Gives   readings committed together with their posts' acknowledgement, exactly once in effect
 * Errors  CONFIG at the start; a store that is away is waited for with --once not given, else exit 75
 * Memory  one arena a segment
 * Cost    analyse.h's, and one round trip to take and one to commit a segment
 * After   store/redis/README.md: what this process leaves when it is killed, its next self takes up */
#ifndef ANALYSIS_ANALYSE_COMMAND_H
#define ANALYSIS_ANALYSE_COMMAND_H

#include "base/args.h"

extern const struct args_option analyse_command_options[];
int analyse_command_run(const struct args *args);

#endif
