/* SPDX-License-Identifier: MIT */

/* signature — a message signed with a shared key: who holds the key sent it, and sent it now.
 *
 * The signed text is "TIME.BODY", TIME in seconds since 1970, and the signature is written "t=TIME,v1=HEX" with HEX
 * the HMAC-SHA-256 of the signed text. A sender that is changing its key may give several v1.
 *
 * Takes   the key as text, the body as bytes
 * Gives   the signature's text; of a good one its name, 32 characters that no other message has
 * Errors  INPUT: no signature, not of this form, made at another time, wrong. None of them tells how near it was
 * Memory  the arena given
 * Cost    O(bytes); compared in constant time
 * After   RFC 2104, and the form that webhooks of payment services made common */
#ifndef STORE_BASE_SIGNATURE_H
#define STORE_BASE_SIGNATURE_H

#include "base/arena.h"
#include "base/err.h"

enum { SIGNATURE_KEY_BYTES_LEAST = 16, SIGNATURE_AGE_MOST_S = 300 };

struct str signature_make(struct arena *arena, struct str key, int64_t now_ms, struct str body);

struct signature_seen {
    int64_t made_ms;
    struct str name;
};
bool signature_check(struct arena *arena, struct str key, struct str signature, struct str body, int64_t now_ms,
                     struct signature_seen *seen, struct err *err);

#endif
