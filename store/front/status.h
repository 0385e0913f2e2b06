/* SPDX-License-Identifier: MIT */

/* status — what is heard and what is not: sources, stream, lag, memory, retention.
 *
 * Takes   the configuration and a running store
 * Gives   a table for a person, or JSON
 * Errors  AGAIN: the store is away
 * Memory  an arena of the call */
#ifndef STORE_FRONT_STATUS_H
#define STORE_FRONT_STATUS_H

#include "base/args.h"

extern const struct args_option status_options[];
int status_run(const struct args *args);

#endif
