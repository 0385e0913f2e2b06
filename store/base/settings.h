/* SPDX-License-Identifier: MIT */

/* settings — the configuration file, read by tables: one row is a setting's name, type, range, default, sentence.
 *
 * Takes   a libConfuse file; sections, each with rows and a struct that the rows' offsets point into
 * Gives   one filled struct for each section of the file, in its order; a section that must be there once and is
 *         not gets its defaults
 * Errors  CONFIG: "FILE:LINE: setting: what would be right", for an unknown section, an unknown setting, a value of
 *         the wrong type or range, a title given twice
 * Memory  the arena given
 * After   fluent-bit's config_map, tmux's options-table: the table parses, documents and prints itself */
#ifndef STORE_BASE_SETTINGS_H
#define STORE_BASE_SETTINGS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum settings_type {
    SETTINGS_TEXT,    /* struct str; `choices` if not NULL: "cy|en" */
    SETTINGS_PATH,    /* struct str, made relative to the configuration file; "" stays empty */
    SETTINGS_LIST,    /* struct settings_list of texts, each among `choices` if given */
    SETTINGS_BOOL,    /* bool */
    SETTINGS_INTEGER, /* int64_t, least … most */
    SETTINGS_NUMBER,  /* double, least … most */
    SETTINGS_SPAN,    /* int64_t milliseconds, written "2m", "6h", "30d"; least … most in milliseconds */
    SETTINGS_BYTES,   /* int64_t bytes, written "64MB" */
    SETTINGS_TIME,    /* int64_t minutes after midnight, written "07:30" */
};

struct settings_list {
    struct str *items;
    size_t count;
};

struct settings_row {
    const char *name;
    enum settings_type type;
    const char *otherwise; /* the default, as written in a file; a list's parts with commas; NULL: must be given */
    size_t offset;
    double least, most; /* both 0: any */
    const char *choices;
    const char *sentence;
};

struct settings_section {
    const char *name;
    const char *sentence;
    const struct settings_row *rows; /* ends with a NULL name */
    size_t struct_bytes;
    bool titled; /* may come many times, each with a title of its own; else at most once */
};

struct settings_found {
    const struct settings_section *section;
    struct str title; /* of a titled one */
    int line;         /* 0: not in the file, all defaults */
    void *values;     /* the section's struct */
    struct settings_found *next;
};

/* `strict` false passes over sections and settings of others; the front command reads strictly first. `path` may be
 * NULL: all defaults. */
bool settings_read(const char *path, const struct settings_section *const sections[], size_t count, bool strict,
                   struct arena *arena, struct settings_found **first, struct err *err);

/* The effective configuration with each setting's sentence as a comment; can be read back. Secrets are in files,
 * so there is none to hide. */
void settings_print(const struct settings_found *first, struct buf *out);

#endif
