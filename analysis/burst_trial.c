/* SPDX-License-Identifier: MIT */
#include "burst_trial.h"

#include <math.h>

#include "burst_tail.h"

#include "base/banned.h"

enum { WINDOW_LEAST_S = 1800, DAY_H = 24, NOW_H = 1, FLOOD_LEAST = 3, JOINT_MOST = BURST_BAR_JOINT_MOST };

/* A day's volume against the usual is known from so many people; it is never taken for less than usual_least. */
static const double volume_shape = 20, usual_least = 0.8;
/* More of all others than so many times what is due is a flood. */
static const double flood_ratio = 2;
/* What is due since a time may be so much more than since one before it. */
static const double due_rounding = 2.0 / BURST_DUE_ONE;
/* People who come back within a day, before any were seen; of so many people. */
static const double returns_prior = 0.05, returns_people = 100;
/* 0.5 * log(2 * M_PI * JOINT_MOST), and a little. */
static const double most_nats = 2.31;
static const double window_weight = 0.25, unnamed_part = 0.2, beside_cost = 0.5;

/* fmax without a call. */
static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

static double part_of_hour(const struct burst *burst)
{
    return (double)(burst->now_s - burst->hour * BURST_HOUR_S) / BURST_HOUR_S;
}

static uint32_t whole(double due)
{
    return (uint32_t)(int64_t)(due * BURST_DUE_ONE);
}

/* What a sum kept at the starts of hours was at a time of the last 72 h. */
static uint32_t due_by(const struct burst *burst, const uint32_t due_at[BURST_HOURS], uint32_t now, int64_t at_s)
{
    int64_t hour = at_s / BURST_HOUR_S;
    if (at_s >= burst->now_s)
        return now;
    uint32_t from = due_at[hour % BURST_HOURS];
    uint32_t to = hour == burst->hour ? now : due_at[(hour + 1) % BURST_HOURS];
    int64_t span = hour == burst->hour ? burst->now_s - hour * BURST_HOUR_S : BURST_HOUR_S;
    return from + (uint32_t)((double)(to - from) * (double)(at_s - hour * BURST_HOUR_S) / (double)span);
}

uint32_t burst_trial_due(const struct burst *burst, const struct burst_issue *issue, int64_t at_s)
{
    return due_by(burst, issue->due_at, whole(issue->due + issue->rate * part_of_hour(burst)), at_s);
}

static double ratio(double heard, double due, double shape)
{
    return (larger(heard, 0) + shape) / (larger(due, 0) + shape);
}

struct volume {
    double heard, due, own_due;
};

/* Of the council's other issues in the last hours. */
static struct volume others(const struct burst_trial *trial, int hours)
{
    const struct burst *burst = trial->burst;
    size_t slot = (size_t)(burst->hour + BURST_HOURS - hours) % BURST_HOURS;
    uint32_t due = whole(burst->due + burst->rate * part_of_hour(burst)) - burst->due_at[slot];
    double own_heard = trial->issue->heard - trial->issue->heard_at[slot];
    double own_due = trial->due - trial->issue->due_at[slot];
    return (struct volume){burst->heard - burst->heard_at[slot] - own_heard, larger(due - own_due, 1) / BURST_DUE_ONE,
                           own_due / BURST_DUE_ONE};
}

/* The issue's volume today against the usual, without the people in question and their share. */
static double usual_without(const struct burst_trial *trial, size_t people, double share)
{
    double heard = larger(trial->day_heard - (double)people, 0) + volume_shape * trial->council;
    return larger(heard / (trial->day_due * (1 - share) + volume_shape), usual_least);
}

struct burst_trial burst_trial_of(const struct burst *burst, const struct burst_issue *issue, double bar)
{
    struct burst_trial trial = {.burst = burst, .issue = issue, .bar = bar, .now_s = (uint32_t)burst->now_s};
    size_t slot = (size_t)(burst->hour + BURST_HOURS - DAY_H) % BURST_HOURS;
    trial.due = burst_trial_due(burst, issue, burst->now_s);
    trial.due_least = whole(fmax(issue->rate * WINDOW_LEAST_S / BURST_HOUR_S, 1.0 / BURST_DUE_ONE)); /* never none */
    trial.day_heard = issue->heard - issue->heard_at[slot];
    trial.day_due = (double)(trial.due - issue->due_at[slot]) / BURST_DUE_ONE;
    struct volume day = others(&trial, DAY_H), now = others(&trial, NOW_H);
    trial.council = larger(ratio(day.heard, day.due, volume_shape), ratio(now.heard, now.due, volume_shape / 2));
    trial.council = larger(trial.council, usual_least);
    trial.part = larger(now.own_due / (now.own_due + now.due), trial.day_due / (trial.day_due + day.due));
    trial.word_cost = burst->word_cost;
    trial.returns = (returns_prior * returns_people + larger(burst->returned, 0)) / (returns_people + burst->ward_people);
    trial.echo_wards = burst_echo_wards(&issue->echoes, trial.now_s - BURST_WINDOW_S);
    trial.usual_joint = usual_without(&trial, JOINT_MOST, 0);
    double unsure = burst_level_variance(&issue->level, burst->weekday);
    trial.issue_spread = unsure + burst_day_issue_spread(issue);
    trial.cell_spread = unsure + burst_day_cell_spread(burst);
    return trial;
}

