/* SPDX-License-Identifier: MIT */
#include "burst_inside.h"
#include "burst_trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { AUTHOR_S = 24 * 3600, COPY_S = 72 * 3600, FAR_S = 32 * 86400, START_AGAIN_S = 400 * 86400, DAY_S = 86400, PEOPLE_LEAST = 3 };
/* Tests a day that a quiet council has at least; tests a week at most. */
static const double tests_least = 20, tests_most = 60000;
/* What a new council's threshold is higher by, in powers of ten, since little is known; and for how long. */
static const double new_cost = 0.6, new_days = 60;

/* A ward is what a heat is about if it explains so much of it. */
#define WARD_EXPLAINS 0.6

struct burst *burst_new(double budget_a_week, struct burst_calendar calendar)
{
    struct burst *burst = calloc(1, sizeof *burst);
    MUST(burst != NULL);
    burst->bar = calloc(1, sizeof *burst->bar);
    MUST(burst->bar != NULL);
    burst->budget = budget_a_week;
    burst->calendar = calendar;
    burst->spread_sum = BURST_SPREAD_PRIOR * BURST_WARD_SPREAD;
    burst->spread_weight = BURST_SPREAD_PRIOR;
    burst_price(burst);
    return burst;
}

static void empty(struct burst *burst)
{
    for (uint32_t i = 0; i < burst->issue_count; i++)
        burst_issue_free(&burst->issues[i]);
    free(burst->issues);
    free(burst->wards);
    burst_bar_free(burst->bar);
    free(burst->bar);
    burst_map_free(&burst->index);
    burst_map_free(&burst->ward_index);
}

void burst_free(struct burst *burst)
{
    if (burst == NULL)
        return;
    empty(burst);
    free(burst);
}

static void *grown(void *items, uint32_t *cap, size_t item_bytes)
{
    *cap += *cap / 4 + 8;
    items = realloc(items, *cap * item_bytes);
    MUST(items != NULL);
    return items;
}

static struct burst_issue *issue_add(struct burst *burst, uint64_t key)
{
    if (burst->issue_count == burst->issue_cap)
        burst->issues = grown(burst->issues, &burst->issue_cap, sizeof *burst->issues);
    burst_map_put(&burst->index, key, burst->issue_count);
    struct burst_issue *issue = &burst->issues[burst->issue_count++];
    burst_issue_start(issue, key, (uint32_t)burst->now_s);
    issue->spread_sum = BURST_SPREAD_PRIOR * BURST_ISSUE_SPREAD;
    issue->spread_weight = BURST_SPREAD_PRIOR;
    burst_day_share(burst, issue, &issue->cells[0]);
    burst_level_start(&issue->level, 1.0 / (double)(burst->day - burst->first_day + 1));
    issue->day_mean = issue->day_due[0] = burst_level_mean(&issue->level, burst->weekday);
    burst_day_rate(burst, issue);
    return issue;
}

static struct burst_issue *issue_of(struct burst *burst, uint64_t key)
{
    uint32_t found = burst_map_get(&burst->index, key);
    if (found != BURST_MAP_NONE)
        return &burst->issues[found];
    return burst->issue_count < BURST_ISSUES_MOST ? issue_add(burst, key) : NULL;
}

/* The ward's number, from 1 on; 0 when there are too many. */
static uint32_t ward_number(struct burst *burst, uint64_t key)
{
    uint32_t found = burst_map_get(&burst->ward_index, key);
    if (found != BURST_MAP_NONE)
        return found + 1;
    if (burst->ward_count >= BURST_CELLS_MOST)
        return 0;
    if (burst->ward_count == burst->ward_cap)
        burst->wards = grown(burst->wards, &burst->ward_cap, sizeof *burst->wards);
    burst->wards[burst->ward_count] = (struct burst_ward){.key = key};
    burst_map_put(&burst->ward_index, key, burst->ward_count);
    return ++burst->ward_count;
}

