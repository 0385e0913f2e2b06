/* SPDX-License-Identifier: MIT */

/* mail_message — one message of mail to a post.
 *
 * Takes   a message as it is stored (RFC 5322, MIME), also one that was cut off
 * Gives   a post: the plain text, or the HTML as text; unless `whole` a reply without the history under it
 *         and any without its signature; the id without brackets, or one made of the bytes where there is none
 * Errors  none: any bytes are some message
 * Memory  source->arena
 * Cost    O(bytes); MIME nested deeper than MAIL_MESSAGE_DEPTH is not read
 * After   gmime */
#ifndef COLLECTORS_SOURCES_MAIL_MESSAGE_H
#define COLLECTORS_SOURCES_MAIL_MESSAGE_H

#include "source.h"

enum { MAIL_MESSAGE_DEPTH = 32, MAIL_MESSAGE_PARTS = 256 };

/* `whole`: with history and signature. *automatic: from a machine, not a person: an automatic reply, a list, a
 * newsletter, a bounce. */
void mail_message_read(const struct source *source, struct str bytes, bool whole, struct post *post, bool *automatic);

#endif
