/* SPDX-License-Identifier: MIT */

/* sources — the list of kinds, and the configured sources of a council.
 *
 * Takes   a configuration file
 * Gives   the kinds; each configured source with its settings and secrets
 * Errors  CONFIG with file, line and setting: unknown kind or setting, a secret missing or readable by others
 * Memory  the arena given
 * Cost    one read of the file, one of each secret */
#ifndef COLLECTORS_SOURCES_H
#define COLLECTORS_SOURCES_H

#include "base/buf.h"
#include "source.h"

/* Ends with NULL. A new kind is one file in sources/ and one line in sources.c. */
extern const struct source_kind *const sources_kinds[];

const struct source_kind *sources_kind(struct str name);

struct sources {
    struct source *items, *off; /* now_ms and arena are for the caller to set */
    size_t count, off_count;
};

/* The enabled sources, and those that are turned off, in the file's order. */
bool sources_read(const char *path, struct arena *arena, struct sources *sources, struct err *err);

/* The whole file, every program's sections and the sources', each setting known: what `config --check` does. */
bool sources_check(const char *path, struct arena *arena, struct settings_found **all, struct err *err);

/* A source of a kind with nothing but defaults, for `parse`. */
struct source sources_default(const struct source_kind *kind, struct arena *arena);

#endif
