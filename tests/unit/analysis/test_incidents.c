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
    int64_t people, posts, reposts, loud, late, first_seen_ms;
    bool urgent;
    enum incident_state state;
    char id[128], opened_id[128], place[32], steps[512];
    int opened;
};

static void on_change(void *context, const struct incident *incident, const char *what)
{
    struct told *told = context;
    told->changes++;
    told->people = incident->people;
    told->posts = incident->posts;
    told->reposts = incident->reposts_not_counted;
    told->loud = incident->loud_not_counted;
    told->late = incident->late;
    told->first_seen_ms = incident->first_seen_ms;
    told->state = incident->state;
    told->urgent = incident->urgent;
    told->opened += what != NULL && strcmp(what, "opened") == 0;
    snprintf(told->place, sizeof told->place, STR_FMT, STR_ARG(incident->place));
    told->steps[0] = '\0';
    for (size_t i = 0; i < incident->log_count; i++)
        snprintf(told->steps + strlen(told->steps), sizeof told->steps - strlen(told->steps), "%s" STR_FMT,
                 i > 0 ? " " : "", STR_ARG(incident->log[i].what));
    snprintf(told->id, sizeof told->id, STR_FMT, STR_ARG(incident->id));
    if (what != NULL && strcmp(what, "opened") == 0)
        snprintf(told->opened_id, sizeof told->opened_id, "%s", told->id);
    if (what != NULL && told->count < 64)
        snprintf(told->what[told->count++], sizeof told->what[0], "%s", what);
}

static uint64_t seed;

static uint64_t chance(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed >> 33;
}

static void say_of(struct incidents *incidents, const char *issue, int64_t at_ms, int author, const char *ward,
                   const char *place, bool urgent)
{
    char key[32], id[32];
    snprintf(key, sizeof key, "%08x", author);
    snprintf(id, sizeof id, "post:%llx", (unsigned long long)chance());
    struct post post = {.id = str_from(id), .text = str_from("No collection again"), .kind = STR("mastodon")};
    struct incidents_event event = {.at_ms = at_ms,
                                    .urgent = urgent,
                                    .issue = str_from(issue),
                                    .place = str_from(place),
                                    .ward = str_from(ward),
                                    .author_key = str_from(key),
                                    .likeness = chance() << 32 | chance(),
                                    .language = STR("en"),
                                    .post = &post};
    incidents_mention(incidents, event.issue, READING_NEGATIVE, at_ms);
    incidents_add(incidents, &event);
}

/* One person's complaint of missed bins, somewhere. */
static void say(struct incidents *incidents, int64_t at_ms, int author, const char *ward, const char *place, bool urgent)
{
    say_of(incidents, "waste.missed-collection", at_ms, author, ward, place, urgent);
}

static void run_to(struct incidents *incidents, int64_t from_ms, int64_t to_ms, struct told *told)
{
    for (int64_t now_ms = from_ms; now_ms <= to_ms; now_ms += 5 * CLOCK_MINUTE_MS)
        incidents_tick(incidents, now_ms, on_change, told);
}

