/* SPDX-License-Identifier: MIT */

/* tallies_command — how many people said something, and how they felt, over time, as a list.
 *
 * Takes   the command line
 * Gives   a row a period on stdout; what fewer than three people said is not told apart
 * Errors  the exit code and one line on stderr
 * Memory  its own */
#ifndef ANALYSIS_TALLIES_COMMAND_H
#define ANALYSIS_TALLIES_COMMAND_H

#include "base/args.h"

extern const struct args_option tallies_command_options[];
int tallies_command_run(const struct args *args);

#endif
