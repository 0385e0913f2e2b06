/* SPDX-License-Identifier: MIT */
#include "burst_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

static const double hours_prior_sum = 24.5;
static const double hours_prior[24] = {.3, .2, .15, .15, .2, .3, .6, 1, 1.4, 1.4, 1.4, 1.4,
                                       1.4, 1.4, 1.3, 1.3, 1.4, 1.6, 1.7, 1.6, 1.5, 1.3, .9, .6};
enum { COUNCIL_PRIOR = 100, OUTAGE_DUE = 9, SUNDAY = 6, HOLIDAYS_FROM = 1978, LEARN_AT_ONCE_DAYS = 21 };
static const double heard_least = 0.3, hour_prior = 40, hour_days = 60, spread_days = 120;

/* What a cell is worth before it has brought anybody: a ward's share of the council in people, a word's in people of
 * so many of the issue. */
static const double ward_shape = 2, token_shape = 0.3, token_rate = 60;

int64_t burst_day_local_s(const struct burst *burst, int64_t at_s)
{
    return burst->calendar.local_s != NULL ? burst->calendar.local_s(at_s) : at_s;
}

/* 0 Monday … 6 Sunday, and each bank holiday. */
static int weekday_of(const struct burst *burst, int64_t day)
{
    struct clock_date date = clock_utc(day * CLOCK_DAY_MS);
    bool rests = date.year >= HOLIDAYS_FROM && holiday_is(burst->calendar.nation, date.year, date.month, date.day);
    return rests ? SUNDAY : date.weekday;
}

static double measured(double sum, double weight)
{
    return fmin(fmax(sum / weight, 0.005), 1.5);
}

double burst_day_issue_spread(const struct burst_issue *issue)
{
    return measured(issue->spread_sum, issue->spread_weight);
}

double burst_day_cell_spread(const struct burst *burst)
{
    return measured(burst->spread_sum, burst->spread_weight);
}

/* Until a whole day has been heard, hours that are yet to come would look as if nobody ever wrote in them. */
static bool knows_hours(const struct burst *burst)
{
    return burst->day - burst->first_day >= 2;
}

static double council_hour(const struct burst *burst, int hour)
{
    if (!knows_hours(burst))
        return hours_prior[hour] / hours_prior_sum;
    return (burst->hours[hour] + COUNCIL_PRIOR * hours_prior[hour] / hours_prior_sum) / (burst->hours_sum + COUNCIL_PRIOR);
}

static double hour_part(const struct burst *burst, const struct burst_issue *issue, int hour)
{
    if (!knows_hours(burst))
        return council_hour(burst, hour);
    return (issue->hours[hour] + hour_prior * council_hour(burst, hour)) / (issue->hours_sum + hour_prior);
}

void burst_day_rate(struct burst *burst, struct burst_issue *issue)
{
    burst->rate -= issue->rate;
    issue->rate = issue->day_mean * hour_part(burst, issue, burst->clock_hour);
    burst->rate += issue->rate;
}

void burst_day_share(const struct burst *burst, const struct burst_issue *issue, struct burst_cell *cell)
{
    double learned = burst_cell_learned(cell, issue->ended_day), shape = ward_shape, rate;
    if (cell->key == 0) {
        cell->share = 1;
        cell->unsure = 0;
        return;
    }
    if (burst_is_word(cell)) {
        shape = token_shape;
        rate = token_rate;
    } else {
        uint32_t ward = burst_map_get(&burst->ward_index, cell->key);
        double people = ward == BURST_MAP_NONE ? 0 : burst->wards[ward].people;
        rate = shape * (burst->ward_people + burst->ward_count + 10) / (people + 1);
    }
    cell->share = (float)fmin((learned + shape) / (issue->exposure + rate), 0.9);
    cell->unsure = (float)(1 / (learned + shape));
}

static void learn_issue(struct burst_issue *issue, int weekday, double people, double heard, double due, double *taught)
{
    double expected = due * heard, spread = measured(issue->spread_sum, issue->spread_weight);
    double unsure = burst_level_variance(&issue->level, weekday);
    double weight = burst_cell_weight(&issue->cells[0], people, expected, spread + unsure);
    burst_level_learn(&issue->level, weekday, people, heard, weight, 1 + expected * spread);
    double most = 3 * sqrt(expected + spread * expected * expected);
    double off = fmin(fmax(people - expected, -most), most), keep = exp2(-1 / spread_days);
    double unsure_now = unsure < 0.3 ? 1 : 0;
    issue->spread_sum = issue->spread_sum * keep + (1 - keep) * BURST_SPREAD_PRIOR * BURST_ISSUE_SPREAD +
                        unsure_now * (off * off - expected);
    issue->spread_weight = issue->spread_weight * keep + (1 - keep) * BURST_SPREAD_PRIOR + unsure_now * expected * expected;
    *taught = weight * people + (1 - weight) * expected;
}

