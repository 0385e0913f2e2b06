/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "welsh.h"

static struct welsh *open_table(struct arena *arena, const char *lexicon)
{
    struct err err;
    struct welsh *welsh = NULL;
    if (!welsh_open(process_data(arena, "analysis/welsh.bin").ptr, lexicon, &welsh, &err))
        fail_msg("%s", err.text);
    return welsh;
}

static void test_lemmas(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"nghath", "cath"},       {"chathod", "cath"},    {"ngwely", "gwely"},      {"dai", "tŷ"},
        {"thai", "tŷ"},           {"ty", "tŷ"},           {"yng", "yn"},            {"'r", "y"},
        {"arna", "ar"},           {"iddo", "i"},          {"ganddyn", "gan"},       {"gynno", "gan"},
        {"dwi", "bod"},           {"'sdim", "bod"},       {"isio", "eisiau"},       {"isie", "eisiau"},
        {"rwan", "rŵan"},         {"nw", "hwy"},          {"fo", "ef"},             {"casglwyd", "casglu"},
        {"chasglu", "casglu"},    {"gasglodd", "casglu"}, {"ffyrdd", "ffordd"},     {"phlant", "plentyn"},
        {"ysgolion", "ysgol"},    {"nghymru", "cymru"},   {"fiwsig", "miwsig"},     {"lyfrau", "llyfr"},
        {"rywun", "rhywun"},      {"hysgol", "ysgol"},    {"waeth", "drwg"},        {"orau", "da"},
        {"gwnaethon", "gwneud"},  {"es", "mynd"},         {"daeth", "dod"},         {"strydoedd", "stryd"},
        {"llwybrau", "llwybr"},   {"llwybre", "llwybr"},  {"ngharej", "carej"},     {"xyz", "xyz"},
    };
    struct arena arena = {0};
    struct welsh *welsh = open_table(&arena, NULL);
    char room[WELSH_BYTES_MOST * 2];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str(welsh_lemma(welsh, str_from(rows[i][0]), room), rows[i][1]);
    welsh_free(welsh);
    arena_free(&arena);
}

static void test_hostile_forms(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct welsh *welsh = open_table(&arena, NULL);
    char room[WELSH_BYTES_MOST * 2], form[WELSH_BYTES_MOST + 1];
    memset(form, 'n', sizeof form);
    for (size_t len = 0; len <= sizeof form; len++)
        assert_true(welsh_lemma(welsh, (struct str){form, len}, room).len == len);
    assert_int_equal(welsh_lemma(welsh, (struct str){"\0h\xC3", 3}, room).len, 3);
    welsh_free(welsh);
    arena_free(&arena);
}

static void test_lexicon(void **state)
{
    (void)state;
    struct err err;
    struct arena arena = {0};
    struct str path = arena_printf(&arena, "/tmp/earshot_lexicon_%d.tsv", (int)getpid());
    assert_true(file_write(path.ptr, STR("Widgedau\twidged\tNOUN\t\tPlur\r\nfidged\twidged\tNOUN\tSM\t\n"), &err));
    struct welsh *welsh = open_table(&arena, path.ptr);
    char room[WELSH_BYTES_MOST * 2];
    assert_str(welsh_lemma(welsh, STR("widgedau"), room), "widged");
    assert_str(welsh_lemma(welsh, STR("fidged"), room), "widged");
    assert_str(welsh_lemma(welsh, STR("chathod"), room), "cath");
    welsh_free(welsh);
    assert_true(file_write(path.ptr, STR("ci\tci\ncath\n"), &err));
    struct str table = process_data(&arena, "analysis/welsh.bin");
    assert_false(welsh_open(table.ptr, path.ptr, &welsh, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, ".tsv:2:"));
    assert_false(welsh_open(path.ptr, NULL, &welsh, &err));
    unlink(path.ptr);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lemmas),
        cmocka_unit_test(test_hostile_forms),
        cmocka_unit_test(test_lexicon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
