/* SPDX-License-Identifier: MIT */
#include "unit/redis/kept_fixture.h"

static char clock_path[] = "/tmp/earshot-test-clock-XXXXXX";

/* Retention: by age, only behind what was folded, and an erasure does not make the neighbours younger. */
static void test_old_posts_go(void **state)
{
    (void)state;
    struct records_erased erased;
    int64_t start_ms = clock_now_ms();
    up(1);
    struct post posts[] = {post_of(1, ""), post_of(2, ""), post_of(3, ""), post_of(4, "")};
    put(posts, 2);
    work();
    assert_true(clock_file_set(clock_path, start_ms + 20 * CLOCK_DAY_MS));
    posts[2].published_ms = posts[3].published_ms = clock_now_ms();
    put(posts + 2, 2);
    work();
    OK(records_erase(admin, STR("file:1"), STR_NONE, &erased, &err)); /* moves 2 behind 3 and 4 */
    assert_str(kept(STR_NONE), "3 4 2");
    assert_true(clock_file_set(clock_path, start_ms + 31 * CLOCK_DAY_MS));
    assert_str(kept(STR_NONE), "3 4 2"); /* nobody folded: nothing goes */
    fold_to_end(NULL, 0);
    assert_str(kept(STR_NONE), "3 4");
    assert_true(clock_file_set(clock_path, start_ms + 52 * CLOCK_DAY_MS));
    fold_to_end(NULL, 0);
    assert_str(kept(STR_NONE), "");
    down();
}

int main(void)
{
    int made = mkstemp(clock_path);
    if (made < 0 || !clock_file_set(clock_path, INT64_C(1790000000000)))
        return 1;
    setenv("EARSHOT_CLOCK", clock_path, 1);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_old_posts_go)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(clock_path);
    return failed;
}
