/* SPDX-License-Identifier: MIT */

/* intake — what comes in through the server instead of being fetched: the signed messages of gateways and forms, and
 * what an officer heard in a group and types in. Both wait in a spool until the collector reads them.
 *
 * Takes   POST /hooks/NAME with the header X-Earshot-Signature; the form of the page "heard in a group"
 * Gives   202 once the message is on the disk, so that the sender may forget it
 * Errors  answered to the sender: 401 the signature is missing, wrong or older than five minutes, 404 no such section,
 *         409 here already, 413 too long, 503 the spool is full or its disk fails; to the officer in a sentence
 * Memory  the request's arena
 * Cost    one written file a message; needs neither Redis nor anything read before */
#ifndef INTAKE_H
#define INTAKE_H

#include "visit.h"

void intake_hook(struct visit *visit);  /* POST of a gateway */
void intake_ask(struct visit *visit);   /* GET of the page */
void intake_enter(struct visit *visit); /* POST of the page */

#endif
