/* SPDX-License-Identifier: MIT */

/* council_check — what no single setting can tell: whether the sections of delivery fit together.
 *
 * Takes   a council as it was read; fills silences' until_ms
 * Gives   true if alerts, rotas and silences hold
 * Errors  CONFIG with file, line, section and setting
 * Memory  none
 * Cost    O(settings) */
#ifndef STORE_RECORD_COUNCIL_CHECK_H
#define STORE_RECORD_COUNCIL_CHECK_H

#include "record/council.h"

bool council_check(struct council *council, struct err *err);

#endif
