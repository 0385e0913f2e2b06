/* SPDX-License-Identifier: MIT */

/* board — all that is known now, as letters and pages need it.
 *
 * Takes   the council's configuration, the catalogue, what the aggregator and the collector left
 * Gives   summaries and incidents by id, sources as they are now, what officers did
 * Errors  none of its own: board_read.h fills it from the store
 * Memory  borrows; the arena of whoever filled it
 * Cost    a look-up goes over the list: hundreds */
#ifndef BOARD_H
#define BOARD_H

#include "record/catalogue.h"
#include "record/council.h"
#include "record/hearing.h"
#include "record/incident.h"
#include "record/issue_names.h"
#include "record/place_names.h"
#include "record/summary.h"

/* A source as it is now. */
/* "You said, we did", as an officer recorded it. */
struct board_deed {
    int64_t at_ms;
    struct str id, issue, place, text, text_cy, by;
};

struct board {
    const struct council *council;
    const struct catalogue *catalogue;
    const struct issue_names *issues;
    const struct place_names *places;
    int64_t now_ms;
    const struct summary **summaries; /* ordered by id */
    size_t summary_count;
    const struct incident **incidents; /* newest first */
    size_t incident_count;
    const struct incident **praise; /* emerging compliments, newest first */
    size_t praise_count;
    const struct hearing *sources;
    size_t source_count;
    const struct board_deed *deeds; /* newest first */
    size_t deed_count;
};

const struct summary *board_summary(const struct board *board, struct str id);   /* or NULL */
const struct summary *board_newest_day(const struct board *board);               /* or NULL */
const struct incident *board_incident(const struct board *board, struct str id); /* or NULL */

/* What things are called: the built-in issue list, over it the council's own, and its gazetteer. */
struct board_names {
    struct catalogue catalogue;
    struct issue_names issues;
    struct place_names places;
};
bool board_names_load(struct board_names *names, const struct council *council, struct err *err);
void board_names_free(struct board_names *names);
struct board board_new(const struct council *council, const struct board_names *names, int64_t now_ms);

/* Still open, or easing. */
bool board_is_live(const struct incident *incident);

/* All incidents as a person wants to see them: danger first, then what is open, then what most people are part of. */
const struct incident **board_by_weight(const struct board *board, struct arena *arena);

#endif
