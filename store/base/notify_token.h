/* SPDX-License-Identifier: MIT */

/* notify_token — the token that goes with each request to GOV.UK Notify: who asks, and that it is asked now.
 *
 * Takes   an API key as Notify shows it, NAME-SERVICE-SECRET, the last two UUIDs; the time
 * Gives   a JSON Web Token, to be sent as a bearer token; Notify takes it for half a minute
 * Errors  CONFIG: the key is not of this form
 * Memory  the arena given
 * Cost    one HMAC-SHA-256
 * After   RFC 7519, RFC 7515 */
#ifndef STORE_BASE_NOTIFY_TOKEN_H
#define STORE_BASE_NOTIFY_TOKEN_H

#include "base/arena.h"
#include "base/err.h"

bool notify_token_make(struct arena *arena, struct str key, int64_t now_ms, struct str *token, struct err *err);

#endif