static double due_since(const struct burst_trial *trial, struct burst_mark first)
{
    uint32_t due = trial->due - first.due;
    return ((int32_t)due < (int32_t)trial->due_least ? trial->due_least : due) / (double)BURST_DUE_ONE;
}

/* What the issue is due since then by what all others brought. Posts held up somewhere arrive together: then every issue has
 * its part of all that came since, be it in an hour or a minute. The part is that of these hours or of the whole day, as it is
 * not known which the posts are from. And where a council's hours have moved, as when the clock was changed, all issues have
 * more than is due. */
static double due_by_others(const struct burst_trial *trial, struct burst_mark first, double people)
{
    const struct burst *burst = trial->burst;
    int64_t minute = (burst->now_s - (trial->now_s - first.at_s)) / 60, hour = minute / 60;
    bool lately = burst->now_s / 60 - minute < BURST_MINUTES;
    uint32_t now = whole(burst->due + burst->rate * part_of_hour(burst));
    double due = (now - due_by(burst, burst->due_at, now, lately ? minute * 60 : hour * BURST_HOUR_S)) / (double)BURST_DUE_ONE;
    uint32_t before = lately ? burst->heard_minute[minute % BURST_MINUTES] : burst->heard_at[hour % BURST_HOURS];
    double others = burst->heard - before - people, flood = FLOOD_LEAST + flood_ratio * due;
    return larger(others > flood ? others * trial->part : 0, due_since(trial, first) * ratio(others, due, volume_shape));
}

static double window_gives(const struct burst_trial *trial, struct burst_mark first)
{
    double seconds = larger((double)(trial->now_s - first.at_s), WINDOW_LEAST_S);
    return window_weight * log10(seconds / BURST_WINDOW_S);
}

/* What those may add who came back, or passed a text on: in a ward, or of the whole issue. */
static struct burst_echo_signs signs_of(const struct burst_trial *trial, const struct burst_cell *cell)
{
    uint64_t any = cell->key == 0 ? UINT64_MAX : burst_is_word(cell) ? 0 : (uint64_t)1 << cell->ward % 64;
    if ((trial->echo_wards & any) == 0)
        return (struct burst_echo_signs){.returned = 0};
    return burst_echo_signs(&trial->issue->echoes, trial->now_s - BURST_WINDOW_S, cell->ward, cell->key == 0);
}

/* Whether a window that begins there holds any. */
static inline bool holds_any(const struct burst_echo_signs *signs, struct burst_mark first)
{
    return signs->any && (int32_t)(first.at_s - signs->last_s) <= 0;
}

static double signs_give(const struct burst_trial *trial, const struct burst_echo_signs *signs, struct burst_mark first,
                         double people)
{
    return holds_any(signs, first) ? burst_echo_gives(signs, first.at_s, people, trial->returns) : 0;
}

/* Of the people of a cell over the mean's square: of its days, of what is due, and of its share. */
static double spread_of(const struct burst_trial *trial, const struct burst_cell *cell)
{
    return (double)cell->unsure + (cell->key == 0 ? trial->issue_spread : trial->cell_spread);
}

static void keep_best(const struct burst_trial *trial, struct burst_mark first, double people, double expected,
                      double score, struct burst_heat *heat)
{
    if (score < trial->bar || score <= heat->score)
        return;
    heat->since_s = trial->burst->now_s - (trial->now_s - first.at_s);
    heat->people = people;
    heat->expected = expected;
    heat->score = score;
}

/* Now and then a day is wilder than the spread that was measured: what a wild day explains is no news. */
static double most_of(double people, double mean, double spread)
{
    return BURST_BAR_WILD_RARITY + burst_tail_bound(people, mean, BURST_BAR_WILD * spread);
}

