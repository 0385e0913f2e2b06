/* SPDX-License-Identifier: MIT */
#include "redis/node.h"
#include "unit/redis/kept_fixture.h"

static struct str everything(void)
{
    struct link_command command = link_command(&arena, 2, "KEYS");
    link_word(&command, STR("*"));
    redisReply *keys = node_call(admin, 0, &command, &err);
    struct buf all = BUF("dumps", 1 << 24);
    for (size_t i = 0; i < keys->elements; i++) {
        struct str key = link_str(keys->element[i]);
        if (str_find_str(key, STR(":tomb"), 0) < key.len)
            continue;
        struct link_command dump = link_command(&arena, 2, "DUMP");
        link_word(&dump, key);
        redisReply *reply = node_call(admin, 0, &dump, &err);
        buf_add(&all, link_str(reply));
        freeReplyObject(reply);
    }
    freeReplyObject(keys);
    struct str text = arena_str(&arena, buf_str(&all));
    buf_free(&all);
    return text;
}

static void test_a_post_is_erased_and_stays_away(void **state)
{
    (void)state;
    struct records_erased erased;
    up(1);
    struct post posts[] = {post_of(1, "aa"), post_of(2, "bb"), post_of(3, "cc")};
    put(posts, 3);
    work();
    struct store *serve = redis_fixture_open(&fixture, STORE_SERVE);
    uint64_t before, after, *tombs;
    size_t tomb_count;
    OK(records_disturbed(serve, &before, &err));
    OK(records_erase(admin, STR("file:2"), STR_NONE, &erased, &err));
    assert_int_equal(erased.posts, 1);
    OK(records_disturbed(serve, &after, &err));
    assert_true(after > before);
    OK(records_tombs(serve, &arena, &tombs, &tomb_count, &err));
    assert_int_equal(tomb_count, 1);
    assert_true(tombs[0] == records_tomb_key(serve, STR("file:2")));
    assert_true(tombs[0] != records_tomb_key(serve, STR("file:1")));
    store_close(serve);
    assert_str(kept(STR_NONE), "1 3"); /* not folded yet: still to be counted */
    assert_int_equal(put(posts, 3).erased, 1);
    assert_int_equal(work(), 0);
    struct post repost = post_of(9, "dd");
    repost.repost_of = STR("2");
    assert_int_equal(put(&repost, 1).erased, 1);
    down();
}

static void test_an_author_is_erased_everywhere(void **state)
{
    (void)state;
    struct records_erased erased;
    struct str value;
    up(1);
    struct post posts[] = {post_of(1, "aa"), post_of(2, "bb"), post_of(3, "aa"), post_of(4, "cc")};
    put(posts, 3);
    work();
    struct records_blob blobs[] = {
        {STR("incidents"), STR("i"),
         STR("{\"id\":\"i\",\"shown\":[{\"id\":\"file:1\",\"text\":\"words 1\"},{\"id\":\"file:2\",\"text\":\"words 2\"}]}"), 0},
        {STR("summaries"), STR("s"), STR("{\"cells\":[{\"quotes\":[{\"id\":\"file:3\",\"text\":\"words 3\"}]}]}"), 0},
    };
    fold_to_end(blobs, 2);
    struct post more[] = {post_of(5, "aa"), posts[3]};
    put(more, 2); /* waits to be analysed */
    OK(records_position(aggregate, 0, &arena, &value, &err));
    struct str before = value;
    OK(records_erase(admin, STR_NONE, STR("aa"), &erased, &err));
    assert_int_equal(erased.posts, 3);
    assert_int_equal(erased.incidents, 2);
    assert_int_equal(work(), 1);
    assert_str(kept(STR_NONE), "2* 4"); /* 2 was folded, 4 was not */
    assert_str(kept(before), "2* 4");
    OK(records_get(aggregate, 0, STR("incidents"), STR("i"), &arena, &value, &err));
    assert_str(value, "{\"id\":\"i\",\"shown\":[{\"id\":\"file:2\",\"text\":\"words 2\"}]}");
    OK(records_get(aggregate, 0, STR("summaries"), STR("s"), &arena, &value, &err));
    assert_str(value, "{\"cells\":[{\"quotes\":[]}]}");
    struct str all = everything();
    assert_int_equal(str_find_str(all, STR("words 1"), 0), all.len);
    assert_int_equal(str_find_str(all, STR("words 3"), 0), all.len);
    assert_int_equal(str_find_str(all, STR("words 5"), 0), all.len);
    assert_true(str_find_str(all, STR("words 2"), 0) < all.len);
    bool stale;
    OK(records_fold(aggregate, 0, before, STR("9-9"), NULL, 0, NULL, 0, &stale, &err));
    assert_true(stale); /* the aggregator must load again: its incidents held the author's words */
    assert_int_equal(put(posts, 4).erased, 2);
    down();
}

