/* SPDX-License-Identifier: MIT */

/* hook_queue — a spool emptied: list it, read a message, and once its posts are kept remove it.
 *
 * Takes   a source whose settings begin as struct hook_settings; a function that makes posts of one message
 * Gives   the requests and the answers of such a source. A post without a time gets the one in its file's name
 * Errors  a message that cannot be read is said in the notice and removed: it will not read better tomorrow
 * Memory  source->arena
 * Cost    three requests a message, none of them over a network */
#ifndef COLLECTORS_SOURCES_HOOK_QUEUE_H
#define COLLECTORS_SOURCES_HOOK_QUEUE_H

#include "source.h"

typedef bool hook_queue_read(const struct source *source, struct str bytes, struct source_answer *answer,
                             struct err *err);

bool hook_queue_request(const struct source *source, struct str cursor, struct source_request *request,
                        struct err *err);
bool hook_queue_response(const struct source *source, struct str cursor, const struct source_request *request,
                         const struct source_reply *reply, hook_queue_read *read, struct source_answer *answer,
                         struct err *err);

#endif
