/* SPDX-License-Identifier: MIT */

/* utf8 — Unicode text: checking, repairing, normal form, folding, shortening.
 *
 * Takes   bytes that claim to be UTF-8
 * Gives   UTF-8; a repaired sequence becomes U+FFFD
 * Errors  none
 * Memory  results in the arena given, or the input itself where nothing changed
 * Cost    O(bytes)
 * After   utf8proc for NFC, folding, categories and graphemes */
#ifndef STORE_BASE_UTF8_H
#define STORE_BASE_UTF8_H

#include "base/arena.h"

bool utf8_valid(struct str text);
struct str utf8_repair(struct arena *arena, struct str text);

/* What is stored and shown: repaired, NFC, no NUL, no control characters but newline and tab, no bidirectional
 * overrides, at most `marks` combining marks in a row. */
struct str utf8_clean(struct arena *arena, struct str text);

/* NFC and case folded, for comparing; with `plain` also without diacritics (tŷ -> ty). */
struct str utf8_fold(struct arena *arena, struct str text, bool plain);

/* The code point at *at, which moves past it; U+FFFD and one byte for a wrong sequence. *at < text.len. */
uint32_t utf8_next(struct str text, size_t *at);

/* Writes a code point; the bytes written, at most 4. */
size_t utf8_put(uint32_t point, char out[4]);

bool utf8_is_letter(uint32_t point);
bool utf8_is_upper(uint32_t point);
bool utf8_is_mark(uint32_t point);
uint32_t utf8_lower(uint32_t point);

size_t utf8_length(struct str text); /* code points */

/* At most `most` code points, cut at a word with "…", never inside a grapheme. */
struct str utf8_shorten(struct arena *arena, struct str text, size_t most);

#endif
