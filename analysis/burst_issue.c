/* SPDX-License-Identifier: MIT */
#include "burst_issue.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "burst_map.h"

#include "base/banned.h"

enum { SLOTS_LEAST = 16, CELL_BITS = 14, TOKEN_S = 60 * 86400 };
_Static_assert(BURST_CELLS_MOST <= 1 << CELL_BITS, "a slot holds a cell's number");

static const uint32_t cell_mask = (1u << CELL_BITS) - 1;

/* Bits of the hash that do not choose the slot. */
static uint32_t tag_of(uint64_t hash)
{
    return (uint32_t)(hash >> 32) & ~cell_mask;
}

uint32_t burst_issue_find(const struct burst_issue *issue, uint64_t key)
{
    if (issue->slot_count == 0)
        return 0;
    uint64_t hash = burst_mix(key);
    uint32_t mask = issue->slot_count - 1, tag = tag_of(hash), slot;
    for (uint32_t at = (uint32_t)hash & mask; (slot = issue->slots[at]) != 0; at = (at + 1) & mask)
        if ((slot & ~cell_mask) == tag && issue->cells[slot & cell_mask].key == key)
            return slot & cell_mask;
    return 0;
}

static void put(struct burst_issue *issue, uint32_t number)
{
    uint64_t hash = burst_mix(issue->cells[number].key);
    uint32_t mask = issue->slot_count - 1, at = (uint32_t)hash & mask;
    while (issue->slots[at] != 0)
        at = (at + 1) & mask;
    issue->slots[at] = tag_of(hash) | number;
}

static void list_add(struct burst_list *list, uint32_t number)
{
    if (list->count == list->cap) {
        list->cap += list->cap / 4 + 8;
        list->cells = realloc(list->cells, list->cap * sizeof *list->cells);
        MUST(list->cells != NULL);
    }
    list->cells[list->count++] = (uint16_t)number;
}

static void note(struct burst_issue *issue, uint32_t number)
{
    const struct burst_cell *cell = &issue->cells[number];
    if (cell->key == BURST_NO_WARD)
        issue->none = number;
    if (!burst_is_word(cell))
        list_add(&issue->wards, number);
    else if (cell->awake)
        list_add(&issue->awake, number);
}

static void make_slots(struct burst_issue *issue)
{
    uint32_t count = SLOTS_LEAST;
    while (count * 2 < issue->cell_count * 3)
        count *= 2;
    free(issue->slots);
    issue->slots = calloc(count, sizeof *issue->slots);
    MUST(issue->slots != NULL);
    issue->slot_count = count;
    for (uint32_t i = 1; i < issue->cell_count; i++)
        put(issue, i);
}

void burst_issue_index(struct burst_issue *issue)
{
    issue->wards.count = issue->awake.count = issue->none = 0;
    for (uint32_t i = 1; i < issue->cell_count; i++)
        note(issue, i);
    make_slots(issue);
}

bool burst_issue_forgot(const struct burst_issue *issue, const struct burst_cell *cell)
{
    return burst_is_word(cell) && !cell->awake && (int32_t)(issue->day_s - cell->last_s) > TOKEN_S;
}

static void sweep(struct burst_issue *issue)
{
    uint32_t kept = 1;
    for (uint32_t i = 1; i < issue->cell_count; i++)
        if (!burst_issue_forgot(issue, &issue->cells[i]))
            issue->cells[kept++] = issue->cells[i];
    issue->swept_s = issue->day_s;
    if (kept == issue->cell_count)
        return;
    issue->cell_count = kept;
    burst_issue_index(issue);
}

/* Room for one more cell; false if there is none. */
static bool make_room(struct burst_issue *issue)
{
    if (issue->cell_count < issue->cell_cap)
        return true;
    if (issue->swept_s != issue->day_s)
        sweep(issue);
    uint32_t cap = issue->cell_cap + issue->cell_cap / 4 + 4;
    cap = cap < BURST_CELLS_MOST ? cap : BURST_CELLS_MOST;
    if (issue->cell_count < issue->cell_cap - issue->cell_cap / 8 || cap == issue->cell_cap)
        return issue->cell_count < issue->cell_cap;
    issue->cells = realloc(issue->cells, cap * sizeof *issue->cells);
    MUST(issue->cells != NULL);
    issue->cell_cap = cap;
    return true;
}

static struct burst_cell *add(struct burst_issue *issue, uint64_t key)
{
    struct burst_cell *cell = &issue->cells[issue->cell_count++];
    *cell = (struct burst_cell){.key = key};
    return cell;
}

void burst_issue_start(struct burst_issue *issue, uint64_t key, uint32_t now_s)
{
    *issue = (struct burst_issue){.key = key, .day_s = now_s, .swept_s = now_s};
    MUST(make_room(issue));
    add(issue, 0);
}

struct burst_cell *burst_issue_cell(struct burst_issue *issue, uint64_t key)
{
    uint32_t found = key == 0 ? 0 : burst_issue_find(issue, key);
    if (key == 0 || found != 0) {
        if (burst_issue_forgot(issue, &issue->cells[found]))
            issue->cells[found] = (struct burst_cell){.key = key};
        return &issue->cells[found];
    }
    if (!make_room(issue))
        return NULL;
    struct burst_cell *cell = add(issue, key);
    note(issue, issue->cell_count - 1);
    if (issue->cell_count * 3 > issue->slot_count * 2)
        make_slots(issue);
    else
        put(issue, issue->cell_count - 1);
    return cell;
}

void burst_issue_wake(struct burst_issue *issue, struct burst_cell *cell)
{
    cell->awake = true;
    if (burst_is_word(cell))
        list_add(&issue->awake, (uint32_t)(cell - issue->cells));
}

void burst_issue_sleep(struct burst_issue *issue)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < issue->awake.count; i++) {
        struct burst_cell *word = &issue->cells[issue->awake.cells[i]];
        word->awake = burst_cell_keeps(word);
        issue->awake.cells[kept] = issue->awake.cells[i];
        kept += word->awake;
    }
    issue->awake.count = kept;
}

void burst_issue_free(struct burst_issue *issue)
{
    for (uint32_t i = 0; i < issue->cell_count; i++)
        burst_cell_free(&issue->cells[i]);
    free(issue->cells);
    free(issue->wards.cells);
    free(issue->awake.cells);
    free(issue->slots);
    burst_seen_free(&issue->seen);
}
