/* SPDX-License-Identifier: MIT */

/* burst_cell — one cell that people are counted in: an issue, an issue in a ward, an issue with a word.
 *
 * Takes   the people counted, each with the time and the expectation summed up to then
 * Gives   how many were counted since a time, what share of the issue is usual here
 * Errors  none
 * Memory  56 B, and 8 to 12 B, in a word's cell 10 to 15, for each person of the longest window, at most
 *         BURST_MARKS_MOST of them
 * Cost    O(1) a person in order; a late one moves those after it
 * After   gamma-Poisson shrinkage; Noufaily 2013 for w = 1 where z <= 2.58, else (2.58/z)² */
#ifndef ANALYSIS_BURST_CELL_H
#define ANALYSIS_BURST_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BURST_MARKS_MOST = 512, BURST_WINDOW_S = 24 * 3600, BURST_DAYS = 3, BURST_HALF_LIFE_DAYS = 90 };

/* Of a cell's key: it is that of a word. */
#define BURST_TOKEN_BIT ((uint64_t)1 << 63)

/* A person counted. */
struct burst_mark {
    uint32_t at_s;
    uint32_t due; /* the expectation summed up to then, in 1/256 people; differences are what counts */
};

struct burst_cell {
    uint64_t key;
    struct burst_mark *marks; /* a ring, oldest first; behind it a word's has the ward that each of them named */
    uint16_t mark_cap, mark_first, mark_count;
    uint16_t ward; /* its number, of a ward's */
    uint16_t day_people[BURST_DAYS]; /* today's first */
    uint8_t strange_days;  /* how many days lately were not taught in full */
    bool awake;            /* its share is kept; a word that nobody said lately sleeps */
    float share, unsure;   /* of the people, and its relative variance; burst_day_share keeps them for a day */
    float learned;         /* people, decayed */
    uint32_t learned_day;  /* decayed up to this day */
    uint32_t last_s, second_s; /* who was counted last; the newest but one, long ago if there is none */
};

static inline bool burst_is_word(const struct burst_cell *cell)
{
    return (cell->key & BURST_TOKEN_BIT) != 0;
}

/* `ward` is the number of the ward named; 0: none. */
void burst_cell_mark(struct burst_cell *cell, struct burst_mark mark, uint16_t ward, int days_ago);
/* Drops the people of before the longest window, and room that is not needed. */
void burst_cell_trim(struct burst_cell *cell, uint32_t now_s);
/* How many since a time. */
size_t burst_cell_since(const struct burst_cell *cell, uint32_t at_s);
/* The ward that most of those since a time named, who named it, and how many named any. */
struct burst_named {
    uint32_t ward;
    double people, all;
};
struct burst_named burst_cell_named(const struct burst_cell *cell, uint32_t since_s);
static inline size_t burst_cell_at(const struct burst_cell *cell, size_t i)
{
    i += cell->mark_first;
    return i < cell->mark_cap ? i : i - cell->mark_cap;
}
/* n = 0 the newest */
static inline struct burst_mark burst_cell_newest(const struct burst_cell *cell, size_t n)
{
    return cell->marks[burst_cell_at(cell, cell->mark_count - 1u - n)];
}
/* The ward that it named, of a word's. */
static inline uint16_t burst_cell_newest_ward(const struct burst_cell *cell, size_t n)
{
    return ((const uint16_t *)(cell->marks + cell->mark_cap))[burst_cell_at(cell, cell->mark_count - 1u - n)];
}
size_t burst_cell_mark_bytes(const struct burst_cell *cell, size_t marks);

static inline bool burst_cell_keeps(const struct burst_cell *cell)
{
    return cell->mark_count > 0 || cell->day_people[0] > 0 || cell->day_people[1] > 0 || cell->day_people[2] > 0;
}

/* Learned people, decayed to this day. */
double burst_cell_learned(const struct burst_cell *cell, uint32_t day);
/* A day is over: teach what it brought, against what was expected; the weight that it was given. */
double burst_cell_learn(struct burst_cell *cell, uint32_t day, double people, double expected, double spread);
double burst_cell_weight(struct burst_cell *cell, double people, double expected, double spread);
void burst_cell_next_day(struct burst_cell *cell);
void burst_cell_free(struct burst_cell *cell);

#endif
