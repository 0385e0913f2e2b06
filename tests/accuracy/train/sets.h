/* SPDX-License-Identifier: MIT */

/* sets — the examples that the model is trained and measured with, and the vectors of words.
 *
 * Takes   a list of sets, a line each: NAME WEIGHT FEATURES LABELS ROLE, as train.py writes it; FEATURES as
 *         `earshot-analyse features` prints them
 * Gives   every example in memory, its vector pooled
 * Errors  a file that is missing or of another form ends the program
 * Memory  all of it, until the end
 * Cost    a second or two */
#ifndef TRAIN_SETS_H
#define TRAIN_SETS_H

#include <stdbool.h>
#include <stdint.h>

#include "model_file.h"

enum { SETS_MOST = 64, SETS_FOLDS = 4, SETS_ISSUES_MOST = 3, SETS_NONE = MODEL_ISSUES - 1 };

/* Public, or of the project's own corpus, and trained on; never trained on; words of the issue list, for issues alone. */
enum sets_role { SETS_PUBLIC, SETS_CORPUS, SETS_TEST, SETS_WORDS };

/* Beside the three of sentiment: it is one of the other two. Beside the five classes, where no more is known. */
enum { SETS_NOT_NEGATIVE = 3, SETS_NO_COMPLAINT = 10, SETS_A_COMPLAINT = 11 };

struct sets_pair {
    uint32_t number;
    float weight;
};

struct sets_example {
    struct sets_pair *rows, *cues;
    uint32_t row_count, cue_count, word_count;
    uint16_t *words; /* their places among the vectors, in order */
    float input[MODEL_INPUT];
    int sentiment, class_, urgent, data_protection; /* -1: not said */
    int issues[SETS_ISSUES_MOST];                   /* -1: no more */
    float weight, rating;                           /* of -4 … 4; SETS_NOT_RATED */
    enum sets_role role;
    int fold; /* left out together, to measure on what was not seen; -1: in none */
    bool welsh;            /* or of both languages */
    bool council, service; /* written to or about a council; a company that serves people as one does */
};

struct set {
    char name[64];
    enum sets_role role;
    struct sets_example *items;
    size_t count;
};

struct sets {
    struct set items[SETS_MOST];
    size_t count;
};

#define SETS_NOT_RATED 50

/* Words and their vectors, rounded as the program will have them, into a model that is otherwise empty. */
struct model_file *sets_read_vectors(const char *words, const char *vectors);
void sets_read(const char *list, const struct model_file *model, struct sets *sets);

/* Whether a text that concerns no council is a complaint; -1: not said. */
static inline int sets_complaint(const struct sets_example *example)
{
    bool said = example->class_ >= 0 && !example->council;
    return said ? example->class_ == 0 || example->class_ == SETS_A_COMPLAINT : -1;
}

/* Of a word's place; NULL where it has none. */
const float *sets_vector(uint16_t place);

/* Those of the roles that are trained on, in a new array. */
struct sets_example **sets_to_train(const struct sets *sets, size_t *count);

/* The same numbers on every machine. */
uint32_t sets_random(void);
void sets_shuffle(struct sets_example **items, size_t count);

#endif
