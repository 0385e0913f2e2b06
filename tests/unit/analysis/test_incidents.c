/* SPDX-License-Identifier: MIT */
/* Little plays: four weeks of the usual, then something happens. */
#include "unit/unit.h"

#include "base/clock.h"
#include "incidents.h"
#include "incidents_step.h"

#define START INT64_C(1756681200000) /* Monday 1 September 2025, 00:00 in London */
#define AT(day, hour, minute) \
    (START + (day) * CLOCK_DAY_MS + (hour) * CLOCK_HOUR_MS + (minute) * CLOCK_MINUTE_MS)

struct told {
    char what[64][16];
    size_t count, changes;
    struct str place;
    int64_t people, reposts, loud;
    bool urgent;
    enum incident_state state;
    char id[128];
};

static void on_change(void *context, const struct incident *incident, const char *what)
{
    struct told *told = context;
    told->changes++;
    told->people = incident->people;
    told->reposts = incident->reposts_not_counted;
    told->loud = incident->loud_not_counted;
    told->state = incident->state;
    told->urgent = incident->urgent;
    snprintf(told->id, sizeof told->id, STR_FMT, STR_ARG(incident->id));
    if (what != NULL && told->count < 64)
        snprintf(told->what[told->count++], sizeof told->what[0], "%s", what);
}

static uint64_t seed;

static uint64_t chance(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed >> 33;
}

/* One person's complaint of missed bins, somewhere. */
static void say(struct incidents *incidents, int64_t at_ms, int author, const char *ward, const char *place, bool urgent)
{
    char key[32], id[32];
    snprintf(key, sizeof key, "%08x", author);
    snprintf(id, sizeof id, "post:%llx", (unsigned long long)chance());
    struct post post = {.id = str_from(id), .text = str_from("No collection again"), .kind = STR("mastodon")};
    struct incidents_event event = {.at_ms = at_ms,
                                    .urgent = urgent,
                                    .issue = STR("waste.missed-collection"),
                                    .place = str_from(place),
                                    .ward = str_from(ward),
                                    .author_key = str_from(key),
                                    .likeness = chance() << 32 | chance(),
                                    .language = STR("en"),
                                    .post = &post};
    incidents_mention(incidents, event.issue, READING_NEGATIVE, at_ms);
    incidents_add(incidents, &event);
}

static void run_to(struct incidents *incidents, int64_t from_ms, int64_t to_ms, struct told *told)
{
    for (int64_t now_ms = from_ms; now_ms <= to_ms; now_ms += 5 * CLOCK_MINUTE_MS)
        incidents_tick(incidents, now_ms, on_change, told);
}

static struct incidents *usual_weeks(struct told *told)
{
    static const char *const wards[] = {"north", "south", "east", "west"};
    struct incidents *incidents = incidents_new(0.25);
    int author = 1000;
    seed = 7;
    for (int day = 0; day < 28; day++)
        for (int n = 0; n < 3; n++) {
            int64_t at_ms = AT(day, 8 + n * 4, (int)(chance() % 50));
            run_to(incidents, AT(day, 8 + n * 4, 0), at_ms, told);
            say(incidents, at_ms, author++, wards[chance() % 4], wards[chance() % 4], false);
        }
    run_to(incidents, AT(27, 23, 0), AT(28, 7, 0), told);
    return incidents;
}

static void test_the_usual_is_no_incident(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    assert_int_equal(told.count, 0);
    incidents_free(incidents);
}

static void burst_of_people(struct incidents *incidents, struct told *told, int people, int64_t from_ms, int every_min)
{
    for (int n = 0; n < people; n++) {
        int64_t at_ms = from_ms + (int64_t)n * every_min * CLOCK_MINUTE_MS;
        say(incidents, at_ms, 50 + n, "east", n % 3 ? "east" : "heol", false);
        run_to(incidents, at_ms, at_ms + every_min * CLOCK_MINUTE_MS - 1, told);
    }
}

