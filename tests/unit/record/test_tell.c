/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "record/tell.h"

static void test_comes_back_as_it_went(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err;
    struct tell tell = {.what = STR("growing"), .at_ms = 1790000000000,
                        .incident = {.id = STR("i-1"), .issue = STR("roads.pothole"), .kind = STR("complaint"),
                                     .state = INCIDENT_OPEN, .people = 12, .expected = 1.5}};
    struct tell back;
    if (!tell_from_json(tell_to_json(&tell, &arena), &arena, &back, &err))
        fail_msg("%s", err.text);
    assert_str(back.what, "growing");
    assert_str(back.incident.issue, "roads.pothole");
    assert_int_equal(back.incident.people, 12);
    assert_str(tell_id(&back, &arena), "tell:i-1:growing:1790000000000");
    arena_free(&arena);
}

static void test_names_what_is_missing(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err;
    struct tell tell;
    assert_false(tell_from_json(STR("{\"incident\":{}}"), &arena, &tell, &err));
    assert_string_equal(err.text, "what: is missing");
    assert_false(tell_from_json(STR("{\"what\":\"opened\"}"), &arena, &tell, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_false(tell_from_json(STR("nonsense"), &arena, &tell, &err));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_comes_back_as_it_went),
                                       cmocka_unit_test(test_names_what_is_missing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
