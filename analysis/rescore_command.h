/* SPDX-License-Identifier: MIT */

/* rescore_command — `earshot rescore`: kept posts read again under today's rules, and what would differ; with --write,
 * so that it does.
 *
 * Takes   what the store keeps
 * Gives   which versions the kept readings are of; how many change in class, sentiment and first issue, and from what
 *         to what
 *         With --write the new readings are kept, and the aggregator is asked to count them in the place of the old
 * Errors  AGAIN: the store is away, or an earlier --write has still to be counted. One that was cut off goes on where it
 *         ended when it is run again, also under yet other rules
 * Memory  counts only
 * Cost    one reading a kept post */
#ifndef ANALYSIS_RESCORE_COMMAND_H
#define ANALYSIS_RESCORE_COMMAND_H

#include "base/args.h"

extern const struct args_option rescore_command_options[];
int rescore_command_run(const struct args *args);

#endif
