/* SPDX-License-Identifier: MIT */

/* help — what --help says, in the terminal's language.
 *
 * Takes   the English sentences of the command tables
 * Gives   for a Welsh terminal, the catalogue's Welsh of the row help.* with that English
 * Errors  none: without a catalogue, or a row, help is in English
 * Memory  the catalogue stays until the program ends
 * Cost    a walk over the catalogue a sentence, when --help is asked for only */
#ifndef STORE_RECORD_HELP_H
#define STORE_RECORD_HELP_H

/* Before args_run. */
void help_speak(void);

#endif
