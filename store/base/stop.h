/* SPDX-License-Identifier: MIT */

/* stop — the one flag that ends a program's loop.
 *
 * Takes   SIGTERM and SIGINT, once stop_watch was called
 * Gives   stop_asked(), to be looked at after every call that may block (none blocks over a second)
 * Errors  none
 * Memory  none */
#ifndef STORE_BASE_STOP_H
#define STORE_BASE_STOP_H

#include <stdbool.h>
#include <stdint.h>

void stop_watch(void); /* also ignores SIGPIPE */
bool stop_asked(void);
void stop_ask(void);

/* Sleeps until then or until asked to stop; false if asked. */
bool stop_sleep_ms(int64_t ms);

#endif
