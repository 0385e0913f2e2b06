/* SPDX-License-Identifier: MIT */

/* up — starts the private Redis and every program, restarts what dies, stops in the order of the flow.
 *
 * Takes   the configuration; SIGTERM or SIGINT to end
 * Gives   one line "ready" when every program has said so, and the same to systemd
 * Errors  CONFIG: the configuration does not hold; AGAIN: another Earshot holds the folder
 * Memory  none
 * After   s6: readiness is said, never slept for */
#ifndef STORE_FRONT_UP_H
#define STORE_FRONT_UP_H

#include "base/args.h"

extern const struct args_option up_options[];
int up_run(const struct args *args);

#endif