static struct incidents *usual_weeks(struct told *told)
{
    static const char *const wards[] = {"north", "south", "east", "west"};
    struct incidents *incidents = incidents_new(0.25, HOLIDAY_ENGLAND_AND_WALES);
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

static void burst_in(struct incidents *incidents, struct told *told, int people, int64_t from_ms, int every_min,
                     const char *ward, int author)
{
    for (int n = 0; n < people; n++) {
        int64_t at_ms = from_ms + (int64_t)n * every_min * CLOCK_MINUTE_MS;
        say(incidents, at_ms, author + n, ward, n % 3 ? ward : "heol", false);
        run_to(incidents, at_ms, at_ms + every_min * CLOCK_MINUTE_MS - 1, told);
    }
}

static void burst_of_people(struct incidents *incidents, struct told *told, int people, int64_t from_ms, int every_min)
{
    burst_in(incidents, told, people, from_ms, every_min, "east", 50);
}

static bool act(struct incidents *incidents, struct told *told, int64_t now_ms, const char *what, const char *id,
                const char *more)
{
    struct arena arena = {0};
    struct err err;
    struct json *action;
    struct str text = arena_printf(&arena, "{\"do\":\"%s\",\"incident\":\"%s\",\"by\":\"Mair\"%s}", what, id, more);
    assert_true(json_parse(text, &arena, &action, &err));
    bool known = incidents_act(incidents, action, now_ms, on_change, told);
    arena_free(&arena);
    return known;
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
    say(incidents, AT(28, 8, 1), 900, "east", "east", true); /* one may be read wrongly */
    incidents_tick(incidents, AT(28, 8, 2), on_change, &told);
    assert_int_equal(told.count, before);
    say(incidents, AT(28, 8, 3), 901, "east", "east", true);
    incidents_tick(incidents, AT(28, 8, 4), on_change, &told);
    assert_int_equal(told.count, before + 1);
    assert_string_equal(told.what[before], "danger");
    incidents_free(incidents);
}

static int opened_by_two(bool first_in_danger)
{
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    for (int n = 0; n < 2; n++)
        say_of(incidents, "emergencies.gas", AT(28, 10, 10) + n * 1000, 900 + n, "east", "east", n > 0 || first_in_danger);
    run_to(incidents, AT(28, 10, 15), AT(28, 10, 30), &told);
    incidents_free(incidents);
    return told.opened;
}

static void test_two_are_enough_where_both_tell_of_a_danger(void **state)
{
    (void)state;
    assert_int_equal(opened_by_two(true), 1);
    assert_int_equal(opened_by_two(false), 0);
}

static void test_two_of_a_crowd_make_no_danger(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    burst_of_people(incidents, &told, 30, AT(28, 7, 10), 3);
    size_t before = told.count;
    for (int n = 0; n < 2; n++)
        say(incidents, AT(28, 8, 50) + n * CLOCK_MINUTE_MS, 900 + n, "east", "east", true);
    incidents_tick(incidents, AT(28, 8, 53), on_change, &told);
    assert_false(told.urgent);
    assert_int_equal(told.count, before);
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
        two = incidents_new(0.25, HOLIDAY_ENGLAND_AND_WALES);
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
        struct incidents *third = incidents_new(0.25, HOLIDAY_ENGLAND_AND_WALES);
        assert_false(incidents_load(third, str_cut(buf_str(&saved), 0, cut), &err));
        incidents_free(third);
    }
    buf_free(&saved);
    incidents_free(one);
    incidents_free(two);
}

/* The same people at the same times, but heard of hours after. */
static void late_people(struct incidents *incidents, int people, int64_t from_ms)
{
    for (int n = 0; n < people; n++)
        say(incidents, from_ms + n * 10 * CLOCK_MINUTE_MS, 50 + n, "east", n % 3 ? "east" : "heol", false);
}

static void test_a_usual_day_that_comes_late_is_no_alarm(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    run_to(incidents, AT(28, 7, 0), AT(29, 6, 0), &told);
    for (int n = 0; n < 3; n++)
        say(incidents, AT(28, 8 + n * 4, 20), 50 + n, n % 2 ? "east" : "west", "heol", false);
    run_to(incidents, AT(29, 6, 0), AT(29, 23, 0), &told);
    assert_int_equal(told.count, 0);
    incidents_free(incidents);
}

static void test_an_outcry_that_comes_late_is_told_and_says_so(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    run_to(incidents, AT(28, 7, 0), AT(28, 13, 0), &told);
    late_people(incidents, 15, AT(28, 7, 10));
    run_to(incidents, AT(28, 13, 5), AT(28, 13, 10), &told);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.what[0], "opened");
    assert_int_equal(told.people, 15);
    assert_int_equal(told.late, 15);
    say(incidents, AT(28, 13, 11), 90, "east", "east", false);
    run_to(incidents, AT(28, 13, 15), AT(28, 13, 20), &told);
    assert_int_equal(told.people, 16);
    assert_int_equal(told.late, 15);
    incidents_free(incidents);
}

