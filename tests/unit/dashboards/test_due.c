/* SPDX-License-Identifier: MIT */
#include "borough.h"

#include "due.h"

static struct arena arena;

static int64_t at(const char *iso)
{
    int64_t ms;
    assert_true(clock_parse_iso(str_from(iso), &ms));
    return ms;
}

static void digest_is(const char *days, const char *edition, const char *now, const char *due, const char *want)
{
    struct council_digest digest = {.at_minutes = 7 * 60 + 30, .days = str_from(days), .edition = str_from(edition)};
    int64_t due_ms = due_digest_time(&digest, HOLIDAY_ENGLAND_AND_WALES, at(now));
    assert_int_equal(due_ms, at(due));
    assert_str(period_id(due_digest_period(&digest), due_digest_start(&digest, due_ms), &arena), want);
}

static void test_digests_come_on_their_day_and_time(void **state)
{
    (void)state;
    digest_is("daily", "day", "2026-09-26T07:29:00+01:00", "2026-09-25T07:30:00+01:00", "day:2026-09-24");
    digest_is("daily", "day", "2026-09-26T07:30:00+01:00", "2026-09-26T07:30:00+01:00", "day:2026-09-25");
    digest_is("daily", "day", "2026-10-25T07:30:00Z", "2026-10-25T07:30:00Z", "day:2026-10-24"); /* the clocks go back */
    digest_is("weekdays", "day", "2026-09-27T09:00:00+01:00", "2026-09-25T07:30:00+01:00", "day:2026-09-24"); /* Sunday */
    digest_is("weekdays", "day", "2026-09-28T09:00:00+01:00", "2026-09-28T07:30:00+01:00", "day:2026-09-27");
    digest_is("weekdays", "day", "2026-12-28T09:00:00Z", "2026-12-24T07:30:00Z", "day:2026-12-23"); /* bank holidays */
    digest_is("mondays", "day", "2026-09-29T09:00:00+01:00", "2026-09-28T07:30:00+01:00", "day:2026-09-27");
    digest_is("daily", "week", "2026-09-28T09:00:00+01:00", "2026-09-28T07:30:00+01:00", "week:2026-09-21");
    digest_is("daily", "week", "2026-10-04T09:00:00+01:00", "2026-09-28T07:30:00+01:00", "week:2026-09-21");
    digest_is("daily", "month", "2026-10-01T09:00:00+01:00", "2026-10-01T07:30:00+01:00", "month:2026-09-01");
    digest_is("daily", "month", "2026-10-31T09:00:00Z", "2026-10-01T07:30:00+01:00", "month:2026-09-01");
    arena_reset(&arena);
}

static enum due_alert decide(struct council_alert alert, const char *what, bool urgent, const char *happened,
                             const char *now, int64_t snoozed_until_ms)
{
    struct incident incident = {.id = STR("i"), .urgent = urgent, .state = INCIDENT_OPEN,
                                .snoozed_until_ms = snoozed_until_ms};
    const struct incident *list[] = {&incident};
    struct council council = {.place = {.nation = STR("wales")}};
    struct board board = {.council = &council, .now_ms = at(now), .incidents = list, .incident_count = 1};
    struct tell tell = {str_from(what), at(happened), incident};
    return due_alert(&alert, &tell, &board);
}

static void test_alerts_follow_their_policy(void **state)
{
    (void)state;
    const struct council_alert always = {.hours = STR("always"), .updates = true};
    const struct council_alert office = {.hours = STR("08:00-18:00"), .updates = true};
    const struct council_alert week = {.hours = STR("mon-fri 08:00-18:00"), .updates = true};
    const struct council_alert night = {.hours = STR("22:00-06:00"), .updates = true};
    const struct council_alert firsts = {.hours = STR("always"), .updates = false};
    const struct council_alert danger = {.hours = STR("always"), .updates = true, .urgent_only = true};
    const char *noon = "2026-09-25T12:00:00Z", *late = "2026-09-25T20:00:00Z", *past = "2026-09-26T12:00:01Z";
    assert_int_equal(decide(always, "opened", false, noon, noon, 0), DUE_NOW);
    assert_int_equal(decide(office, "opened", false, late, late, 0), DUE_LATER);
    assert_int_equal(decide(office, "opened", true, late, late, 0), DUE_NOW);
    assert_int_equal(decide(night, "opened", false, noon, noon, 0), DUE_LATER);
    assert_int_equal(decide(week, "opened", false, late, "2026-09-28T06:59:00Z", 0), DUE_LATER);
    assert_int_equal(decide(week, "opened", false, late, "2026-09-28T07:00:00Z", 0), DUE_HELD); /* a Monday */
    assert_int_equal(decide(week, "opened", false, late, "2026-09-29T07:00:01Z", 0), DUE_NEVER);
    assert_int_equal(decide(week, "opened", true, late, late, 0), DUE_NOW);
    assert_int_equal(decide(night, "opened", false, "2026-09-25T22:30:00Z", "2026-09-25T22:30:00Z", 0), DUE_NOW);
    assert_int_equal(decide(firsts, "growing", false, noon, noon, 0), DUE_NEVER);
    assert_int_equal(decide(firsts, "danger", true, noon, noon, 0), DUE_NOW);
    assert_int_equal(decide(danger, "opened", false, noon, noon, 0), DUE_NEVER);
    assert_int_equal(decide(danger, "opened", true, noon, noon, 0), DUE_NOW);
    assert_int_equal(decide(always, "growing", false, noon, noon, at(late)), DUE_NEVER); /* muted */
    assert_int_equal(decide(always, "growing", true, noon, noon, at(late)), DUE_NOW);
    assert_int_equal(decide(always, "opened", false, noon, past, 0), DUE_NEVER); /* history */
}

