/* SPDX-License-Identifier: MIT */
#include "outbreak.h"

#include <stdlib.h>

#include "base/banned.h"

static void forget_old(struct outbreaks *outbreaks, int64_t now_s)
{
    size_t kept = 0;
    for (size_t i = 0; i < outbreaks->count; i++)
        if (now_s - outbreaks->items[i].warm_s < OUTBREAK_RETURN_S)
            outbreaks->items[kept++] = outbreaks->items[i];
    outbreaks->count = kept;
}

static bool is_warm(const struct outbreak *outbreak, const struct burst_heard *heard)
{
    for (size_t i = 0; i < heard->heat_count; i++) {
        const struct burst_heat *heat = &heard->heats[i];
        if (heat->issue == outbreak->issue && heat->kind != BURST_TOKEN && heat->place == outbreak->ward)
            return true;
    }
    return false;
}

/* What the issue has going on when a ward becomes hot. */
struct state {
    struct outbreak *same;   /* this ward */
    struct outbreak *around; /* open, of the same issue */
    size_t open;             /* of any issue */
};

static struct state look(struct outbreaks *outbreaks, const struct burst_heard *heard, const struct burst_heat *best,
                         uint64_t ward, int64_t now_s)
{
    struct state state = {NULL, NULL, 0};
    for (size_t i = 0; i < outbreaks->count; i++) {
        struct outbreak *one = &outbreaks->items[i];
        state.open += now_s - one->warm_s < OUTBREAK_OPEN_S;
        if (one->issue != heard->heats[0].issue)
            continue;
        if (now_s - one->warm_s < OUTBREAK_OPEN_S && state.around == NULL)
            state.around = one;
        if (best != NULL && one->ward == ward)
            state.same = one;
        else if (is_warm(one, heard))
            one->warm_s = now_s;
    }
    return state;
}

static struct outbreak *add(struct outbreaks *outbreaks, uint64_t issue, uint64_t ward, int64_t now_s)
{
    if (outbreaks->count == outbreaks->cap) {
        outbreaks->cap = outbreaks->cap == 0 ? 16 : outbreaks->cap * 2;
        outbreaks->items = realloc(outbreaks->items, outbreaks->cap * sizeof *outbreaks->items);
        MUST(outbreaks->items != NULL);
    }
    uint32_t number = outbreaks->next_number++;
    outbreaks->items[outbreaks->count] = (struct outbreak){issue, ward, now_s, now_s, number, number};
    return &outbreaks->items[outbreaks->count++];
}

static const struct burst_heat *hottest(const struct burst_heard *heard)
{
    const struct burst_heat *best = NULL;
    for (size_t i = 0; i < heard->heat_count; i++)
        if (heard->heats[i].score >= heard->threshold && (best == NULL || heard->heats[i].score > best->score))
            best = &heard->heats[i];
    return best;
}

static struct outbreak_told tell(struct outbreaks *outbreaks, const struct state *state,
                                 const struct burst_heat *best, uint64_t ward, int64_t now_s)
{
    struct outbreak_told told = {OUTBREAK_NOTHING, *best, ward, 0};
    struct outbreak *same = state->same;
    if (same != NULL) {
        told.number = same->part_of;
        if (now_s - same->warm_s >= OUTBREAK_OPEN_S)
            told.news = state->around ? OUTBREAK_SPREADS : OUTBREAK_RETURNS;
        same->warm_s = now_s;
        return told;
    }
    uint32_t part_of = state->around ? state->around->part_of : 0;
    if (state->around != NULL && ward == 0) {
        told.number = part_of;
        return told;
    }
    if (state->open >= OUTBREAK_OPEN_MOST) {
        outbreaks->flooded = true;
        return told;
    }
    bool joins = state->around != NULL;
    struct outbreak *fresh = add(outbreaks, best->issue, ward, now_s);
    if (joins)
        fresh->part_of = part_of;
    told.news = joins ? OUTBREAK_SPREADS : OUTBREAK_NEW;
    told.number = fresh->part_of;
    return told;
}

struct outbreak_told outbreak_hear(struct outbreaks *outbreaks, const struct burst *burst,
                                   const struct burst_heard *heard)
{
    struct outbreak_told nothing = {.news = OUTBREAK_NOTHING};
    if (heard->heat_count == 0)
        return nothing;
    int64_t now_s = burst_now_s(burst);
    forget_old(outbreaks, now_s);
    const struct burst_heat *best = hottest(heard);
    uint64_t ward = best ? burst_ward_of(burst, best) : 0;
    struct state state = look(outbreaks, heard, best, ward, now_s);
    return best ? tell(outbreaks, &state, best, ward, now_s) : nothing;
}

void outbreak_free(struct outbreaks *outbreaks)
{
    free(outbreaks->items);
    *outbreaks = (struct outbreaks){0};
}
