/* SPDX-License-Identifier: MIT */

/* check — `earshot check`: the configuration, and one polite question to each source.
 *
 * Takes   -c FILE; --lang
 * Gives   a table on stdout: each source, whether it answers, what it gave to read, what is missing, in Welsh or
 *         English. Nothing is kept, no cursor moves
 * Errors  exit 1 if a source did not answer as it should; 2 for the configuration
 * Memory  an arena a source
 * Cost    CHECK_REQUESTS_MOST requests a source at most: a token, an account's id, one page */
#ifndef COLLECTORS_CHECK_H
#define COLLECTORS_CHECK_H

#include "base/args.h"

enum { CHECK_REQUESTS_MOST = 6 };

extern const struct args_option check_options[];
int check_run(const struct args *args);

#endif
