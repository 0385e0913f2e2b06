/* SPDX-License-Identifier: MIT */

/* rescore_command — `earshot rescore`: kept posts read again under today's rules, and what would differ.
 *
 * Takes   what the store keeps
 * Gives   which versions the kept readings are of; how many change in class, sentiment and first issue, and from what
 *         to what
 * Errors  AGAIN: the store is away
 * Memory  counts only
 * Cost    one reading a kept post */
#ifndef ANALYSIS_RESCORE_COMMAND_H
#define ANALYSIS_RESCORE_COMMAND_H

#include "base/args.h"

int rescore_command_run(const struct args *args);

#endif
