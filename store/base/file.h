/* SPDX-License-Identifier: MIT */

/* file — whole files, read under a ceiling and written so that no reader sees half of one.
 *
 * Takes   paths
 * Gives   contents in an arena, ended by a NUL that does not count
 * Errors  CONFIG with the path where a person must act (missing, unreadable, a secret others can read);
 *         LIMIT over the ceiling; AGAIN for a disk that is full
 * Memory  the arena given
 * Cost    O(bytes) */
#ifndef STORE_BASE_FILE_H
#define STORE_BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* path "-" is standard input. */
bool file_read(const char *path, size_t ceiling_bytes, struct arena *arena, struct str *out, struct err *err);

/* The same bytes without a copy, shared by every process that asks for them, until file_unmap. For files of ours that
 * are not written in place. */
bool file_map(const char *path, size_t ceiling_bytes, struct str *out, struct err *err);
void file_unmap(struct str mapped);

/* First line of a file that only its owner can read. */
bool file_read_secret(const char *path, struct arena *arena, struct str *out, struct err *err);

/* Through a temporary file, fsync and rename: the old contents or the new, never half. */
bool file_write(const char *path, struct str contents, struct err *err);

bool file_make_dir(const char *path, struct err *err); /* with parents, mode 0700 */
bool file_exists(const char *path);
bool file_remove_tree(const char *path);

/* An exclusive lock held until the descriptor closes or the process ends; -1 and AGAIN if somebody holds it. */
int file_lock(const char *path, struct err *err);

/* `path`, or if it is relative, beside the file `beside`. */
struct str file_beside(struct arena *arena, const char *beside, struct str path);

#endif
