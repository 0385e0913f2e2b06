/* SPDX-License-Identifier: MIT */

/* parse — `earshot parse KIND`: one recorded reply to posts, without network or Redis.
 *
 * Takes   --url, --header, a file or standard input
 * Gives   posts as JSON Lines on stdout
 * Errors  exit 1 and one line that names what is wrong and where; 2 for an unknown kind
 * Memory  an arena of its own; a reply of at most PARSE_BYTES_MOST */
#ifndef COLLECTORS_PARSE_H
#define COLLECTORS_PARSE_H

#include "base/args.h"

enum { PARSE_BYTES_MOST = 64 << 20 };

extern const struct args_option parse_options[];
int parse_run(const struct args *args);

#endif