/* If it is not under `least`; else something under it. */
static double score_of(double people, double mean, double spread, double least)
{
    double score = burst_tail_score_over(people, mean, spread, least);
    if (score < least)
        return score;
    return fmin(score, BURST_BAR_WILD_RARITY + burst_tail_score_over(people, mean, BURST_BAR_WILD * spread, least - BURST_BAR_WILD_RARITY));
}

/* The last of those that follow one another and are all under what is due: as longer windows are due no less, none of them
 * need be tried. */
static size_t last_under(const float *most_due, size_t i, size_t count, double due)
{
    while (i + 1 < count && (double)most_due[i + 1] < due)
        i++;
    return i;
}

/* Windows of a cell. */
struct windows {
    const struct burst_cell *cell;
    struct burst_echo_signs signs;
    double factor, spread, cost;
    int spread_row;
};

static struct windows windows_of(const struct burst_trial *trial, const struct burst_cell *cell, size_t people)
{
    double share = (double)cell->share, spread = spread_of(trial, cell);
    return (struct windows){.cell = cell,
                            .signs = signs_of(trial, cell),
                            .factor = share * (cell->key == 0 ? trial->council : usual_without(trial, people, share)),
                            .spread = spread,
                            .cost = burst_is_word(cell) ? trial->word_cost : 0,
                            .spread_row = burst_bar_spread(spread)};
}

/* The most that may be due in windows that what is given lifts to the bar. */
static const float *most_due(const struct burst_trial *trial, const struct windows *windows, double gives)
{
    return burst_bar_alone(trial->burst->bar, windows->spread_row, trial->bar - gives);
}

/* The window from the person on who is the nth of burst_bar_people. */
static void try_window(const struct burst_trial *trial, const struct windows *windows, size_t nth,
                       struct burst_mark first, double mean, struct burst_heat *heat)
{
    double people = burst_bar_people[nth], spread = windows->spread, least = larger(trial->bar, heat->score);
    double gives = signs_give(trial, &windows->signs, first, people) - windows->cost;
    if (mean > (double)most_due(trial, windows, gives)[nth])
        return;
    gives += window_gives(trial, first);
    if (mean > (double)most_due(trial, windows, gives)[nth] || burst_tail_bound(people, mean, spread) + gives < least)
        return;
    mean = larger(mean, (double)windows->cell->share * due_by_others(trial, first, people));
    if (most_of(people, mean, spread) + gives >= least)
        keep_best(trial, first, people, mean, score_of(people, mean, spread, least - gives) + gives, heat);
}

void burst_trial_cell(const struct burst_trial *trial, const struct burst_cell *cell, size_t least,
                      struct burst_heat *heat)
{
    if (cell->mark_count < least)
        return;
    size_t most = burst_cell_since(cell, trial->now_s - BURST_WINDOW_S);
    struct windows windows = windows_of(trial, cell, most);
    const float *plain = most_due(trial, &windows, -windows.cost), *lifted = plain;
    if (windows.signs.any)
        lifted = most_due(trial, &windows, burst_echo_most(&windows.signs));
    for (size_t i = least - burst_bar_people[0]; i < BURST_BAR_WINDOWS && burst_bar_people[i] <= most; i++) {
        struct burst_mark first = burst_cell_newest(cell, burst_bar_people[i] - 1u);
        double mean = windows.factor * due_since(trial, first);
        if (mean > (double)lifted[i])
            i = last_under(lifted, i, BURST_BAR_WINDOWS, mean - windows.factor * due_rounding);
        else if ((mean <= (double)plain[i] || holds_any(&windows.signs, first)) &&
                 burst_bar_people[i] >= mean * BURST_BAR_RATIO_LEAST)
            try_window(trial, &windows, i, first, mean, heat);
    }
}

/* How much likelier, in nats, an incident that adds so many people to the mean. */
static double likelier(double count, double mean, double added, double spread)
{
    double shape = 1 / larger(spread, 1e-4);
    return count * log((mean + added) / mean * ((mean + shape) / (mean + added + shape))) -
           shape * log((mean + added + shape) / (mean + shape));
}

/* Never less than that, at a third of its cost. */
static double likelier_at_most(double count, double mean, double added, double spread)
{
    double shape = 1 / larger(spread, 1e-4), more = mean + added + shape;
    return count * burst_tail_log((mean + added) / mean * ((mean + shape) / more)) - shape * burst_tail_log(more / (mean + shape)) +
           (count + shape) * BURST_TAIL_LOG_OFF;
}

