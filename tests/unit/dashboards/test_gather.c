/* SPDX-License-Identifier: MIT */
#include "borough.h"

#include "gather.h"

#define NOON_MS (BOROUGH_DAY_MS + 12 * CLOCK_HOUR_MS)

/* Incidents that opened so many minutes after noon, the last `fresh` of them yet to be told. */
static struct gather begun(const struct incident *incidents, size_t count, size_t fresh, int now_minutes)
{
    static struct tell tells[GATHER_MOST];
    const struct incident *list[GATHER_MOST];
    struct gather gather = {0};
    for (size_t i = 0; i < count; i++)
        list[i] = &incidents[i];
    for (size_t i = count - fresh; i < count; i++) {
        tells[i] = (struct tell){STR("opened"), incidents[i].opened_ms, incidents[i]};
        assert_true(gather_add(&gather, &tells[i]));
    }
    struct board board = {.now_ms = NOON_MS + now_minutes * CLOCK_MINUTE_MS, .incidents = list, .incident_count = count};
    gather_decide(&gather, &board);
    return gather;
}

static struct incident at(const char *id, const char *issue, const char *place, int minutes)
{
    return (struct incident){.id = str_from(id), .issue = str_from(issue), .place = str_from(place),
                             .opened_ms = NOON_MS + minutes * CLOCK_MINUTE_MS, .state = INCIDENT_OPEN};
}

static void test_the_first_waits_for_nobody(void **state)
{
    (void)state;
    struct incident one[] = {at("a", "waste.missed-collection", "y-bont", 0)};
    struct gather gather = begun(one, 1, 1, 0);
    assert_true(gather.items[0].ready);
    assert_int_equal(gather_together(&gather, &gather.items[0]), 1);
}

static void test_neighbours_follow_in_one_letter(void **state)
{
    (void)state;
    struct incident all[] = {at("a", "waste.missed-collection", "y-bont", 0), at("b", "waste.recycling", "y-castell", 5),
                             at("c", "roads.pothole", "y-castell", 6), at("d", "parks.grass", "glan-yr-afon", 7)};
    struct gather gather = begun(all, 4, 3, 8); /* a was told */
    assert_false(gather.items[0].ready);
    assert_false(gather.items[1].ready);
    assert_true(gather.items[2].ready); /* of no concern to the others */
    gather = begun(all, 4, 3, 20);
    assert_true(gather.items[0].ready);
    assert_true(gather.items[1].ready); /* goes with its neighbour, before its own time */
    assert_ptr_equal(gather_find(&gather, STR("c")), &gather.items[1]);
    assert_int_equal(gather.items[1].group, 0);
    assert_int_equal(gather_together(&gather, &gather.items[0]), 2);
    assert_int_equal(gather_together(&gather, &gather.items[2]), 1);
    assert_null(gather_find(&gather, STR("a")));
    gather = begun(all, 4, 4, 7); /* none was told: all at once, in two letters */
    assert_true(gather.items[2].ready);
    assert_int_equal(gather_together(&gather, &gather.items[0]), 3);
}

static void test_what_begins_an_hour_apart_is_told_apart(void **state)
{
    (void)state;
    struct incident all[] = {at("a", "waste.missed-collection", "y-bont", 0), at("b", "waste.recycling", "y-bont", 15)};
    assert_true(begun(all, 2, 1, 15).items[0].ready);
    all[0].urgent = true; /* a danger's neighbours are due's to hold back */
    all[1].opened_ms = all[0].opened_ms + CLOCK_MINUTE_MS;
    assert_true(begun(all, 2, 1, 15).items[0].ready);
}

static void test_the_sixth_of_a_day_waits_for_the_seventh(void **state)
{
    (void)state;
    static const char *const issues[] = {"waste.a", "roads.b", "parks.c", "leisure.d", "housing.e", "planning.f", "schools.g"};
    struct incident all[7];
    for (int i = 0; i < 7; i++)
        all[i] = at(issues[i], issues[i], "", i * 120);
    assert_true(begun(all, 5, 1, 480).items[0].ready);
    assert_false(begun(all, 6, 1, 600).items[0].ready);
    all[6].opened_ms = all[5].opened_ms + 20 * CLOCK_MINUTE_MS;
    struct gather gather = begun(all, 7, 2, 660);
    assert_true(gather.items[0].ready && gather.items[1].ready);
    assert_int_equal(gather_together(&gather, &gather.items[0]), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_waits_for_nobody),
        cmocka_unit_test(test_neighbours_follow_in_one_letter),
        cmocka_unit_test(test_what_begins_an_hour_apart_is_told_apart),
        cmocka_unit_test(test_the_sixth_of_a_day_waits_for_the_seventh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
