/* SPDX-License-Identifier: MIT */
#include "record/tally.h"

#include "unit/unit.h"

static struct arena arena;
static struct err err;

static struct tally_key key(const char *issue, const char *place, int class_, const char *channel, const char *language)
{
    return (struct tally_key){str_from(issue), str_from(place), class_, str_from(channel), str_from(language)};
}

/* One person complains twice, another once and in Welsh; somebody's words are reposted. */
static struct tally bins(void)
{
    struct tally tally = {0};
    struct tally_key english = key("waste.bins", "castell", READING_COMPLAINT, "rss", "en"),
                     welsh = key("waste.bins", "castell", READING_COMPLAINT, "mastodon", "cy"),
                     thanks = key("waste.bins", "castell", READING_COMPLIMENT, "rss", "en"),
                     repost = key("waste.bins", "castell", TALLY_REPOST, "rss", "en");
    tally_add(&tally, &english, 1, -0.5);
    tally_add(&tally, &english, 1, -0.25);
    tally_add(&tally, &welsh, 2, -1);
    tally_add(&tally, &thanks, 1, 0.75);
    tally_add(&tally, &repost, 3, 0);
    tally_reader(&tally, STR("1.0.0+rules:1"));
    tally_reader(&tally, STR("1.0.0+rules:1"));
    return tally;
}

static struct tally_sum sum_of(const struct tally *tally, struct tally_key by)
{
    struct tally_sum sum = {0};
    struct tally_filter filter = {by.issue, by.place, by.class_, by.channel, by.language};
    tally_sum(tally, &filter, &sum, &arena);
    return sum;
}

static void assert_sum(const struct tally *tally, struct tally_key by, int64_t people, int64_t posts, int64_t milli)
{
    struct tally_sum sum = sum_of(tally, by);
    assert_int_equal(people_count(&sum.people), people);
    assert_int_equal(sum.posts, posts);
    assert_int_equal(sum.milli, milli);
}

static void assert_bins(const struct tally *tally)
{
    assert_sum(tally, key("waste.bins", "castell", TALLY_ANY_CLASS, NULL, NULL), 2, 4, -1000);
    assert_sum(tally, key("waste.bins", "castell", READING_COMPLAINT, NULL, NULL), 2, 3, -1750);
    assert_sum(tally, key("waste.bins", "castell", READING_COMPLAINT, "rss", NULL), 1, 2, -750);
    assert_sum(tally, key("waste.bins", "castell", TALLY_ANY_CLASS, NULL, "cy"), 1, 1, -1000);
    assert_sum(tally, key("waste.bins", "castell", TALLY_REPOST, NULL, NULL), 1, 1, 0);
    assert_sum(tally, key("waste.bins", NULL, TALLY_ANY_CLASS, NULL, NULL), 0, 0, 0);
    assert_sum(tally, key("roads.pothole", "castell", TALLY_ANY_CLASS, NULL, NULL), 0, 0, 0);
    assert_int_equal(tally->reader_count, 1);
}

static void test_sums_what_is_asked_for(void **state)
{
    (void)state;
    struct tally tally = bins();
    assert_bins(&tally);
    struct tally_sum sum = sum_of(&tally, key("waste.bins", "castell", READING_COMPLAINT, "rss", "en"));
    struct mood_sums sums = tally_mood_sums(&sum);
    assert_true(sums.sum == -0.75 && sums.squares == 0.3125);
    tally_free(&tally);
}

static void test_comes_back_as_it_went(void **state)
{
    (void)state;
    struct tally tally = bins(), back;
    struct buf buf = BUF("test", TALLY_BYTES_MOST);
    assert_true(tally_write(&tally, &buf, &err));
    assert_true(buf_str(&buf).len < 150);
    if (!tally_read(buf_str(&buf), &back, &err))
        fail_msg("%s", err.text);
    assert_bins(&back);
    tally_free(&tally);
    tally_free(&back);
    buf_free(&buf);
}

static void test_merges_people_not_numbers(void **state)
{
    (void)state;
    struct tally tally = bins(), other = {0};
    struct tally_key more = key("waste.bins", "castell", READING_COMPLAINT, "rss", "en"),
                     new = key("roads.pothole", NULL, READING_REQUEST, "rss", "en");
    tally_add(&other, &new, 9, 0);
    tally_add(&other, &more, 1, 0);
    tally_add(&other, &more, 7, 0);
    tally_merge(&tally, &other);
    assert_sum(&tally, key("waste.bins", "castell", READING_COMPLAINT, NULL, NULL), 3, 5, -1750);
    assert_sum(&tally, key("roads.pothole", NULL, READING_REQUEST, NULL, NULL), 1, 1, 0);
    tally_forget(&tally);
    assert_sum(&tally, key("waste.bins", "castell", READING_COMPLAINT, NULL, NULL), 3, 5, -1750);
    tally_free(&tally);
    tally_free(&other);
}

static void test_many_cells(void **state)
{
    (void)state;
    struct tally tally = {0}, back;
    struct buf buf = BUF("test", TALLY_BYTES_MOST);
    for (int i = 0; i < 5000; i++) {
        struct tally_key one = key(arena_printf(&arena, "i.%d", i % 100).ptr,
                                   arena_printf(&arena, "p%d", i % 77).ptr, READING_COMPLAINT, "rss", "en");
        tally_add(&tally, &one, (uint32_t)i, 0.1);
    }
    assert_true(tally_write(&tally, &buf, &err) && tally_read(buf_str(&buf), &back, &err));
    assert_int_equal(back.count, 5000);
    assert_sum(&back, key("i.42", "p42", TALLY_ANY_CLASS, NULL, NULL), 1, 1, 100);
    tally_free(&tally);
    tally_free(&back);
    buf_free(&buf);
}

static void test_damaged_bytes_are_refused(void **state)
{
    (void)state;
    struct tally tally = bins(), back;
    struct buf buf = BUF("test", TALLY_BYTES_MOST);
    assert_true(tally_write(&tally, &buf, &err));
    for (size_t cut = 0; cut < buf_str(&buf).len; cut++) {
        assert_false(tally_read(str_cut(buf_str(&buf), 0, cut), &back, &err));
        assert_int_equal(err.kind, ERR_INPUT);
    }
    buf_char(&buf, 'x');
    assert_false(tally_read(buf_str(&buf), &back, &err));
    assert_false(tally_read(STR("ET\x02"), &back, &err));
    assert_string_equal(err.text, "tally: version 2, this program reads 1");
    tally_free(&tally);
    buf_free(&buf);
}

static int down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_what_is_asked_for),    cmocka_unit_test(test_comes_back_as_it_went),
        cmocka_unit_test(test_merges_people_not_numbers), cmocka_unit_test(test_many_cells),
        cmocka_unit_test(test_damaged_bytes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, down);
}
