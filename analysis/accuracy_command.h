/* SPDX-License-Identifier: MIT */

/* accuracy_command — `earshot accuracy`: how often officers agreed with what was read, and learning from where not.
 *
 * Takes   officers' corrections and the posts they are of, from the store
 * Gives   agreement on class by language and class, on sentiment and on the first issue, each with its 95 % interval;
 *         with --retrain also the nudges file in state_dir, which every analyser reads when it starts next
 * Errors  AGAIN: the store is away
 * Memory  one row a correction
 * Cost    one pass over what is kept
 * After   Wilson 1927, for intervals that are honest with few corrections */
#ifndef ANALYSIS_ACCURACY_COMMAND_H
#define ANALYSIS_ACCURACY_COMMAND_H

#include "base/args.h"

extern const struct args_option accuracy_command_options[];
int accuracy_command_run(const struct args *args);

#endif
