/* SPDX-License-Identifier: MIT */

/* signed_link — the buttons of a letter: what one of its readers may do to one incident, until a day.
 *
 * Takes   the incident, the deed ("ack", "mute", "dismiss"), who was written to, the council's secret key
 * Gives   an address; and from its query back who may do what
 * Errors  INPUT: not ours, changed, or too old
 * Memory  the arena given
 * Cost    one keyed hash
 *
 * Opening the address only asks; the deed is done by the button on that page, as mail scanners open every link. */
#ifndef SIGNED_LINK_H
#define SIGNED_LINK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"

struct signed_link {
    struct str incident, deed, by;
    int64_t until_ms;
};

struct str signed_link_query(const struct signed_link *link, const unsigned char key[HASH_KEY_BYTES],
                             struct arena *arena);

/* `signature` as it came; the link's fields as they came. */
bool signed_link_check(const struct signed_link *link, struct str signature, const unsigned char key[HASH_KEY_BYTES],
                       int64_t now_ms, struct err *err);

#endif
