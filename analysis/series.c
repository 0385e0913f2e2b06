/* SPDX-License-Identifier: MIT */
#include "series.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

enum { WEEKDAYS = 7, SLOPE = 7, WAVE = 8, COUNT_LEAST = 3, STRANGE_LEAST = 2, STRANGE_DAYS = 28, AGE_LEAST = 14 };

static const double spreads[SERIES_SPREADS] = {1.02, 1.5, 3, 6}; /* variance over mean */
static const double spread_prior[SERIES_SPREADS] = {.45, .35, .17, .03};
static const double spread_keep = 0.999, spread_step_most = 4;
/* What an outbreak adds, in all and in each bucket, is a power of one step, so that few means need to be tried: the
 * largest size, in standard deviations of three days or of a week, and what of a size each bucket of a shape brings. */
static const double size_most = 13.8, size_step = 1.8;
enum { OVER = -1, LEVELS = SERIES_SIZES + 5 };
static const signed char shapes_of_days[SERIES_SHAPES][SERIES_AGES] = {
    {1, 2, OVER}, {3, 2, 4, 5, OVER}, {4, 3, 3, 4, 4, 5}};
static const signed char shapes_of_weeks[SERIES_SHAPES][SERIES_AGES] = {{0, OVER}, {1, 2, OVER}, {3, 2, 3, OVER}};
static const double taught_when_raised = 0.4, unsure_most = 0.3, size_floor = 0.6;
/* Alarms measured on series without outbreaks over those that the sum of ratios alone promises. */
static const double measured_days = 9.5, measured_weeks = 6.75;

static const double slope_a_day = 0.001;

static double prior_variance(int term, double bucket_days)
{
    double slope = slope_a_day * bucket_days;
    return term == 0 ? 4 : term == SLOPE ? slope * slope : term < WAVE ? 0.4 : 0.2;
}

static float *pair(struct series *series, int i, int j)
{
    return i >= j ? &series->cov[i * (i + 1) / 2 + j] : &series->cov[j * (j + 1) / 2 + i];
}

static void terms_of(const struct series_settings *settings, int64_t bucket, double x[SERIES_TERMS])
{
    double days = settings->bucket_days, turn = 2 * M_PI * (double)bucket * days / 365.25;
    memset(x, 0, SERIES_TERMS * sizeof *x);
    x[0] = 1;
    if (days < 0.9)
        return;
    x[WAVE] = sin(turn), x[WAVE + 1] = cos(turn);
    int64_t weekday = (bucket % WEEKDAYS + WEEKDAYS) % WEEKDAYS;
    if (days > 1.1)
        x[1] = sin(2 * turn), x[2] = cos(2 * turn);
    else if (weekday > 0)
        x[weekday] = 1;
}

void series_start(struct series *series, const struct series_settings *settings, int64_t first_bucket)
{
    double bucket_days = settings->bucket_days;
    memset(series, 0, sizeof *series);
    series->next = first_bucket;
    series->beta[0] = -2;
    for (int i = 0; i < SERIES_TERMS; i++)
        *pair(series, i, i) = (float)prior_variance(i, bucket_days);
    for (int i = 0; i < SERIES_SPREADS; i++)
        series->spread[i] = (float)log(spread_prior[i]);
}

static double mean_of(const struct series *series, const double x[SERIES_TERMS])
{
    double eta = 0;
    for (int i = 0; i < SERIES_TERMS; i++)
        eta += x[i] * (double)series->beta[i];
    return exp(fmin(fmax(eta, -7), 25));
}

/* The variance of the logarithm of the mean; px is the covariance with each term. */
static double unsure_of(struct series *series, const double x[SERIES_TERMS], double px[SERIES_TERMS])
{
    double variance = 0;
    int used[SERIES_TERMS], count = 0; /* most terms are 0 in a bucket: other weekdays, the slope */
    for (int i = 0; i < SERIES_TERMS; i++)
        if (x[i] != 0)
            used[count++] = i;
    for (int i = 0; i < SERIES_TERMS; i++) {
        px[i] = 0;
        for (int j = 0; j < count; j++)
            px[i] += (double)*pair(series, i, used[j]) * x[used[j]];
        variance += px[i] * x[i];
    }
    return variance;
}

static double half_life_of(int term, double bucket_days)
{
    double years = bucket_days > 3 ? 4 : 1;
    return term == 0 ? 60 * (bucket_days > 3 ? 8 : 1) : term < SLOPE && bucket_days < 3 ? 400 : 1200 * years;
}

