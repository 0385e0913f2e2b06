/* SPDX-License-Identifier: MIT */

/* metrics — numbers for Prometheus: is Earshot hearing, and is it well.
 *
 * Takes   a visit
 * Gives   the text format, a HELP and a TYPE a metric, from one table
 * Errors  none: what the store does not say now is left out
 * Memory  the request's arena
 * Cost    one round trip to the store
 * After   the Prometheus text exposition format 0.0.4 */
#ifndef METRICS_H
#define METRICS_H

#include "visit.h"

void metrics_answer(struct visit *visit);
void metrics_health(struct visit *visit); /* /healthz: the program lives */
void metrics_ready(struct visit *visit);  /* /readyz: it has something to show */

#endif
