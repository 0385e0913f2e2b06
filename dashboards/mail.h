/* SPDX-License-Identifier: MIT */

/* mail — an envelope handed to the mail server, or laid into a folder.
 *
 * Takes   mail { smtp from user password_file outbox }, an envelope
 * Gives   one transaction a letter and reader, TLS when the server offers it. In a folder: one .eml a letter, its
 *         name made of time and id, so that there it can only be once
 * Errors  AGAIN: the server is away, or refuses for now, or refuses more than this reader; INPUT: it refuses this
 *         reader for good; CONFIG: our address, password or settings are wrong. The text says what the server said
 * Memory  a handle until mail_close
 * Cost    one connection a letter
 * After   RFC 5321; libcurl */
#ifndef MAIL_H
#define MAIL_H

#include "envelope.h"
#include "mime.h"
#include "record/council.h"

struct mail;

struct mail *mail_open(const struct council *council, struct err *err);
bool mail_send(struct mail *mail, const struct envelope *envelope, struct err *err);
/* Of the last failure: the server was there, and refused only this reader, for now or for good. */
bool mail_refused_reader(const struct mail *mail);
void mail_close(struct mail *mail);

/* Who our letters are from. */
struct mime_sender mail_sender(const struct council *council);

#endif
