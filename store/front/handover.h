/* SPDX-License-Identifier: MIT */

/* handover — which program does which command, and giving the process over to it.
 *
 * Takes   the command line as it came
 * Gives   the program's exit code by becoming it
 * Errors  CONFIG: the configuration does not hold, told by the one program that knows every section; or the
 *         program is not where it should be
 * Memory  none, but for what is given in the caller's arena */
#ifndef STORE_FRONT_HANDOVER_H
#define STORE_FRONT_HANDOVER_H

#include "base/json.h"

struct handover {
    const char *command, *program, *sentence;
};

/* Ends with a NULL command. */
extern const struct handover handover_table[];

/* The row of the first word that is no option, or NULL. */
const struct handover *handover_find(int argc, char **argv);

/* Does not return if it succeeds; else an exit code. */
int handover_run(const struct handover *handover, char **argv);

/* True when the whole configuration holds; else the line that says why is on stderr. */
bool handover_check_config(const char *path);

/* The same, and the configured sources: [{"name":…,"kind":…,"state":"new" or "off"}]. A path may be NULL. */
bool handover_sources(const char *path, struct arena *arena, struct json **sources);

#endif
