/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "burst.h"
#include "burst_save.h"
#include "burst_tail.h"
#include "detect_events.h"
#include "outbreak.h"

enum { DAY = 86400, HOUR = 3600 };

/* Twelve quiet weeks: three issues in five wards, about 60 events a day, each by somebody else. */
struct town {
    struct burst *burst;
    struct outbreaks outbreaks;
    uint64_t author;
    uint32_t seed;
    int told;
};

static uint32_t chance(struct town *town, uint32_t below)
{
    town->seed = town->seed * 1664525u + 1013904223u;
    return (town->seed >> 8) % below;
}

static struct outbreak_told say(struct town *town, int64_t at_s, uint64_t issue, uint64_t ward, uint64_t author,
                                uint64_t copy)
{
    struct burst_heard heard;
    struct burst_event event = {.at_s = at_s, .issue = issue, .ward = ward, .author = author, .copy = copy};
    burst_hear(town->burst, &event, &heard);
    struct outbreak_told told = outbreak_hear(&town->outbreaks, town->burst, &heard);
    town->told += told.news != OUTBREAK_NOTHING;
    return told;
}

static void quiet(struct town *town, int from_day, int to_day)
{
    for (int64_t minute = (int64_t)from_day * 1440; minute < (int64_t)to_day * 1440; minute += 24)
        say(town, minute * 60 + chance(town, 24 * 60), 1 + chance(town, 3), chance(town, 6), ++town->author, 0);
}

static int setup(void **state)
{
    static struct town town;
    town = (struct town){.burst = burst_new(0.1, (struct burst_calendar){0}), .seed = 7};
    quiet(&town, 0, 84);
    *state = &town;
    return 0;
}

static int teardown(void **state)
{
    struct town *town = *state;
    burst_free(town->burst);
    outbreak_free(&town->outbreaks);
    return 0;
}

static void test_tail_is_the_sum_of_its_terms(void **state)
{
    (void)state;
    double poisson = 1 - exp(-2.0) * (1 + 2 + 2);
    assert_true(fabs(burst_tail_score(3, 2, 1e-4) + log10(poisson)) < 1e-3);
    for (double count = 3; count < 60; count *= 1.5)
        assert_true(burst_tail_bound(count, 1.5, 0.3) >= burst_tail_score(count, 1.5, 0.3) - 1e-9 ||
                    burst_tail_score(count, 1.5, 0.3) < 0.5);
    assert_true(burst_tail_score(1, 5, 0.1) == 0);
}

static void test_a_bounds_logarithm_is_off_by_no_more_than_it_says(void **state)
{
    (void)state;
    for (double x = 1e-12; x < 1e12; x *= 1.0007)
        assert_true(fabs(burst_tail_log(x) - log(x)) < BURST_TAIL_LOG_OFF);
    assert_true(fabs(burst_tail_log(1)) < BURST_TAIL_LOG_OFF);
}

static void test_many_people_at_once_are_one_incident(void **state)
{
    struct town *town = *state;
    int before = town->told, after = 0;
    for (int i = 0; i < 12; i++) {
        struct outbreak_told told = say(town, 84 * DAY + 9 * HOUR + i * 300, 2, 3, 900000 + (uint64_t)i, 0);
        if (told.news == OUTBREAK_NEW) {
            assert_int_equal(told.ward, 3);
            assert_true(told.heat.people >= 3 && told.heat.expected < 1);
            after = i + 1;
        }
    }
    assert_int_equal(town->told - before, 1);
    assert_in_range(after, 3, 6);
}

/* Two who name the ward and five who name none say one new word: less than the ward alone would need. */
static void test_a_word_is_of_the_ward_that_its_people_name(void **state)
{
    struct town *town = *state;
    struct burst_heard heard;
    const uint64_t word = 0x77;
    struct outbreak_told told = {0};
    for (int i = 0; i < 7 && told.news != OUTBREAK_NEW; i++) {
        struct burst_event event = {.at_s = 84 * DAY + 9 * HOUR + i * 1200, .issue = 2, .ward = i % 4 == 0 ? 3 : 0,
                                    .author = 600000 + (uint64_t)i, .tokens = &word, .token_count = 1};
        burst_hear(town->burst, &event, &heard);
        told = outbreak_hear(&town->outbreaks, town->burst, &heard);
    }
    assert_int_equal(told.news, OUTBREAK_NEW);
    assert_int_equal(told.heat.kind, BURST_TOKEN);
    assert_int_equal(told.ward, 3);
}

