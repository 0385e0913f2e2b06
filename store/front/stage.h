/* SPDX-License-Identifier: MIT */

/* stage — what the demonstration plays on: a folder, a private Redis, the town's servers, the page, the programs.
 *
 * Takes   where letters go, the page's port
 * Gives   the world at a time: stage_step moves the clock and runs collect, analyse, aggregate and mail once each
 *         (in history no mail: what is over is nobody's letter any more);
 *         a program or a server that was killed is run again, which changes nothing (the protocol's promise)
 * Errors  AGAIN: a program failed more often than patience; CONFIG: something is missing
 * Memory  owns a folder under the temporary folder, removed at the end
 * Cost    a step is five short processes */
#ifndef STORE_FRONT_STAGE_H
#define STORE_FRONT_STAGE_H

#include <stdint.h>

#include "base/err.h"

struct stage;

struct stage *stage_open(const char *out, const char *port, struct err *err);
const char *stage_page(const struct stage *stage);
bool stage_step(struct stage *stage, int64_t now_ms, bool with_mail, struct err *err);

/* Starts the page anew: it reads what is over once, and the history was not yet there. */
bool stage_new_page(struct stage *stage, struct err *err);

/* Prints incidents that opened or changed since the last call. */
bool stage_tell_news(struct stage *stage, struct err *err);
void stage_progress(const struct stage *stage, int done, int all);

/* feed.json and page.html into the out folder, and the day's digest on the screen. */
bool stage_finish(struct stage *stage, int64_t day_ms, struct err *err);

/* Looks after the servers; false when one cannot be kept. */
bool stage_keep(struct stage *stage);
void stage_close(struct stage *stage);

#endif
