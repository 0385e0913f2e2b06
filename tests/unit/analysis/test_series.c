/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <string.h>

#include "detect_series.h"
#include "series.h"

static const struct series_settings daily = {.bucket_days = 1, .rate_a_year = 0.1};

static int alarms(struct series *series, int64_t from, const double *counts, size_t count)
{
    int raised = 0;
    for (size_t i = 0; i < count; i++)
        raised += series_step(series, &daily, from + (int64_t)i, counts[i]).alarm;
    return raised;
}

/* A year that goes on as it began, with its weekdays. */
static void live(struct series *series, int64_t from, int days, double scale)
{
    static const double week[] = {6, 4, 5, 3, 5, 2, 1};
    for (int64_t day = from; day < from + days; day++)
        assert_false(series_step(series, &daily, day, scale * week[day % 7]).alarm);
}

static void test_the_usual_week_raises_nothing(void **state)
{
    (void)state;
    struct series series;
    series_start(&series, &daily, 0);
    live(&series, 0, 365, 1);
    assert_true(series_step(&series, &daily, 365, 4).expected > 2.5);
}

static void test_an_outbreak_is_raised_once(void **state)
{
    (void)state;
    struct series series;
    series_start(&series, &daily, 0);
    live(&series, 0, 364, 1);
    static const double outbreak[] = {19, 25, 21, 12};
    assert_int_equal(alarms(&series, 364, outbreak, 4), 1);
}

/* Where a month brings one or two, four within three days are many, though no day brings more than two. */
static void test_a_few_days_running_are_seen_together(void **state)
{
    (void)state;
    struct series series;
    series_start(&series, &daily, 0);
    for (int64_t day = 23; day < 364; day += 23)
        assert_false(series_step(&series, &daily, day, 1).alarm);
    static const double outbreak[] = {1, 2, 1};
    assert_int_equal(alarms(&series, 370, outbreak, 3), 1);
}

static void test_a_first_row_is_no_alarm(void **state)
{
    (void)state;
    struct series series;
    series_start(&series, &daily, 0);
    static const double first[] = {500};
    assert_int_equal(alarms(&series, 0, first, 1), 0);
    series_start(&series, &daily, 0);
    static const double lone[] = {1};
    assert_int_equal(alarms(&series, 300, lone, 1), 0);
}

static void test_buckets_left_out_are_zeros(void **state)
{
    (void)state;
    struct series sparse, full;
    series_start(&sparse, &daily, 0);
    series_start(&full, &daily, 0);
    for (int64_t day = 0; day < 200; day++) {
        double count = day % 9 == 4 ? 2 : 0;
        struct series_result a = series_step(&full, &daily, day, count);
        if (count > 0)
            assert_true(series_step(&sparse, &daily, day, count).p == a.p);
    }
}

static bool detect(const char *csv, bool all, char *out, size_t out_bytes, struct err *err)
{
    FILE *in = fmemopen((void *)(uintptr_t)csv, strlen(csv), "r"), *to = fmemopen(out, out_bytes, "w");
    struct detect_series_settings settings = {.rate_a_year = 0.1, .all = all};
    bool done = detect_series(in, to, &settings, err);
    fclose(in);
    fclose(to);
    return done;
}

static void test_rows_come_out_in_time(void **state)
{
    (void)state;
    char out[1024] = "";
    struct err err = {0};
    assert_true(detect("time,series,count\n2026-01-03,b,1\n2026-01-01,\"a,1\",2\n2026-01-02,b,1\n2026-01-02,b,2\n", true,
                       out, sizeof out, &err));
    char *first = strstr(out, "2026-01-01,\"a,1\",2,"), *second = strstr(out, "2026-01-02,b,3,"),
         *third = strstr(out, "2026-01-03,b,1,");
    assert_true(first != NULL && first < second && second < third);
}

/* What is worked out once for all series is what each would have come to. */
static void test_a_series_heard_late_was_watched_from_the_first(void **state)
{
    (void)state;
    char out[1024] = "", wanted[64];
    struct err err = {0};
    struct series series;
    series_start(&series, &daily, 0);
    series_step(&series, &daily, 1501, 2);
    struct series_result result = series_step(&series, &daily, 1502, 3);
    snprintf(wanted, sizeof wanted, "1502,b,3,%.3f,%.2e,%d\n", result.expected, result.p, result.alarm);
    assert_true(detect("time,series,count\n0,a,1\n1502,b,3\n1501,b,2\n", true, out, sizeof out, &err));
    assert_non_null(strstr(out, wanted));
}

static size_t lines_of(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static void test_rows_of_one_bucket_are_one(void **state)
{
    (void)state;
    char out[1024] = "";
    struct err err = {0};
    assert_true(detect("time,series,count\n2026-03-28T00:00:00Z,a,1\n2026-03-29T00:00:00Z,a,2\n2026-03-29T23:00:00Z,a,4\n"
                       "2026-03-29T00:00:00Z,a,3\n", true, out, sizeof out, &err));
    assert_non_null(strstr(out, "2026-03-29T00:00:00Z,a,5,"));
    assert_non_null(strstr(out, "2026-03-29T23:00:00Z,a,4,")); /* the clock went forward: the next day */
    assert_int_equal(lines_of(out), 4);
    assert_true(detect("time,series,count\n0,a,1\n86400,a,2\n86500,a,4\n", true, out, sizeof out, &err));
    assert_int_equal(lines_of(out), 4);
}

static void test_bad_rows_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *words;
    } rows[] = {
        {"time,series,count\n1,a,-2\n", "line 2, column 3 (count): \"-2\" is not a whole number of 0 or more"},
        {"time,series,count\n1,a,1e3\n", "line 2, column 3 (count): \"1e3\" is not a whole number of 0 or more"},
        {"time,series,count\n1,a,2\nMonday,a,2\n",
         "line 3, column 1 (time): \"Monday\" is not an ISO time or a whole number"},
        {"time,series,count\n1,a,2\n2026-01-01,a,2\n",
         "line 3, column 1 (time): \"2026-01-01\" is not a whole number, as the times before"},
        {"time,series,count\n2026-01-01,a,2\n7,a,2\n",
         "line 3, column 1 (time): \"7\" is not an ISO time, as those before"},
        {"time,count\n1,2\n", "line 1: no column is named \"series\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[256] = "";
        struct err err = {0};
        assert_false(detect(rows[i].csv, false, out, sizeof out, &err));
        assert_string_equal(err.text, rows[i].words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_usual_week_raises_nothing), cmocka_unit_test(test_an_outbreak_is_raised_once),
        cmocka_unit_test(test_a_few_days_running_are_seen_together),
        cmocka_unit_test(test_a_first_row_is_no_alarm),       cmocka_unit_test(test_buckets_left_out_are_zeros),
        cmocka_unit_test(test_rows_come_out_in_time),         cmocka_unit_test(test_rows_of_one_bucket_are_one),
        cmocka_unit_test(test_a_series_heard_late_was_watched_from_the_first),
        cmocka_unit_test(test_bad_rows_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
