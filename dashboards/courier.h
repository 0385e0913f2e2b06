/* SPDX-License-Identifier: MIT */

/* courier — an envelope handed to what takes it: the mail server or a folder, a webhook, the text service.
 *
 * A webhook gets a POST of JSON with X-Earshot-Signature (store/base/signature.h, under webhook_key_file) and with
 * Idempotency-Key, which is also the body's "id" and stays the same however often it is sent. Text messages go to GOV.UK
 * Notify (POST /v2/notifications/sms) with the same key as their reference.
 *
 * Takes   an envelope; of the configuration: mail, the alert sections' webhook and sms settings
 * Gives   true when it was taken: 250 of a mail server, 2xx of a webhook, 201 of Notify
 * Errors  AGAIN: nobody there, refused for now, or refused in a way that a person mends elsewhere; INPUT: this letter is
 *         refused for good; CONFIG: our own settings are wrong
 * Memory  a handle until courier_close
 * Cost    one connection an envelope */
#ifndef COURIER_H
#define COURIER_H

#include "envelope.h"
#include "record/council.h"

struct courier;

struct courier *courier_open(const struct council *council, struct err *err);
bool courier_send(struct courier *courier, const struct envelope *envelope, struct err *err);
void courier_close(struct courier *courier);

/* Of the last failure: how long the other side asked us to wait, or 0; and whether it failed only this reader. */
int64_t courier_asked_wait_ms(const struct courier *courier);
bool courier_blames_reader(const struct courier *courier);

#endif
