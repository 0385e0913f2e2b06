/* SPDX-License-Identifier: MIT */

/* calendar — emerging complaints as a calendar that phones and office programs subscribe to.
 *
 * Takes   a show whose links are whole
 * Gives   iCalendar: an event an emerging complaint, from when it was first heard until it was over or heard last; one
 *         that was no issue after all is cancelled
 * Errors  none
 * Memory  the show's arena
 * Cost    O(incidents)
 * After   RFC 5545: lines end in CRLF and are folded at 75 octets, at a letter */
#ifndef CALENDAR_H
#define CALENDAR_H

#include "visit.h"

void calendar_write(const struct show *show, struct buf *out);
void calendar_answer(struct visit *visit); /* GET /calendar.ics */

#endif
