/* SPDX-License-Identifier: MIT */

/* file_state — what a file source remembers: which files, and how far each was read.
 *
 * Takes   the cursor's JSON, or none; a listing (drop.h)
 * Gives   the state; and the state as JSON again
 * Errors  none: a cursor that does not read is a first poll
 * Memory  the arena given
 * Cost    O(files) */
#ifndef COLLECTORS_SOURCES_FILE_STATE_H
#define COLLECTORS_SOURCES_FILE_STATE_H

#include "base/json.h"

enum { FILE_STATE_FILES_MOST = 1000 };

struct file_state_file {
    struct str path, header; /* header: the first row of a CSV file, as it stands there */
    int64_t inode, offset, line, size;
    bool settled; /* nobody is writing to it */
};

struct file_state {
    struct file_state_file *files;
    size_t count;
};

struct file_state file_state_read(struct arena *arena, struct str cursor);
struct str file_state_write(struct arena *arena, const struct file_state *state);

/* Takes in a listing: new files from their start, another file under an old name too, files that went away forgotten. */
void file_state_listed(struct arena *arena, struct file_state *state, const struct json *listing, int64_t settle_ms);

/* The next file that has something to read, or NULL. */
struct file_state_file *file_state_next(const struct file_state *state);

#endif
