/* SPDX-License-Identifier: MIT */

/* what_if — which incidents the kept posts would have raised under another budget.
 *
 * Takes   a store and a budget of false alerts a week
 * Gives   incidents as the aggregator would have written them; nothing is written
 * Errors  AGAIN from the store; CONFIG from the gazetteer
 * Memory  the arena given; while it works every kept post as JSON
 * Cost    that of reading the posts kept
 *
 * Disadvantage: it knows no more than the posts that are kept (privacy.keep_posts), so its first weeks are those of a
 * new council, and no officer's action takes part. */
#ifndef ANALYSIS_WHAT_IF_H
#define ANALYSIS_WHAT_IF_H

#include "redis/records.h"

bool what_if(const struct council *council, struct store *store, double budget_a_week, struct arena *arena,
             struct records_page *incidents, struct err *err);

#endif