/* The first day of a new council's issue says what is usual: from the little that was due before, it would take weeks. */
static void learn_first(struct burst_issue *issue, double people, double heard, double *taught)
{
    burst_level_start(&issue->level, (people + 0.5) / heard);
    *taught = people;
}

static void learn_wards(struct burst *burst, struct burst_issue *issue, int ago, double taught)
{
    double spread = measured(burst->spread_sum, burst->spread_weight);
    bool settled = issue->exposure > 50;
    for (uint32_t i = 0; i < issue->wards.count; i++) {
        struct burst_cell *cell = &issue->cells[issue->wards.cells[i]];
        double people = cell->day_people[ago], expected = (double)cell->share * taught;
        if (people > 0)
            burst_cell_learn(cell, (uint32_t)burst->day, people, expected, spread);
        if (!settled)
            continue;
        double most = 3 * sqrt(expected + spread * expected * expected) + 1;
        double off = fmin(people - expected, most);
        burst->spread_sum += off * off - expected;
        burst->spread_weight += expected * expected;
    }
}

static void learn_words(const struct burst *burst, struct burst_issue *issue, int ago, double taught)
{
    double spread = measured(burst->spread_sum, burst->spread_weight);
    for (uint32_t i = 0; i < issue->awake.count; i++) {
        struct burst_cell *cell = &issue->cells[issue->awake.cells[i]];
        double people = cell->day_people[ago];
        if (people > 0)
            burst_cell_learn(cell, (uint32_t)burst->day, people, (double)cell->share * taught, spread);
    }
}

static void end_cell_day(const struct burst *burst, const struct burst_issue *issue, struct burst_cell *cell)
{
    burst_cell_next_day(cell);
    burst_day_share(burst, issue, cell);
    burst_cell_trim(cell, (uint32_t)burst->now_s);
}

static void end_cell_days(const struct burst *burst, struct burst_issue *issue, const struct burst_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        end_cell_day(burst, issue, &issue->cells[list->cells[i]]);
}

/* Of what hours are known by. Of the day on which it began, the hours before are not known. */
static double hours_kept(const struct burst *burst)
{
    return burst->day == burst->first_day && burst->lost[0] > 0 ? 0 : exp2(-1 / hour_days);
}

static void end_issue_day(struct burst *burst, struct burst_issue *issue, int ago)
{
    double keep = exp2(-1.0 / BURST_HALF_LIFE_DAYS), hour_keep = hours_kept(burst);
    issue->exposure *= keep;
    if (ago >= 0 && burst->lost[ago] < 1 - heard_least) {
        double people = issue->cells[0].day_people[ago], heard = 1 - burst->lost[ago], taught;
        if (ago == 0 && issue->exposure <= 0)
            learn_first(issue, people, heard, &taught);
        else
            learn_issue(issue, weekday_of(burst, burst->day - ago), people, heard, issue->day_due[ago], &taught);
        learn_words(burst, issue, ago, taught);
        learn_wards(burst, issue, ago, taught);
        issue->exposure += taught;
    }
    issue->ended_day = (uint32_t)burst->day;
    end_cell_day(burst, issue, &issue->cells[0]);
    end_cell_days(burst, issue, &issue->wards);
    end_cell_days(burst, issue, &issue->awake);
    burst_issue_sleep(issue);
    issue->day_s = (uint32_t)burst->now_s;
    memmove(issue->day_due + 1, issue->day_due, (BURST_DAYS - 1) * sizeof issue->day_due[0]);
    for (int hour = 0; hour < 24; hour++)
        issue->hours[hour] *= hour_keep;
    issue->hours_sum *= hour_keep;
}

static void end_council_day(struct burst *burst)
{
    double hour_keep = hours_kept(burst), ward_keep = exp2(-1.0 / BURST_HALF_LIFE_DAYS), spread_keep = exp2(-1 / spread_days);
    for (int hour = 0; hour < 24; hour++)
        burst->hours[hour] *= hour_keep;
    burst->hours_sum *= hour_keep;
    for (uint32_t i = 0; i < burst->ward_count; i++)
        burst->wards[i].people *= ward_keep;
    burst->ward_people *= ward_keep;
    burst->returned *= ward_keep;
    burst->spread_sum = burst->spread_sum * spread_keep + (1 - spread_keep) * BURST_SPREAD_PRIOR * BURST_WARD_SPREAD;
    burst->spread_weight = burst->spread_weight * spread_keep + (1 - spread_keep) * BURST_SPREAD_PRIOR;
    double days = (double)(burst->day - burst->first_day) + 1;
    burst->tests_a_day += (burst->tests_today - burst->tests_a_day) / fmin(days, 20);
    burst->words_a_day += (burst->words_today - burst->words_a_day) / fmin(days, 20);
    burst->tests_today = burst->words_today = 0;
    memmove(burst->lost + 1, burst->lost, (BURST_DAYS - 1) * sizeof burst->lost[0]);
    memmove(burst->silent + 1, burst->silent, (BURST_DAYS - 1) * sizeof burst->silent[0]);
    burst->lost[0] = burst->silent[0] = 0;
}