/* What a ward and those who name none bring besides a word's people, in powers of ten. */
static double beside(const struct burst_trial *trial, const struct burst_cell *const cells[2], const double people[2],
                     double due)
{
    double mean[2], added, nats = 0;
    for (int i = 0; i < 2; i++)
        mean[i] = larger((double)cells[i]->share * due, 1e-6);
    added = people[0] - mean[0];
    if (added <= 0)
        return 0;
    for (int i = 0; i < 2; i++) {
        double more = added * (i == 0 ? 1 : unnamed_part / (1 - unnamed_part));
        nats += likelier(people[i], mean[i], more, spread_of(trial, cells[i]));
    }
    return larger(nats / M_LN10 - beside_cost, 0);
}

void burst_trial_word(const struct burst_trial *trial, const struct burst_cell *word,
                      const struct burst_cell *const cells[2], uint32_t ward, struct burst_heat *heat)
{
    double share = (double)word->share, in_word[2] = {0, 0};
    size_t most = burst_cell_since(word, trial->now_s - BURST_WINDOW_S);
    struct burst_echo_signs signs = signs_of(trial, cells[0]);
    double spread = spread_of(trial, word);
    for (size_t count = 1; count <= most && count <= JOINT_MOST; count++) {
        struct burst_mark first = burst_cell_newest(word, count - 1);
        in_word[0] += burst_cell_newest_ward(word, count - 1) == ward;
        in_word[1] += burst_cell_newest_ward(word, count - 1) == 0;
        double said = (double)count, people[2];
        double due = usual_without(trial, count, share) * due_since(trial, first);
        if (count < 2 || said <= share * due)
            continue;
        for (int i = 0; i < 2; i++)
            people[i] = larger((double)burst_cell_since(cells[i], first.at_s) - in_word[i], 0);
        due = larger(due, due_by_others(trial, first, said));
        double mean = share * due;
        if (said + people[0] < 3 || said <= mean)
            continue;
        double rest = beside(trial, cells, people, due) + window_gives(trial, first) - trial->word_cost +
                      signs_give(trial, &signs, first, said + people[0]);
        if (burst_tail_bound(said, mean, spread) + rest < larger(trial->bar, heat->score))
            continue;
        double score = burst_tail_score_over(said, mean, spread, larger(trial->bar, heat->score) - rest) + rest;
        double expected = mean + due * (double)(cells[0]->share + cells[1]->share);
        keep_best(trial, first, said + people[0] + people[1], expected, score, heat);
    }
}

struct pair {
    const struct burst_cell *cell[2]; /* the ward; those who named none */
    size_t count[2];
    double spread[2];
};

/* Nothing under the bar or the best so far is kept, and a short window gives nothing more. */
static bool too_low(const struct burst_trial *trial, double nats, const struct burst_heat *heat)
{
    return nats / M_LN10 < larger(trial->bar, heat->score);
}

/* What both cells are due, and what an incident would have added to both; false if the ward has not twice as many. */
static bool added_to(const struct pair *pair, double due, double mean[2], double *added)
{
    for (int i = 0; i < 2; i++)
        mean[i] = larger((double)pair->cell[i]->share * due, 1e-6);
    *added = ((double)pair->count[0] - mean[0]) / (1 - unnamed_part);
    return *added > mean[0];
}

/* Whether the pair, with so many nats besides, may come over the best so far, if so many are due. */
static bool may_win(const struct burst_trial *trial, const struct pair *pair, double due, double gives,
                    const struct burst_heat *heat)
{
    double mean[2], added;
    if (!added_to(pair, due, mean, &added))
        return false;
    double nearly = most_nats + 1e-6 + (double)pair->count[1] * added * unnamed_part / mean[1]; /* log(1 + x) is less than x */
    double nats = likelier_at_most((double)pair->count[0], mean[0], added * (1 - unnamed_part), pair->spread[0]);
    return !too_low(trial, nats + nearly + gives, heat);
}

/* Those who came back give so many nats. */
static void try_pair(const struct burst_trial *trial, const struct pair *pair, struct burst_mark first, double nats,
                     struct burst_heat *heat)
{
    double due = due_since(trial, first), mean[2], added;
    if ((double)pair->count[0] < 2 * usual_least * due * (double)pair->cell[0]->share)
        return;
    double people = (double)(pair->count[0] + pair->count[1]);
    due *= usual_without(trial, pair->count[0] + pair->count[1],
                         (double)(pair->cell[0]->share + pair->cell[1]->share));
    if (!may_win(trial, pair, due, nats, heat)) /* others only make more due */
        return;
    due = larger(due, due_by_others(trial, first, people));
    if (!added_to(pair, due, mean, &added))
        return;
    nats += likelier((double)pair->count[0], mean[0], added * (1 - unnamed_part), pair->spread[0]);
    nats += likelier((double)pair->count[1], mean[1], added * unnamed_part, pair->spread[1]);
    nats += 0.5 * log(2 * M_PI * people);
    if (!too_low(trial, nats, heat))
        keep_best(trial, first, people, mean[0] + mean[1], nats / M_LN10 + window_gives(trial, first), heat);
}

