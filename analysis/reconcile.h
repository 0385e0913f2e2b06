/* SPDX-License-Identifier: MIT */

/* reconcile — what was erased or edited in the store leaves the detector too.
 *
 * Takes   the incidents as they were kept, after somebody erased
 * Gives   the same without the posts that are not in the stream any more, or say something else there
 * Errors  AGAIN from the store
 * Memory  an arena of its own
 * Cost    reads the stream again as far back as the oldest post the detector holds: 10 us a post */
#ifndef ANALYSIS_RECONCILE_H
#define ANALYSIS_RECONCILE_H

#include "incidents.h"
#include "redis/store.h"

bool reconcile_incidents(struct store *store, struct incidents *incidents, struct err *err);

#endif
