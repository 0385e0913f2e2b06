/* SPDX-License-Identifier: MIT */
#include "base/args.h"

#include <unistd.h>

#include "unit/unit.h"

static const struct args *seen;
static char said[512];

static int note(const struct args *args)
{
    seen = args;
    snprintf(said, sizeof said, "%s", "");
    for (size_t i = 0; i < args->operand_count; i++) {
        size_t used = strlen(said);
        snprintf(said + used, sizeof said - used, "<%s>", args->operands[i]);
    }
    const char *out = args_get(args, "out"), *second = args_get_nth(args, "out", 1);
    size_t used = strlen(said);
    snprintf(said + used, sizeof said - used, "out=%s,%s all=%d config=%s", out ? out : "-", second ? second : "-",
             args_has(args, "all"), args->config_path ? args->config_path : "-");
    return 7;
}

static int run(const char *a, const char *b, const char *c, const char *d, const char *e)
{
    static const struct args_option options[] = {
        {"out", "DIR", "where"}, {"all", NULL, "everything"}, {NULL, NULL, NULL}};
    static const struct args_command commands[] = {{"note", "[TEXT]", "notes", options, note},
                                                   {NULL, NULL, NULL, NULL, NULL}};
    char copies[6][64], *argv[7];
    const char *words[] = {"/x/earshot", a, b, c, d, e};
    int argc = 0;
    for (int i = 0; i < 6 && words[i] != NULL; i++) {
        snprintf(copies[i], sizeof copies[i], "%s", words[i]);
        argv[argc++] = copies[i];
    }
    argv[argc] = NULL;
    seen = NULL;
    return args_run(argc, argv, commands);
}

static void test_words_are_sorted(void **state)
{
    (void)state;
    assert_int_equal(run("note", "--out", "a", "--out=b", "text"), 7);
    assert_string_equal(said, "<text>out=a,b all=0 config=-");
    assert_int_equal(run("-c", "f.conf", "note", "--all", NULL), 7);
    assert_string_equal(said, "out=-,- all=1 config=f.conf");
    assert_int_equal(run("note", "--", "--all", "-x", NULL), 7);
    assert_string_equal(said, "<--all><-x>out=-,- all=0 config=-");
    assert_int_equal(run("note", "-", NULL, NULL, NULL), 7);
    assert_string_equal(said, "<->out=-,- all=0 config=-");
}

static void test_usage_is_exit_2(void **state)
{
    (void)state;
    assert_int_equal(run("nonsense", NULL, NULL, NULL, NULL), 2);
    assert_int_equal(run("note", "--nonsense", NULL, NULL, NULL), 2);
    assert_int_equal(run("note", "--out", NULL, NULL, NULL), 2);
    assert_int_equal(run("note", "--all=1", NULL, NULL, NULL), 2);
    assert_int_equal(run("note", "--log", "xml", NULL, NULL), 2);
    assert_int_equal(run(NULL, NULL, NULL, NULL, NULL), 2);
    assert_null(seen);
    assert_int_equal(run("note", "--help", NULL, NULL, NULL), 0);
    assert_null(seen);
}

static void test_an_error_is_its_exit_code(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(err_exit_code(&err), 0);
    err_set(&err, ERR_CONFIG, "%s", "a");
    assert_int_equal(err_exit_code(&err), 2);
    err_set(&err, ERR_AGAIN, "%s", "a");
    assert_int_equal(err_exit_code(&err), 75);
    err_set(&err, ERR_INPUT, "line %d", 3);
    assert_int_equal(err_exit_code(&err), 1);
    assert_false(err_within(&err, "file %s", "x"));
    assert_string_equal(err.text, "file x: line 3");
    for (int i = 0; i < 100; i++)
        err_within(&err, "a rather long context");
    assert_true(strlen(err.text) < sizeof err.text);
}

int main(void)
{
    unsetenv("EARSHOT_CONFIG");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_sorted),
        cmocka_unit_test(test_usage_is_exit_2),
        cmocka_unit_test(test_an_error_is_its_exit_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
