/* SPDX-License-Identifier: MIT */

/* phrases — all keywords of all lists in one automaton, met in one pass over a text.
 *
 * Takes   keywords of one or more words, added before the first text; then texts as words with their terms set
 * Gives   which keyword stood where, in order of its first token
 * Errors  none; of a text with over PHRASES_HITS_MOST finds the rest is passed over
 * Memory  8 B an edge in the table that texts are read with, and 16 B in the one it is made from; tokens and hits
 *         belong to the scratch given
 * Cost    O(tokens): few look-ups but those that find something: where keywords begin with a word is kept with it
 *         (vocabulary.h), so that one vocabulary serves one set of phrases
 * After   Aho, Corasick 1975, as a trie in a hash table: no failure links, as keywords are at most eight words */
#ifndef ANALYSIS_PHRASES_H
#define ANALYSIS_PHRASES_H

#include "base/packed.h"
#include "stem.h"
#include "words.h"

enum { PHRASES_WORDS_MOST = 8, PHRASES_HITS_MOST = 4096, PHRASES_NONE = -1 };

/* A word of the text as keywords meet it: compounds only by their parts, no links, handles or signs. */
struct phrases_token {
    const struct vocabulary_sense *sense; /* its keys, and where keywords begin with one */
    uint32_t place;    /* for distances: two more at the end of a sentence */
    uint32_t word;     /* index into words->items */
    uint32_t key_bits; /* its sense's; 0 if a sentence or clause ended before it: no keyword runs across */
};

struct phrases_hit {
    uint32_t phrase, first, last; /* tokens, both inclusive */
    uint32_t marks;               /* of the keyword: who wants it */
};

struct phrases_text {
    struct phrases_token *tokens; /* and one of no word after the last */
    size_t count, cap;
    struct phrases_hit *hits;
    size_t hit_count;
    struct arena arena; /* keys of words that are drawn out */
};

struct phrases_edge {
    uint64_t key;
    uint32_t next; /* 0: an empty slot */
};

struct phrases_node {
    int32_t phrase;      /* that ends here, or PHRASES_NONE */
    uint32_t next_words; /* a bit for each key that goes on, of 32: most words are told by it that they do not */
};

/* An edge as texts meet it. Its check is half of its key, and where it lies tells of the other half. */
struct phrases_way {
    uint32_t check, next; /* 0: none */
};

struct phrases {
    struct phrases_edge *edges;
    size_t edge_cap, edge_count;
    struct phrases_node *nodes;
    size_t node_cap, node_count;
    size_t count; /* phrases */
    struct words words; /* of the keyword being added */
    struct phrases_way *ways; /* edge_cap of them, each where its edge is; NULL until phrases_ready */
    uint64_t *way_bits;       /* of the edges' keys: most ways that are asked for are not there, and are told by it */
    uint8_t *marks;           /* of PHRASES_NONE, then of each phrase */
    uint8_t marks_given;
};

void phrases_init(struct phrases *phrases);
void phrases_free(struct phrases *phrases);

/* The number of a keyword, the same for the same keyword; `exact` matches the form as written, else by its term. A #
 * stands for any number, n't for any word that ends so. False if there is no word in it, or too many. */
bool phrases_add(struct phrases *phrases, struct stem *stem, enum word_language language, struct str keyword,
                 bool exact, uint32_t *number);

/* After the last keyword and before the first text; does nothing if it is done. */
void phrases_ready(struct phrases *phrases);

/* A mark of one's own, for the keywords that one wants: each hit tells its keyword's marks, so that others are passed over
 * unseen. After phrases_ready; there are eight. */
uint8_t phrases_new_mark(struct phrases *phrases);
void phrases_mark(struct phrases *phrases, uint32_t phrase, uint8_t mark);

/* The keywords added so far, and the same taken back into phrases just begun: in.bad if they are none. */
void phrases_pack(const struct phrases *phrases, struct buf *out);
void phrases_unpack(struct phrases *phrases, struct packed *in);

/* Asks the memory for where keywords begin with the words, to be there for phrases_find. */
void phrases_expect(const struct phrases *phrases, const struct words *words);

/* Fills the scratch, which starts as {0} and is used again for the next text. After stem_words. */
void phrases_find(const struct phrases *phrases, const struct words *words, struct phrases_text *text);
void phrases_text_free(struct phrases_text *text);

#endif
