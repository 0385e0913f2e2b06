/* SPDX-License-Identifier: MIT */

/* init — writes a commented configuration from a few answers.
 *
 * Takes   flags, or answers on a terminal
 * Gives   a configuration that `earshot check` accepts; an existing file is never overwritten
 * Errors  CONFIG: the file is there already, an answer that cannot be
 * Memory  none */
#ifndef STORE_FRONT_INIT_H
#define STORE_FRONT_INIT_H

#include "base/args.h"

extern const struct args_option init_options[];
int init_run(const struct args *args);

#endif
