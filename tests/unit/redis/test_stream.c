/* SPDX-License-Identifier: MIT */
#include "redis/stream.h"

#include <signal.h>

#include "redis/node.h"
#include "unit/redis/redis_fixture.h"

static struct redis_fixture fixture;
static struct store *collect, *analyse, *aggregate, *admin;
static struct arena arena;
static struct err err;

static void up(int shards, int64_t memory_bytes)
{
    redis_fixture_up(&fixture, shards, memory_bytes);
    collect = redis_fixture_open(&fixture, STORE_COLLECT);
    analyse = redis_fixture_open(&fixture, STORE_ANALYSE);
    aggregate = redis_fixture_open(&fixture, STORE_AGGREGATE);
    admin = redis_fixture_open(&fixture, STORE_ADMIN);
}

static void down(void)
{
    store_close(collect);
    store_close(analyse);
    store_close(aggregate);
    store_close(admin);
    arena_free(&arena);
    redis_fixture_down(&fixture);
}

static struct post *some_posts(int from, int count)
{
    struct post *posts = ARENA_ARRAY(&arena, struct post, (size_t)count);
    for (int i = 0; i < count; i++)
        posts[i] = (struct post){.id = arena_printf(&arena, "file:%d", from + i),
                                 .kind = STR("file"),
                                 .native_id = arena_printf(&arena, "%d", from + i),
                                 .text = arena_printf(&arena, "Mae'r bin rhif %d yn llawn \"eto\"\n", from + i),
                                 .published_ms = clock_now_ms() / 1000 * 1000};
    return posts;
}

static struct stream_ingested put(const struct post *posts, int count, const char *cursor)
{
    struct stream_ingested ingested;
    OK(stream_ingest(collect, STR("a source"), posts, (size_t)count, str_from(cursor), &ingested, &err));
    return ingested;
}

static struct reading *read_all(const struct stream_segment *segment)
{
    struct reading *readings = ARENA_ARRAY(&arena, struct reading, segment->count);
    for (size_t i = 0; i < segment->count; i++)
        readings[i] = (struct reading){.id = segment->posts[i].id, .language = STR("cy"), .sentiment = -0.5};
    return readings;
}

/* Analyses whatever waits; the number of posts. */
static int work(void)
{
    int total = 0;
    struct stream_segment segment;
    for (;;) {
        bool committed;
        OK(stream_take(analyse, STR("w"), 0, &arena, &segment, &err));
        if (segment.count == 0)
            return total;
        OK(stream_commit(analyse, &segment, read_all(&segment), &committed, &err));
        assert_true(committed);
        total += (int)segment.count;
    }
}

static struct stream_page kept(int shard)
{
    struct stream_page page;
    OK(stream_read_out(aggregate, shard, STR_NONE, 1000, 0, &arena, &page, &err));
    return page;
}

static int64_t admin_number(const char *name, const char *key)
{
    struct link_command command = link_command(&arena, 2, name);
    link_word(&command, str_from(key));
    redisReply *reply = node_call(admin, 0, &command, &err);
    assert_non_null(reply);
    int64_t number = reply->integer;
    freeReplyObject(reply);
    return number;
}

static void test_a_post_goes_through(void **state)
{
    (void)state;
    struct str cursor;
    up(1, 0);
    OK(stream_cursor(collect, STR("a source"), &arena, &cursor, &err));
    assert_null(cursor.ptr);
    struct stream_ingested in = put(some_posts(0, 3), 3, "etag \"x y\"");
    assert_int_equal(in.fresh, 3);
    OK(stream_cursor(collect, STR("a source"), &arena, &cursor, &err));
    assert_str(cursor, "etag \"x y\"");
    assert_int_equal(work(), 3);
    struct stream_page page = kept(0);
    assert_int_equal(page.count, 3);
    assert_str(page.items[2].post.id, "file:2");
    assert_str(page.items[2].post.text, "Mae'r bin rhif 2 yn llawn \"eto\"\n");
    assert_str(page.items[2].reading.language, "cy");
    assert_null(page.items[2].post.author_key.ptr);
    assert_false(page.items[2].rewritten);
    OK(stream_read_out(aggregate, 0, page.position, 10, 0, &arena, &page, &err));
    assert_int_equal(page.count, 0);
    assert_true(page.position.len > 3);
    down();
}

