/* SPDX-License-Identifier: MIT */
#include "detect.h"

#include <stdio.h>

#include "base/clock.h"
#include "detect_events.h"
#include "detect_series.h"

#include "base/banned.h"

const struct args_option detect_options[] = {
    {"events", NULL, "rows are single events: ts,issue,ward,author,dup and, if there, tokens"},
    {"budget", "B", "with --events: false alerts a week, at most (0.25)"},
    {"rate", "R", "of series: false alarms a series-year, at most (0.1)"},
    {"bucket", "SPAN", "of series: how long a bucket is, such as 7d (the smallest step between times)"},
    {"all", NULL, "of series: every row, not only the alarms"},
    {NULL, NULL, NULL},
};

static bool number_option(const struct args *args, const char *name, double least, double most, double *value,
                          struct err *err)
{
    const char *text = args_get(args, name);
    if (text == NULL)
        return true;
    if (!str_to_double(str_from(text), value) || !(*value >= least && *value <= most))
        return err_set(err, ERR_CONFIG, "--%s %s: a number from %.*f to %.0f would be right", name, text,
                       least < 1e-3 ? 6 : 3, least, most);
    return true;
}

static bool bucket_option(const struct args *args, double *bucket_days, struct err *err)
{
    const char *text = args_get(args, "bucket");
    int64_t ms;
    if (text == NULL)
        return true;
    if (!clock_parse_span(str_from(text), &ms) || ms < CLOCK_MINUTE_MS)
        return err_set(err, ERR_CONFIG, "--bucket %s: a span such as 1h, 1d or 7d would be right", text);
    *bucket_days = (double)ms / (double)CLOCK_DAY_MS;
    return true;
}

int detect_run(const struct args *args)
{
    struct err err = {0};
    double budget = 0.25;
    struct detect_series_settings series = {.rate_a_year = 0.1, .all = args_has(args, "all")};
    if (!number_option(args, "budget", 0.001, 1000, &budget, &err) ||
        !number_option(args, "rate", 1e-6, 1e6, &series.rate_a_year, &err) ||
        !bucket_option(args, &series.bucket_days, &err))
        return args_fail(&err);
    bool done = args_has(args, "events") ? detect_events(stdin, stdout, budget, &err)
                                         : detect_series(stdin, stdout, &series, &err);
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    return !done ? args_fail(&err) : written ? 0 : 1;
}