/* The issue's people in the nth ward of the council; NULL if there were none, or they named no ward. */
static const struct burst_cell *nth_ward(const struct burst *burst, const struct burst_issue *issue, uint32_t n)
{
    uint64_t key = burst->wards[n].key;
    uint32_t at = key == BURST_NO_WARD ? 0 : burst_issue_find(issue, key);
    return at == 0 ? NULL : &issue->cells[at];
}

/* The ward that explains most of an issue's heat: its excess over what is usual there. */
static uint64_t ward_of_issue(const struct burst *burst, const struct burst_issue *issue, const struct burst_heat *heat)
{
    double most = WARD_EXPLAINS * (heat->people - heat->expected);
    uint64_t ward = 0;
    uint32_t since = (uint32_t)heat->since_s;
    double due = (double)(burst_trial_due(burst, issue, burst->now_s) - burst_trial_due(burst, issue, heat->since_s)) /
                 BURST_DUE_ONE;
    for (uint32_t i = 0; i < burst->ward_count; i++) {
        const struct burst_cell *cell = nth_ward(burst, issue, i);
        if (cell == NULL)
            continue;
        double people = (double)burst_cell_since(cell, since);
        double excess = people - due * (double)cell->share;
        if (excess >= most && people >= 2) {
            most = excess;
            ward = cell->key;
        }
    }
    return ward;
}

uint64_t burst_ward_of(const struct burst *burst, const struct burst_heat *heat)
{
    if (heat->kind == BURST_WARD)
        return heat->place;
    const struct burst_issue *issue = &burst->issues[burst_map_get(&burst->index, heat->issue)];
    if (heat->kind == BURST_ISSUE)
        return ward_of_issue(burst, issue, heat);
    uint32_t at = burst_issue_find(issue, burst_key(heat->kind, heat->place));
    struct burst_named named = burst_cell_named(&issue->cells[at], (uint32_t)heat->since_s);
    return named.ward != 0 && named.people >= WARD_EXPLAINS * named.all ? burst->wards[named.ward - 1].key : 0;
}

/* Neighbouring tests share their people, so the threshold grows slower than their number; where words are counted too, both
 * share the budget. The numbers here and below make the false alerts that were measured on streams without incidents those
 * of the budget. */
void burst_price(struct burst *burst)
{
    double others = fmax(burst->tests_a_day - burst->words_a_day, tests_least), tests = fmin(7 * others, tests_most);
    double words = fmin(burst->words_a_day / others, 1), all = 7 * fmax(burst->tests_a_day, tests_least);
    double known = fmin((double)(burst->day - burst->first_day) / new_days, 1);
    double price = 4.35 + 0.3 * log10(tests) + log10(1 + words);
    burst->threshold = price + new_cost * (1 - known) - log10(burst->budget);
    burst->word_cost = 4.3 + 0.6 * log10(all) - price;
}

double burst_threshold(const struct burst *burst)
{
    return burst->threshold;
}

/* What was counted before in the cell. */
enum { AUTHOR_KNOWN = 1, TEXT_KNOWN = 2 };

struct keys {
    uint64_t author, text;
};

static struct keys keys_in(const struct burst_cell *cell, const struct burst_event *event)
{
    return (struct keys){burst_mix(event->author ^ burst_mix(cell->key + 1)),
                         event->copy == 0 ? 0 : burst_mix(event->copy ^ burst_mix(cell->key + 2))};
}

static unsigned known_in(const struct burst_issue *issue, struct keys keys, uint32_t now_s)
{
    unsigned known = burst_seen_known(&issue->seen, keys.author, now_s) ? AUTHOR_KNOWN : 0;
    return known | (keys.text != 0 && burst_seen_known(&issue->seen, keys.text, now_s) ? TEXT_KNOWN : 0);
}

