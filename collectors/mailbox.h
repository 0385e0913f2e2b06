/* SPDX-License-Identifier: MIT */

/* mailbox — one question to an IMAP server: EXAMINE a mailbox, then one command.
 *
 * curl opens the connection, turns it to TLS and logs in; what follows is said here, as curl itself would select the
 * mailbox for writing and mark letters as read.
 *
 * Takes   a handle whose transfer with CURLOPT_CONNECT_ONLY is done; the mailbox as its address names it; a command
 * Gives   everything the server says until the command is answered, literals by their length
 * Errors  CONFIG: the server says no; AGAIN: it asks for patience, or the connection is lost; LIMIT: the buffer's
 * Memory  owns its state until mailbox_end; the reply goes to the caller's buf
 * Cost    O(bytes); never waits: the caller polls the socket
 * After   RFC 9051, sections 2.2 and 4.3 */
#ifndef COLLECTORS_MAILBOX_H
#define COLLECTORS_MAILBOX_H

#include <curl/curl.h>

#include "base/buf.h"

struct mailbox;
struct mailbox *mailbox_begin(CURL *easy, struct str address, struct str command);
void mailbox_end(struct mailbox *mailbox); /* says LOGOUT if it can; NULL is fine */

/* False: not answered yet. True: it is over, and err tells how if it went wrong. */
bool mailbox_step(struct mailbox *mailbox, struct buf *reply, struct err *err);

curl_socket_t mailbox_socket(const struct mailbox *mailbox);
bool mailbox_is_sending(const struct mailbox *mailbox); /* wants to write, not to read */

/* Whether the bytes so far hold the whole answer; *scanned remembers how far they were looked at. What a server's
 * letters hold is no answer, whatever they say. */
enum mailbox_answer { MAILBOX_NOT_YET, MAILBOX_YES, MAILBOX_NO };
enum mailbox_answer mailbox_scan(struct str bytes, size_t *scanned, struct str *line);

#endif