static void test_one_voice_is_never_an_incident(void **state)
{
    struct town *town = *state;
    int before = town->told;
    for (int i = 0; i < 10000; i++)
        say(town, 84 * DAY + 9 * HOUR + i, 2, 3, 4242, 0);
    assert_int_equal(town->told, before);
}

static void test_copies_are_never_an_incident(void **state)
{
    struct town *town = *state;
    int before = town->told;
    for (int i = 0; i < 500; i++)
        say(town, 84 * DAY + 9 * HOUR + i * 10, 2, 3, 800000 + (uint64_t)i, 77);
    assert_int_equal(town->told, before);
}

/* With one account and one text each word would have three people. */
static void test_words_of_one_voice_or_one_text_count_once(void **state)
{
    struct town *town = *state;
    struct burst_heard heard;
    int before = town->told;
    for (int i = 0; i < 900; i++) {
        int who = i % 3; /* a loud account, a text of many accounts, and somebody else now and then */
        uint64_t said = (uint64_t)(who == 2 ? i / 90 + 2 : i / 3 % 30), words[] = {1000 + said, 2000 + said};
        struct burst_event event = {.at_s = 84 * DAY + 9 * HOUR + i * 60, .issue = 2, .ward = 3,
                                    .author = who == 0 ? 4242 : 700000 + (uint64_t)i, .copy = who == 1 ? 77 : 0,
                                    .tokens = words, .token_count = 2};
        if (who == 2 && i % 90 != 2)
            continue;
        event.ward = who == 2 ? (uint64_t)(i / 90 % 5 + 1) : 3;
        burst_hear(town->burst, &event, &heard);
        town->told += outbreak_hear(&town->outbreaks, town->burst, &heard).news != OUTBREAK_NOTHING;
    }
    assert_int_equal(town->told, before);
}

/* Four people in an hour are too few, unless two of them write again. */
static void test_people_who_write_again_are_heard_sooner(void **state)
{
    struct town *town = *state;
    int before = town->told;
    const int64_t at_s = 84 * DAY + 9 * HOUR;
    for (int i = 0; i < 4; i++)
        say(town, at_s + i * 1200, 2, 3, 900000 + (uint64_t)i, 0);
    assert_int_equal(town->told, before);
    for (int i = 0; i < 2; i++)
        say(town, at_s + (i + 4) * 1200, 2, 3, 900000 + (uint64_t)i, 0);
    assert_int_equal(town->told, before + 1);
}

static void test_a_flood_of_everything_is_no_incident(void **state)
{
    struct town *town = *state;
    int before = town->told;
    for (int i = 0; i < 400; i++)
        say(town, 84 * DAY + 9 * HOUR + i, 1 + chance(town, 3), chance(town, 6), ++town->author, 0);
    assert_int_equal(town->told, before);
}

/* Every third day of a busy month, a feed is held up: what six hours bring comes within a minute, and the day goes on. */
static void test_a_backlog_is_no_incident(void **state)
{
    struct town *town = *state;
    int64_t at_s = 84 * DAY;
    int before = 0;
    for (int day = 84; day < 174; day++) {
        before = day == 144 ? town->told : before;
        for (; at_s < day * DAY + 9 * HOUR - 300; at_s += DAY / 2000)
            say(town, at_s, 1 + chance(town, 24), chance(town, 21), ++town->author, 0);
        for (int i = 0; i < 500 && day > 144 && day % 3 == 0; i++)
            say(town, at_s + i / 9, 1 + chance(town, 24), chance(town, 21), ++town->author, 0);
    }
    assert_true(town->told - before <= 1); /* so many weeks may bring one by chance */
}

/* One event a minute for twenty days, one every `step_s` for two hours, and with those one of a ward every 64 seconds: how
 * many of its people are due an hour. */