static void test_what_comes_a_day_late_is_no_news_but_not_lost(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    run_to(incidents, AT(28, 7, 0), AT(29, 15, 0), &told);
    late_people(incidents, 15, AT(28, 7, 10));
    run_to(incidents, AT(29, 15, 5), AT(29, 16, 0), &told);
    assert_int_equal(told.count, 0);
    incidents_free(incidents);
    told = (struct told){0};
    incidents = usual_weeks(&told);
    burst_of_people(incidents, &told, 15, AT(28, 7, 10), 10);
    run_to(incidents, AT(28, 9, 40), AT(28, 21, 0), &told);
    for (int n = 0; n < 5; n++) { /* it stays above the usual, so it lives */
        say(incidents, AT(29, 7 + n, 0), 90 + n, "east", "east", false);
        run_to(incidents, AT(29, 7 + n, 5), AT(29, 8 + n, 0), &told);
    }
    say(incidents, AT(28, 9, 0), 80, "east", "east", false);
    say(incidents, AT(28, 9, 1), 51, "east", "east", false);
    say(incidents, AT(27, 9, 1), 81, "east", "east", false);
    run_to(incidents, AT(29, 12, 5), AT(29, 12, 10), &told);
    assert_int_equal(told.state, INCIDENT_OPEN);
    assert_int_equal(told.people, 21);
    assert_int_equal(told.late, 1);
    incidents_free(incidents);
}

static void test_what_is_no_incident_is_not_raised_again(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    burst_of_people(incidents, &told, 12, AT(28, 7, 10), 10);
    assert_int_equal(told.opened, 1);
    assert_true(act(incidents, &told, AT(28, 9, 10), "dismiss", told.id, ",\"note\":\"a festival\""));
    assert_int_equal(told.state, INCIDENT_DISMISSED);
    assert_non_null(strstr(told.steps, "opened"));
    assert_string_equal(strrchr(told.steps, ' '), " dismissed");
    size_t letters = told.count;
    burst_in(incidents, &told, 20, AT(28, 9, 15), 10, "east", 200);
    assert_int_equal(told.count, letters);
    say(incidents, AT(28, 12, 40), 300, "east", "east", true); /* one may be read wrongly */
    run_to(incidents, AT(28, 12, 41), AT(28, 12, 45), &told);
    assert_int_equal(told.opened, 1);
    for (int n = 1; n < 4; n++) /* but danger is danger */
        say(incidents, AT(28, 12, 46) + n * CLOCK_MINUTE_MS, 300 + n, "east", "east", true);
    run_to(incidents, AT(28, 12, 50), AT(28, 12, 55), &told);
    assert_int_equal(told.opened, 2);
    assert_true(told.urgent);
    assert_int_equal(told.people, 24); /* not the twelve of whom the officer knew */
    run_to(incidents, AT(28, 13, 0), AT(31, 7, 0), &told);
    burst_in(incidents, &told, 12, AT(31, 7, 10), 10, "east", 400); /* and days later it is another matter */
    assert_true(told.count > letters + 1);
    incidents_free(incidents);
}

static void test_what_is_merged_stays_merged(void **state)
{
    (void)state;
    struct told told = {0};
    char first[128], more[160];
    struct incidents *incidents = usual_weeks(&told);
    burst_in(incidents, &told, 10, AT(28, 7, 10), 6, "east", 50);
    snprintf(first, sizeof first, "%s", told.opened_id);
    burst_in(incidents, &told, 10, AT(28, 8, 10), 6, "west", 70);
    assert_int_equal(told.opened, 2);
    snprintf(more, sizeof more, ",\"into\":\"%s\",\"note\":\"one lorry\"", first);
    assert_false(act(incidents, &told, AT(28, 9, 11), "merge", first, more));
    assert_false(act(incidents, &told, AT(28, 9, 11), "merge", first, ",\"into\":\"no such\""));
    assert_true(act(incidents, &told, AT(28, 9, 11), "merge", told.opened_id, more));
    assert_int_equal(told.state, INCIDENT_MERGED);
    assert_string_equal(strstr(told.steps, "merged"), "merged noted");
    burst_in(incidents, &told, 5, AT(28, 9, 15), 6, "west", 90);
    assert_int_equal(told.opened, 2);
    assert_string_equal(told.id, first);
    assert_int_equal(told.people, 25);
    assert_non_null(strstr(told.steps, "joined"));
    assert_string_equal(told.place, "west"); /* 10 of east, 15 of west: 60 % */
    incidents_free(incidents);
}

