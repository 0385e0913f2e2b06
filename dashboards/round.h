/* SPDX-License-Identifier: MIT */

/* round — one round of the postman: what is due is written, what is written is sent.
 *
 * Takes   a store in the role of mail, the council's configuration, the clock
 * Gives   each letter once to each reader. A digest whose time has come, and each step of an incident that is to be
 *         told, become envelopes in the outbox, one a reader, under ids made of what they tell and to whom; each
 *         envelope that was taken is marked. A reader, a webhook or a server that is away holds up no other; what none
 *         would take for ROUND_GIVE_UP_MS is given up, and told in `earshot status`
 * Errors  AGAIN: the store is away, or some letter waits in the outbox for a later round
 * Memory  arenas of a round
 * Cost    a few round trips; one SMTP or HTTP exchange a letter
 *
 * A kill between the other side's "250" or 2xx and the mark sends that letter again, under the same Message-ID,
 * Idempotency-Key or reference; no earlier or later kill does. A folder as outbox has no such gap. */
#ifndef ROUND_H
#define ROUND_H

#include "base/clock.h"
#include "board.h"
#include "courier.h"
#include "frame.h"
#include "lanes.h"
#include "opt_out.h"

#define ROUND_GIVE_UP_MS (5 * CLOCK_DAY_MS) /* as long as mail servers try */

struct round {
    struct store *store;
    const struct council *council;
    const struct board_names *names;
    struct frame frame;
    struct courier *courier;
    struct lanes lanes;
    struct opt_out opt_out;
    unsigned char key[32];
};

bool round_open(struct round *round, struct arena *arena, struct err *err); /* store, council and names are given */
bool round_go(struct round *round, struct err *err);
void round_close(struct round *round);

#endif
