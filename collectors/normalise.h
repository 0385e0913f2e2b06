/* SPDX-License-Identifier: MIT */

/* normalise — what every post goes through, whatever it came from.
 *
 * Takes   a post as its kind read it: native_id set, texts as plain text, author_key the account's own lasting id
 *         (a DID, an account's address) or absent; id only where native_id alone would not be unique
 * Gives   the post as CONTRACT.md has it: id is kind:native_id (kind:id), texts clean and in NFC under their ceilings, absent
 *         never empty, tags without repeats, author_key the keyed pseudonym in hex
 * Errors  false for what is no post: no native id, a private or direct message
 * Memory  the arena of the source
 * Cost    O(bytes) */
#ifndef COLLECTORS_NORMALISE_H
#define COLLECTORS_NORMALISE_H

#include "source.h"

/* `author_key` NULL: the post gets no pseudonym. */
bool normalise_post(const struct source *source, const unsigned char *author_key, struct post *post);

/* All of an answer; what is no post is left out. */
void normalise_answer(const struct source *source, const unsigned char *author_key, struct source_answer *answer);

/* What stands for an account of a kind: the same for its every post, on this council's key alone. */
struct str normalise_author(struct arena *arena, const unsigned char *author_key, struct str kind, struct str account);

#endif