/* One bucket on: the level takes its slope, and what is known grows old. */
static void go_on(struct series *series, double bucket_days)
{
    double keep[SERIES_TERMS];
    series->beta[0] += series->beta[SLOPE];
    *pair(series, 0, 0) += 2 * *pair(series, 0, SLOPE) + *pair(series, SLOPE, SLOPE);
    for (int i = 1; i < SERIES_TERMS; i++)
        *pair(series, 0, i) += *pair(series, SLOPE, i);
    for (int i = 0; i < SERIES_TERMS; i++) {
        double one = exp2(-0.5 * bucket_days / half_life_of(i, bucket_days));
        keep[i] = (double)*pair(series, i, i) / (one * one) > prior_variance(i, bucket_days) ? 1 : one;
    }
    for (int i = 0; i < SERIES_TERMS; i++)
        for (int j = 0; j <= i; j++)
            *pair(series, i, j) = (float)((double)*pair(series, i, j) / (keep[i] * keep[j]));
}

static double dispersion_of(const struct series *series)
{
    double sum = 0;
    for (int i = 0; i < SERIES_SPREADS; i++)
        sum += exp((double)series->spread[i]) * spreads[i];
    return sum;
}

/* log of the negative binomial's Γ(count + shape) / (Γ(shape) count!), which does not depend on the mean. */
static double ways(double count, double shape)
{
    int sign;
    if (count > 24)
        return lgamma_r(count + shape, &sign) - lgamma_r(shape, &sign) - lgamma_r(count + 1, &sign);
    double product = 1;
    for (double i = 0; i < count; i++)
        product *= (shape + i) / (i + 1);
    return log(product);
}

static double log_chance(double ways_of_count, double count, double mean, double shape)
{
    double of_count = count > 0 ? count * log(mean / (mean + shape)) : 0;
    return ways_of_count + of_count - shape * log1p(mean / shape);
}

static double shape_of(double mean, double spread, double unsure)
{
    return 1 / fmax((spread - 1) / mean + fmin(unsure, unsure_most), 1e-4);
}

static void learn_spread(struct series *series, double count, double mean, double unsure, double weight)
{
    double chance[SERIES_SPREADS], best = -HUGE_VAL, top = -HUGE_VAL, sum = 0;
    for (int i = 0; i < SERIES_SPREADS; i++) {
        double shape = shape_of(mean, spreads[i], unsure);
        chance[i] = log_chance(ways(count, shape), count, mean, shape);
        best = fmax(best, chance[i]);
    }
    for (int i = 0; i < SERIES_SPREADS; i++) {
        double prior = log(spread_prior[i]), was = (double)series->spread[i];
        chance[i] = prior + spread_keep * (was - prior) + weight * fmax(chance[i] - best, -spread_step_most);
        top = fmax(top, chance[i]);
    }
    for (int i = 0; i < SERIES_SPREADS; i++)
        sum += exp(chance[i] - top);
    for (int i = 0; i < SERIES_SPREADS; i++)
        series->spread[i] = (float)(chance[i] - top - log(sum));
}

static void learn(struct series *series, const struct series_settings *settings, int64_t bucket, double count,
                  double weight)
{
    double x[SERIES_TERMS], px[SERIES_TERMS];
    terms_of(settings, bucket, x);
    go_on(series, settings->bucket_days);
    double mean = mean_of(series, x), unsure = unsure_of(series, x, px);
    learn_spread(series, count, mean, unsure, weight);
    double den = dispersion_of(series) / (weight * mean) + unsure;
    double step = fmin((count - mean) / mean, 0.7 * den / unsure) / den;
    for (int i = 0; i < SERIES_TERMS; i++)
        series->beta[i] += (float)(px[i] * step);
    for (int i = 0; i < SERIES_TERMS; i++)
        for (int j = 0; j <= i; j++)
            *pair(series, i, j) -= (float)(px[i] * px[j] / den);
}

/* What the bucket may teach: all, unless it is strange; what stays strange for four weeks is the new normal. */
static double weight_of(struct series *series, double bucket_days, double count, double mean)
{
    double strange_most = fmax(STRANGE_DAYS / bucket_days, 4);
    double z = 1.5 * (cbrt(count * count) - cbrt(mean * mean)) / cbrt(sqrt(mean)) / sqrt(dispersion_of(series));
    double weight = count < STRANGE_LEAST || z <= 2.58 ? 1 : (2.58 / z) * (2.58 / z);
    if (series->raised)
        weight = fmin(weight, taught_when_raised);
    if (weight < 1 && series->strange < strange_most)
        series->strange++;
    else if (weight == 1 && series->strange > 0)
        series->strange--;
    return weight + (1 - weight) * fmin(1, series->strange / strange_most);
}

