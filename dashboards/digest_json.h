/* SPDX-License-Identifier: MIT */

/* digest_json — summaries, incidents and moods as JSON for other programs.
 *
 * Takes   a show, which gives names in its language; a record
 * Gives   objects as openapi.json describes them. Counts are of distinct people; below three the count is null and
 *         "fewer_than" is 3; quotes are redacted
 * Errors  none of its own: the buf tells if its ceiling was met
 * Memory  the show's arena
 * Cost    O(record) */
#ifndef DIGEST_JSON_H
#define DIGEST_JSON_H

#include "base/json_out.h"
#include "show.h"

/* With the busiest cells_most of its cells. */
void digest_json_summary(const struct show *show, const struct summary *summary, size_t cells_most,
                         struct json_out *out);
void digest_json_incident(const struct show *show, const struct incident *incident, struct json_out *out);
void digest_json_mood(const struct summary_mood *mood, struct json_out *out);      /* a value: null if not known */
void digest_json_people(struct json_out *out, const char *key, int64_t people);    /* members */
void digest_json_time(struct json_out *out, const char *key, int64_t ms, struct arena *arena); /* left out if 0 */
void digest_json_source(const struct show *show, const struct hearing *source, struct json_out *out);

#endif
