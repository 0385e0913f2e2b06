/* SPDX-License-Identifier: MIT */

/* spool — messages that one program leaves for another in a folder: each whole, and each once.
 *
 * NAME.msg is a message that waits, made by a rename, so that a reader meets all of it or nothing; the reader removes
 * it when it is safe elsewhere. seen/NAME remembers a name for SPOOL_SEEN_MS, longer than a signature lives.
 *
 * Takes   a folder, made if it is missing; a name of letters, digits and '-'; bytes
 * Gives   a message that survives a loss of power
 * Errors  INPUT: a name seen before, or none; LIMIT: SPOOL_MESSAGES_MOST wait; AGAIN: the disk
 * Memory  none
 * Cost    O(messages seen lately) */
#ifndef STORE_BASE_SPOOL_H
#define STORE_BASE_SPOOL_H

#include "base/err.h"
#include "base/str.h"

#define SPOOL_SEEN_MS (20 * 60 * (int64_t)1000)
enum { SPOOL_MESSAGES_MOST = 10000, SPOOL_NAME_BYTES_MOST = 100 };

bool spool_put(const char *folder, struct str name, struct str bytes, bool *repeated, struct err *err);

#endif