static void test_the_same_people_are_one_incident(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    for (int n = 0; n < 12; n++) { /* each writes of rats because of the bins */
        say(incidents, AT(28, 7, 10 * n), 50 + n, "east", "heol", false);
        say_of(incidents, "environment.pests", AT(28, 7, 10 * n), 50 + n, "east", "heol", false);
        run_to(incidents, AT(28, 7, 10 * n + 5), AT(28, 7, 10 * n + 9), &told);
    }
    assert_int_equal(told.opened, 1);
    assert_int_equal(told.people, 12);
    assert_int_equal(told.posts, 12);
    assert_non_null(strstr(told.steps, "joined"));
    for (int n = 0; n < 6; n++) { /* other people write of a third thing there */
        say_of(incidents, "roads.pothole", AT(28, 9, 10 * n), 150 + n, "east", "heol", false);
        run_to(incidents, AT(28, 9, 10 * n + 5), AT(28, 9, 10 * n + 9), &told);
    }
    assert_int_equal(told.opened, 2);
    incidents_free(incidents);
}

static void test_one_who_names_a_street_does_not_name_it_for_all(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    say(incidents, AT(28, 7, 9), 50, "east", "heol", false);
    for (int n = 0; n < 10; n++) {
        say(incidents, AT(28, 7, 10 + n * 5), 60 + n, "", "", false);
        run_to(incidents, AT(28, 7, 10 + n * 5), AT(28, 7, 14 + n * 5), &told);
    }
    assert_int_equal(told.people, 11);
    assert_string_equal(told.place, "");
    burst_in(incidents, &told, 5, AT(28, 8, 20), 6, "east", 80); /* 6 of 16 */
    assert_string_equal(told.place, "east");
    incidents_free(incidents);
}

static void test_three_wards_are_one_incident_of_nowhere(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    burst_in(incidents, &told, 10, AT(28, 7, 10), 6, "east", 50);
    burst_in(incidents, &told, 10, AT(28, 8, 10), 6, "west", 70);
    burst_in(incidents, &told, 10, AT(28, 9, 10), 6, "north", 90);
    run_to(incidents, AT(28, 10, 10), AT(28, 10, 20), &told);
    burst_in(incidents, &told, 1, AT(28, 10, 21), 6, "south", 110);
    assert_int_equal(told.people, 31);
    assert_string_equal(told.place, "");
    incidents_free(incidents);
}

static void test_an_officer_can_say_only_what_there_is_to_say(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    burst_of_people(incidents, &told, 12, AT(28, 7, 10), 10);
    assert_false(act(incidents, &told, AT(28, 9, 10), "frob", told.id, ""));
    assert_false(act(incidents, &told, AT(28, 9, 10), "ack", "no such", ""));
    assert_true(act(incidents, &told, AT(28, 9, 10), "ack", told.id, ""));
    assert_true(act(incidents, &told, AT(28, 9, 11), "mute", told.id, ",\"until_ms\":1759100000000"));
    assert_true(act(incidents, &told, AT(28, 9, 12), "note", told.id, ",\"note\":\"crew sent\""));
    assert_true(act(incidents, &told, AT(28, 9, 13), "did", told.id, ""));
    assert_non_null(strstr(told.steps, "acked muted noted done"));
    incidents_free(incidents);
}

static void test_a_mute_ends(void **state)
{
    (void)state;
    struct told told = {0};
    char until[64];
    struct incidents *incidents = usual_weeks(&told);
    burst_of_people(incidents, &told, 12, AT(28, 7, 10), 10);
    snprintf(until, sizeof until, ",\"until_ms\":%lld", (long long)AT(28, 10, 0));
    assert_true(act(incidents, &told, AT(28, 9, 11), "mute", told.id, until));
    run_to(incidents, AT(28, 9, 12), AT(28, 9, 55), &told);
    assert_null(strstr(told.steps, "unmuted"));
    run_to(incidents, AT(28, 9, 56), AT(28, 10, 5), &told);
    assert_non_null(strstr(told.steps, " unmuted"));
    incidents_free(incidents);
}