static double due_an_hour(int64_t step_s)
{
    struct town town = {.burst = burst_new(0.1, (struct burst_calendar){0}), .seed = 5};
    int64_t at_s = 0, noon_s = 20 * DAY + 12 * HOUR;
    struct burst_heard heard = {.heat_count = 0};
    while (at_s < noon_s + 2 * HOUR) {
        at_s += at_s < noon_s ? 60 : step_s;
        say(&town, at_s, 1 + chance(&town, 5), 1 + chance(&town, 6), ++town.author, 0);
        if (at_s > noon_s && at_s % 64 < step_s)
            burst_hear(town.burst, &(struct burst_event){.at_s = at_s, .issue = 1, .ward = 2, .author = ++town.author}, &heard);
    }
    assert_true(heard.heat_count > 0);
    struct burst_heat *ward = &heard.heats[heard.heat_count - 1];
    assert_int_equal(ward->kind, BURST_WARD);
    burst_free(town.burst);
    outbreak_free(&town.outbreaks);
    return ward->expected / (double)(ward->at_s - ward->since_s) * HOUR;
}

static void test_hours_in_which_all_say_more_are_due_more(void **state)
{
    (void)state;
    double usual = due_an_hour(60), more = due_an_hour(32);
    if (more < 1.3 * usual)
        fail_msg("%.3f usual, %.3f where all say nearly twice as much", usual, more);
}

static void test_time_is_not_believed_when_one_event_leaps(void **state)
{
    struct town *town = *state;
    int before = town->told;
    say(town, 9000LL * DAY, 2, 3, 1, 0);
    assert_true(burst_now_s(town->burst) < 85 * DAY);
    say(town, 3, 2, 3, 2, 0);
    say(town, 84 * DAY, 2, 3, 3, 0);
    say(town, 84 * DAY, 2, 3, 4, 0);
    assert_int_equal(town->told, before);
}

static void test_a_silent_week_neither_teaches_nor_alarms(void **state)
{
    struct town *town = *state;
    int before = town->told;
    quiet(town, 91, 105);
    assert_int_equal(town->told, before);
}

/* A detector saved and read back answers as the one that was never stopped. */
static void test_a_restart_changes_nothing(void **state)
{
    struct town *town = *state;
    struct err err;
    struct buf bytes = BUF("state", 64 << 20);
    struct burst *other = burst_new(0.1, (struct burst_calendar){0});
    burst_save(town->burst, &bytes);
    assert_true(burst_load(other, buf_str(&bytes), &err));
    for (int i = 0; i < 400; i++) {
        struct burst_heard a, b;
        struct burst_event event = {.at_s = 84 * DAY + i * 900, .issue = 1 + chance(town, 3), .ward = chance(town, 6),
                                    .author = 700000 + (uint64_t)i};
        burst_hear(town->burst, &event, &a);
        burst_hear(other, &event, &b);
        assert_int_equal(a.counted, b.counted);
        assert_int_equal(a.heat_count, b.heat_count);
        assert_true(a.threshold == b.threshold);
        for (size_t n = 0; n < a.heat_count; n++)
            assert_true(a.heats[n].score == b.heats[n].score);
    }
    for (size_t cut = 0; cut < bytes.len; cut += 1 + bytes.len / 97)
        assert_false(burst_load(other, (struct str){bytes.data, cut}, &err));
    buf_free(&bytes);
    burst_free(other);
}

/* A council that is quieter on Sundays, heard in its own time from a Monday on. */
static void hear_days(struct burst *burst, struct town *town, int64_t from_day, int64_t to_day)
{
    struct burst_heard heard;
    for (int64_t day = from_day; day < to_day; day++) {
        bool sunday = (day + 3) % 7 == 6;
        for (int i = 0; i < (sunday ? 10 : 40); i++) {
            int64_t at_s = day * DAY + 8 * HOUR + i * (10 * HOUR / (sunday ? 10 : 40));
            struct burst_event event = {.at_s = at_s, .issue = 1, .ward = 1 + chance(town, 4), .author = ++town->author};
            burst_hear(burst, &event, &heard);
        }
    }
}

