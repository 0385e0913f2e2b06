/* SPDX-License-Identifier: MIT */

/* burst_echo — who came back to an issue within a day, and who passed a text on: signs that something goes on.
 *
 * Takes   posts in order of time that were not counted, as their author was or their text; the number of their ward
 * Gives   what these signs add to the score of a window's people, in powers of ten
 * Errors  none: of more than BURST_ECHOES in a day the oldest are forgotten
 * Memory  1 KB, the struct alone
 * Cost    a look at each of a day for the signs of a ward; about 20 ns a window then
 * After   the binomial's tail, that so many of the people come back, for what part of the council's people is usual.
 *         Who comes back again and again is loud, and no sign; nor is a text that is passed on, but beside people of
 *         their own words */
#ifndef ANALYSIS_BURST_ECHO_H
#define ANALYSIS_BURST_ECHO_H

#include <stdbool.h>
#include <stdint.h>

enum { BURST_ECHOES = 64, BURST_RETURNS_MOST = 4 };

struct burst_echo {
    uint32_t at_s, author;
    uint32_t ward; /* its number; 0: none */
    uint16_t times;
    bool passed_on; /* another's text; else their own words */
};

struct burst_echoes {
    struct burst_echo items[BURST_ECHOES]; /* a ring */
    uint32_t count;                        /* ever */
};

enum burst_echo_news { BURST_ECHO_OLD, BURST_ECHO_NEW, BURST_ECHO_LOUD };

/* LOUD: who was a sign until now, and is none any more. */
enum burst_echo_news burst_echo_note(struct burst_echoes *echoes, uint32_t now_s, uint32_t author, uint32_t ward,
                                     bool passed_on);

/* What gives something of a ward, or of the whole issue, for which a ward is one sign only: the newest first. */
struct burst_echo_signs {
    uint32_t returned_s[BURST_RETURNS_MOST], passed_s; /* passed_s: since then often enough */
    uint32_t last_s; /* windows that begin later hold too few */
    int returned;
    bool whole, passed, any;
};

/* A bit for each ward, its number modulo 64, that has any since then; another ward may have the same. */
uint64_t burst_echo_wards(const struct burst_echoes *echoes, uint32_t since_s);
/* Those since then. */
struct burst_echo_signs burst_echo_signs(const struct burst_echoes *echoes, uint32_t since_s, uint32_t ward, bool whole);
/* What they give at most, in any window. */
double burst_echo_most(const struct burst_echo_signs *signs);
/* In a window of so many people; usual: the part of people who come back. */
double burst_echo_gives(const struct burst_echo_signs *signs, uint32_t since_s, double people, double usual);

#endif
