/* SPDX-License-Identifier: MIT */

/* detect — the command `earshot detect`: counts as CSV in, alarms as CSV out, no Redis.
 *
 * Takes   --events, --budget B; --rate R, --bucket SPAN, --all; CSV on standard input
 * Gives   see detect_events.h and detect_series.h
 * Errors  exit 1 with one line naming line and column; 2 for a wrong option */
#ifndef ANALYSIS_DETECT_H
#define ANALYSIS_DETECT_H

#include "base/args.h"

extern const struct args_option detect_options[];
int detect_run(const struct args *args);

#endif