static void count_in(struct burst *burst, struct burst_issue *issue, struct burst_cell *cell, struct keys keys,
                     const struct burst_event *event, uint32_t ward)
{
    uint32_t now = (uint32_t)burst->now_s;
    burst_seen_note(&issue->seen, keys.author, now, AUTHOR_S);
    if (keys.text != 0)
        burst_seen_note(&issue->seen, keys.text, now, COPY_S);
    int64_t local_s = burst_day_local_s(burst, event->at_s);
    int64_t ago = burst->day - local_s / DAY_S;
    struct burst_mark mark = {(uint32_t)event->at_s, burst_trial_due(burst, issue, event->at_s)};
    if (!cell->awake) {
        burst_issue_wake(issue, cell);
        burst_day_share(burst, issue, cell);
    }
    burst_cell_mark(cell, mark, (uint16_t)ward, (int)ago);
    if (cell->key == 0) {
        int hour = (int)(local_s / BURST_HOUR_S % 24);
        issue->hours[hour]++, issue->hours_sum++, issue->heard++;
        burst->hours[hour]++, burst->hours_sum++, burst->heard++;
        burst->ward_people++;
    }
    burst->tests_today++;
    burst->words_today += burst_is_word(cell);
}

/* One who names no ward may belong to what is going on in any: the ward that it makes most unusual. */
static uint64_t try_wards(const struct burst_trial *trial, const struct burst_cell *cell, struct burst_heat *heat)
{
    const struct burst_issue *issue = trial->issue;
    struct burst_newest none = burst_trial_newest(trial, cell);
    uint64_t best = 0;
    for (uint32_t i = 0; i < issue->wards.count; i++) {
        const struct burst_cell *ward = &issue->cells[issue->wards.cells[i]];
        if ((int32_t)(ward->second_s - none.since_s) < 0 || ward == cell)
            continue;
        double before = heat->score;
        burst_trial_joint(trial, ward, &none, heat);
        if (heat->score > before)
            best = ward->key;
    }
    return best;
}

/* The word's people may be part of what goes on in the ward that most of them name. */
static void try_word(const struct burst_trial *trial, const struct burst_cell *word, const struct burst_cell *none,
                     struct burst_heat *heat)
{
    struct burst_named named = burst_cell_named(word, trial->now_s - DAY_S);
    if (named.ward == 0)
        return;
    const struct burst_issue *issue = trial->issue;
    uint32_t at = burst_issue_find(issue, trial->burst->wards[named.ward - 1].key);
    const struct burst_cell *cells[2] = {&issue->cells[at], none};
    if (at != 0)
        burst_trial_word(trial, word, cells, named.ward, heat);
}

static uint64_t try_cell(const struct burst_trial *trial, const struct burst_cell *cell, uint64_t place, bool danger,
                         struct burst_heat *heat)
{
    if (cell->key == BURST_NO_WARD)
        return try_wards(trial, cell, heat);
    burst_trial_cell(trial, cell, danger ? 2 : PEOPLE_LEAST, heat);
    const struct burst_cell *none = &trial->issue->cells[trial->issue->none];
    if (cell->key == 0 || trial->issue->none == 0)
        return place;
    if (burst_is_word(cell)) {
        try_word(trial, cell, none, heat);
        return place;
    }
    struct burst_newest newest = burst_trial_newest(trial, none);
    burst_trial_joint(trial, cell, &newest, heat);
    return place;
}

struct hearing {
    struct burst *burst;
    struct burst_issue *issue;
    const struct burst_event *event;
    uint32_t ward; /* its number */
    bool echo, returned; /* who or what was counted before is a new sign; in an author's own words */
    struct burst_trial trial;
};

/* Somebody who was counted writes again, or passes on what was. Who does both says nothing new. */
static void note_echo(struct hearing *hearing, unsigned known)
{
    struct burst *burst = hearing->burst;
    const struct burst_event *event = hearing->event;
    if (known == (AUTHOR_KNOWN | TEXT_KNOWN))
        return;
    uint32_t author = (uint32_t)(burst_mix(event->author) >> 32);
    enum burst_echo_news news = burst_echo_note(&hearing->issue->echoes, (uint32_t)burst->now_s, author,
                                                event->ward ? hearing->ward : 0, known == TEXT_KNOWN);
    hearing->echo = news == BURST_ECHO_NEW;
    hearing->returned = hearing->echo && known == AUTHOR_KNOWN;
    burst->returned += hearing->returned - (news == BURST_ECHO_LOUD);
}

