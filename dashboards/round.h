/* SPDX-License-Identifier: MIT */

/* round — one round of the postman: what is due is written, what is written is sent.
 *
 * Takes   a store in the role of mail, the council's configuration, the clock
 * Gives   each letter once to each reader. A digest whose time has come, and each step of an incident that is to be
 *         told, become envelopes in the outbox, one a reader, under ids made of what they tell and to whom; each
 *         envelope that the mail server has taken is marked
 * Errors  AGAIN: the store or the mail server is away; everything stays in the outbox for the next round
 * Memory  arenas of a round
 * Cost    a few round trips; one SMTP transaction a letter
 *
 * A kill between the server's "250" and the mark sends that letter again, under the same Message-ID; no earlier or
 * later kill does. A folder as outbox has no such gap. */
#ifndef ROUND_H
#define ROUND_H

#include "board.h"
#include "frame.h"
#include "mail.h"
#include "redis/records.h"

struct round {
    struct store *store;
    const struct council *council;
    const struct board_names *names;
    struct frame frame;
    struct mail *mail;
    unsigned char key[32];
    int64_t wait_until_ms, wait_ms; /* after a mail server that was away, on the monotonic clock */
};

bool round_open(struct round *round, struct arena *arena, struct err *err); /* store, council and names are given */
bool round_go(struct round *round, struct err *err);
void round_close(struct round *round);

#endif
