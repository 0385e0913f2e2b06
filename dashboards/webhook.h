/* SPDX-License-Identifier: MIT */

/* webhook — what a program is told of one step of an incident.
 *
 * {"id":"…","type":"incident.opened","at":"2026-09-25T07:12:00Z","council":"…","text":{"cy":"…","en":"…"},"url":"…",
 *  "incident":{…}}, the incident as /api/v1/incidents gives it, at the moment of the step.
 *
 * Takes   a board and what is to be told
 * Gives   the envelope's body
 * Errors  LIMIT: over its ceiling
 * Memory  the arena given
 * Cost    O(incident) */
#ifndef WEBHOOK_H
#define WEBHOOK_H

#include "envelope.h"
#include "record/tell.h"
#include "show.h"

bool webhook_write(const struct board *board, const struct tell *tell, struct arena *arena, struct envelope *envelope,
                   struct err *err);

#endif
