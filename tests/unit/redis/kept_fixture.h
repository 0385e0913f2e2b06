/* SPDX-License-Identifier: MIT */

/* kept_fixture — posts on their way through a scratch Redis, by the steps of the programs, for tests of what stays.
 *
 * Takes   posts of one number each
 * Gives   a door for each role, and which posts are kept, as "1 2 3*"
 * Errors  fail the test
 * Memory  one arena, given back by down()
 * Cost    about 50 ms to come up */
#ifndef TESTS_UNIT_KEPT_FIXTURE_H
#define TESTS_UNIT_KEPT_FIXTURE_H

#include "base/clock.h"
#include "redis/records.h"
#include "redis/stream.h"
#include "unit/redis/redis_fixture.h"

static struct redis_fixture fixture;
static struct store *collect, *analyse, *aggregate, *admin;
static struct arena arena;
static struct err err;

static void up(int shards)
{
    redis_fixture_up(&fixture, shards, 0);
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

static struct post post_of(int number, const char *author)
{
    return (struct post){.id = arena_printf(&arena, "file:%d", number),
                         .kind = STR("file"),
                         .native_id = arena_printf(&arena, "%d", number),
                         .author_key = str_from(author),
                         .text = arena_printf(&arena, "words %d, and \"id\":\"file:1\" said", number),
                         .published_ms = clock_now_ms()};
}

static struct stream_ingested put(struct post *posts, size_t count)
{
    struct stream_ingested ingested;
    OK(stream_ingest(collect, STR("s"), posts, count, STR_NONE, &ingested, &err));
    return ingested;
}

static int work(void)
{
    int total = 0;
    struct stream_segment segment;
    struct reading readings[STREAM_SEGMENT_POSTS_MOST];
    for (;;) {
        bool committed;
        OK(stream_take(analyse, STR("w"), 0, &arena, &segment, &err));
        if (segment.count == 0)
            return total;
        for (size_t i = 0; i < segment.count; i++)
            readings[i] = (struct reading){.id = segment.posts[i].id};
        OK(stream_commit(analyse, &segment, readings, &committed, &err));
        total += (int)segment.count;
    }
}

/* "1 2 3*": the numbers of the kept posts in order, * for one not to be counted again. */
static struct str kept(struct str after)
{
    struct buf list = BUF("list", 1 << 16);
    for (int shard = 0; shard < store_shards(aggregate); shard++) {
        struct stream_page page;
        OK(stream_read_out(aggregate, shard, after, 1000, 0, &arena, &page, &err));
        for (size_t i = 0; i < page.count; i++)
            buf_printf(&list, "%s" STR_FMT "%s", list.len ? " " : "",
                       STR_ARG(str_cut(page.items[i].post.id, 5, page.items[i].post.id.len)),
                       page.items[i].rewritten ? "*" : "");
    }
    struct str text = arena_str(&arena, buf_str(&list));
    buf_free(&list);
    return text;
}

static void fold_to_end(const struct records_blob *blobs, size_t count)
{
    struct stream_page page;
    struct str position;
    bool stale;
    OK(records_position(aggregate, 0, &arena, &position, &err));
    OK(stream_read_out(aggregate, 0, position, 1000, 0, &arena, &page, &err));
    OK(records_fold(aggregate, 0, position, page.position, blobs, count, NULL, 0, &stale, &err));
    assert_false(stale);
}

#endif
