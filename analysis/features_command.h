/* SPDX-License-Identifier: MIT */

/* features_command — `earshot-analyse features`: what the model is given of each text, for training it.
 *
 * Takes   a text a line on standard input
 * Gives   for each, in this machine's byte order: u32 counts of rows, meanings' bytes and issues; rows as (u32, f32
 *         weight); meanings as u64; TRAITS f32; issues as (u32 number, f32 score)
 * Errors  CONFIG as analyse.h's
 * Memory  one text
 * Cost    that of one reading */
#ifndef ANALYSIS_FEATURES_COMMAND_H
#define ANALYSIS_FEATURES_COMMAND_H

#include "base/args.h"

int features_command_run(const struct args *args);

#endif