static void test_one_letter_then_only_news(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    burst_of_people(incidents, &told, 30, AT(28, 7, 10), 10);
    assert_true(told.count >= 1);
    assert_string_equal(told.what[0], "opened");
    for (size_t i = 1; i < told.count; i++)
        assert_string_equal(told.what[i], "growing");
    assert_true(told.count <= 4);
    assert_int_equal(told.people, 30);
    assert_non_null(strstr(told.id, "waste.missed-collection/"));
    run_to(incidents, AT(28, 12, 0), AT(30, 12, 0), &told);
    assert_string_equal(told.what[told.count - 1], "resolved");
    assert_string_equal(told.what[told.count - 2], "quiet");
    assert_int_equal(told.state, INCIDENT_RESOLVED);
    incidents_free(incidents);
}

static void test_a_busy_day_is_no_complaint(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    for (int n = 0; n < 200; n++)
        incidents_mention(incidents, STR("waste.missed-collection"), READING_POSITIVE,
                          AT(28, 7, 0) + n * CLOCK_MINUTE_MS);
    burst_of_people(incidents, &told, 15, AT(28, 7, 10), 10);
    assert_int_equal(told.count, 0);
    incidents_free(incidents);
}

static void test_one_loud_person_is_no_crowd(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    for (int n = 0; n < 500; n++)
        say(incidents, AT(28, 7, 10) + n * 1000, 7, "east", "east", false);
    run_to(incidents, AT(28, 8, 0), AT(28, 12, 0), &told);
    assert_int_equal(told.count, 0);
    incidents_free(incidents);
}

static void test_danger_does_not_wait(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    burst_of_people(incidents, &told, 8, AT(28, 7, 10), 6);
    assert_false(told.urgent);
    size_t before = told.count;
    say(incidents, AT(28, 8, 1), 900, "east", "east", true);
    incidents_tick(incidents, AT(28, 8, 2), on_change, &told);
    assert_int_equal(told.count, before + 1);
    assert_string_equal(told.what[before], "danger");
    incidents_free(incidents);
}

static void test_a_saved_state_goes_on_the_same(void **state)
{
    (void)state;
    struct told straight = {0}, broken = {0};
    struct incidents *one = usual_weeks(&straight);
    burst_of_people(one, &straight, 20, AT(28, 7, 10), 10);
    struct incidents *two = usual_weeks(&broken);
    struct buf saved = BUF("state", 16 << 20);
    struct err err = {0};
    for (int n = 0; n < 20; n++) {
        buf_clear(&saved);
        incidents_save(two, &saved);
        incidents_free(two);
        two = incidents_new(0.25);
        if (!incidents_load(two, buf_str(&saved), &err))
            fail_msg("%s", err.text);
        int64_t at_ms = AT(28, 7, 10) + (int64_t)n * 10 * CLOCK_MINUTE_MS;
        say(two, at_ms, 50 + n, "east", n % 3 ? "east" : "heol", false);
        run_to(two, at_ms, at_ms + 10 * CLOCK_MINUTE_MS - 1, &broken);
    }
    assert_int_equal(straight.count, broken.count);
    assert_memory_equal(straight.what, broken.what, sizeof straight.what);
    assert_string_equal(straight.id, broken.id);
    assert_int_equal(straight.people, broken.people);
    for (size_t cut = 0; cut < saved.len; cut += 97) { /* half a state is refused, not believed */
        struct incidents *third = incidents_new(0.25);
        assert_false(incidents_load(third, str_cut(buf_str(&saved), 0, cut), &err));
        incidents_free(third);
    }
    buf_free(&saved);
    incidents_free(one);
    incidents_free(two);
}

static void test_waking_hours(void **state)
{
    (void)state;
    assert_float_equal(incidents_step_waking_hours(AT(0, 22, 0), AT(1, 8, 0)), 2, 1e-9);
    assert_float_equal(incidents_step_waking_hours(AT(0, 8, 0), AT(0, 10, 30)), 2.5, 1e-9);
    assert_float_equal(incidents_step_waking_hours(AT(0, 0, 0), AT(2, 0, 0)), 32, 1e-9);
}

int main(void)
{
    clock_zone_set("Europe/London");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_usual_is_no_incident),   cmocka_unit_test(test_one_letter_then_only_news),
        cmocka_unit_test(test_one_loud_person_is_no_crowd),
        cmocka_unit_test(test_a_busy_day_is_no_complaint), cmocka_unit_test(test_danger_does_not_wait),
        cmocka_unit_test(test_a_saved_state_goes_on_the_same), cmocka_unit_test(test_waking_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
