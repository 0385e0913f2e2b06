/* SPDX-License-Identifier: MIT */

/* json_form — JSON of a fixed form: its brackets and keys are constants, and only what varies is made.
 *
 * Takes   constant pieces, and between them texts and numbers, in the form's order
 * Gives   the bytes json_out would give, compact
 * Errors  none of its own: the buf tells if its ceiling was met
 * Memory  the buf's
 * Cost    about 1 ns a byte, a fourth of json_out's: for what is written by the thousand and is always the same, as a
 *         reading's evidence. Nothing looks whether the pieces make JSON: whoever writes a form shows it in a test
 * After   a text that needs an escape is left to yajl_gen */
#ifndef STORE_BASE_JSON_FORM_H
#define STORE_BASE_JSON_FORM_H

#include "base/buf.h"

/* A constant piece, such as ",\"start\":". */
#define JSON_FORM(buf, piece) buf_add(buf, STR(piece))

void json_form_str(struct buf *buf, struct str text); /* in quotes */
void json_form_i64(struct buf *buf, int64_t value);
void json_form_double(struct buf *buf, double value, int decimals); /* no trailing zeros, never -0 */

#endif
