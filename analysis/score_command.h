/* SPDX-License-Identifier: MIT */

/* score_command — `earshot score`: posts or texts on standard input to readings, without a store.
 *
 * Takes   posts as JSON Lines, or with --text a text a line
 * Gives   readings as JSON Lines in the same order
 * Errors  a line that is no post is named on standard error and passed over; the exit code is then 1
 * Memory  one batch of lines
 * Cost    analyse.h's */
#ifndef ANALYSIS_SCORE_COMMAND_H
#define ANALYSIS_SCORE_COMMAND_H

#include "base/args.h"

extern const struct args_option score_command_options[];
int score_command_run(const struct args *args);

#endif
