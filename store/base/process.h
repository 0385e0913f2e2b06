/* SPDX-License-Identifier: MIT */

/* process — child programs that end with their parent.
 *
 * Takes   an argument vector, argv[0] a path; the working folder and environment are inherited
 * Gives   a process id; how it ended
 * Errors  AGAIN: no process could be made; an exec that fails shows as exit 127
 * Memory  none
 * After   prctl(2) PR_SET_PDEATHSIG, checked against getppid as it is lost if the parent is already gone */
#ifndef STORE_BASE_PROCESS_H
#define STORE_BASE_PROCESS_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"

struct process {
    pid_t pid;
    int output; /* reads the child's stdout, or -1 */
};

enum process_output { PROCESS_INHERIT, PROCESS_PIPE, PROCESS_NULL, PROCESS_TO_STDERR };

bool process_start(struct process *process, char *const argv[], enum process_output output, int death_signal,
                   struct err *err);

/* 0…255 its exit code, 256 + n ended by signal n; -1 still running (only with `wait` false). */
int process_end(struct process *process, bool wait);

/* SIGTERM, and SIGKILL when it has not ended by then; the same answer as process_end. */
int process_stop(struct process *process, int64_t patience_ms);

/* A program in its loop tells its supervisor so: one line "ready" on stdout. */
void process_say_ready(void);

/* Runs to the end. */
int process_run(char *const argv[], enum process_output output, struct err *err);

/* Where `earshot-NAME` is: beside this executable (a build tree) or in ../libexec/earshot (installed). */
struct str process_sibling(struct arena *arena, const char *name);

/* Where data files are: $EARSHOT_DATA, the source tree's folder of a build, or ../share/earshot. */
struct str process_data(struct arena *arena, const char *name);

#endif
