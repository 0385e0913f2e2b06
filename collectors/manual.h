/* SPDX-License-Identifier: MIT */

/* manual — `earshot manual`: one thing heard in a group, entered by whoever heard it.
 *
 * Takes   --text, --group, --heard-by; --when, --ward, --lang; the section `manual` of the configuration
 * Gives   the message in that section's spool, and its id on stdout; the collector brings it in like any source
 * Errors  2: no such section, something left out; 75: the disk
 * Memory  an arena of its own */
#ifndef COLLECTORS_MANUAL_H
#define COLLECTORS_MANUAL_H

#include "base/args.h"

extern const struct args_option manual_options[];
int manual_run(const struct args *args);

#endif
