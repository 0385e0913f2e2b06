/* SPDX-License-Identifier: MIT */

/* unpack — a reply's gzip undone as it comes, and seen to be whole.
 *
 * Takes   the reply's Content-Encoding, then its bytes in pieces
 * Gives   the decoded bytes in a buf, whose ceiling holds against bombs
 * Errors  AGAIN: an encoding nobody asked for, broken gzip, gzip cut short (which libcurl lets pass)
 * Memory  about 40 KB while it runs, given back by unpack_free
 * Cost    O(decoded bytes) */
#ifndef COLLECTORS_UNPACK_H
#define COLLECTORS_UNPACK_H

#include "base/buf.h"

struct unpack;

/* NULL with err unset: the bytes are as they are. */
struct unpack *unpack_new(struct str encoding, struct err *err);
bool unpack_add(struct unpack *unpack, struct str bytes, struct buf *out, struct err *err);
bool unpack_is_whole(const struct unpack *unpack, struct err *err);
void unpack_free(struct unpack *unpack);

#endif
