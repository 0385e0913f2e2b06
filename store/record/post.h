/* SPDX-License-Identifier: MIT */

/* post — one message, normalised, whatever it came from.
 *
 * Takes   JSON of the form CONTRACT.md gives, a JSON Feed 1.1 item with ours under _earshot
 * Gives   the same form; absent is absent, never an empty string; times are UTC milliseconds, 0 for absent
 * Errors  INPUT naming the field: no id, a time that is none
 * Memory  borrows from the arena it was read into
 * Cost    O(bytes) */
#ifndef STORE_RECORD_POST_H
#define STORE_RECORD_POST_H

#include "base/json_out.h"

enum { POST_TAGS_MOST = 32, POST_TEXT_BYTES = 64 << 10, POST_ID_BYTES = 2048 };

struct post {
    struct str id;  /* kind:native_id */
    struct str url, title, text, language; /* language as the source declares it */
    int64_t published_ms, modified_ms;
    struct str tags[POST_TAGS_MOST];
    size_t tag_count;
    struct str author_name, author_url;
    struct str author_key; /* keyed pseudonym in hex; what counts people. Absent until the collector sets it */
    struct str kind, source, native_id, reply_to, repost_of;
    bool has_place;
    double lat, lon;
    struct str visibility;
    bool sensitive, deleted;
    struct str ward; /* a place the source itself names (a call-centre log's ward), matched by the analyser */
};

bool post_from_json(const struct json *node, struct arena *arena, struct post *post, struct err *err);
void post_to_json(const struct post *post, struct json_out *out);

/* Whose voice it is: its author's key; of a feed's entry without an author the feed's, as a paper is one however much it
 * prints; of anything else without one its own: a call, a report sent without a name, an entry that is pinned to a place, as
 * feeds of residents' reports are. */
struct str post_voice(const struct post *post);

#endif
