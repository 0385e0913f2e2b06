/* SPDX-License-Identifier: MIT */

/* page_act — what a person does: the buttons of letters and of an incident's page, signing in and out.
 *
 * Takes   a visit; a signed link's query, or a form
 * Gives   a page that asks, and after its button an action for the aggregator
 * Errors  answered to the visitor: 403 for a link that is not ours or too old, 503 while the store is away
 * Memory  the request's arena
 * Cost    one round trip an action */
#ifndef PAGE_ACT_H
#define PAGE_ACT_H

#include "visit.h"

void page_act_ask(struct visit *visit);      /* GET of a signed link */
void page_act_do(struct visit *visit);       /* its POST */
void page_act_incident(struct visit *visit); /* POST on an incident's page */
void page_act_sign_in(struct visit *visit);  /* GET */
void page_act_enter(struct visit *visit);    /* POST */
void page_act_leave(struct visit *visit);    /* POST */

#endif
