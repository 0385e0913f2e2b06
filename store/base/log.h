/* SPDX-License-Identifier: MIT */

/* log — one line an event on stderr, as logfmt or JSON.
 *
 * Takes   an event in a few words, then pairs of key and text, ended by NULL
 * Gives   time=… level=… program=… event="…" key=value…
 * Errors  none: a log that cannot be written is given up
 * Memory  a buf of the call
 * Cost    one write a line. Values are quoted and escaped, so that no stranger's text forges a line or speaks to
 *         the terminal. Never log a resident's words or handle. */
#ifndef STORE_BASE_LOG_H
#define STORE_BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* `json` as --log json; levels under `least` are not written. */
void log_open(const char *program, bool json, enum log_level least);
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#endif