static double due(const struct burst *burst, int64_t from_s)
{
    return burst_expected(burst, 1, BURST_ISSUE, 0, from_s, from_s + HOUR);
}

static void test_a_new_council_knows_on_its_third_day_what_is_usual(void **state)
{
    (void)state;
    struct town town = {.seed = 3};
    struct burst *burst = burst_new(0.1, (struct burst_calendar){0});
    hear_days(burst, &town, 20598, 20600);
    burst_tick(burst, 20601 * (int64_t)DAY);
    double day = burst_expected(burst, 1, BURST_ISSUE, 0, 20600 * (int64_t)DAY, 20601 * (int64_t)DAY);
    if (day < 30 || day > 50)
        fail_msg("%.1f people are due where 40 come", day);
    burst_free(burst);
}

static void test_a_new_councils_first_days_are_no_incident(void **state)
{
    (void)state;
    struct town town = {.burst = burst_new(0.25, (struct burst_calendar){0}), .seed = 11};
    for (int64_t second = 20600 * (int64_t)DAY; second < 20603 * (int64_t)DAY; second += 86)
        say(&town, second + chance(&town, 86), 1 + chance(&town, 30), chance(&town, 21), ++town.author, 0);
    assert_int_equal(town.told, 0);
    burst_free(town.burst);
    outbreak_free(&town.outbreaks);
}

/* The last Monday of August 2026 is a holiday in England and Wales and none in Scotland. */
static void test_a_bank_holiday_is_as_a_sunday(void **state)
{
    (void)state;
    enum { FIRST = 20598, HOLIDAY = 20696 }; /* 2026-05-25, 2026-08-31 */
    struct town town = {.seed = 3};
    for (int scotland = 0; scotland < 2; scotland++) {
        enum holiday_nation nation = scotland ? HOLIDAY_SCOTLAND : HOLIDAY_ENGLAND_AND_WALES;
        struct burst *burst = burst_new(0.1, (struct burst_calendar){.nation = nation});
        hear_days(burst, &town, FIRST, HOLIDAY);
        int64_t noon = (int64_t)HOLIDAY * DAY + 12 * HOUR;
        burst_tick(burst, noon - DAY + HOUR);
        double sunday = due(burst, noon - DAY);
        burst_tick(burst, noon + HOUR);
        double monday = due(burst, noon);
        burst_tick(burst, noon + DAY + HOUR);
        double tuesday = due(burst, noon + DAY);
        assert_true(sunday < 0.6 * tuesday);
        if (scotland)
            assert_true(monday > 0.8 * tuesday);
        else
            assert_true(fabs(monday - sunday) < 0.1 * sunday);
        burst_free(burst);
    }
}

static int64_t london_s(int64_t at_s)
{
    return at_s + clock_local(at_s * 1000).offset_s;
}

/* Who speaks at nine o'clock does so before and after the clocks go forward, on 29 March 2026. */
static void test_hours_are_the_councils_own(void **state)
{
    (void)state;
    enum { FIRST = 20486, CHANGE = 20541, PEOPLE = 30 };
    struct town town = {.seed = 5};
    struct burst *burst = burst_new(0.1, (struct burst_calendar){.local_s = london_s});
    struct burst_heard heard;
    for (int64_t day = FIRST; day < CHANGE; day++)
        for (int i = 0; i < PEOPLE; i++) {
            struct burst_event event = {.at_s = day * DAY + 9 * HOUR + i * (HOUR / PEOPLE), .issue = 1, .ward = 1,
                                        .author = ++town.author};
            burst_hear(burst, &event, &heard);
        }
    int64_t nine = (int64_t)(CHANGE + 1) * DAY + 8 * HOUR;
    burst_tick(burst, nine + 2 * HOUR);
    assert_true(due(burst, nine) > 5 * due(burst, nine + HOUR));
    assert_true(due(burst, nine) > PEOPLE / 4);
    burst_free(burst);
}

static struct str detect(const char *csv, char *out, size_t out_bytes, bool *done, struct err *err)
{
    FILE *in = fmemopen((void *)(uintptr_t)csv, strlen(csv), "r"), *to = fmemopen(out, out_bytes, "w");
    *done = detect_events(in, to, 0.25, err);
    fclose(in);
    fclose(to);
    return str_from(out);
}