static void test_seen_posts_stay_out(void **state)
{
    (void)state;
    up(3, 0);
    struct post *posts = some_posts(0, 700);
    int64_t arrived;
    assert_int_equal(put(posts, 500, "1").fresh, 500);
    OK(stream_arrived(collect, STR("a source"), &arrived, &err));
    assert_int_equal(arrived, 500);
    struct stream_ingested in = put(posts, 700, "2");
    assert_int_equal(in.fresh, 200);
    assert_int_equal(in.seen, 500);
    in = put(posts, 700, "3");
    assert_int_equal(in.seen, 700);
    posts[1] = posts[0];
    assert_int_equal(work(), 700);
    down();
}

static void test_twice_in_one_poll(void **state)
{
    (void)state;
    up(1, 0);
    struct post *posts = some_posts(0, 2);
    posts[1] = posts[0];
    struct stream_ingested in = put(posts, 2, NULL);
    assert_int_equal(in.fresh, 1);
    assert_int_equal(in.seen, 1);
    assert_int_equal(work(), 1);
    down();
}

static void test_times_are_kept_sane(void **state)
{
    (void)state;
    up(1, 0);
    struct post *posts = some_posts(0, 3);
    int64_t now_ms = clock_now_ms();
    posts[0].published_ms = now_ms - STREAM_LATE_MS - 1000;
    posts[1].published_ms = now_ms + CLOCK_DAY_MS;
    posts[2].published_ms = 0;
    struct stream_ingested in = put(posts, 3, NULL);
    assert_int_equal(in.late, 1);
    assert_int_equal(in.fresh, 2);
    work();
    struct stream_page page = kept(0);
    assert_int_equal(page.count, 2);
    for (int i = 0; i < 2; i++)
        assert_in_range(page.items[i].post.published_ms, now_ms - 2000, now_ms + 10000);
    down();
}

static void test_an_edit_is_read_again_once(void **state)
{
    (void)state;
    up(1, 0);
    struct post *posts = some_posts(0, 2);
    put(posts, 2, NULL);
    work();
    posts[1].modified_ms = posts[1].published_ms + 5000;
    posts[1].text = STR("better now");
    struct stream_ingested in = put(posts, 2, NULL);
    assert_int_equal(in.changed, 1);
    assert_int_equal(in.seen, 1);
    assert_int_equal(put(posts, 2, NULL).changed, 0);
    assert_int_equal(work(), 1);
    struct stream_page page = kept(0);
    assert_int_equal(page.count, 3); /* until the old one is erased */
    assert_false(page.items[1].rewritten);
    assert_true(page.items[2].rewritten);
    assert_str(page.items[2].post.text, "better now");
    assert_int_equal(admin_number("SCARD", "earshot:{0}:erase"), 1);
    down();
}

static void test_an_old_post_may_be_edited(void **state)
{
    (void)state;
    up(1, 0);
    struct post *posts = some_posts(0, 3);
    int64_t written_ms = clock_now_ms() / 1000 * 1000 - STREAM_LATE_MS - CLOCK_DAY_MS;
    put(posts, 2, NULL);
    work();
    for (int i = 0; i < 3; i++)
        posts[i].published_ms = written_ms; /* as if a week had gone by */
    struct stream_ingested in = put(posts, 3, "1");
    assert_int_equal(in.late, 1);
    assert_int_equal(in.seen, 2);
    posts[1].modified_ms = posts[2].modified_ms = clock_now_ms() / 1000 * 1000;
    posts[1].text = STR("better now");
    in = put(posts, 3, "2");
    assert_int_equal(in.changed, 1);
    assert_int_equal(in.late, 1);
    assert_int_equal(work(), 1);
    struct stream_page page = kept(0);
    assert_int_equal(page.count, 3);
    assert_true(page.items[2].rewritten);
    assert_str(page.items[2].post.text, "better now");
    assert_int_equal(admin_number("SCARD", "earshot:{0}:erase"), 1);
    struct link_command command = link_command(&arena, 4, "ZRANGE");
    link_word(&command, STR("earshot:{0}:moved"));
    link_word(&command, STR("0"));
    link_word(&command, STR("-1"));
    redisReply *entries = node_call(admin, 0, &command, &err);
    assert_int_equal(entries->elements, 1); /* kept as from when it was written, not from its edit */
    freeReplyObject(entries);
    posts[0].published_ms = clock_now_ms() - 400 * CLOCK_DAY_MS;
    posts[0].modified_ms = clock_now_ms();
    assert_int_equal(put(posts, 1, "3").late, 1);
    down();
}

