/* SPDX-License-Identifier: MIT */
#include "kept.h"

#include "unit/redis/kept_fixture.h"

static struct buf seen;

static void see(void *self, const struct stream_kept *kept)
{
    assert_ptr_equal(self, &seen);
    assert_true(str_eq(kept->reading.id, kept->post.id));
    buf_printf(&seen, "%s" STR_FMT ":" STR_FMT, seen.len > 0 ? ", " : "",
               STR_ARG(str_cut(kept->post.id, 5, kept->post.id.len)),
               STR_ARG(str_cut(kept->post.text, 0, str_find(kept->post.text, ' ', 0))));
}

static bool not_three(void *self, const struct stream_kept *kept)
{
    assert_ptr_equal(self, &seen);
    return !str_eq(kept->post.id, STR("file:3"));
}

static struct str in_time(void)
{
    buf_free(&seen);
    seen = BUF("seen", 1 << 16);
    OK(kept_each_in_time(aggregate, not_three, see, &seen, &err));
    return buf_str(&seen);
}

static void edit(struct post *post, const char *text)
{
    post->text = str_from(text);
    post->modified_ms = post->published_ms + 60000;
    put(post, 1);
    work();
}

/* Four posts, the first said last; then one is edited, and one erased beside the old words of the edit. */
static void check_shards(int shards)
{
    struct records_erased erased;
    up(shards);
    struct post posts[] = {post_of(1, "aa"), post_of(2, "bb"), post_of(3, "cc"), post_of(4, "dd")};
    posts[0].published_ms += 30000;
    put(posts, 4);
    work();
    if (shards == 1)
        fold_to_end(NULL, 0);
    assert_str(in_time(), "2:words, 4:words, 1:words");
    edit(&posts[0], "kinder words");
    assert_str(in_time(), "2:words, 4:words, 1:kinder");
    OK(records_erase(admin, STR("file:2"), STR_NONE, &erased, &err));
    assert_str(in_time(), "4:words, 1:kinder");
    OK(records_erase_due(admin, &erased, &err));
    assert_str(in_time(), "4:words, 1:kinder");
    down();
}

static void test_each_post_once_with_its_newest_words(void **state)
{
    (void)state;
    check_shards(1);
    check_shards(2);
    check_shards(4);
}

static void test_all_of_them_as_they_are_kept(void **state)
{
    (void)state;
    up(1);
    struct post posts[] = {post_of(1, "aa"), post_of(2, "bb")};
    put(posts, 2);
    work();
    edit(&posts[0], "kinder words");
    assert_str(kept(STR_NONE), "1 2 1*");
    buf_free(&seen);
    seen = BUF("seen", 1 << 16);
    OK(kept_each(aggregate, see, &seen, &err));
    assert_str(buf_str(&seen), "2:words, 1:kinder");
    down();
    buf_free(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_post_once_with_its_newest_words),
        cmocka_unit_test(test_all_of_them_as_they_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
