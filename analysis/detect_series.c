/* SPDX-License-Identifier: MIT */
#include "detect_series.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/table.h"
#include "detect_row.h"
#include "cycle.h"
#include "series.h"

#include "base/banned.h"

enum column { TIME, SERIES, COUNT, AUTHORS };
static const char *const wanted[] = {"time", "series", "count", "?authors", NULL};

enum { DAY_S = 86400, HOUR_S = 3600, STEPS_MOST = 1 << 20, UNHEARD_MOST = 1024, CYCLES_MOST = 1000 };

#define COUNT_MOST ((int64_t)1 << 40)
/* Whole numbers are days; seconds where one is so large, or the nearest are so far apart. */
#define SECONDS_LEAST ((int64_t)100000000)

struct entry {
    int64_t at, count; /* at: as it was written; ISO in seconds */
    uint32_t series;
    float expected, p;
    bool alarm;
};

struct run {
    struct detect_row row;
    struct entry *entries;
    size_t count, cap;
    struct table names;
    bool iso, days_only; /* how the times are written */
    int64_t unit_s;      /* of a time */
    int64_t first, bucket; /* in such units */
    double bucket_days;
};

/* ISO days and times are taken as UTC, so that a bucket is as long in March as in May. */
static bool parse_iso(struct run *run, struct str field, int64_t *at_s)
{
    char text[40];
    int64_t ms;
    if (field.len == 0 || field.len > 30)
        return false;
    bool has_time = str_find(field, 'T', 0) < field.len, has_zone = str_ends(field, STR("Z")) || field.len > 19;
    snprintf(text, sizeof text, STR_FMT "%s", STR_ARG(field), has_time ? (has_zone ? "" : "Z") : "T00:00:00Z");
    if (!clock_parse_iso(str_from(text), &ms))
        return false;
    run->days_only = run->days_only && !has_time;
    *at_s = ms / 1000;
    return true;
}

static bool parse_time(struct run *run, int64_t *at, struct err *err)
{
    struct str field = str_trim(run->row.fields[TIME]);
    bool number = str_to_i64(field, at) && llabs(*at) < (int64_t)1 << 40;
    bool iso = !number && parse_iso(run, field, at);
    if (!number && !iso)
        return detect_row_bad(&run->row, TIME, "an ISO time or a whole number", err);
    if (run->count == 0)
        run->iso = iso;
    return iso == run->iso ||
           detect_row_bad(&run->row, TIME, iso ? "a whole number, as the times before" : "an ISO time, as those before", err);
}

