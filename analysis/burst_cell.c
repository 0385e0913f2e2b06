/* SPDX-License-Identifier: MIT */
#include "burst_cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#include "base/banned.h"

static struct burst_mark *at(const struct burst_cell *cell, size_t i)
{
    return &cell->marks[burst_cell_at(cell, i)];
}

size_t burst_cell_since(const struct burst_cell *cell, uint32_t at_s)
{
    size_t low = 0, high = cell->mark_count;
    if (high > 0 && (int32_t)(at(cell, 0)->at_s - at_s) >= 0)
        return high;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if ((int32_t)(burst_cell_newest(cell, middle).at_s - at_s) >= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Boyer and Moore's vote finds the ward, a second look counts it. */
struct burst_named burst_cell_named(const struct burst_cell *cell, uint32_t since_s)
{
    struct burst_named named = {0, 0, 0};
    size_t count = burst_cell_since(cell, since_s), votes = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t ward = burst_cell_newest_ward(cell, i);
        if (ward != 0 && votes == 0)
            named.ward = ward;
        if (ward != 0)
            votes += ward == named.ward ? 1 : (size_t)-1;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t ward = burst_cell_newest_ward(cell, i);
        named.all += ward != 0;
        named.people += ward != 0 && ward == named.ward;
    }
    return named;
}

size_t burst_cell_mark_bytes(const struct burst_cell *cell, size_t marks)
{
    return marks * (sizeof *cell->marks + (burst_is_word(cell) ? sizeof(uint16_t) : 0));
}

static uint16_t *wards(const struct burst_cell *cell)
{
    return (uint16_t *)(cell->marks + cell->mark_cap);
}

static void resize(struct burst_cell *cell, uint16_t cap)
{
    struct burst_cell old = *cell;
    cell->marks = malloc(burst_cell_mark_bytes(cell, cap));
    MUST(cell->marks != NULL);
    cell->mark_cap = cap;
    cell->mark_first = 0;
    for (size_t i = 0; i < old.mark_count; i++) {
        cell->marks[i] = *at(&old, i);
        if (burst_is_word(cell))
            wards(cell)[i] = wards(&old)[burst_cell_at(&old, i)];
    }
    free(old.marks);
}

static void drop_first(struct burst_cell *cell)
{
    cell->mark_first = (uint16_t)burst_cell_at(cell, 1);
    cell->mark_count--;
}

static void drop_old(struct burst_cell *cell, uint32_t now_s)
{
    while (cell->mark_count > 0 && (int32_t)(now_s - at(cell, 0)->at_s) > BURST_WINDOW_S)
        drop_first(cell);
}

void burst_cell_trim(struct burst_cell *cell, uint32_t now_s)
{
    drop_old(cell, now_s);
    if (cell->mark_count == 0) {
        burst_cell_free(cell);
        return;
    }
    if (cell->mark_cap > 3 && cell->mark_count * 2 <= cell->mark_cap)
        resize(cell, (uint16_t)(cell->mark_count + 2));
}

/* Room for one more. */
static void make_room(struct burst_cell *cell)
{
    if (cell->mark_count == BURST_MARKS_MOST)
        drop_first(cell);
    int more = cell->mark_cap < 4 ? 3 : cell->mark_cap / 2, cap = cell->mark_cap + more;
    if (cell->mark_count == cell->mark_cap)
        resize(cell, (uint16_t)(cap < BURST_MARKS_MOST ? cap : BURST_MARKS_MOST));
}

static void put(struct burst_cell *cell, size_t i, struct burst_mark mark, uint16_t ward)
{
    *at(cell, i) = mark;
    if (burst_is_word(cell))
        wards(cell)[burst_cell_at(cell, i)] = ward;
}

void burst_cell_mark(struct burst_cell *cell, struct burst_mark mark, uint16_t ward, int days_ago)
{
    drop_old(cell, mark.at_s);
    make_room(cell);
    size_t i = cell->mark_count++;
    for (; i > 0 && (int32_t)(at(cell, i - 1)->at_s - mark.at_s) > 0; i--)
        put(cell, i, *at(cell, i - 1), burst_is_word(cell) ? wards(cell)[burst_cell_at(cell, i - 1)] : 0);
    put(cell, i, mark, ward);
    if (days_ago < BURST_DAYS && cell->day_people[days_ago] < UINT16_MAX)
        cell->day_people[days_ago]++;
    cell->last_s = mark.at_s;
    cell->second_s = cell->mark_count > 1 ? burst_cell_newest(cell, 1).at_s : mark.at_s - 2 * BURST_WINDOW_S;
}

double burst_cell_learned(const struct burst_cell *cell, uint32_t day)
{
    double days = day - cell->learned_day;
    return days == 0 ? (double)cell->learned : (double)cell->learned * exp2(-days / BURST_HALF_LIFE_DAYS);
}

double burst_cell_weight(struct burst_cell *cell, double people, double expected, double spread)
{
    double mean = fmax(expected, 0.01);
    double z = 1.5 * (cbrt(people * people) - cbrt(mean * mean)) / cbrt(sqrt(mean)) / sqrt(1 + mean * spread);
    double weight = people < 3 || z <= 2.58 ? 1 : (2.58 / z) * (2.58 / z);
    if (weight < 1 && cell->strange_days < UINT8_MAX)
        cell->strange_days++;
    else if (weight >= 1 && cell->strange_days > 0)
        cell->strange_days--;
    return weight + (1 - weight) * fmin(1, cell->strange_days / 28.0);
}

double burst_cell_learn(struct burst_cell *cell, uint32_t day, double people, double expected, double spread)
{
    double weight = burst_cell_weight(cell, people, expected, spread);
    cell->learned = (float)(burst_cell_learned(cell, day) + weight * people + (1 - weight) * expected);
    cell->learned_day = day;
    return weight;
}

void burst_cell_next_day(struct burst_cell *cell)
{
    memmove(cell->day_people + 1, cell->day_people, (BURST_DAYS - 1) * sizeof cell->day_people[0]);
    cell->day_people[0] = 0;
}

void burst_cell_free(struct burst_cell *cell)
{
    free(cell->marks);
    cell->marks = NULL;
    cell->mark_cap = cell->mark_first = 0;
}
