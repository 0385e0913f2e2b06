/* SPDX-License-Identifier: MIT */
#include "detect_series.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/table.h"
#include "detect_row.h"
#include "series.h"

#include "base/banned.h"

enum column { TIME, SERIES, COUNT, AUTHORS };
static const char *const wanted[] = {"time", "series", "count", "?authors", NULL};

enum { DAY_S = 86400, STEPS_MOST = 1 << 20 };

#define COUNT_MOST ((int64_t)1 << 40)
/* Whole numbers below are days, from here on seconds. */
#define SECONDS_LEAST ((int64_t)100000000)

struct entry {
    int64_t at_s, count;
    uint32_t series, line; /* line: keeps the order of equal times */
};

struct run {
    struct detect_row row;
    struct entry *entries;
    size_t count, cap;
    struct table names;
    struct series *series;
    bool iso, days_only, seconds; /* how the times are written */
};

/* ISO days and times are taken as UTC, so that a bucket is as long in March as in May. */
static bool parse_time(struct run *run, int64_t *at_s, struct err *err)
{
    struct str field = str_trim(run->row.fields[TIME]);
    char text[40];
    int64_t ms;
    if (str_to_i64(field, at_s) && llabs(*at_s) < (int64_t)1 << 40) {
        run->seconds = run->seconds || llabs(*at_s) >= SECONDS_LEAST;
        *at_s = run->seconds ? *at_s : *at_s * DAY_S;
        return true;
    }
    if (field.len == 0 || field.len > 30)
        return detect_row_bad(&run->row, TIME, "an ISO time or a whole number", err);
    bool has_time = str_find(field, 'T', 0) < field.len, has_zone = str_ends(field, STR("Z")) || field.len > 19;
    snprintf(text, sizeof text, STR_FMT "%s", STR_ARG(field), has_time ? (has_zone ? "" : "Z") : "T00:00:00Z");
    if (!clock_parse_iso(str_from(text), &ms))
        return detect_row_bad(&run->row, TIME, "an ISO time or a whole number", err);
    run->iso = true;
    run->days_only = run->days_only && !has_time;
    *at_s = ms / 1000;
    return true;
}

static bool add_row(struct run *run, struct err *err)
{
    struct entry entry = {.line = (uint32_t)run->row.lines.number};
    const struct str *fields = run->row.fields;
    enum column counted = str_trim(fields[AUTHORS]).len > 0 ? AUTHORS : COUNT;
    if (!parse_time(run, &entry.at_s, err) || !detect_row_whole(&run->row, COUNT, 0, COUNT_MOST, &entry.count, err))
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

static int by_time(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->at_s != y->at_s)
        return x->at_s < y->at_s ? -1 : 1;
    if (x->series != y->series)
        return x->series < y->series ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* Rows of one time and series become one; the smallest step between times. */
static int64_t gather(struct run *run)
{
    size_t kept = 0;
    int64_t step = 0;
    for (size_t i = 0; i < run->count; i++) {
        struct entry *entry = &run->entries[i], *last = kept > 0 ? &run->entries[kept - 1] : NULL;
        if (last != NULL && last->at_s == entry->at_s && last->series == entry->series) {
            last->count += entry->count;
            continue;
        }
        int64_t gap = last != NULL ? entry->at_s - last->at_s : 0;
        step = gap > 0 && (step == 0 || gap < step) ? gap : step;
        run->entries[kept++] = *entry;
    }
    run->count = kept;
    return step > 0 ? step : DAY_S;
}

static void print_time(const struct run *run, int64_t at_s, FILE *out)
{
    struct arena arena = {0};
    if (run->iso)
        fprintf(out, "%.*s", run->days_only ? 10 : 20, clock_iso(&arena, at_s * 1000).ptr);
    else
        fprintf(out, "%lld", (long long)(run->seconds ? at_s : at_s / DAY_S));
    arena_free(&arena);
}

static void print(const struct run *run, const struct entry *entry, const struct series_result *result, FILE *out)
{
    struct str name = table_name(&run->names, entry->series);
    bool quoted = str_find(name, ',', 0) < name.len || str_find(name, '"', 0) < name.len;
    print_time(run, entry->at_s, out);
    fputs(quoted ? ",\"" : ",", out);
    for (size_t i = 0; i < name.len; i++)
        fprintf(out, name.ptr[i] == '"' ? "\"\"" : "%c", name.ptr[i]);
    fprintf(out, "%s,%lld,%.3f,%.2e,%d\n", quoted ? "\"" : "", (long long)entry->count, result->expected, result->p,
            result->alarm);
}

static bool judge(struct run *run, const struct detect_series_settings *settings, int64_t step, FILE *out,
                  struct err *err)
{
    struct series_settings series = {(double)step / DAY_S, settings->rate_a_year};
    int64_t first = run->count > 0 ? run->entries[0].at_s : 0;
    if (run->count > 0 && (run->entries[run->count - 1].at_s - first) / step > STEPS_MOST)
        return err_set(err, ERR_LIMIT, "column time: over %d buckets of %lld seconds between the first time and the last",
                       STEPS_MOST, (long long)step);
    run->series = calloc(run->names.count + 1, sizeof *run->series);
    MUST(run->series != NULL);
    for (size_t i = 0; i < run->names.count; i++)
        series_start(&run->series[i], &series, 0);
    for (size_t i = 0; i < run->count; i++) {
        const struct entry *entry = &run->entries[i];
        int64_t bucket = (entry->at_s - first + step / 2) / step;
        struct series_result result = series_step(&run->series[entry->series], &series, bucket, (double)entry->count);
        if (result.alarm || settings->all)
            print(run, entry, &result, out);
    }
    return true;
}

bool detect_series(FILE *in, FILE *out, const struct detect_series_settings *settings, struct err *err)
{
    struct run run = {.days_only = true};
    bool done = detect_row_open(&run.row, in, wanted, err);
    while (done && detect_row_next(&run.row, err))
        done = add_row(&run, err);
    done = done && err->kind == ERR_NONE;
    if (done) {
        if (run.count > 0)
            qsort(run.entries, run.count, sizeof *run.entries, by_time);
        int64_t step = gather(&run);
        if (settings->bucket_days > 0)
            step = (int64_t)(settings->bucket_days * DAY_S);
        fprintf(out, "time,series,count,expected,p,alarm\n");
        done = judge(&run, settings, step, out, err);
    }
    detect_row_close(&run.row);
    table_free(&run.names);
    free(run.entries);
    free(run.series);
    return done;
}
