/* SPDX-License-Identifier: MIT */

/* people — how many different people: exact while they are few, a sketch when they are many, a plain number once
 * nobody may be recognised any more.
 *
 * Takes   32-bit hashes of people (of a keyed pseudonym: nobody without the key can say whose); starts as {0}
 * Gives   their number: exact to PEOPLE_EXACT_MOST, within about 3 % beyond
 * Errors  reading marks the cursor bad
 * Memory  the arena given; 4 bytes a person while exact, 1 KB as a sketch
 * Cost    O(log people) to look, O(people) to add while exact; O(1) in a sketch
 * After   HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with the estimator of Ertl 2017, "New cardinality
 *         estimation algorithms for HyperLogLog sketches", which needs no correction tables
 *
 * A set merged with a plain number is a plain number, their sum: nobody can say any more who was in both. */
#ifndef STORE_RECORD_PEOPLE_H
#define STORE_RECORD_PEOPLE_H

#include "base/arena.h"
#include "base/packed.h"

enum { PEOPLE_EXACT_MOST = 4096, PEOPLE_SKETCH_BYTES = 1024 };

enum people_form { PEOPLE_EXACT, PEOPLE_SKETCH, PEOPLE_PLAIN };

struct people {
    enum people_form form;
    uint32_t count, cap;   /* exact */
    uint32_t *hashes;      /* exact: rising */
    unsigned char *sketch; /* the highest rank seen by each register */
    int64_t plain;
};

uint32_t people_hash(struct str person); /* by post_voice */

void people_add(struct people *people, uint32_t hash, struct arena *arena);
void people_merge(struct people *people, const struct people *other, struct arena *arena);
int64_t people_count(const struct people *people);
/* Those who were counted from `was` count from `now` instead. A sketch cannot forget: it only takes in who is new. */
void people_replace(struct people *people, const struct people *was, const struct people *now, struct arena *arena);
void people_forget(struct people *people); /* to a plain number */

void people_write(const struct people *people, struct buf *out);
void people_read(struct packed *in, struct people *people, struct arena *arena);

#endif