static void test_danger_that_nobody_takes_up_escalates(void **state)
{
    (void)state;
    struct str manager = STR("manager@a.example");
    struct council_alert alert = {.escalate_after_ms = CLOCK_HOUR_MS, .escalate_to = {&manager, 1}};
    struct incident incident = {.urgent = true, .state = INCIDENT_OPEN, .opened_ms = 1000};
    assert_false(due_escalation(&alert, &incident, CLOCK_HOUR_MS));
    assert_true(due_escalation(&alert, &incident, CLOCK_HOUR_MS + 1000));
    incident.acked_ms = 2000;
    assert_false(due_escalation(&alert, &incident, CLOCK_HOUR_MS + 1000));
    incident.acked_ms = 0;
    incident.urgent = false;
    assert_false(due_escalation(&alert, &incident, CLOCK_HOUR_MS + 1000));
}

static void test_what_is_planned_is_silent(void **state)
{
    (void)state;
    struct council_silence silence = {.issue = STR("roads.*"), .place = STR("y-bont"), .until_ms = at("2026-10-01T00:00:00Z")};
    struct council council = {.place = {.nation = STR("wales")}, .silences = &silence, .silence_count = 1};
    struct council_alert alert = {.hours = STR("always"), .updates = true};
    struct tell tell = {STR("opened"), at("2026-09-25T12:00:00Z"), {.id = STR("i"), .issue = STR("roads.closure"), .place = STR("y-bont")}};
    struct board board = {.council = &council, .now_ms = tell.at_ms};
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_NEVER);
    tell.incident.urgent = true;
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_NOW);
    tell.incident.urgent = false;
    tell.incident.place = STR("elsewhere");
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_NOW);
    tell.incident.place = STR("y-bont");
    board.now_ms = tell.at_ms = silence.until_ms;
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_NOW);
}

static void test_a_danger_outweighs_its_neighbours(void **state)
{
    (void)state;
    struct council council = {.place = {.nation = STR("wales")}};
    struct incident danger = {.id = STR("d"), .issue = STR("emergencies.gas"), .place = STR("y-bont"), .urgent = true,
                              .state = INCIDENT_OPEN};
    const struct incident *list[] = {&danger};
    struct council_alert alert = {.hours = STR("always"), .updates = true};
    struct tell tell = {STR("opened"), at("2026-09-25T12:00:00Z"),
                        {.id = STR("i"), .issue = STR("emergencies.flood"), .place = STR("y-bont"), .state = INCIDENT_OPEN}};
    struct board board = {.council = &council, .now_ms = tell.at_ms, .incidents = list, .incident_count = 1};
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_LATER);
    tell.incident.place = STR("elsewhere");
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_NOW);
    danger.place = STR_NONE; /* everywhere */
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_LATER);
    danger.state = INCIDENT_RESOLVED;
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_NOW);
}

static void test_a_wider_complaint_speaks_for_narrower_ones(void **state)
{
    (void)state;
    struct council council = {.place = {.nation = STR("wales")}};
    struct place_names places = {0};
    struct err err;
    assert_true(place_names_load(&places, process_data(&arena, "town/places.csv").ptr, &err));
    struct incident wide = {.id = STR("w"), .issue = STR("waste.missed-collection"), .state = INCIDENT_OPEN};
    const struct incident *list[] = {&wide};
    struct council_alert alert = {.hours = STR("always"), .updates = true};
    struct tell tell = {STR("opened"), at("2026-09-25T12:00:00Z"),
                        {.id = STR("i"), .issue = STR("waste.missed-collection"), .place = STR("heol-y-bont"), .state = INCIDENT_OPEN}};
    struct board board = {.council = &council, .places = &places, .now_ms = tell.at_ms, .incidents = list,
                          .incident_count = 1};
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_LATER); /* the whole council */
    wide.place = STR("glan-yr-afon"); /* where the street lies */
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_LATER);
    wide.place = STR("y-castell");
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_NOW);
    wide.place = STR("glan-yr-afon");
    wide.issue = STR("waste.recycling");
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_NOW);
    wide.issue = tell.incident.issue;
    tell.incident.urgent = true; /* danger speaks for itself */
    assert_int_equal(due_alert(&alert, &tell, &board), DUE_NOW);
    place_names_free(&places);
    arena_free(&arena);
}

static void test_readers_and_their_rota(void **state)
{
    (void)state;
    struct str turns[] = {STR("mon-fri 08:00-18:00 = day@a.example"), STR("mon-fri 18:00-08:00 = night@a.example, day@a.example")};
    struct council_rota rota = {.name = STR("duty"), .turns = {turns, 2}};
    struct council council = {.place = {.nation = STR("wales")}, .rotas = &rota, .rota_count = 1};
    struct str to[] = {STR("day@a.example"), STR("rota:duty")};
    struct settings_list list = {to, 2}, readers = due_readers(&council, &list, at("2026-09-25T12:00:00Z"), &arena);
    assert_int_equal(readers.count, 1);
    readers = due_readers(&council, &list, at("2026-09-25T22:00:00Z"), &arena);
    assert_int_equal(readers.count, 2);
    assert_str(readers.items[1], "night@a.example");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digests_come_on_their_day_and_time),
        cmocka_unit_test(test_alerts_follow_their_policy),
        cmocka_unit_test(test_what_is_planned_is_silent),
        cmocka_unit_test(test_a_danger_outweighs_its_neighbours),
        cmocka_unit_test(test_a_wider_complaint_speaks_for_narrower_ones),
        cmocka_unit_test(test_readers_and_their_rota),
        cmocka_unit_test(test_danger_that_nobody_takes_up_escalates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
