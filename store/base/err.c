/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

int err_exit_code(const struct err *err)
{
    switch (err->kind) {
    case ERR_NONE:
        return 0;
    case ERR_CONFIG:
        return 2;
    case ERR_AGAIN:
        return 75;
    case ERR_INPUT:
    case ERR_LIMIT:
        return 1;
    }
    return 1;
}

/* Whatever a stranger's words brought along: an error is one line, and says nothing to a terminal. */
static void one_line(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7F)
            *text = ' ';
}

bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err->kind = kind;
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    one_line(err->text);
    return false;
}

bool err_within(struct err *err, const char *format, ...)
{
    char before[sizeof err->text];
    snprintf(before, sizeof before, "%s", err->text);
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    size_t used = strlen(err->text), left = sizeof err->text - used;
    if (left > 3)
        snprintf(err->text + used, left, ": %.*s", (int)left - 3, before);
    one_line(err->text);
    return false;
}

void err_bug(const char *file, int line, const char *what)
{
    fprintf(stderr, "earshot: bug at %s:%d: %s\n", file, line, what);
    abort();
}
