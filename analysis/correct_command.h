/* SPDX-License-Identifier: MIT */

/* correct_command — `earshot correct POST`: an officer says what a post really is.
 *
 * Takes   the post's id; --class, --sentiment, --issue, at least one; --by
 * Gives   the correction, kept among the officers' actions: `accuracy` counts it and can learn from it
 * Errors  CONFIG: an unknown class or sentiment, nothing to correct; AGAIN: the store is away
 * Memory  none of its own
 * Cost    one round trip */
#ifndef ANALYSIS_CORRECT_COMMAND_H
#define ANALYSIS_CORRECT_COMMAND_H

#include "base/args.h"

extern const struct args_option correct_command_options[];
int correct_command_run(const struct args *args);

#endif
