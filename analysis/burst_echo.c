/* SPDX-License-Identifier: MIT */
#include "burst_echo.h"

#include <math.h>
#include <stddef.h>

#include "base/banned.h"

enum { DAY_S = 86400, LOUD_TIMES = 3, RETURNS_MOST = 4, PASSED_LEAST = 2, PASSED_PEOPLE_LEAST = 4 };
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

struct signs {
    uint32_t wards[RETURNS_MOST]; /* of those who came back */
    int returned, passed;
};

static bool is_known(const struct signs *signs, uint32_t ward)
{
    for (int i = 0; i < signs->returned; i++)
        if (signs->wards[i] == ward)
            return true;
    return false;
}

static bool is_of(const struct burst_echo *echo, const struct burst_echo_window *window)
{
    return window->whole ? !echo->passed_on || echo->ward == 0 : echo->ward == window->ward;
}

static struct signs signs_of(const struct burst_echoes *echoes, const struct burst_echo_window *window)
{
    struct signs signs = {.returned = 0};
    const struct burst_echo *echo;
    for (uint32_t n = 0; (echo = newest(echoes, n)) != NULL && (int32_t)(echo->at_s - window->since_s) >= 0; n++) {
        bool again = window->whole && echo->ward != 0 && is_known(&signs, echo->ward);
        if (!is_of(echo, window) || again)
            continue;
        if (echo->passed_on)
            signs.passed++;
        else if (echo->times < LOUD_TIMES && signs.returned < RETURNS_MOST)
            signs.wards[signs.returned++] = echo->ward;
    }
    if (window->whole && signs.returned == 1)
        signs.returned = 0;
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

double burst_echo_most(const struct burst_echoes *echoes, const struct burst_echo_window *window)
{
    struct signs signs = signs_of(echoes, window);
    double most = signs.returned == 0 ? 0 : signs.returned == 1 ? one_gives : gives_most;
    return most + (signs.passed >= PASSED_LEAST ? passed_gives : 0);
}

double burst_echo_gives(const struct burst_echoes *echoes, const struct burst_echo_window *window)
{
    struct signs signs = signs_of(echoes, window);
    double chance = 1, gives = 0;
    for (int i = 0; i < signs.returned; i++)
        chance *= fmax(window->people - i, 1) / (i + 1) * window->usual;
    if (signs.returned > 0 && chance < 1)
        gives = fmax(fmin(-log10(chance) - cost, signs.returned == 1 ? one_gives : gives_most), 0);
    bool passed = signs.passed >= PASSED_LEAST && window->people >= PASSED_PEOPLE_LEAST;
    return gives + (passed ? passed_gives : 0);
}
