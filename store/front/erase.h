/* SPDX-License-Identifier: MIT */

/* erase — removes an author's posts, or one post, everywhere, and refuses their return.
 *
 * Takes   --author HANDLE, --post ID, or --due: what sources asked for
 * Gives   what was removed, in words
 * Errors  CONFIG: none or several given; AGAIN: the store is away
 * Memory  an arena of the call
 * Cost    reads everything kept once, to find the pseudonyms behind a handle */
#ifndef STORE_FRONT_ERASE_H
#define STORE_FRONT_ERASE_H

#include "base/args.h"

extern const struct args_option erase_options[];
int erase_run(const struct args *args);

#endif
