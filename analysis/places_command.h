/* SPDX-License-Identifier: MIT */

/* places_command — `earshot places`: makes a gazetteer of a public file, checks one, tries one on texts.
 *
 * Takes   import --format os-open-names|geonames FILE; check [FILE]; find, texts on standard input
 * Gives   a gazetteer as CSV; how many places of each kind and what names need; what is found, as JSON Lines
 * Errors  CONFIG: an unknown word or format; what gazetteer.h and places_import.h say
 * Memory  the whole file */
#ifndef ANALYSIS_PLACES_COMMAND_H
#define ANALYSIS_PLACES_COMMAND_H

#include "base/args.h"

extern const struct args_option places_command_options[];
int places_command_run(const struct args *args);

#endif