static void test_what_the_source_deleted_goes(void **state)
{
    (void)state;
    struct records_erased erased;
    up(3);
    struct post posts[40];
    for (int i = 0; i < 40; i++)
        posts[i] = post_of(i, "");
    put(posts, 40);
    work();
    posts[7].deleted = posts[8].deleted = true;
    assert_int_equal(put(posts + 7, 2).deleted, 2);
    OK(records_erase_due(admin, &erased, &err));
    assert_int_equal(erased.posts, 2);
    OK(records_erase_due(admin, &erased, &err));
    assert_int_equal(erased.posts, 0);
    posts[7].deleted = false;
    assert_int_equal(put(posts + 7, 1).erased, 1);
    int total = 0;
    for (int shard = 0; shard < 3; shard++) {
        struct stream_page page;
        OK(stream_read_out(aggregate, shard, STR_NONE, 1000, 0, &arena, &page, &err));
        total += (int)page.count;
    }
    assert_int_equal(total, 38);
    down();
}

static void test_the_old_words_of_an_edit_go(void **state)
{
    (void)state;
    struct records_erased erased;
    up(1);
    struct post posts[] = {post_of(1, "aa"), post_of(2, "bb")};
    put(posts, 2);
    work();
    fold_to_end(NULL, 0);
    posts[0].text = STR("kinder");
    posts[0].modified_ms = posts[0].published_ms + 1;
    put(posts, 2);
    work();
    posts[1].text = STR("shorter");
    posts[1].modified_ms = posts[1].published_ms + 1;
    put(posts, 2);
    work();
    assert_str(kept(STR_NONE), "1 2 1* 2*");
    OK(records_erase_due(admin, &erased, &err));
    assert_int_equal(erased.posts, 2);
    assert_str(kept(STR_NONE), "1* 2*");
    struct str all = everything();
    assert_int_equal(str_find_str(all, STR("words"), 0), all.len);
    down();
}

/* An erasure moves an entry, and with it an edited neighbour's old words, behind the new ones. */
static void test_old_words_that_were_moved_are_no_newer(void **state)
{
    (void)state;
    struct records_erased erased;
    up(1);
    struct post posts[] = {post_of(1, "aa"), post_of(2, "bb")};
    put(posts, 2);
    work();
    fold_to_end(NULL, 0);
    posts[0].text = STR("kinder");
    posts[0].modified_ms = posts[0].published_ms + 60000;
    put(posts, 1);
    work();
    OK(records_erase(admin, STR("file:2"), STR_NONE, &erased, &err));
    assert_str(kept(STR_NONE), "1* 1*");
    OK(records_erase_due(admin, &erased, &err));
    assert_str(kept(STR_NONE), "1*");
    struct str all = everything();
    assert_int_equal(str_find_str(all, STR("words"), 0), all.len);
    assert_true(str_find_str(all, STR("kinder"), 0) < all.len);
    down();
}

static void test_a_segment_in_hand_is_not_committed(void **state)
{
    (void)state;
    struct records_erased erased;
    struct stream_segment segment;
    struct reading readings[2] = {{.id = STR("file:1")}, {.id = STR("file:2")}};
    bool committed;
    up(1);
    struct post posts[] = {post_of(1, "aa"), post_of(2, "bb")};
    put(posts, 2);
    OK(stream_take(analyse, STR("w"), 0, &arena, &segment, &err));
    OK(records_erase(admin, STR("file:1"), STR_NONE, &erased, &err));
    OK(stream_commit(analyse, &segment, readings, &committed, &err));
    assert_false(committed);
    assert_int_equal(work(), 1);
    assert_str(kept(STR_NONE), "2");
    down();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_post_is_erased_and_stays_away),
        cmocka_unit_test(test_an_author_is_erased_everywhere),
        cmocka_unit_test(test_what_the_source_deleted_goes),
        cmocka_unit_test(test_the_old_words_of_an_edit_go),
        cmocka_unit_test(test_old_words_that_were_moved_are_no_newer),
        cmocka_unit_test(test_a_segment_in_hand_is_not_committed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
