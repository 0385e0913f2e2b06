/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "unit/unit.h"

static char dir[] = "/tmp/earshot-test-XXXXXX";
static struct arena arena;
static struct err err;

static const char *path_of(const char *name)
{
    return arena_printf(&arena, "%s/%s", dir, name).ptr;
}

static void test_written_whole_and_private(void **state)
{
    (void)state;
    struct str text;
    struct stat info;
    assert_true(file_write(path_of("a"), STR("one\n"), &err));
    assert_true(file_write(path_of("a"), STR("two\n"), &err));
    assert_true(file_read(path_of("a"), 100, &arena, &text, &err));
    assert_str(text, "two\n");
    assert_int_equal(stat(path_of("a"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_false(file_write(path_of("no/such/folder"), STR("x"), &err));
    assert_int_equal(err.kind, ERR_AGAIN);
    assert_non_null(strstr(err.text, "no/such/folder"));
}

static void test_reading_has_a_ceiling(void **state)
{
    (void)state;
    struct str text;
    assert_true(file_write(path_of("b"), STR("12345"), &err));
    assert_true(file_read(path_of("b"), 5, &arena, &text, &err));
    assert_false(file_read(path_of("b"), 4, &arena, &text, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_false(file_read("/dev/zero", 1 << 20, &arena, &text, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_false(file_read(path_of("absent"), 5, &arena, &text, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_false(file_read(dir, 5, &arena, &text, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
}

static void test_a_secret_that_others_can_read_is_refused(void **state)
{
    (void)state;
    struct str secret;
    assert_true(file_write(path_of("key"), STR("  s3cret \nsecond line\n"), &err));
    assert_true(file_read_secret(path_of("key"), &arena, &secret, &err));
    assert_str(secret, "s3cret");
    assert_int_equal(chmod(path_of("key"), 0640), 0);
    assert_false(file_read_secret(path_of("key"), &arena, &secret, &err));
    assert_non_null(strstr(err.text, "chmod 600"));
    assert_null(strstr(err.text, "s3cret"));
    assert_true(file_write(path_of("empty"), STR("\n"), &err));
    assert_false(file_read_secret(path_of("empty"), &arena, &secret, &err));
}

static void test_a_lock_is_held_once(void **state)
{
    (void)state;
    int first = file_lock(path_of("lock"), &err);
    assert_true(first >= 0);
    assert_int_equal(file_lock(path_of("lock"), &err), -1);
    assert_int_equal(err.kind, ERR_AGAIN);
    close(first);
    int again = file_lock(path_of("lock"), &err);
    assert_true(again >= 0);
    close(again);
}

static void test_folders(void **state)
{
    (void)state;
    assert_true(file_make_dir(path_of("x/y/z"), &err));
    assert_true(file_make_dir(path_of("x/y/z"), &err));
    assert_true(file_exists(path_of("x/y/z")));
    assert_true(file_write(path_of("x/file"), STR(""), &err));
    assert_false(file_make_dir(path_of("x/file/under"), &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_true(file_remove_tree(path_of("x")));
    assert_false(file_exists(path_of("x")));
    assert_str(file_beside(&arena, "/etc/earshot/earshot.conf", STR("places.csv")), "/etc/earshot/places.csv");
    assert_str(file_beside(&arena, "/etc/earshot.conf", STR("/a/b")), "/a/b");
    assert_str(file_beside(&arena, NULL, STR("b")), "b");
}

int main(void)
{
    if (mkdtemp(dir) == NULL)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_whole_and_private),
        cmocka_unit_test(test_reading_has_a_ceiling),
        cmocka_unit_test(test_a_secret_that_others_can_read_is_refused),
        cmocka_unit_test(test_a_lock_is_held_once),
        cmocka_unit_test(test_folders),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    file_remove_tree(dir);
    arena_free(&arena);
    return failed;
}
