/* SPDX-License-Identifier: MIT */

/* err — what went wrong, as an instruction to the caller and a sentence for a person.
 *
 * Takes   a kind, which tells the caller what to do, and a printf format
 * Gives   false, so that a failing function can `return err_set(err, …)`
 * Errors  none
 * Memory  the text lives in the struct; a longer text is cut, and it is always one line
 * After   libgit2, error-handling.md: a kind for each reaction, not for each cause */
#ifndef STORE_BASE_ERR_H
#define STORE_BASE_ERR_H

#include <stdbool.h>

enum err_kind {
    ERR_NONE,
    ERR_INPUT,  /* these bytes are bad: count them, skip them */
    ERR_LIMIT,  /* a named ceiling was met */
    ERR_AGAIN,  /* the outside failed: back off and try again */
    ERR_CONFIG, /* a person must act: the text names file, line and setting */
};

struct err {
    enum err_kind kind;
    char text[512];
};

/* The exit code of a program that ends with this error: 1, 2 for CONFIG, 75 for AGAIN. */
int err_exit_code(const struct err *err);

bool err_set(struct err *err, enum err_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Puts "context: " before the text, as an error travels up; false again. */
bool err_within(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the program: our own bug, or no memory left. */
void err_bug(const char *file, int line, const char *what) __attribute__((noreturn));

/* An assertion that stays on in release. */
#define MUST(condition) ((condition) ? (void)0 : err_bug(__FILE__, __LINE__, #condition))

#endif
