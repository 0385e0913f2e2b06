/* SPDX-License-Identifier: MIT */

/* tell — what the aggregator asks the letter writer to tell: one step of an incident's life.
 *
 * Takes   JSON as tell_to_json writes it: {"what":"opened","at_ms":…,"incident":{…}}
 * Gives   the same; the incident as it was at that moment, so that a letter says what caused it
 * Errors  INPUT naming the field
 * Memory  the arena it was read into
 * Cost    O(bytes)
 *
 * It lies in the outbox under tell_id, made of incident and step, so that the same step is never told twice. */
#ifndef STORE_RECORD_TELL_H
#define STORE_RECORD_TELL_H

#include "record/incident.h"

struct tell {
    struct str what; /* "opened", "growing", "danger", "quiet", "resolved", "reopened": a step's word */
    int64_t at_ms;
    struct incident incident;
};

struct str tell_id(const struct tell *tell, struct arena *arena); /* "tell:INCIDENT:what:at_ms" */
bool tell_from_json(struct str json, struct arena *arena, struct tell *tell, struct err *err);
struct str tell_to_json(const struct tell *tell, struct arena *arena);

#endif
