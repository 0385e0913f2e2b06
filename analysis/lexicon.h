/* SPDX-License-Identifier: MIT */

/* lexicon — how words feel, from lists that a person can read: their valence, and the words that turn or strengthen.
 *
 * Takes   files of lines `-2.4: awful, waste of time, =means`, or `not:`, `booster 0.3:`, `after 0.3:`, `but:`,
 *         `polite 1.2:` before the words; = is the form as written, else all words of one stem
 * Gives   the entry of a keyword that the phrases met
 * Errors  CONFIG with file and line
 * Memory  8 B a keyword of all lists
 * Cost    about 1 us an entry to read; one array look-up afterwards
 * After   VADER (Hutto, Gilbert 2014): valence from -4 to 4, and the numbers of common words */
#ifndef ANALYSIS_LEXICON_H
#define ANALYSIS_LEXICON_H

#include "base/err.h"
#include "phrases.h"

enum lexicon_role {
    LEXICON_NOTHING,
    LEXICON_VALENCE,
    LEXICON_NOT,     /* turns what follows */
    LEXICON_BOOSTER, /* strengthens what follows, or weakens if below 0 */
    LEXICON_AFTER,   /* the same for what came before: Welsh iawn */
    LEXICON_BUT,     /* what comes after counts more */
    LEXICON_POLITE,  /* thanks, please: feeling only where nothing is asked */
    LEXICON_ROLES
};

struct lexicon_entry {
    float value;
    uint8_t role;
    bool exact;
};

struct lexicon {
    struct lexicon_entry *entries; /* by phrase */
    size_t cap;
    uint8_t mark; /* of hits that say how words feel */
};

bool lexicon_read(struct lexicon *lexicon, struct phrases *phrases, struct stem *stem, enum word_language language,
                  const char *path, struct err *err);
/* Every word of a file as it is written, with what stands before its colon. */
typedef void lexicon_see(void *self, struct str role, struct str word);
bool lexicon_each(const char *path, lexicon_see *see, void *self, struct err *err);

/* The entries of so many phrases, and the same taken back. */
void lexicon_pack(const struct lexicon *lexicon, size_t phrase_count, struct buf *out);
void lexicon_unpack(struct lexicon *lexicon, size_t phrase_count, struct packed *in);

/* After phrases_ready and before the first text. */
void lexicon_ready(struct lexicon *lexicon, struct phrases *phrases);

void lexicon_free(struct lexicon *lexicon);

static inline const struct lexicon_entry *lexicon_of(const struct lexicon *lexicon, uint32_t phrase)
{
    static const struct lexicon_entry nothing = {0};
    return phrase < lexicon->cap ? &lexicon->entries[phrase] : &nothing;
}

#endif