static void test_smallest_cursor_wins(void **state)
{
    (void)state;
    struct str cursor;
    up(4, 0);
    put(some_posts(0, 40), 40, "one");
    put(some_posts(40, 40), 40, "two");
    struct link_command command = link_command(&arena, 4, "HSET");
    link_word(&command, STR("earshot:{2}:cur")); /* as if the collector died before it reached this shard */
    link_word(&command, STR("a source"));
    link_word(&command, STR("0 one"));
    freeReplyObject(node_call(admin, 2, &command, &err));
    OK(stream_cursor(collect, STR("a source"), &arena, &cursor, &err));
    assert_str(cursor, "one");
    put(some_posts(80, 1), 1, "three");
    OK(stream_cursor(collect, STR("a source"), &arena, &cursor, &err));
    assert_str(cursor, "three");
    down();
}

static void test_only_one_commit_counts(void **state)
{
    (void)state;
    struct stream_segment segment, same;
    bool committed;
    up(1, 0);
    put(some_posts(0, 5), 5, NULL);
    OK(stream_take(analyse, STR("w"), 0, &arena, &segment, &err));
    struct store *again = redis_fixture_open(&fixture, STORE_ANALYSE); /* the same consumer, started again */
    OK(stream_take(again, STR("w"), 0, &arena, &same, &err));
    assert_int_equal(same.count, 5);
    OK(stream_commit(again, &same, read_all(&same), &committed, &err));
    assert_true(committed);
    OK(stream_commit(analyse, &segment, read_all(&segment), &committed, &err));
    assert_false(committed);
    assert_int_equal(kept(0).count, 5);
    store_close(again);
    down();
}

static void test_commit_only_where_it_was_delivered(void **state)
{
    (void)state;
    struct stream_segment segment;
    bool committed;
    up(1, 0);
    put(some_posts(0, 5), 5, NULL);
    OK(stream_take(analyse, STR("w"), 0, &arena, &segment, &err));
    link_close(node_link(analyse, 0));
    OK(stream_commit(analyse, &segment, read_all(&segment), &committed, &err));
    assert_false(committed);
    assert_int_equal(work(), 5); /* it comes again */
    assert_int_equal(kept(0).count, 5);
    down();
}

/* Every life of the analyser dies over post 3: its neighbours get through, it goes to the dead letters. */
static void test_poison_takes_no_neighbour(void **state)
{
    (void)state;
    up(1, 0);
    put(some_posts(0, 5), 5, NULL);
    int lives = 0, done = 0;
    for (; lives < 20; lives++) {
        struct store *life = redis_fixture_open(&fixture, STORE_ANALYSE);
        bool died = false;
        while (!died) {
            struct stream_segment segment;
            bool committed;
            OK(stream_take(life, STR("w"), 0, &arena, &segment, &err));
            if (segment.count == 0)
                break;
            for (size_t i = 0; i < segment.count; i++)
                died = died || str_eq(segment.posts[i].id, STR("file:3"));
            if (died)
                break;
            OK(stream_commit(life, &segment, read_all(&segment), &committed, &err));
            done += (int)segment.count;
        }
        store_close(life);
        if (!died)
            break;
    }
    assert_int_equal(done, 4);
    assert_int_equal(lives, 3 + 5); /* three with its neighbours, five alone */
    assert_int_equal(kept(0).count, 4);
    assert_int_equal(admin_number("XLEN", "earshot:{0}:dead"), 1);
    assert_int_equal(admin_number("XLEN", "earshot:{0}:in"), 0);
    down();
}

