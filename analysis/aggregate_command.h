/* SPDX-License-Identifier: MIT */

/* aggregate_command — the aggregator as a program: once, or until it is told to stop.
 *
 * Takes   the command line
 * Gives   the exit code; "ready" for the supervisor once it is in its loop
 * Errors  AGAIN is waited out with growing pauses, except with --once
 * Memory  the aggregator's */
#ifndef ANALYSIS_AGGREGATE_COMMAND_H
#define ANALYSIS_AGGREGATE_COMMAND_H

#include "base/args.h"

extern const struct args_option aggregate_command_options[];
int aggregate_command_run(const struct args *args);

#endif
