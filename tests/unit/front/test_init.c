/* SPDX-License-Identifier: MIT */
/* What init writes must hold: every program that knows these sections reads it without a word. */
#include "unit/unit.h"

#include <unistd.h>

#include "base/args.h"
#include "base/file.h"
#include "front/init.h"
#include "record/council.h"
#include "record/hook.h"

static int run_init(const char **argv, int argc)
{
    static const struct args_command commands[] = {{"init", "", "", init_options, init_run},
                                                   {NULL, NULL, NULL, NULL, NULL}};
    return args_run(argc, (char **)(uintptr_t)argv, commands);
}

static char path[] = "/tmp/earshot-init-XXXXXX";

static void test_answers_become_a_configuration(void **state)
{
    (void)state;
    char file[64];
    snprintf(file, sizeof file, "%s/a.conf", path);
    const char *argv[] = {"earshot", "init", "--out", file, "--name", "Aber\"wen\\", "--mail-to", "a@b.example",
                          "--contact", "https://x.example/"};
    assert_int_equal(run_init(argv, 10), 0);
    struct arena arena = {0};
    struct council council;
    struct err err = {0};
    if (!council_read(file, &arena, &council, &err))
        fail_msg("%s", err.text);
    assert_str(council.place.name, "Aber\"wen\\");
    assert_str(council.place.name_cy, "Aber\"wen\\");
    assert_int_equal(council.digest_count, 1);
    assert_str(council.digests[0].to.items[0], "a@b.example");
    assert_int_equal(council.alert_count, 1);
    struct hooks hooks;
    assert_true(hook_read(file, &arena, &hooks, &err));
    assert_non_null(hook_find(&hooks, true, STR_NONE)); /* so that the page is there */
    arena_free(&arena);
    assert_int_equal(run_init(argv, 10), 2); /* never over a file that is there */
}

static int set_up(void **state)
{
    (void)state;
    /* init asks on a terminal; a test has none */
    return mkdtemp(path) != NULL && freopen("/dev/null", "r", stdin) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return file_remove_tree(path) ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_answers_become_a_configuration)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
