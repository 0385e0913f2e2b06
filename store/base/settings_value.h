/* SPDX-License-Identifier: MIT */

/* settings_value — one setting: from text to its type and back.
 *
 * Takes   a row and the text of a value
 * Gives   the value in the slot the row's type asks for
 * Errors  CONFIG: what would be right, without file and line, which settings.c knows
 * Memory  the arena given */
#ifndef STORE_BASE_SETTINGS_VALUE_H
#define STORE_BASE_SETTINGS_VALUE_H

#include "base/settings.h"

bool settings_value_check(const struct settings_row *row, struct str text, struct arena *arena, struct err *err);

/* `texts` NULL: the row's default. `beside` is the configuration file, for paths; NULL leaves them as they are. */
bool settings_value_fill(const struct settings_row *row, const struct str *texts, size_t count, const char *beside,
                         struct arena *arena, void *slot, struct err *err);

void settings_value_print(const struct settings_row *row, const void *slot, struct buf *out);
void settings_value_print_text(struct str text, struct buf *out);

#endif
