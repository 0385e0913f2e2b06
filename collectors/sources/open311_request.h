/* SPDX-License-Identifier: MIT */

/* open311_request — service requests of GeoReport v2, in XML or JSON, to posts.
 *
 * Takes   a reply to /requests or /requests/ID: the standard's form, FixMyStreet's, lists with or without a wrapping
 * Gives   posts. Who reported is never read, not even a name the server gives away; tags are the service and the
 *         status; a time without a zone is the council's
 * Errors  INPUT: neither XML nor JSON, or the server's own errors in its words
 * Memory  source->arena
 * Cost    O(bytes) */
#ifndef COLLECTORS_SOURCES_OPEN311_REQUEST_H
#define COLLECTORS_SOURCES_OPEN311_REQUEST_H

#include "source.h"

bool open311_request_read(const struct source *source, const struct source_reply *reply, struct str page_prefix,
                          struct source_answer *answer, struct err *err);

bool open311_request_is_closed(const struct post *post);

#endif
