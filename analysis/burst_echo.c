/* SPDX-License-Identifier: MIT */
#include "burst_echo.h"

#include <math.h>
#include <stddef.h>

#include "base/banned.h"

enum { DAY_S = 86400, LOUD_TIMES = 3, PASSED_LEAST = 2, PASSED_PEOPLE_LEAST = 4 };
/* To look for signs at all makes chance likelier; one sign alone may be a loud account at its beginning. */
static const double cost = 0.5, one_gives = 0.8, passed_gives = 1, gives_most = 4;

/* The nth newest; NULL if there is none. */
static const struct burst_echo *newest(const struct burst_echoes *echoes, uint32_t n)
{
    return n < BURST_ECHOES && n < echoes->count ? &echoes->items[(echoes->count - 1 - n) % BURST_ECHOES] : NULL;
}

enum burst_echo_news burst_echo_note(struct burst_echoes *echoes, uint32_t now_s, uint32_t author, uint32_t ward,
                                     bool passed_on)
{
    const struct burst_echo *echo;
    for (uint32_t n = 0; (echo = newest(echoes, n)) != NULL && now_s - echo->at_s < DAY_S; n++) {
        if (echo->author != author || echo->passed_on != passed_on)
            continue;
        struct burst_echo *known = &echoes->items[echo - echoes->items];
        if (known->times < UINT16_MAX)
            known->times++;
        return known->times == LOUD_TIMES && !passed_on ? BURST_ECHO_LOUD : BURST_ECHO_OLD;
    }
    echoes->items[echoes->count++ % BURST_ECHOES] = (struct burst_echo){now_s, author, ward, 1, passed_on};
    return BURST_ECHO_NEW;
}

static bool is_of(const struct burst_echo *echo, const struct burst_echo_signs *signs, uint32_t ward)
{
    return signs->whole ? !echo->passed_on || echo->ward == 0 : echo->ward == ward;
}

static int least_returned(const struct burst_echo_signs *signs)
{
    return signs->whole ? 2 : 1;
}

static void note_return(struct burst_echo_signs *signs, uint32_t wards[BURST_RETURNS_MOST], const struct burst_echo *echo)
{
    for (int i = 0; signs->whole && echo->ward != 0 && i < signs->returned; i++)
        if (wards[i] == echo->ward)
            return;
    wards[signs->returned] = echo->ward;
    signs->returned_s[signs->returned++] = echo->at_s;
}

struct burst_echo_signs burst_echo_signs(const struct burst_echoes *echoes, uint32_t since_s, uint32_t ward, bool whole)
{
    struct burst_echo_signs signs = {.whole = whole};
    uint32_t wards[BURST_RETURNS_MOST];
    int passed = 0;
    const struct burst_echo *echo;
    for (uint32_t n = 0; (echo = newest(echoes, n)) != NULL && (int32_t)(echo->at_s - since_s) >= 0; n++) {
        if (!is_of(echo, &signs, ward))
            continue;
        if (echo->passed_on && ++passed == PASSED_LEAST) {
            signs.passed = true;
            signs.passed_s = echo->at_s;
        }
        if (!echo->passed_on && echo->times < LOUD_TIMES && signs.returned < BURST_RETURNS_MOST)
            note_return(&signs, wards, echo);
        if (!signs.any && (signs.passed || signs.returned >= least_returned(&signs))) {
            signs.any = true;
            signs.last_s = echo->at_s;
        }
    }
    return signs;
}

uint64_t burst_echo_wards(const struct burst_echoes *echoes, uint32_t since_s)
{
    uint64_t wards = 0;
    const struct burst_echo *echo;
    for (uint32_t n = 0; (echo = newest(echoes, n)) != NULL && (int32_t)(echo->at_s - since_s) >= 0; n++)
        if (echo->passed_on || echo->times < LOUD_TIMES)
            wards |= (uint64_t)1 << echo->ward % 64;
    return wards;
}

double burst_echo_most(const struct burst_echo_signs *signs)
{
    double most = signs->returned == 1 ? one_gives : gives_most;
    return (signs->returned >= least_returned(signs) ? most : 0) + (signs->passed ? passed_gives : 0);
}

double burst_echo_gives(const struct burst_echo_signs *signs, uint32_t since_s, double people, double usual)
{
    double chance = 1, gives = 0;
    int returned = 0;
    for (; returned < signs->returned && (int32_t)(signs->returned_s[returned] - since_s) >= 0; returned++)
        chance *= fmax(people - returned, 1) / (returned + 1) * usual;
    if (returned >= least_returned(signs) && chance < 1)
        gives = fmax(fmin(-log10(chance) - cost, returned == 1 ? one_gives : gives_most), 0);
    bool passed = signs->passed && (int32_t)(signs->passed_s - since_s) >= 0 && people >= PASSED_PEOPLE_LEAST;
    return gives + (passed ? passed_gives : 0);
}
