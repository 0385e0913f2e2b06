/* SPDX-License-Identifier: MIT */

/* words_command — `earshot words`: what a keyword is matched against, a line for each word.
 *
 * Takes   a text a line on standard input; --lang en or cy, otherwise each text's own language
 * Gives   JSON Lines: form as written, start and end in bytes of its line, terms; `line` counts texts from 1
 * Errors  CONFIG: an unknown language; a line over 64 KiB is cut there
 * Memory  one text at a time */
#ifndef ANALYSIS_WORDS_COMMAND_H
#define ANALYSIS_WORDS_COMMAND_H

#include "base/args.h"

extern const struct args_option words_command_options[];
int words_command_run(const struct args *args);

#endif