/* Learns one day: that which ended while the council is new, later that of two days before, so that an outbreak is
 * known as one before its first day would teach. */
static void end_day(struct burst *burst)
{
    int64_t age = burst->day - burst->first_day;
    int ago = age < LEARN_AT_ONCE_DAYS ? 0 : age < LEARN_AT_ONCE_DAYS + BURST_DAYS - 1 ? -1 : BURST_DAYS - 1;
    for (uint32_t i = 0; i < burst->issue_count; i++)
        end_issue_day(burst, &burst->issues[i], ago);
    end_council_day(burst);
}

static void start_day(struct burst *burst, int64_t day)
{
    burst->day = day;
    burst->weekday = weekday_of(burst, day);
    for (uint32_t i = 0; i < burst->issue_count; i++) {
        struct burst_issue *issue = &burst->issues[i];
        issue->day_mean = issue->day_due[0] = burst_level_mean(&issue->level, burst->weekday);
    }
    burst_price(burst);
}

/* An hour in which nobody was heard, though many were due, was an outage, and so were the silent ones before it: where it is
 * known which hours are silent anyway. */
static void note_silence(struct burst *burst)
{
    if (burst->last_event_s >= burst->hour * BURST_HOUR_S || !knows_hours(burst)) {
        burst->silent_due = 0;
        memset(burst->silent, 0, sizeof burst->silent);
        return;
    }
    burst->silent_due += burst->rate;
    burst->silent[0] += council_hour(burst, burst->clock_hour);
    if (burst->silent_due > OUTAGE_DUE)
        for (int i = 0; i < BURST_DAYS; i++) {
            burst->lost[i] = fmin(1, burst->lost[i] + burst->silent[i]);
            burst->silent[i] = 0;
        }
}

static void next_hour(struct burst *burst)
{
    note_silence(burst);
    burst->hour++;
    size_t slot = (size_t)burst->hour % BURST_HOURS;
    burst->due += burst->rate;
    burst->due_at[slot] = (uint32_t)(int64_t)(burst->due * BURST_DUE_ONE);
    burst->heard_at[slot] = burst->heard;
    for (uint32_t i = 0; i < burst->issue_count; i++) {
        struct burst_issue *issue = &burst->issues[i];
        issue->due += issue->rate;
        issue->due_at[slot] = (uint32_t)(int64_t)(issue->due * BURST_DUE_ONE);
        issue->heard_at[slot] = issue->heard;
    }
    burst->now_s = burst->hour * BURST_HOUR_S;
    int64_t local_s = burst_day_local_s(burst, burst->now_s);
    int64_t day = local_s / 86400;
    if (day != burst->day) {
        end_day(burst);
        start_day(burst, day);
    }
    burst->clock_hour = (int)(local_s / BURST_HOUR_S % 24);
    for (uint32_t i = 0; i < burst->issue_count; i++)
        burst_day_rate(burst, &burst->issues[i]);
}

static void start(struct burst *burst, int64_t now_s)
{
    burst->started = true;
    burst->hour = now_s / BURST_HOUR_S;
    burst->last_event_s = now_s;
    int64_t local_s = burst_day_local_s(burst, now_s);
    burst->clock_hour = (int)(local_s / BURST_HOUR_S % 24);
    burst->first_day = local_s / 86400;
    start_day(burst, burst->first_day);
    for (int hour = 0; hour < burst->clock_hour; hour++)
        burst->lost[0] += council_hour(burst, hour);
}

static void note_minutes(struct burst *burst, int64_t to_s)
{
    int64_t from = burst->now_s / 60, to = to_s / 60;
    for (int64_t minute = to - from > BURST_MINUTES ? to - BURST_MINUTES : from; minute < to; minute++)
        burst->heard_minute[(minute + 1) % BURST_MINUTES] = burst->heard;
}

void burst_day_advance(struct burst *burst, int64_t to_s)
{
    if (!burst->started)
        start(burst, to_s);
    note_minutes(burst, to_s);
    while (burst->hour < to_s / BURST_HOUR_S)
        next_hour(burst);
    burst->now_s = to_s > burst->now_s ? to_s : burst->now_s;
}
