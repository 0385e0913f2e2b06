/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "record/action.h"

static void test_comes_back_as_it_went(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err;
    struct action action = {.what = STR("mute"), .by = STR("Rhian"), .incident = STR("i-1"), .at_ms = 5, .until_ms = 9};
    struct action back;
    struct str json = action_to_json(&action, &arena);
    assert_str(json, "{\"do\":\"mute\",\"by\":\"Rhian\",\"incident\":\"i-1\",\"at_ms\":5,\"until_ms\":9}");
    if (!action_from_json(json, &arena, &back, &err))
        fail_msg("%s", err.text);
    assert_str(back.incident, "i-1");
    assert_int_equal(back.until_ms, 9);
    assert_null(back.post.ptr);
    arena_free(&arena);
}

static void test_names_what_is_missing(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err;
    struct action action;
    static const char *const cases[][2] = {{"{}", "do: is missing"},
                                           {"{\"do\":\"ack\"}", "incident: is missing"},
                                           {"{\"do\":\"correct\"}", "post: is missing"}};
    for (size_t i = 0; i < 3; i++) {
        assert_false(action_from_json(str_from(cases[i][0]), &arena, &action, &err));
        assert_string_equal(err.text, cases[i][1]);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_comes_back_as_it_went),
                                       cmocka_unit_test(test_names_what_is_missing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