static bool add_row(struct run *run, struct err *err)
{
    struct entry entry = {0};
    const struct str *fields = run->row.fields;
    enum column counted = str_trim(fields[AUTHORS]).len > 0 ? AUTHORS : COUNT;
    if (!parse_time(run, &entry.at, err) || !detect_row_whole(&run->row, COUNT, 0, COUNT_MOST, &entry.count, err))
        return false;
    if (counted == AUTHORS && !detect_row_whole(&run->row, AUTHORS, 0, COUNT_MOST, &entry.count, err))
        return false;
    if (run->count == DETECT_ROWS_MOST || run->names.count >= DETECT_SERIES_MOST)
        return err_set(err, ERR_LIMIT, "line %zu: over %d rows or %d series", run->row.lines.number, DETECT_ROWS_MOST,
                       DETECT_SERIES_MOST);
    entry.series = table_add(&run->names, str_trim(fields[SERIES]));
    if (run->count == run->cap) {
        run->cap = run->cap == 0 ? 1024 : run->cap * 2;
        run->entries = realloc(run->entries, run->cap * sizeof *run->entries);
        MUST(run->entries != NULL);
    }
    run->entries[run->count++] = entry;
    return true;
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_time(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->at != y->at ? compare(x->at, y->at) : compare(x->series, y->series);
}

static int by_series(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->series != y->series ? compare(x->series, y->series) : compare(x->at, y->at);
}

static void sort(struct run *run, int (*order)(const void *, const void *))
{
    if (run->count > 0)
        qsort(run->entries, run->count, sizeof *run->entries, order);
}

/* What a bucket is, from rows in the order of time: `days` long, or if 0 as long as the smallest step between times. Days
 * by number have no hours: their smallest step is a bucket, however long one is. */
static void measure(struct run *run, double days)
{
    int64_t step = 0;
    run->first = run->count > 0 ? run->entries[0].at : 0;
    for (size_t i = 1; i < run->count; i++) {
        int64_t gap = run->entries[i].at - run->entries[i - 1].at;
        step = gap > 0 && (step == 0 || gap < step) ? gap : step;
    }
    step = run->iso && step == 23 * HOUR_S ? DAY_S : step; /* days by a clock that was put forward */
    bool seconds = run->iso || step >= HOUR_S || (run->count > 0 && run->entries[run->count - 1].at >= SECONDS_LEAST);
    run->unit_s = seconds ? 1 : DAY_S;
    run->bucket = step > 0 ? step : DAY_S / run->unit_s;
    run->bucket_days = days > 0 ? days : (double)run->bucket * (double)run->unit_s / DAY_S;
    if (seconds && days > 0)
        run->bucket = (int64_t)(days * DAY_S);
}

static void print_time(const struct run *run, int64_t at, FILE *out)
{
    struct arena arena = {0};
    if (run->iso)
        fprintf(out, "%.*s", run->days_only ? 10 : 20, clock_iso(&arena, at * 1000).ptr);
    else
        fprintf(out, "%lld", (long long)at);
    arena_free(&arena);
}

static void print(const struct run *run, const struct entry *entry, FILE *out)
{
    struct str name = table_name(&run->names, entry->series);
    bool quoted = str_find(name, ',', 0) < name.len || str_find(name, '"', 0) < name.len;
    print_time(run, entry->at, out);
    fputs(quoted ? ",\"" : ",", out);
    for (size_t i = 0; i < name.len; i++)
        fprintf(out, name.ptr[i] == '"' ? "\"\"" : "%c", name.ptr[i]);
    fprintf(out, "%s,%lld,%.3f,%.2e,%d\n", quoted ? "\"" : "", (long long)entry->count, (double)entry->expected,
            (double)entry->p, entry->alarm);
}

/* A time that an hour was put forward or back in still belongs to its day. */
static int64_t bucket_of(const struct run *run, int64_t at)
{
    int64_t late = run->iso && run->bucket == DAY_S ? HOUR_S : 0;
    return (at - run->first + late) / run->bucket;
}

/* Rows of one bucket and series become one. */
static void add_up(struct run *run)
{
    size_t kept = 0;
    for (size_t i = 0; i < run->count; i++) {
        struct entry *entry = &run->entries[i], *last = kept > 0 ? &run->entries[kept - 1] : NULL;
        if (last != NULL && last->series == entry->series && bucket_of(run, last->at) == bucket_of(run, entry->at))
            last->count += entry->count;
        else
            run->entries[kept++] = *entry;
    }
    run->count = kept;
}

/* From one series, whose rows lie between two of all: its buckets up to the last of all. */
static void see_series(const struct run *run, size_t from, size_t to, size_t buckets, struct cycle *cycle)
{
    double counts[CYCLE_MOST] = {0};
    for (size_t i = from; i < to; i++)
        counts[bucket_of(run, run->entries[i].at)] = (double)run->entries[i].count;
    cycle_see(cycle, counts, buckets);
}

/* Numbers a bucket apart may be days or weeks, which so many series tell as well as all; rows are in their order. */
static bool are_weeks(const struct run *run, size_t buckets)
{
    struct cycle cycle = {0};
    if (run->unit_s != DAY_S || run->bucket != 1 || buckets < CYCLE_LEAST || buckets > CYCLE_MOST)
        return false;
    for (size_t from = 0, to, seen = 0; from < run->count && seen < CYCLES_MOST; from = to, seen++) {
        for (to = from; to < run->count && run->entries[to].series == run->entries[from].series;)
            to++;
        see_series(run, from, to, buckets, &cycle);
    }
    return cycle_is_weeks(&cycle);
}

/* Until its first row a series is as any other: how one stands every so many buckets is worked out once. */
struct unheard {
    struct series *states;
    size_t count;
    int64_t step;
};

static struct series first_heard(struct unheard *unheard, const struct series_settings *settings, int64_t bucket)
{
    size_t nth = (size_t)(bucket / unheard->step);
    for (; unheard->count <= nth; unheard->count++) {
        struct series *next = &unheard->states[unheard->count];
        if (unheard->count == 0)
            series_start(next, settings, 0);
        else
            *next = next[-1];
        series_pass(next, settings, (int64_t)unheard->count * unheard->step);
    }
    return unheard->states[nth];
}

/* One series after the other, so that the state of one is all there is. */
static void judge(struct run *run, double rate_a_year, int64_t last)
{
    struct series_settings settings = {run->bucket_days, rate_a_year};
    struct unheard unheard = {.step = last / UNHEARD_MOST + 1};
    struct series series;
    unheard.states = calloc(UNHEARD_MOST, sizeof *unheard.states);
    MUST(unheard.states != NULL);
    for (size_t i = 0; i < run->count; i++) {
        struct entry *entry = &run->entries[i];
        int64_t bucket = bucket_of(run, entry->at);
        if (i == 0 || entry->series != run->entries[i - 1].series)
            series = first_heard(&unheard, &settings, bucket);
        struct series_result result = series_step(&series, &settings, bucket, (double)entry->count);
        entry->expected = (float)result.expected;
        entry->p = (float)result.p;
        entry->alarm = result.alarm;
    }
    free(unheard.states);
}

static bool answer(struct run *run, const struct detect_series_settings *settings, FILE *out, struct err *err)
{
    sort(run, by_time);
    measure(run, settings->bucket_days);
    int64_t last = run->count > 0 ? bucket_of(run, run->entries[run->count - 1].at) : 0;
    if (last > STEPS_MOST)
        return err_set(err, ERR_LIMIT, "column time: over %d buckets of %lld seconds between the first time and the last",
                       STEPS_MOST, (long long)(run->bucket * run->unit_s));
    sort(run, by_series);
    add_up(run);
    if (settings->bucket_days <= 0 && are_weeks(run, (size_t)last + 1)) {
        run->bucket_days = 7;
        log_event(LOG_INFO, "the numbers of column time are taken for weeks: a year comes round in them and no week does",
                  "else", "--bucket 1d", NULL);
    }
    judge(run, settings->rate_a_year, last);
    sort(run, by_time);
    fprintf(out, "time,series,count,expected,p,alarm\n");
    for (size_t i = 0; i < run->count; i++)
        if (run->entries[i].alarm || settings->all)
            print(run, &run->entries[i], out);
    return true;
}

bool detect_series(FILE *in, FILE *out, const struct detect_series_settings *settings, struct err *err)
{
    struct run run = {.days_only = true};
    bool done = detect_row_open(&run.row, in, wanted, err);
    while (done && detect_row_next(&run.row, err))
        done = add_row(&run, err);
    done = done && err->kind == ERR_NONE && answer(&run, settings, out, err);
    detect_row_close(&run.row);
    table_free(&run.names);
    free(run.entries);
    return done;
}
