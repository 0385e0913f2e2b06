/* SPDX-License-Identifier: MIT */

/* serving — the commands serve and snapshot.
 *
 * Takes   the command line
 * Gives   the page and the feeds until SIGTERM, its address on standard output once it answers; or, of snapshot, a
 *         page.html that needs nothing else and a feed.json
 * Errors  exit code and one line on stderr; while the store is away the last board is shown
 * Memory  a board, read anew each second; the kept posts */
#ifndef SERVING_H
#define SERVING_H

#include "base/args.h"

extern const struct args_option serving_serve_options[], serving_snapshot_options[];

int serving_serve(const struct args *args);
int serving_snapshot(const struct args *args);

#endif