static void test_bad_rows_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *words;
    } rows[] = {
        {"", "line 1: a header row is missing"},
        {"ts,issue,ward,author\n", "line 1: no column is named \"dup\""},
        {"ts,issue,ward,author,dup\n1,a,0,x,0\nsoon,a,0,x,0\n",
         "line 3, column 1 (ts): \"soon\" is not a whole number of 0 or more"},
        {"ts,issue,ward,author,dup\n-4,a,0,x,0\n", "line 2, column 1 (ts): \"-4\" is not a whole number of 0 or more"},
        {"ts,issue,ward,author,dup\n99999999999999,a,0,x,0\n",
         "line 2, column 1 (ts): \"99999999999999\" is not small enough to be counted"},
        {"ts,issue,ward,author,dup\n1,a\n", "line 2: column 3 (ward) is missing"},
        {"ts,issue,ward,author,dup\n1,\"a,0,x,0\n",
         "line 2, column 2: text after a quote, or a quote that never closes"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[256] = "";
        struct err err = {0};
        bool done;
        detect(rows[i].csv, out, sizeof out, &done, &err);
        assert_false(done);
        assert_int_equal(err.kind, ERR_INPUT);
        assert_string_equal(err.text, rows[i].words);
    }
}

/* Three at night on what was never spoken of: rarer than anything here can be known to be. */
static void test_no_chance_is_said_that_cannot_be_known(void **state)
{
    (void)state;
    char csv[4096] = "ts,issue,ward,author,dup\n", out[256] = "";
    struct err err = {0};
    bool done;
    for (int day = 0; day < 60; day++)
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "%d,a,%d,%d,0\n", day * DAY + 12 * HOUR, 1 + day % 4, day);
    for (int n = 0; n < 3; n++)
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "%d,b,3,%d,0\n", 60 * DAY + 3 * HOUR + n, 100 + n);
    detect(csv, out, sizeof out, &done, &err);
    assert_true(done);
    assert_non_null(strstr(out, ",b,3,alert,3,"));
    assert_non_null(strstr(out, ",1.00e-09\n"));
}

static void test_quotes_and_other_columns_are_read(void **state)
{
    (void)state;
    char out[256] = "";
    struct err err = {0};
    bool done;
    detect("note,ts,issue,ward,author,dup,x\n\"a \"\"b\"\", c\",5,\"waste, bins\",3,ann,0,1\n", out, sizeof out, &done,
           &err);
    assert_true(done);
    assert_string_equal(out, "ts,issue,ward,kind,people,expected,p\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tail_is_the_sum_of_its_terms),
        cmocka_unit_test(test_a_bounds_logarithm_is_off_by_no_more_than_it_says),
        cmocka_unit_test_setup_teardown(test_many_people_at_once_are_one_incident, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_word_is_of_the_ward_that_its_people_name, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_voice_is_never_an_incident, setup, teardown),
        cmocka_unit_test_setup_teardown(test_copies_are_never_an_incident, setup, teardown),
        cmocka_unit_test_setup_teardown(test_words_of_one_voice_or_one_text_count_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_people_who_write_again_are_heard_sooner, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_flood_of_everything_is_no_incident, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_backlog_is_no_incident, setup, teardown),
        cmocka_unit_test(test_hours_in_which_all_say_more_are_due_more),
        cmocka_unit_test_setup_teardown(test_time_is_not_believed_when_one_event_leaps, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_silent_week_neither_teaches_nor_alarms, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_restart_changes_nothing, setup, teardown),
        cmocka_unit_test(test_a_new_council_knows_on_its_third_day_what_is_usual),
        cmocka_unit_test(test_a_new_councils_first_days_are_no_incident),
        cmocka_unit_test(test_a_bank_holiday_is_as_a_sunday),
        cmocka_unit_test(test_hours_are_the_councils_own),
        cmocka_unit_test(test_bad_rows_are_named),
        cmocka_unit_test(test_no_chance_is_said_that_cannot_be_known),
        cmocka_unit_test(test_quotes_and_other_columns_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
