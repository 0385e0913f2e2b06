/* SPDX-License-Identifier: MIT */

/* burst_save — the detector's state as bytes, so that a restart goes on as if nothing had been.
 *
 * Takes   a detector; the bytes that burst_save wrote on a machine of the same kind
 * Gives   bytes; the detector as it was, but for its budget and its local time, which are the new one's
 * Errors  INPUT: cut off, or of another version
 * Memory  the buf given
 * Cost    O(state): 2 KB an issue, 70 B a cell, 12 B a person lately known */
#ifndef ANALYSIS_BURST_SAVE_H
#define ANALYSIS_BURST_SAVE_H

#include "base/buf.h"
#include "burst.h"

void burst_save(const struct burst *burst, struct buf *out);
bool burst_load(struct burst *burst, struct str bytes, struct err *err);

/* `to` is as `from` then. */
void burst_copy(struct burst *to, const struct burst *from);

#endif
