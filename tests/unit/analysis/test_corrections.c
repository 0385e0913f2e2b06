/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "corrections.h"

static void say(struct corrections *corrections, const char *by, const char *class_, const char *label, const char *issue)
{
    struct action action = {.what = STR("correct"), .post = STR("p"), .by = str_from(by), .class_ = str_from(class_),
                            .label = str_from(label), .issue = str_from(issue)};
    corrections_add(corrections, &action);
}

static void check_brought_together(void **state)
{
    (void)state;
    struct corrections corrections = {.of = NULL};
    assert_null(corrections_of(&corrections, STR("p")));
    say(&corrections, "Mair", "complaint", "", "");
    say(&corrections, "Mair", "", "negative", "none");
    const struct correction *said = corrections_of(&corrections, STR("p"));
    assert_true(str_eq(said->class_, STR("complaint"))); /* a later word on something else leaves it */
    assert_true(str_eq(said->label, STR("negative")));
    assert_true(str_eq(said->issue, STR("none")));
    assert_int_equal(corrections_count(&corrections), 1);
    corrections_free(&corrections);
}

static void check_disputed(void **state)
{
    (void)state;
    struct corrections corrections = {.of = NULL};
    say(&corrections, "Mair", "complaint", "", "");
    say(&corrections, "Mair", "comment", "", ""); /* one's change of mind is no dispute */
    assert_false(corrections_of(&corrections, STR("p"))->disputed);
    say(&corrections, "Siôn", "complaint", "", "");
    assert_true(corrections_of(&corrections, STR("p"))->disputed);
    assert_true(str_eq(corrections_of(&corrections, STR("p"))->class_, STR("complaint")));
    say(&corrections, "Mair", "complaint", "", "");
    assert_false(corrections_of(&corrections, STR("p"))->disputed);
    corrections_free(&corrections);
}

static void check_taken_back(void **state)
{
    (void)state;
    struct corrections corrections = {.of = NULL};
    say(&corrections, "Mair", "complaint", "negative", "");
    say(&corrections, "Siôn", "", "", "");
    assert_null(corrections_of(&corrections, STR("p")));
    assert_int_equal(corrections_count(&corrections), 0);
    say(&corrections, "Siôn", "comment", "", "");
    assert_false(corrections_of(&corrections, STR("p"))->disputed);
    corrections_free(&corrections);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_brought_together),
        cmocka_unit_test(check_disputed),
        cmocka_unit_test(check_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