static void test_flipped_byte_goes_to_the_dead_letters(void **state)
{
    (void)state;
    struct stream_segment segment;
    up(1, 0);
    static const char *const words[] = {"*", "v", "1", "c", "00000000", "n", "1", "d", "{\"post\":{\"id\":\"x\"}}\n"};
    struct link_command command = link_command(&arena, 12, "XADD");
    link_word(&command, STR("earshot:{0}:in"));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        link_word(&command, str_from(words[i]));
    freeReplyObject(node_call(admin, 0, &command, &err));
    put(some_posts(0, 1), 1, NULL);
    OK(stream_take(analyse, STR("w"), 0, &arena, &segment, &err));
    assert_int_equal(segment.count, 1);
    assert_str(segment.posts[0].id, "file:0");
    assert_int_equal(admin_number("XLEN", "earshot:{0}:dead"), 1);
    OK(stream_dead(analyse, &segment, STR("cannot be read"), &err));
    assert_int_equal(admin_number("XLEN", "earshot:{0}:dead"), 2);
    assert_int_equal(admin_number("XLEN", "earshot:{0}:in"), 0);
    down();
}

static void test_backlog_has_a_ceiling(void **state)
{
    (void)state;
    struct stream_ingested in;
    struct str cursor;
    up(1, 0);
    for (int i = 0; i < STREAM_BACKLOG_MOST; i++)
        put(some_posts(i, 1), 1, "before");
    assert_false(stream_ingest(collect, STR("a source"), some_posts(-1, 1), 1, STR("after"), &in, &err));
    assert_int_equal(err.kind, ERR_AGAIN);
    assert_non_null(strstr(err.text, "behind"));
    OK(stream_cursor(collect, STR("a source"), &arena, &cursor, &err));
    assert_str(cursor, "before");
    assert_int_equal(work(), STREAM_BACKLOG_MOST);
    assert_int_equal(put(some_posts(-1, 1), 1, "after").fresh, 1);
    down();
}

/* Redis at its maxmemory: collectors are told so, and what is in still drains. */
static void test_full_store_drains(void **state)
{
    (void)state;
    struct stream_ingested in;
    struct stream_page page;
    up(1, 16000000);
    int sent = 0, refused_at = -1, counted = 0;
    for (int i = 0; i < 400 && refused_at < 0; i++) {
        struct post *posts = some_posts(i * 100, 100);
        for (int n = 0; n < 100; n++)
            posts[n].text = arena_printf(&arena, "%d %01500d", n, 7);
        if (stream_ingest(collect, STR("a source"), posts, 100, arena_printf(&arena, "%d", i), &in, &err))
            sent += 100;
        else
            refused_at = i;
        if (i == 10)
            work(); /* the functions must be known to work before it is full, and out to exist */
    }
    assert_true(refused_at > 10);
    assert_int_equal(err.kind, ERR_AGAIN);
    assert_non_null(strstr(err.text, "full"));
    work();
    struct str at = STR_NONE;
    do {
        OK(stream_read_out(aggregate, 0, at, 5, 0, &arena, &page, &err));
        counted += (int)page.count;
        at = page.position;
    } while (page.more);
    assert_int_equal(counted, sent);
    struct str cursor;
    OK(stream_cursor(collect, STR("a source"), &arena, &cursor, &err));
    assert_true(str_eq(cursor, arena_printf(&arena, "%d", refused_at - 1)));
    down();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_post_goes_through),
        cmocka_unit_test(test_seen_posts_stay_out),
        cmocka_unit_test(test_twice_in_one_poll),
        cmocka_unit_test(test_times_are_kept_sane),
        cmocka_unit_test(test_an_edit_is_read_again_once),
        cmocka_unit_test(test_an_old_post_may_be_edited),
        cmocka_unit_test(test_smallest_cursor_wins),
        cmocka_unit_test(test_only_one_commit_counts),
        cmocka_unit_test(test_commit_only_where_it_was_delivered),
        cmocka_unit_test(test_poison_takes_no_neighbour),
        cmocka_unit_test(test_flipped_byte_goes_to_the_dead_letters),
        cmocka_unit_test(test_backlog_has_a_ceiling),
        cmocka_unit_test(test_full_store_drains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
