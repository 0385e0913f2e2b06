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

#include "base/holiday.h"
#include "board.h"
#include "record/period.h"
#include "record/tell.h"

enum { DUE_DAYS_BACK = 40 };

/* The newest time, at or before now_ms, that this digest was due; 0: none in DUE_DAYS_BACK. "weekdays" are no bank
 * holidays. */
int64_t due_digest_time(const struct council_digest *digest, enum holiday_nation nation, int64_t now_ms);

/* When the period begins that the digest of that time tells of, and which: its summary is period_id() of the two. */
int64_t due_digest_start(const struct council_digest *digest, int64_t due_ms);
enum period due_digest_period(const struct council_digest *digest);

/* Complete; or an hour past its end, with what there is. */
bool due_is_ready(const struct summary *summary, int64_t now_ms);

struct str due_digest_letter(const struct council_digest *digest, struct str summary, struct str to,
                             struct arena *arena);

struct str due_service(struct str issue); /* "waste" of "waste.missed-collection" */

/* NOW: its letter goes. HELD: it came outside the hours, which have begun: told with what else was held. LATER: it
 * waits, for its readers sleep, or what matters is a danger at the same place, or the same complaint from a wider one. */
enum due_alert { DUE_NOW, DUE_HELD, DUE_LATER, DUE_NEVER };

/* Danger passes at any hour. What was muted or is silenced is not told, nor what is over a day old though its readers
 * were awake. */
enum due_alert due_alert(const struct council_alert *alert, const struct tell *tell, const struct board *board);

/* A program does not sleep. */
enum due_alert due_webhook(const struct council_alert *alert, const struct tell *tell, const struct board *board);

/* Telephones ring for what begins and for danger, not for what grows or ends. */
bool due_is_loud(const struct tell *tell);

/* Danger since when; whether nobody has taken it up in time. */
int64_t due_danger_since_ms(const struct incident *incident);
bool due_escalation(const struct council_alert *alert, const struct incident *incident, int64_t now_ms);

/* Who stands in a list: addresses and numbers, and of each "rota:NAME" whoever is on duty. */
struct settings_list due_readers(const struct council *council, const struct settings_list *list, int64_t now_ms,
                                 struct arena *arena);

struct str due_alert_letter(const struct council_alert *alert, const struct tell *tell, struct str to,
                            struct arena *arena);
struct str due_alert_thread(const struct council_alert *alert, const struct tell *tell, struct str to,
                            struct arena *arena);

/* Whether what lies in the outbox is yet to be written, rather than an envelope. */
bool due_is_tell(struct str id);

#endif
