/* SPDX-License-Identifier: MIT */

/* action — what an officer did about an incident or a post, on the page, in a letter or on the command line.
 *
 * Takes   JSON as action_to_json writes it: {"do":"mute","incident":"…","by":"…","at_ms":…,"until_ms":…}
 * Gives   the same. "ack", "mute" (until until_ms) and "dismiss" are of an incident; "correct" is of a post and gives
 *         class, label, issue as they should be, or none of them to take back what was said before; "did" is what was done for people: an issue, a place, text, text_cy; "undo"
 *         takes such a one back, named by its position among the actions
 * Errors  INPUT naming the field
 * Memory  the arena it was read into
 * Cost    O(bytes) */
#ifndef STORE_RECORD_ACTION_H
#define STORE_RECORD_ACTION_H

#include "base/json_out.h"

enum { ACTION_BYTES_MOST = 16 << 10 };

struct action {
    struct str what;           /* "ack", "mute", "dismiss", "correct", "did", "undo"; "do" in JSON */
    struct str by;             /* who */
    struct str incident, post; /* of what: an id */
    struct str class_, label, issue, place, text, text_cy, undone;
    int64_t at_ms, until_ms;
};

bool action_is_of_incident(struct str what);
bool action_from_json(struct str json, struct arena *arena, struct action *action, struct err *err);
struct str action_to_json(const struct action *action, struct arena *arena);

#endif