/* True if there is something new to try. */
static bool take_in(struct hearing *hearing, enum burst_kind kind, struct burst_cell *cell, struct burst_heard *heard)
{
    struct keys keys = keys_in(cell, hearing->event);
    unsigned known = known_in(hearing->issue, keys, (uint32_t)hearing->burst->now_s);
    if (known == 0) {
        count_in(hearing->burst, hearing->issue, cell, keys, hearing->event, hearing->event->ward ? hearing->ward : 0);
        if (kind == BURST_WARD) {
            hearing->burst->wards[hearing->ward - 1].people++;
            cell->ward = (uint16_t)hearing->ward;
        }
        return heard->counted = true;
    }
    if (kind == BURST_ISSUE)
        note_echo(hearing, known);
    return hearing->echo && kind != BURST_TOKEN;
}

static void hear_cell(struct hearing *hearing, enum burst_kind kind, uint64_t place, struct burst_heard *heard)
{
    struct burst *burst = hearing->burst;
    const struct burst_event *event = hearing->event;
    struct burst_cell *cell = burst_issue_cell(hearing->issue, burst_key(kind, place));
    if (cell == NULL || !take_in(hearing, kind, cell, heard))
        return;
    if (hearing->trial.burst == NULL)
        hearing->trial = burst_trial_of(burst, hearing->issue, heard->threshold - BURST_WARM);
    struct burst_heat heat = {.kind = kind, .issue = event->issue, .at_s = burst->now_s};
    heat.place = try_cell(&hearing->trial, cell, place, event->danger, &heat);
    if (heat.score > 0)
        heard->heats[heard->heat_count++] = heat;
}

/* A time far ahead counts only when the next event agrees. */
static bool too_far(struct burst *burst, int64_t at_s)
{
    if (!burst->started || at_s - burst->now_s <= FAR_S)
        return burst->far_s = 0, false;
    if (burst->far_s != 0 && llabs(at_s - burst->far_s) <= FAR_S)
        return burst->far_s = 0, false;
    burst->far_s = at_s;
    return true;
}

void burst_tick(struct burst *burst, int64_t now_s)
{
    if (burst->started && now_s - burst->now_s > START_AGAIN_S) {
        struct burst old = *burst;
        empty(burst);
        struct burst *fresh = burst_new(old.budget, old.calendar);
        *burst = *fresh;
        free(fresh);
    }
    burst_day_advance(burst, now_s);
}

void burst_hear(struct burst *burst, const struct burst_event *event, struct burst_heard *heard)
{
    heard->counted = false;
    heard->heat_count = 0;
    if (too_far(burst, event->at_s))
        return;
    burst_tick(burst, event->at_s);
    burst->last_event_s = burst->now_s;
    heard->threshold = burst_threshold(burst);
    struct burst_issue *issue = issue_of(burst, event->issue);
    if (issue == NULL || event->at_s < burst->now_s - BURST_LATE_MOST_S)
        return;
    struct hearing hearing = {burst, issue, event, ward_number(burst, burst_key(BURST_WARD, event->ward)), false, false, {0}};
    hear_cell(&hearing, BURST_ISSUE, 0, heard);
    bool new_words = heard->counted || hearing.returned;
    if (hearing.ward != 0)
        hear_cell(&hearing, BURST_WARD, event->ward, heard);
    /* One account's posts, or one text's copies, may each hold other words: they are not one more of each word's people. */
    for (size_t i = 0; new_words && i < event->token_count && i < BURST_TOKENS_MOST; i++)
        hear_cell(&hearing, BURST_TOKEN, event->tokens[i], heard);
}

int64_t burst_now_s(const struct burst *burst)
{
    return burst->now_s;
}
