/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <glob.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "record/catalogue.h"

/* Loads a catalogue of these lines; what it complains of, or "". */
static const char *load(struct catalogue *catalogue, const char *lines, struct err *err)
{
    char path[] = "/tmp/earshot-strings-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, lines, strlen(lines)), strlen(lines));
    close(file);
    *err = (struct err){0};
    bool fine = catalogue_load(catalogue, path, err);
    unlink(path);
    const char *after = strstr(err->text, ": ");
    return fine ? "" : after ? after + 2 : err->text;
}

static void test_forms_follow_the_number(void **state)
{
    (void)state;
    struct catalogue catalogue;
    struct err err;
    assert_string_equal(load(&catalogue, "dog#\t{n} dog | {n} dogs\tz {n} | o {n} | t {n} | f {n} | m {n} | x {n}\n",
                             &err), "");
    const struct catalogue_row *row = catalogue_find(&catalogue, STR("dog#"));
    const char *want[] = {"z {n}", "o {n}", "t {n}", "f {n}", "x {n}", "x {n}", "m {n}", "x {n}"};
    for (int64_t n = 0; n < 8; n++)
        assert_str(catalogue_form(row, CATALOGUE_CY, n), want[n]);
    assert_str(catalogue_form(row, CATALOGUE_EN, 1), "{n} dog");
    assert_str(catalogue_form(row, CATALOGUE_EN, 0), "{n} dogs");
    assert_str(catalogue_form(row, CATALOGUE_CY, 106), "x {n}");
    catalogue_free(&catalogue);
}

static void test_says_what_is_wrong(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a\tb\n", "key, English and Welsh are needed, divided by tabs"},
        {"a\tb\t \n", "key, English and Welsh are needed, divided by tabs"},
        {"a\tb\tc\td\n", "more than three columns"},
        {"a\tb\tc\na\tb\tc\n", "a: this key is given twice"},
        {"a\tb {x}\tc\n", "a: {x} is not in both languages"},
        {"a\tb\tc {y}\n", "a: {y} is not in both languages"},
        {"a#\tone | two\tone | two\n", "a#: 2 forms in cy, 6 are needed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct catalogue catalogue;
        struct err err;
        assert_string_equal(load(&catalogue, cases[i][0], &err), cases[i][1]);
        assert_int_equal(err.kind, ERR_CONFIG);
    }
}

/* A Welsh sentence that is its English one was not translated, unless "=" says that it is meant. */
static void test_ours_is_translated(void **state)
{
    (void)state;
    struct catalogue catalogue;
    struct arena arena = {0};
    struct err err;
    if (!catalogue_load(&catalogue, process_data(&arena, "templates/strings.tsv").ptr, &err))
        fail_msg("%s", err.text);
    assert_true(catalogue.keys.count > 100);
    for (size_t i = 0; i < catalogue.keys.count; i++) {
        const struct catalogue_row *row = &catalogue.rows[i];
        if (!row->same && str_eq(row->forms[CATALOGUE_CY][0], row->forms[CATALOGUE_EN][0]))
            fail_msg(STR_FMT " is not translated", STR_ARG(row->key));
    }
    catalogue_free(&catalogue);
    arena_free(&arena);
}

/* What a template shows outside tags, comments and styles must not be words: those are the catalogue's. */
static void check_template(const char *path, struct arena *arena)
{
    struct err err;
    struct str text;
    if (!file_read(path, 1 << 20, arena, &text, &err))
        fail_msg("%s", err.text);
    bool html = str_ends(str_from(path), STR(".html"));
    for (size_t i = 0; i < text.len; i++) {
        struct str rest = str_cut(text, i, text.len);
        if (str_starts(rest, STR("{{")))
            i = str_find_str(text, STR("}}"), i) + 1;
        else if (html && str_starts(rest, STR("<style")))
            i = str_find_str(text, STR("</style>"), i) + sizeof "</style" - 1;
        else if (html && text.ptr[i] == '<')
            i = str_find(text, '>', i);
        else if ((text.ptr[i] | 0x20) >= 'a' && (text.ptr[i] | 0x20) <= 'z')
            fail_msg("%s: a word outside the catalogue: %.20s", path, rest.ptr);
    }
}

static void test_templates_hold_no_words(void **state)
{
    (void)state;
    struct arena arena = {0};
    static const char *const kinds[] = {"templates/*.html", "templates/*.txt"};
    size_t seen = 0;
    for (size_t kind = 0; kind < 2; kind++) {
        glob_t found;
        assert_int_equal(glob(process_data(&arena, kinds[kind]).ptr, 0, NULL, &found), 0);
        for (size_t i = 0; i < found.gl_pathc; i++, seen++)
            check_template(found.gl_pathv[i], &arena);
        globfree(&found);
    }
    assert_true(seen >= 6);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms_follow_the_number),
        cmocka_unit_test(test_says_what_is_wrong),
        cmocka_unit_test(test_ours_is_translated),
        cmocka_unit_test(test_templates_hold_no_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
