/* SPDX-License-Identifier: MIT */

/* lists — the built-in lists that an officer can read: how words feel, classes, issues; read, or taken as they were packed.
 *
 * Takes   analysis/data/lexicon.*.txt, classes.conf and issues.conf; the stem that texts will be read with
 * Gives   their keywords and rules, to which a council's own list can be added before the first text. When Earshot is built
 *         they are read once and packed into made/lists.bin, with a hash of the files they are from: taken from there they are
 *         the same, and the start need not read, split and stem 27,000 keywords. Where one of the files was changed since, or
 *         where nothing is packed, the files are read
 * Errors  CONFIG: a list cannot be read, with file and line; what was packed is damaged
 * Memory  owns all until lists_free; texts of what was packed stay in its file, mapped
 * Cost    2 ms packed, 15 ms read
 * After   compilers' precompiled headers: used if made from what it stands for, else passed over */
#ifndef ANALYSIS_LISTS_H
#define ANALYSIS_LISTS_H

#include "classes.h"
#include "issues.h"
#include "lexicon.h"

struct lists {
    struct arena arena;
    struct str packed; /* the file they were taken from; empty if they were read */
    struct phrases phrases;
    struct lexicon lexicon;
    struct classes classes;
    struct issues issues;
};

void lists_init(struct lists *lists, struct stem *stem);
void lists_free(struct lists *lists);

/* Into lists just begun: as packed if that is fresh, else as read. What is packed was stemmed without a council's own Welsh
 * lexicon: lists for a stem with one are to be read. */
bool lists_open(struct lists *lists, struct err *err);
bool lists_read(struct lists *lists, struct err *err);

/* Lists as they were read, in a file of their own; and out of its bytes, into lists just begun. */
bool lists_pack(struct lists *lists, struct buf *out, struct err *err);
bool lists_unpack(struct lists *lists, struct packed *in);

#endif
