/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <unistd.h>

#include "base/process.h"
#include "record/issue_names.h"

static struct arena arena;

static void add_list(struct issue_names *names, const char *text)
{
    struct err err;
    char path[] = "/tmp/earshot-issues-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
    bool fine = issue_names_load(names, path, &err);
    unlink(path);
    if (!fine)
        fail_msg("%s", err.text);
}

static void test_the_newer_list_wins(void **state)
{
    (void)state;
    struct issue_names names = {0};
    add_list(&names, "# a list\nname = \"of nothing\"\n[waste.bulky]\nname = \"Bulky\"\nname_cy = \"Swmpus\"\nen = x, y\n"
                     "[waste.tip]\nname_cy = Tip\n");
    assert_str(issue_names_get(&names, STR("waste.bulky"), false, &arena), "Bulky");
    assert_str(issue_names_get(&names, STR("waste.bulky"), true, &arena), "Swmpus");
    assert_str(issue_names_get(&names, STR("waste.tip"), false, &arena), "Tip");
    add_list(&names, "[waste.bulky]\nname = \"Big things\"\n");
    assert_str(issue_names_get(&names, STR("waste.bulky"), false, &arena), "Big things");
    assert_str(issue_names_get(&names, STR("waste.bulky"), true, &arena), "Swmpus");
    assert_str(issue_names_get(&names, STR("roads.not-known"), true, &arena), "Not known");
    assert_str(issue_names_get(NULL, STR("x"), true, &arena), "X");
    issue_names_free(&names);
    arena_reset(&arena);
}

static void test_the_built_in_list_has_both(void **state)
{
    (void)state;
    struct issue_names names = {0};
    struct err err;
    if (!issue_names_load(&names, process_data(&arena, "analysis/issues.conf").ptr, &err))
        fail_msg("%s", err.text);
    assert_true(names.ids.count >= 60);
    for (uint32_t i = 0; i < names.ids.count; i++)
        if (names.english[i].len == 0 || names.welsh[i].len == 0)
            fail_msg(STR_FMT " lacks a name", STR_ARG(table_name(&names.ids, i)));
    assert_str(issue_names_get(&names, STR("waste.missed-collection"), true, &arena), "Biniau heb eu casglu");
    issue_names_free(&names);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_newer_list_wins),
                                       cmocka_unit_test(test_the_built_in_list_has_both)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
