/* SPDX-License-Identifier: MIT */

/* demo — the sample town, a fictional borough, through the real programs on an injected clock.
 *
 * Takes   --once (no pauses, ends when the sample is through), --out DIR for the letters, feed and page
 * Gives   the page's address, each alert as it is raised, the day's digest
 * Errors  1 when a program failed for good, with its name
 * Memory  a folder of its own under the temporary folder, removed at the end
 * Cost    five short processes a step of the clock */
#ifndef STORE_FRONT_DEMO_H
#define STORE_FRONT_DEMO_H

#include "base/args.h"

extern const struct args_option demo_options[];
int demo_run(const struct args *args);

#endif
