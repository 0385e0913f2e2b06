/* SPDX-License-Identifier: MIT */

/* issues_command — `earshot issues`: the list, its words for review, and what another list would catch.
 *
 * Takes   nothing, or `test FILE`: a list to run over the kept posts, or over --posts FILE
 * Gives   the issues with their titles; with --lang every entry in that language, as a table or CSV; of a test, for
 *         each issue how many posts it has now, would have, gains and loses, with examples, and what it takes from whom
 * Errors  CONFIG with file and line; AGAIN: the store is away
 * Memory  a test holds two analysers
 * Cost    two readings a kept post */
#ifndef ANALYSIS_ISSUES_COMMAND_H
#define ANALYSIS_ISSUES_COMMAND_H

#include "base/args.h"

extern const struct args_option issues_command_options[];
int issues_command_run(const struct args *args);

#endif
