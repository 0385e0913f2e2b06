/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <unistd.h>

#include "record/place_names.h"

static bool load(struct place_names *names, const char *text, struct err *err)
{
    char path[] = "/tmp/earshot-places-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
    bool fine = place_names_load(names, path, err);
    unlink(path);
    return fine;
}

static void test_the_first_name_of_a_language_counts(void **state)
{
    (void)state;
    struct place_names names = {0};
    struct err err;
    assert_true(load(&names, "id,name,lang,kind,parent,lat,lon,require\r\n"
                             "y-bont,Y Bont,cy,ward,aberwen,52.05,-4.47,\r\n"
                             "y-bont,Bont,cy,ward,aberwen,52.05,-4.47,\n"
                             "y-bont,\"Bridge Quarter, \"\"The\"\"\",en,ward,aberwen,,,\n"
                             "quay,Quay Street,,street,y-bont,,,\n,nothing,,,,,,\n", &err));
    const struct place_name_row *bont = place_names_find(&names, STR("y-bont"));
    assert_str(bont->welsh, "Y Bont");
    assert_str(bont->english, "Bridge Quarter, \"The\"");
    assert_true(bont->has_point && bont->lat > 52.04 && bont->lon < -4.46);
    assert_str(place_names_find(&names, STR("quay"))->welsh, "Quay Street");
    assert_false(place_names_find(&names, STR("quay"))->has_point);
    assert_null(place_names_find(&names, STR("elsewhere")));
    assert_null(place_names_find(NULL, STR("y-bont")));
    assert_int_equal(names.ids.count, 2);
    place_names_free(&names);
}

static void test_a_file_without_columns_is_refused(void **state)
{
    (void)state;
    struct place_names names = {0};
    struct err err;
    assert_false(load(&names, "name,lang\nx,y\n", &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, ":1: the columns id and name are needed"));
    place_names_free(&names);
    assert_true(load(&names, "id,name\n\"unended,x\nb,\"\n", &err));
    place_names_free(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_first_name_of_a_language_counts),
                                       cmocka_unit_test(test_a_file_without_columns_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
