/* SPDX-License-Identifier: MIT */

/* config — `earshot config`: the effective configuration, every program's and every source's.
 *
 * Takes   -c FILE; --check
 * Gives   the configuration with each setting's sentence, which can be read back; with --check nothing
 * Errors  exit 2 with file, line, setting and what would be right
 * Memory  an arena of its own */
#ifndef COLLECTORS_CONFIG_H
#define COLLECTORS_CONFIG_H

#include "base/args.h"

extern const struct args_option config_options[];
int config_run(const struct args *args);

#endif
