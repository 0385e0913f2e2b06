/* SPDX-License-Identifier: MIT */

/* envelope — a letter to one reader as it lies in the outbox: mail with two bodies and a picture, a text message, or
 * what a webhook is told.
 *
 * In html and text each quote of a post stands between \x02NUMBER\x03 and \x04; `quoted` has the post's id. In the outbox
 * the quotes lie apart, each with the id, so that an erasure takes them out; read back, what is left is in its place
 * and the marks are gone.
 *
 * Takes   its parts
 * Gives   JSON for the outbox and back; a Message-ID made of the id, so that a letter sent twice is seen to be one
 * Errors  INPUT naming the field
 * Memory  the arena given
 * Cost    O(bytes) */
#ifndef ENVELOPE_H
#define ENVELOPE_H

#include "base/json_out.h"

enum { ENVELOPE_BYTES_MOST = 512 << 10, ENVELOPE_REFERENCES_MOST = 20 };

enum envelope_way { ENVELOPE_MAIL, ENVELOPE_WEBHOOK, ENVELOPE_TEXT };

struct envelope {
    enum envelope_way way;
    struct str id;      /* of what it tells, and to whom: the outbox's key */
    struct str to;      /* one address or telephone number; of a webhook its section */
    struct str section; /* the alert or digest section that sends it */
    struct str subject; /* one line, UTF-8 */
    struct str html, text;
    struct str *quoted; /* ids of posts; after reading back none */
    size_t quoted_count;
    struct str body;        /* of a webhook: JSON. Kept as JSON, so that an erasure finds the quotes in it */
    struct str picture;     /* PNG, or absent; shown as cid:chart */
    struct str language;    /* "cy, en": Content-Language */
    struct str thread;      /* the id of the letter it follows, or absent */
    struct str unsubscribe; /* the address that stops such letters, or absent */
    struct str urgent;      /* "urgent" marks it important, or absent */
    int64_t date_ms;
};

bool envelope_from_json(struct str json, struct arena *arena, struct envelope *envelope, struct err *err);
struct str envelope_to_json(const struct envelope *envelope, struct arena *arena);

/* 32 characters that no other letter has, and that this one keeps however often it is sent. */
struct str envelope_key(const struct envelope *envelope, struct arena *arena);

/* One line without control characters: what may stand in a header. */
struct str envelope_line(struct arena *arena, struct str text);

/* Lines of at most `width` letters, broken at spaces; a line that starts with spaces or "- " keeps its indent. */
struct str envelope_wrap(struct arena *arena, struct str text, size_t width);

#endif
