/* SPDX-License-Identifier: MIT */

/* posts_command — the posts that are still kept, with their readings, as a list.
 *
 * Takes   the command line
 * Gives   a row a post on stdout, oldest first; authors are left out. In JSON a post and its reading as everywhere
 * Errors  the exit code and one line on stderr; LIMIT as kept.h says
 * Memory  what was found, as JSON */
#ifndef ANALYSIS_POSTS_COMMAND_H
#define ANALYSIS_POSTS_COMMAND_H

#include "base/args.h"

extern const struct args_option posts_command_options[];
int posts_command_run(const struct args *args);

#endif
