/* SPDX-License-Identifier: MIT */

/* url — addresses: put together, taken apart, resolved against a base.
 *
 * Takes   text; addresses as servers write them
 * Gives   text in the arena given, or pieces of what was given
 * Errors  none: what is no address is given back as it came
 * Memory  the arena given
 * Cost    O(length)
 * After   RFC 3986, section 5.2 */
#ifndef COLLECTORS_URL_H
#define COLLECTORS_URL_H

#include "base/arena.h"
#include "base/buf.h"

/* A parameter, with the '?' or '&' it needs, percent-encoded. */
void url_add(struct buf *url, const char *name, struct str value);
struct str url_encode(struct arena *arena, struct str text);

/* The value of a query parameter as written, or absent. */
struct str url_parameter(struct str url, const char *name);

struct url {
    struct str scheme, authority, host, path, query, fragment; /* pieces; absent where there is none */
    int port;                                                  /* 0: the scheme's own */
};
bool url_split(struct str text, struct url *url);
struct str url_host(struct str url); /* absent if it has none */

/* Against a base; with an absent base, or one that is none, the reference itself. */
struct str url_resolve(struct arena *arena, struct str base, struct str reference);

#endif
