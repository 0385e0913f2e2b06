/* SPDX-License-Identifier: MIT */

/* mime — an envelope as the bytes of a message: headers, plain text, HTML, picture.
 *
 * Takes   an envelope, the sender's address and name
 * Gives   multipart/alternative { text/plain, multipart/related { text/html, image/png } }, quoted-printable and
 *         base64, lines of 76, CRLF; the same envelope gives the same bytes
 * Errors  LIMIT over the ceiling
 * Memory  appends to the buf
 * Cost    O(bytes)
 * After   RFC 5322, 2045, 2047, 2387, 3834, 2369, 8058. Ours and not curl_mime: a folder and a mail server must get the
 *         same bytes, and curl gives its own to nobody */
#ifndef MIME_H
#define MIME_H

#include "base/err.h"
#include "envelope.h"

struct mime_sender {
    struct str address, name;
};

bool mime_write(const struct envelope *envelope, const struct mime_sender *sender, struct arena *arena,
                struct buf *out, struct err *err);

/* About how many bytes the message will have. */
size_t mime_bytes(const struct envelope *envelope);

/* name@host of plain characters: what may stand in RCPT TO and in a header. */
bool mime_is_address(struct str text);

#endif
