/* SPDX-License-Identifier: MIT */

/* drop — files that people put into a folder, read as if they were a server.
 *
 * Takes   a request with method LIST, and a pattern of glob(7) after file: for its address (with a header Folder, its folder must
 *         be there); or with method READ, a path, and a
 *         header Offset: N; or with method REMOVE, a path
 * Gives   for LIST a JSON array of path, inode, size, age_ms (since it was last written) and done (whether PATH.done
 *         lies beside it); for READ at most DROP_CHUNK_BYTES from there
 * Errors  status 404 with the reason in err: no such file, not a regular one, unreadable
 * Memory  the arena given
 * Cost    O(files), O(bytes) */
#ifndef COLLECTORS_DROP_H
#define COLLECTORS_DROP_H

#include "source.h"

enum { DROP_FILES_MOST = 1000, DROP_CHUNK_BYTES = 1 << 20 };

void drop_read(const struct source_request *request, struct arena *arena, struct source_reply *reply, struct err *err);

#endif
