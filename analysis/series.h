/* SPDX-License-Identifier: MIT */

/* series — one series of counts, bucket by bucket: is what comes now more than usual?
 *
 * Takes   the bucket's number, the length of a bucket, its count; buckets left out are zeros
 * Gives   what was expected; p, how rarely a bucket without anything unusual looks like this; whether to raise an alarm
 * Errors  none
 * Memory  under 700 B a series, its owner's
 * Cost    about 3 us a bucket
 * After   Shiryaev 1963 and Roberts 1966: the likelihood ratios summed over when it may have begun, here as a mixture
 *         over sizes and shapes, for scattered counts whose dispersion is a mixture too; West and Harrison 1997
 *         (discounted regression); Noufaily and others 2013 (weights for what an outbreak teaches) */
#ifndef ANALYSIS_SERIES_H
#define ANALYSIS_SERIES_H

#include <stdbool.h>
#include <stdint.h>

enum {
    SERIES_TERMS = 10, /* level; weekdays but one, or of weeks the year's second wave; slope; the year's first wave */
    SERIES_PAIRS = SERIES_TERMS * (SERIES_TERMS + 1) / 2,
    SERIES_SIZES = 5,
    SERIES_SHAPES = 3,
    SERIES_AGES = 6,
    SERIES_SPREADS = 4,
    SERIES_BEHIND = 3 /* buckets before one teaches, so that an outbreak is known as one by then */
};

struct series {
    int64_t next; /* the first bucket not yet seen */
    float beta[SERIES_TERMS], cov[SERIES_PAIRS];
    float spread[SERIES_SPREADS];                /* log of how likely each dispersion is */
    float odds[SERIES_SIZES][SERIES_SHAPES][SERIES_AGES]; /* that something began, by size, shape and buckets ago */
    float waiting[SERIES_BEHIND], weight[SERIES_BEHIND];
    uint32_t age;
    uint16_t strange; /* buckets lately not taught in full */
    bool raised;
};

struct series_settings {
    double bucket_days;
    double rate_a_year; /* false alarms, at most */
};

struct series_result {
    double expected, p;
    bool alarm;
};

void series_start(struct series *series, const struct series_settings *settings, int64_t first_bucket);
void series_pass(struct series *series, const struct series_settings *settings, int64_t bucket); /* zeros up to it */
struct series_result series_step(struct series *series, const struct series_settings *settings, int64_t bucket,
                                 double count);

#endif
