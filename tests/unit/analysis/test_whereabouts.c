/* SPDX-License-Identifier: MIT */
#include "whereabouts.h"

#include <unistd.h>

#include "base/file.h"
#include "unit/unit.h"

static struct place_names names;

static struct whereabouts of(const char *first, const char *second)
{
    struct reading reading = {.places = {{.id = str_from(first)}, {.id = str_from(second)}},
                              .place_count = second != NULL ? 2 : 1};
    return whereabouts_of(&reading, &names, whereabouts_council(&names));
}

static int up(void **state)
{
    (void)state;
    char path[] = "/tmp/earshot-places-XXXXXX";
    struct err err;
    close(mkstemp(path));
    bool ok = file_write(path,
                         STR("id,name,lang,kind,parent\nborough,Borough,,borough,\ntown,Town,,town,borough\n"
                             "ward,Ward,,ward,town\nstreet,Street,,street,ward\nother,Other,,street,ward\n"
                             "round,Round,,street,about\nabout,About,,street,round\n"),
                         &err) &&
              place_names_load(&names, path, &err);
    unlink(path);
    return ok ? 0 : -1;
}

static int down(void **state)
{
    (void)state;
    place_names_free(&names);
    return 0;
}

static void test_what_it_names_and_what_that_lies_in(void **state)
{
    (void)state;
    assert_str(whereabouts_council(&names), "borough");
    struct whereabouts places = of("street", NULL);
    assert_int_equal(places.count, 3);
    assert_str(places.ids[0], "street");
    assert_str(places.ids[1], "ward");
    assert_str(places.ids[2], "town");
}

static void test_each_once_and_not_the_council(void **state)
{
    (void)state;
    struct whereabouts places = of("street", "other");
    assert_int_equal(places.count, 4);
    assert_str(places.ids[1], "other");
    assert_int_equal(of("borough", NULL).count, 0);
    assert_int_equal(of("elsewhere", NULL).count, 1);
}

static void test_a_circle_ends(void **state)
{
    (void)state;
    assert_int_equal(of("round", NULL).count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_it_names_and_what_that_lies_in),
                                       cmocka_unit_test(test_each_once_and_not_the_council),
                                       cmocka_unit_test(test_a_circle_ends)};
    return cmocka_run_group_tests(tests, up, down);
}
