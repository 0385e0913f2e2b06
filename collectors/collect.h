/* SPDX-License-Identifier: MIT */

/* collect — `earshot collect`: every source in its own time, all through one loop.
 *
 * Takes   -c FILE; --once
 * Gives   posts in the stream, health records; with --once what is due now, and ends
 * Errors  exit 2 for the configuration, 75 when Redis is away or full; a source that fails is no failure of this
 * Memory  an arena for each source
 * Cost    one thread; waits on all sockets at once */
#ifndef COLLECTORS_COLLECT_H
#define COLLECTORS_COLLECT_H

#include "base/args.h"

extern const struct args_option collect_options[];
int collect_run(const struct args *args);

#endif
