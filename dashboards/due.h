/* SPDX-License-Identifier: MIT */

/* due — when which letter is to go, and what it is called. Evaluated always, delivered by policy.
 *
 * Takes   the policies of digest and alert sections, the clock
 * Gives   decisions and ids, without looking at the store
 * Errors  none
 * Memory  the arena given
 * Cost    O(1) */
#ifndef DUE_H
#define DUE_H

#include "board.h"
#include "record/tell.h"

/* The summary that this digest should tell of by now: "day:2026-09-25"; absent where today is not its day, or its
 * time has not come. */
struct str due_digest(const struct council_digest *digest, int64_t now_ms, struct arena *arena);

/* Complete; or an hour past its end, with what there is. */
bool due_is_ready(const struct summary *summary, int64_t now_ms);

struct str due_digest_letter(const struct council_digest *digest, struct str summary, struct str to,
                             struct arena *arena);

enum due_alert { DUE_NOW, DUE_LATER, DUE_NEVER };

/* Danger passes at any hour. What was muted is not told; what ended while its readers slept neither; nor what is older
 * than a day. */
enum due_alert due_alert(const struct council_alert *alert, const struct tell *tell, const struct board *board);
bool due_escalation(const struct council_alert *alert, const struct incident *incident, int64_t now_ms);

struct str due_alert_letter(const struct council_alert *alert, const struct tell *tell, struct str to,
                            struct arena *arena);
struct str due_alert_thread(const struct council_alert *alert, const struct tell *tell, struct str to,
                            struct arena *arena);

/* Whether what lies in the outbox is yet to be written, rather than an envelope. */
bool due_is_tell(struct str id);

#endif
