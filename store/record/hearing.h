/* SPDX-License-Identifier: MIT */

/* hearing — how well a source is heard: does it answer, since when is it silent, and why.
 *
 * Takes   the record that a collector keeps of a source, or a summary's copy of it: JSON
 * Gives   the state in one word, the reason in another that each language has a sentence for, and the reason as the source
 *         said it, for whoever mends it
 * Errors  none: what is not there is empty, or 0
 * Memory  borrows from the JSON
 * Cost    O(1) */
#ifndef STORE_RECORD_HEARING_H
#define STORE_RECORD_HEARING_H

#include "base/json.h"
#include "base/json_out.h"

struct hearing {
    struct str name, kind;
    struct str state; /* "ok", "silent", "deaf" (answers, but may not be heard), "failing", "stopped" */
    struct str why;   /* "refused", "missing", "gone", "busy", "trouble", "away", "unreadable", "large", "setting", "old",
                         "closed", "members", "part", "quota", "slow", "comments", "empty", or nothing; the catalogue has
                         source.why.WORD for each */
    struct str cause; /* in the words of the source or the program, in English */
    int64_t last_success_ms, last_post_ms, silent_since_ms, posts;
};

struct hearing hearing_from_json(const struct json *node);
void hearing_to_json(const struct hearing *hearing, struct json_out *out);

#endif
