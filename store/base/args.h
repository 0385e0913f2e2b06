/* SPDX-License-Identifier: MIT */

/* args — the command line, from a table that also prints --help.
 *
 * Takes   commands: name, one sentence, options, a function
 * Gives   options by name; what is left are the operands
 * Errors  CONFIG: an unknown word or option, a missing value; the caller exits 2
 * Memory  borrows argv
 * After   notmuch's command table: one row is the command, its help and its function; gettext: the English sentence
 *         finds its translation */
#ifndef STORE_BASE_ARGS_H
#define STORE_BASE_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum { ARGS_OPTIONS_MOST = 32, ARGS_REPEATS_MOST = 32 };

struct args_option {
    const char *name;     /* "out", without dashes */
    const char *value;    /* "DIR" if it takes one, NULL for a flag */
    const char *sentence; /* for --help */
};

struct args {
    const char *program;     /* "earshot" */
    const char *config_path; /* -c, or $EARSHOT_CONFIG, or NULL */
    bool log_json;
    const struct args_command *command;
    struct {
        const char *name, *value;
    } given[ARGS_REPEATS_MOST];
    size_t given_count;
    char **operands;
    size_t operand_count;
};

struct args_command {
    const char *name;
    const char *operands; /* "TEXT", "[FILE]", or "" */
    const char *sentence;
    const struct args_option *options; /* ends with a NULL name; or NULL */
    int (*run)(const struct args *args);
};

/* What --help says for one of its English sentences, in the reader's language; without a speaker, the sentence itself. */
typedef const char *args_speaker(const char *english);
void args_speak_by(args_speaker *speaker);
const char *args_say(const char *english);

/* Parses, answers --help, runs the command; what the process exits with. */
int args_run(int argc, char **argv, const struct args_command *commands);

/* The value of an option ("" for a given flag), or NULL; and the n-th of one given several times. */
const char *args_get(const struct args *args, const char *name);
const char *args_get_nth(const struct args *args, const char *name, size_t n);
bool args_has(const struct args *args, const char *name);

/* One line on stderr, and the exit code that fits. */
int args_fail(const struct err *err);

#endif
