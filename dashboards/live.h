/* SPDX-License-Identifier: MIT */

/* live — what has changed, told to open pages as server-sent events.
 *
 * Takes   the board, each time it was read anew
 * Gives   events: `incident` for each new step of an emerging complaint, a sentence in each language and the page to
 *         see; `change` for any other news, at most each LIVE_CHANGE_MS; `all` for a listener that missed more than is
 *         remembered and must read its page anew. An event's id is "run-number": whoever names the last one it had
 *         (Last-Event-ID, or last= in the address) is told what came since, so nothing is lost
 * Errors  none
 * Memory  the last LIVE_EVENTS events and one number an incident
 * Cost    O(incidents) a look
 * After   WHATWG HTML, server-sent events */
#ifndef LIVE_H
#define LIVE_H

#include "board.h"

enum { LIVE_EVENTS = 128, LIVE_EVENT_BYTES_MOST = 4 << 10, LIVE_CHANGE_MS = 5000, LIVE_BEAT_MS = 10000 };

struct live;
struct visit;

struct live *live_new(int64_t run); /* `run` differs from that of any earlier run */
void live_free(struct live *live);
void live_look(struct live *live, const struct board *board);
/* What listeners are to be told since this was asked last: events, or from time to time a remark that keeps proxies
 * awake; in the arena, or absent. */
struct str live_take(struct live *live, struct arena *arena);
struct str live_id(const struct live *live, struct arena *arena); /* of the last event */

void live_answer(struct visit *visit); /* GET /live */

#endif
