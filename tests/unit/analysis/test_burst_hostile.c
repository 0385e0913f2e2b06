/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/buf.h"
#include "burst.h"
#include "burst_map.h"
#include "burst_save.h"
#include "outbreak.h"

enum { DAY = 86400, A_DAY = 60, DAYS = 90, WORDS = 16 };

struct town {
    struct burst *burst;
    struct outbreaks outbreaks;
    uint64_t seed;
    int told;
};

static struct town town_new(void)
{
    return (struct town){.burst = burst_new(0.1, (struct burst_calendar){0})};
}

static void town_free(struct town *town)
{
    burst_free(town->burst);
    outbreak_free(&town->outbreaks);
}

static uint64_t chance(struct town *town, uint64_t below)
{
    return burst_mix(town->seed += 0x9e3779b97f4a7c15u) % below;
}

static void say(struct town *town, const struct burst_event *event)
{
    struct burst_heard heard;
    burst_hear(town->burst, event, &heard);
    town->told += outbreak_hear(&town->outbreaks, town->burst, &heard).news != OUTBREAK_NOTHING;
}

/* 60 posts a day for so many days, each by somebody else. */
static void quiet(struct town *town, int64_t from_day, int64_t days)
{
    for (int64_t i = 0; i < days * A_DAY; i++)
        say(town, &(struct burst_event){.at_s = from_day * DAY + i * DAY / A_DAY, .issue = 1 + chance(town, 3),
                                        .ward = chance(town, 6), .author = chance(town, UINT64_MAX)});
}

/* After 90 days, 30 more whose times are off by up to so much, and whole numbers of so many seconds. */
static int told_of(int64_t off_s, int64_t step_s)
{
    struct town town = town_new();
    quiet(&town, 100, DAYS);
    int before = town.told;
    for (int64_t i = 0; i < 30 * A_DAY; i++) {
        int64_t at_s = (100 + DAYS) * DAY + i * DAY / A_DAY + (int64_t)chance(&town, (uint64_t)off_s);
        say(&town, &(struct burst_event){.at_s = at_s - at_s % step_s, .issue = 1 + chance(&town, 3),
                                         .ward = chance(&town, 6), .author = chance(&town, UINT64_MAX)});
    }
    town_free(&town);
    return town.told - before;
}

static void test_times_out_of_order_or_equal_are_no_incident(void **state)
{
    (void)state;
    assert_int_equal(told_of(1, 1), 0);
    assert_int_equal(told_of(2 * 3600, 1), 0);
    assert_int_equal(told_of(2 * DAY, 1), 0);
    assert_int_equal(told_of(1, 1800), 0);
}

static void test_times_that_go_back_are_no_incident(void **state)
{
    (void)state;
    struct town town = town_new();
    quiet(&town, 100, DAYS);
    int before = town.told;
    for (int64_t i = 0; i < 30 * A_DAY; i++)
        say(&town, &(struct burst_event){.at_s = (100 + DAYS) * DAY - i * DAY / A_DAY, .issue = 1 + chance(&town, 3),
                                         .ward = chance(&town, 6), .author = chance(&town, UINT64_MAX)});
    assert_int_equal(town.told, before);
    town_free(&town);
}

/* A million words and 60,000 wards, each named once. */
static void test_names_that_nobody_shares_are_no_incident_and_take_bounded_room(void **state)
{
    (void)state;
    enum { EVENTS = 62500, CELL_BYTES = 100, SEEN_BYTES = 12 };
    struct town town = town_new();
    struct buf saved = BUF("state", 64 << 20);
    uint64_t words[WORDS];
    quiet(&town, 100, DAYS);
    int before = town.told;
    for (uint64_t i = 0; i < EVENTS; i++) {
        for (uint64_t w = 0; w < WORDS; w++)
            words[w] = burst_mix(i * WORDS + w + 1);
        say(&town, &(struct burst_event){.at_s = (int64_t)((100 + DAYS) * DAY + i * 1500), .issue = 1 + i % 3, .ward = i + 10,
                                         .author = i + 1, .tokens = words, .token_count = WORDS});
    }
    assert_int_equal(town.told, before);
    burst_save(town.burst, &saved);
    assert_true(buf_str(&saved).len < 3 * BURST_CELLS_MOST * (CELL_BYTES + SEEN_BYTES));
    buf_free(&saved);
    town_free(&town);
}

/* A new council's first four hours: 200,000 posts of 4,000 issues and 16,000 wards, each by somebody else. */
static void test_a_flood_of_names_is_not_as_many_incidents(void **state)
{
    (void)state;
    enum { EVENTS = 200000, A_SECOND = 14 };
    struct town town = town_new();
    for (uint64_t i = 0; i < EVENTS; i++)
        say(&town, &(struct burst_event){.at_s = (int64_t)(100 * DAY + i / A_SECOND), .issue = i % 4000,
                                         .ward = i * 7919 % 16000, .author = i + 1});
    assert_in_range(town.told, 0, OUTBREAK_OPEN_MOST);
    assert_true(town.outbreaks.flooded && town.outbreaks.count <= OUTBREAK_OPEN_MOST);
    town_free(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_out_of_order_or_equal_are_no_incident),
        cmocka_unit_test(test_times_that_go_back_are_no_incident),
        cmocka_unit_test(test_names_that_nobody_shares_are_no_incident_and_take_bounded_room),
        cmocka_unit_test(test_a_flood_of_names_is_not_as_many_incidents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
