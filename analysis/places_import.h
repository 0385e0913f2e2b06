/* SPDX-License-Identifier: MIT */

/* places_import — other people's gazetteers as ours.
 *
 * Takes   OS Open Names (CSV, one file or several put together) or a GeoNames dump (tab-separated)
 * Gives   our CSV: id,name,lang,kind,parent,lat,lon,require; a row for each language's name
 * Errors  CONFIG, FILE:LINE:COLUMN
 * Memory  the file
 * Cost    1 us a row
 * After   OS Open Names technical specification 3; GeoNames readme. Hills and waters are left out; parents are not
 *         made, as neither says in which ward a street is: a council adds its wards and sets them */
#ifndef ANALYSIS_PLACES_IMPORT_H
#define ANALYSIS_PLACES_IMPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "welsh.h"

/* `text` is changed. `welsh` tells which of GeoNames' unlabelled other names are Welsh; may be NULL. */
bool places_import_os(const char *path, char *text, size_t len, struct buf *out, struct err *err);
bool places_import_geonames(const char *path, char *text, size_t len, const struct welsh *welsh, struct buf *out,
                            struct err *err);

#endif
