/* SPDX-License-Identifier: MIT */

/* explain_command — `earshot explain TEXT`: which words and rules decided what, for a person.
 *
 * Takes   a text
 * Gives   the reading in words, and under each finding the words that decided it with their weights
 * Errors  CONFIG as analyse.h's
 * Memory  none of its own
 * Cost    that of one reading */
#ifndef ANALYSIS_EXPLAIN_COMMAND_H
#define ANALYSIS_EXPLAIN_COMMAND_H

#include "base/args.h"

extern const struct args_option explain_command_options[];
int explain_command_run(const struct args *args);

#endif