static void test_after_two_weeks_it_is_usual(void **state)
{
    (void)state;
    struct told told = {0};
    struct incidents *incidents = usual_weeks(&told);
    for (int day = 28; day < 44; day++) { /* more from day to day, so that it is never learnt */
        int people = 12 << (day - 28) / 2;
        burst_in(incidents, &told, people, AT(day, 7, 10), 720 / people, "east", day * 1000);
        run_to(incidents, AT(day, 19, 10), AT(day + 1, 7, 5), &told);
    }
    assert_int_equal(told.opened, 1);
    assert_non_null(strstr(told.steps, "usual-now"));
    assert_string_not_equal(told.what[told.count - 1], "reopened");
    incidents_free(incidents);
}

/* The end of a story, told in an order of its own: its posts come by the hour, some an hour or two late. */
static void tell_story(struct told *told, uint64_t story, uint64_t lateness)
{
    static const char *const wards[] = {"east", "east", "east", "", "north"};
    enum { POSTS = 60, HOURS = 14 };
    struct incidents *incidents = usual_weeks(told);
    for (int hour = 1; hour < HOURS; hour++) {
        for (uint64_t n = 0; n < POSTS; n++) {
            uint64_t dice = (n + 1) * (story * 2 + 1) * UINT64_C(0x9e3779b97f4a7c15);
            dice ^= dice >> 29, dice *= UINT64_C(0xbf58476d1ce4e5b9), dice ^= dice >> 32;
            uint64_t late = n > 50 ? 0 : lateness * (dice >> 60) / 16; /* in the end all is there */
            int minute = (int)(n * 10 + dice % 9), comes = 1 + minute / 60 + (int)late;
            const char *ward = wards[dice >> 8 & 3];
            seed = (dice >> 40) % 4 == 0 ? n / 4 : dice; /* some pass a text on */
            int author = (int)(n * 3 / 4 + (dice >> 16 & 3));
            if (comes == hour)
                say(incidents, AT(28, 7, minute), author, ward, ward, (dice >> 24) % 10 == 0);
            if (comes == hour && story % 2 == 1 && (dice >> 34) % 3 > 0) /* the same people, of rats */
                say_of(incidents, "environment.pests", AT(28, 7, minute), author, ward, ward, false);
        }
        run_to(incidents, AT(28, 6 + hour, 0), AT(28, 7 + hour, 0), told);
    }
    run_to(incidents, AT(28, 7 + HOURS, 0), AT(28, 7 + HOURS, 5), told);
    incidents_free(incidents);
}

static void test_the_order_in_which_posts_come_changes_nothing(void **state)
{
    (void)state;
    int opened = 0;
    for (uint64_t story = 0; story < 60; story++) {
        struct told in_order = {0}, late = {0};
        tell_story(&in_order, story, 0);
        tell_story(&late, story, 3);
        opened += in_order.opened;
        assert_int_equal(in_order.opened, late.opened);
        assert_int_equal(in_order.people, late.people);
        assert_string_equal(in_order.place, late.place);
        assert_true(in_order.first_seen_ms == late.first_seen_ms);
    }
    assert_true(opened >= 30);
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
        cmocka_unit_test(test_two_are_enough_where_both_tell_of_a_danger),
        cmocka_unit_test(test_two_of_a_crowd_make_no_danger),
        cmocka_unit_test(test_a_usual_day_that_comes_late_is_no_alarm),
        cmocka_unit_test(test_an_outcry_that_comes_late_is_told_and_says_so),
        cmocka_unit_test(test_what_comes_a_day_late_is_no_news_but_not_lost),
        cmocka_unit_test(test_what_is_no_incident_is_not_raised_again),
        cmocka_unit_test(test_what_is_merged_stays_merged),
        cmocka_unit_test(test_the_same_people_are_one_incident),
        cmocka_unit_test(test_one_who_names_a_street_does_not_name_it_for_all),
        cmocka_unit_test(test_three_wards_are_one_incident_of_nowhere),
        cmocka_unit_test(test_the_order_in_which_posts_come_changes_nothing),
        cmocka_unit_test(test_a_mute_ends),
        cmocka_unit_test(test_an_officer_can_say_only_what_there_is_to_say),
        cmocka_unit_test(test_after_two_weeks_it_is_usual),
        cmocka_unit_test(test_a_saved_state_goes_on_the_same), cmocka_unit_test(test_waking_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
