/* SPDX-License-Identifier: MIT */

/* incidents_command — `earshot incidents`: lists them, shows one with its evidence, and does what an officer says.
 *
 * Takes   nothing, or `show ID`, `ack ID`, `snooze ID --for 4h`, `dismiss ID`, `merge ID --into ID`, `note ID --note …`
 * Gives   a table, CSV or JSON Lines; an action is written for the aggregator, which obeys at its next step
 * Errors  CONFIG: a wrong word or option; INPUT: no such incident; AGAIN from the store
 * Memory  one arena */
#ifndef ANALYSIS_INCIDENTS_COMMAND_H
#define ANALYSIS_INCIDENTS_COMMAND_H

#include "base/args.h"

extern const struct args_option incidents_command_options[];
int incidents_command_run(const struct args *args);

#endif
