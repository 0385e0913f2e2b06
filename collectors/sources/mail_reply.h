/* SPDX-License-Identifier: MIT */

/* mail_reply — of a letter what its writer wrote: without the history under a reply, without the signature.
 *
 * Takes   a text, and whether it answers another
 * Gives   the text, or all of it where nothing of its own would be left
 * Errors  none
 * Memory  the arena given
 * Cost    O(bytes)
 * After   the marks that mail programs leave, in English and Welsh: RFC 3676's "-- ", "On … wrote:", "Ar … ysgrifennodd
 *         …:", Outlook's heads */
#ifndef COLLECTORS_SOURCES_MAIL_REPLY_H
#define COLLECTORS_SOURCES_MAIL_REPLY_H

#include "base/arena.h"

bool mail_reply_is_subject(struct str subject); /* "Re: …", "Ateb: …" */
bool mail_reply_is_automatic(struct str subject); /* "Automatic reply: …", "Ateb awtomatig: …": some send no header */
struct str mail_reply_own_words(struct arena *arena, struct str text, bool is_reply);

#endif