/* How likely a count is, whichever its dispersion. */
static double chance_of(const struct series *series, double count, double mean, double unsure)
{
    double sum = 0;
    for (int i = 0; i < SERIES_SPREADS; i++) {
        double shape = shape_of(mean, spreads[i], unsure);
        sum += exp((double)series->spread[i] + log_chance(ways(count, shape), count, mean, shape));
    }
    return sum;
}

/* How much likelier the count is where an outbreak adds the largest size over the n-th power of the step. What it
 * brings is as scattered for its mean as what is usual, and not as unsure. */
static void weigh(const struct series *series, double count, double mean, double unsure, double size,
                  double likelier[LEVELS])
{
    double usual = fmax(chance_of(series, count, mean, unsure), 1e-300);
    for (int n = 0; n < LEVELS; n++, size /= size_step) {
        double part = mean / (mean + size);
        likelier[n] = fmin(chance_of(series, count, mean + size, unsure * part * part) / usual, 1e12);
    }
}

/* The odds that an outbreak goes on, when each of its beginnings, sizes and shapes is as likely as the other. */
static double odds_of(struct series *series, double bucket_days, double count, double mean, double unsure, double most)
{
    bool weeks = bucket_days > 3;
    double variance = dispersion_of(series) * mean + size_floor, likelier[LEVELS], total = 0;
    weigh(series, count, mean, unsure, size_most * sqrt(weeks ? variance : 3 * variance), likelier);
    for (int size = 0; size < SERIES_SIZES; size++)
        for (int n = 0; n < SERIES_SHAPES; n++) {
            const signed char *shape = weeks ? shapes_of_weeks[n] : shapes_of_days[n];
            double before = 1;
            for (int age = 0; age < SERIES_AGES && shape[age] != OVER; age++) {
                float *odds = &series->odds[size][n][age];
                double now = fmin(before * likelier[size + shape[age]], most);
                before = (double)*odds;
                *odds = (float)now;
                total += now;
            }
        }
    return total / (SERIES_SIZES * SERIES_SHAPES);
}

/* What came with the bucket and while those before it waited to teach. */
static double lately(const struct series *series, double count)
{
    for (int i = 0; i < SERIES_BEHIND; i++)
        count += (double)series->waiting[i];
    return count;
}

static struct series_result one(struct series *series, const struct series_settings *settings, int64_t bucket,
                                double count)
{
    double x[SERIES_TERMS], px[SERIES_TERMS];
    double limit = fmin(settings->rate_a_year * settings->bucket_days / 365.25, 1);
    terms_of(settings, bucket, x);
    double mean = mean_of(series, x), unsure = unsure_of(series, x, px);
    double odds = odds_of(series, settings->bucket_days, count, mean, unsure, 100 / limit);
    double promised = odds * (settings->bucket_days > 3 ? measured_weeks : measured_days);
    struct series_result result = {.expected = mean, .p = fmin(1, 1 / promised)};
    bool high = result.p <= limit && count >= 1 && lately(series, count) >= COUNT_LEAST && series->age >= AGE_LEAST;
    int slot = (int)(series->age % SERIES_BEHIND);
    if (series->age < AGE_LEAST) /* nothing is usual yet */
        memset(series->odds, 0, sizeof series->odds);
    result.alarm = high && !series->raised;
    series->raised = high || (series->raised && result.p <= fmin(limit * 30, 0.02));
    if (series->age >= SERIES_BEHIND)
        learn(series, settings, bucket - SERIES_BEHIND, (double)series->waiting[slot],
              fmin((double)series->weight[slot], high ? taught_when_raised : 1));
    series->waiting[slot] = (float)count;
    series->weight[slot] = (float)weight_of(series, settings->bucket_days, count, mean);
    for (int i = 0; high && i < SERIES_BEHIND; i++)
        series->weight[i] = fminf(series->weight[i], (float)taught_when_raised);
    series->age++;
    series->next = bucket + 1;
    return result;
}

void series_pass(struct series *series, const struct series_settings *settings, int64_t bucket)
{
    while (series->next < bucket)
        one(series, settings, series->next, 0);
}

struct series_result series_step(struct series *series, const struct series_settings *settings, int64_t bucket,
                                 double count)
{
    series_pass(series, settings, bucket);
    return one(series, settings, bucket, count);
}
