/* SPDX-License-Identifier: MIT */

/* imap_reply — what an IMAP server said to EXAMINE and one command after it.
 *
 * Takes   the bytes as they came, literals and all
 * Gives   the mailbox's UIDVALIDITY, the numbers of a SEARCH, the messages of a FETCH one by one
 * Errors  INPUT: bytes that are no such reply
 * Memory  borrows from the bytes
 * Cost    O(bytes)
 * After   RFC 3501 and RFC 9051, the part that a reader needs */
#ifndef COLLECTORS_SOURCES_IMAP_REPLY_H
#define COLLECTORS_SOURCES_IMAP_REPLY_H

#include "base/err.h"
#include "base/str.h"

enum { IMAP_REPLY_UIDS_MOST = 2000 };

struct imap_reply_message {
    int64_t uid;
    struct str internal_date; /* "22-Nov-2026 08:00:00 +0000", or absent */
    struct str bytes;
};

int64_t imap_reply_validity(struct str bytes); /* 0: it does not say */

/* Ascending as the server gives them, those over `above`. */
size_t imap_reply_search(struct str bytes, int64_t above, int64_t uids[IMAP_REPLY_UIDS_MOST]);

/* The next message with a body at or after *at; false at the end (err unset) or where the reply breaks off. */
bool imap_reply_fetch(struct str bytes, size_t *at, struct imap_reply_message *message, struct err *err);

#endif