struct burst_newest burst_trial_newest(const struct burst_trial *trial, const struct burst_cell *cell)
{
    struct burst_newest newest = {.cell = cell, .since_s = trial->now_s - BURST_WINDOW_S};
    size_t count = cell->mark_count < JOINT_MOST - 1 ? cell->mark_count : JOINT_MOST - 1;
    size_t at = count > 0 ? burst_cell_at(cell, cell->mark_count - 1u) : 0;
    for (; newest.count < count; newest.count++) {
        newest.marks[newest.count] = cell->marks[at];
        if ((int32_t)(cell->marks[at].at_s - newest.since_s) < 0)
            return newest;
        at = (at == 0 ? cell->mark_cap : at) - 1;
    }
    if (count == JOINT_MOST - 1)
        newest.since_s = newest.marks[count - 1].at_s;
    return newest;
}

/* Windows of a ward and those who name none. */
struct joint {
    const struct burst_trial *trial;
    const struct burst_cell *ward;
    const struct burst_newest *none;
    struct burst_echo_signs signs;
    double factor;
    const struct burst_bar_joint *bar;
};

/* Of the ward, at most as much as may matter. */
static inline bool may_matter(const struct joint *joint, size_t named, size_t unnamed, struct burst_mark first, bool lifted)
{
    double due = joint->factor * (due_since(joint->trial, first) - due_rounding);
    return due <= (double)joint->bar->most_due[named][unnamed - 1] ||
           (lifted && due * BURST_BAR_JOINT_RATIO_LEAST <= (double)named);
}

static void try_joint(const struct joint *joint, size_t named, size_t unnamed, struct burst_mark first,
                      struct burst_heat *heat)
{
    const struct burst_trial *trial = joint->trial;
    const struct burst_cell *ward = joint->ward, *none = joint->none->cell;
    if (unnamed == 0 || !may_matter(joint, named, unnamed, first, holds_any(&joint->signs, first)))
        return;
    double gives = signs_give(trial, &joint->signs, first, (double)(named + unnamed));
    struct pair pair = {{ward, none}, {named, unnamed}, {spread_of(trial, ward), spread_of(trial, none)}};
    try_pair(trial, &pair, first, gives * M_LN10, heat);
}

static size_t newer(const struct burst_newest *none, size_t from, struct burst_mark than)
{
    while (from < none->count && (int32_t)(none->marks[from].at_s - than.at_s) > 0)
        from++;
    return from;
}

/* With so many of the ward's people, from the last of them on, and from each who named none before that. */
static void try_named(const struct joint *joint, size_t named, size_t unnamed, struct burst_mark last,
                      struct burst_heat *heat)
{
    const struct burst_newest *none = joint->none;
    size_t before = none->count;
    try_joint(joint, named, unnamed, last, heat);
    if (named < joint->ward->mark_count)
        before = newer(none, unnamed, burst_cell_newest(joint->ward, named));
    for (; unnamed < before && named + unnamed < JOINT_MOST; unnamed++)
        try_joint(joint, named, unnamed + 1, none->marks[unnamed], heat);
}

/* Begins at the second of the ward's people: before, there is nothing to try. */
void burst_trial_joint(const struct burst_trial *trial, const struct burst_cell *ward, const struct burst_newest *none,
                       struct burst_heat *heat)
{
    if (ward->mark_count < 2 || none->count == 0 || (int32_t)(ward->second_s - none->since_s) < 0)
        return;
    struct joint joint = {trial, ward, none, signs_of(trial, ward), trial->usual_joint * (double)ward->share,
                          burst_bar_joint(trial->burst->bar, trial->bar, ward->share, none->cell->share)};
    for (size_t named = 2, unnamed = 0; named < JOINT_MOST && named <= ward->mark_count; named++) {
        struct burst_mark last = burst_cell_newest(ward, named - 1);
        size_t most = none->count < JOINT_MOST - named ? none->count : JOINT_MOST - named;
        if (trial->now_s - last.at_s > BURST_WINDOW_S)
            return;
        if (!may_matter(&joint, named, most, last, joint.signs.any))
            continue;
        unnamed = newer(none, unnamed, last);
        if (named + unnamed > JOINT_MOST)
            return;
        try_named(&joint, named, unnamed, last, heat);
    }
}
