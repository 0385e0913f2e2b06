/* SPDX-License-Identifier: MIT */
#include "record/council.h"

#include <unistd.h>

#include "base/file.h"
#include "unit/unit.h"

static char dir[] = "/tmp/earshot-test-XXXXXX";
static struct arena arena;

static struct str path_of(const char *name)
{
    return arena_printf(&arena, "%s/%s", dir, name);
}

static bool read_strictly(const char *text, struct settings_found **found, struct err *err)
{
    struct str path = path_of("earshot.conf");
    assert_true(file_write(path.ptr, str_from(text), err));
    return settings_read(path.ptr, council_sections, COUNCIL_SECTIONS, true, &arena, found, err);
}

static void test_a_wrong_setting_is_named_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line, *says;
    } cases[] = {
        {"store {\n  memory = \"lots\"\n}\n", ":2:", "memory"},
        {"store {\n  shards = 100\n}\n", ":2:", "1 to 64"},
        {"\n\nstore { memmory = \"1GB\" }\n", ":3:", "'memmory'; known here: url, state_dir, "},
        {"# a comment\nshop { }\n", ":2:", "'shop'; known here: council, store, "},
        {"# a\n// b\n/* c\n */\nstore { # d\n  memory = \"64MB\" # e\n  shards = 0 # f\n}\n", ":7:", "1 to 64"},
        {"council { languages = {\"cy\", \"fr\"} }\n", ":1:", "fr"},
        {"privacy {\n keep_posts = \"1h\"\n}\n", ":2:", "keep_posts"},
        {"digest \"a\" {\n to = {\"x\"}\n at = \"25:00\"\n}\n", ":3:", "07:30"},
        {"alert \"a\" {\n urgent_only = maybe\n to = {\"x\"}\n}\n", ":2:", "true or false"},
        {"detect { budget = much }\n", ":1:", "number"},
        {"\ndigest \"a\" { }\n", ":2:", "to must be given"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct settings_found *found;
        struct err err = {0};
        if (read_strictly(cases[i].text, &found, &err))
            fail_msg("accepted: %s", cases[i].text);
        assert_int_equal(err.kind, ERR_CONFIG);
        if (strstr(err.text, "earshot.conf") == NULL || strstr(err.text, cases[i].line) == NULL ||
            strstr(err.text, cases[i].says) == NULL)
            fail_msg("%s-> %s", cases[i].text, err.text);
        assert_null(strchr(err.text, '\n'));
    }
}

static void test_what_is_printed_reads_back(void **state)
{
    (void)state;
    struct settings_found *found;
    struct err err = {0};
    static const char text[] = "council { name = \"A \\\"quoted\\\" name\" }\n"
                               "digest \"morning\" { to = {\"a@b\", \"c@d\"} at = \"06:05\" }\n"
                               "store { memory = \"64MB\" }\n";
    if (!read_strictly(text, &found, &err))
        fail_msg("%s", err.text);
    struct buf first = BUF("config", 1 << 20), second = BUF("config", 1 << 20);
    settings_print(found, &first);
    if (!read_strictly(first.data, &found, &err))
        fail_msg("%s", err.text);
    settings_print(found, &second);
    assert_str(buf_str(&second), first.data);
    assert_non_null(strstr(first.data, "at = \"06:05\""));
    assert_non_null(strstr(first.data, "64000000B"));
    buf_free(&first);
    buf_free(&second);
}

static void test_defaults_and_paths(void **state)
{
    (void)state;
    struct council council;
    struct err err = {0};
    assert_true(council_read(NULL, &arena, &council, &err));
    assert_str(council.place.timezone, "Europe/London");
    assert_int_equal(council.store.memory_bytes, 512000000);
    assert_int_equal(council.store.shards, 1);
    assert_int_equal(council.place.languages.count, 2);
    struct str path = path_of("paths.conf");
    assert_true(file_write(path.ptr, STR("council { places = \"places.csv\" }\nfeed \"x\" { url = \"y\" }\n"), &err));
    assert_true(council_read(path.ptr, &arena, &council, &err)); /* a source's section is another's to read */
    assert_str(council.place.places, path_of("places.csv").ptr);
    assert_false(council_read(path_of("absent.conf").ptr, &arena, &council, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
}

int main(void)
{
    if (mkdtemp(dir) == NULL)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_wrong_setting_is_named_with_its_line),
        cmocka_unit_test(test_what_is_printed_reads_back),
        cmocka_unit_test(test_defaults_and_paths),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    file_remove_tree(dir);
    arena_free(&arena);
    return failed;
}
