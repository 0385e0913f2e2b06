/* SPDX-License-Identifier: MIT */

/* unit — what every unit test starts with: cmocka, its own headers, and comparing a str.
 *
 * Takes   nothing
 * Gives   assert_str(str, "literal") */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/str.h"

#define assert_str(got, want)                                                     \
    do {                                                                          \
        struct str got_ = (got), want_ = str_from(want);                          \
        if (!str_eq(got_, want_))                                                 \
            fail_msg("got \"" STR_FMT "\", want \"%s\"", STR_ARG(got_), (want));  \
    } while (0)

#endif
