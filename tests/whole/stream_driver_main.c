/* SPDX-License-Identifier: MIT */

/* stream_driver — the five parts of the stream protocol as processes that a test may kill.
 *
 * Takes   PART DIR SHARDS POSTS: the state folder, the number of shards, how many posts the feed will have had;
 *         STREAM_DRIVER_URL, if Redis is not a private one
 * Gives   supervise: Redis's process id, a line a start; check: a line for each post not counted exactly once,
 *         then how many were; the others: nothing
 * Errors  a Redis that is away is waited for, as the real programs do */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/stop.h"
#include "redis/records.h"
#include "redis/server.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { BATCH_LEAST = 20, BATCH_MORE = 40, OVERLAP = 7, BUCKET = 500, PAUSE_MS = 5, RETRY_MS = 20, BUCKETS_MOST = 400 };

static struct council council;
static struct arena forever;
static int64_t posts_most;

static struct store *door(enum store_role role)
{
    struct err err;
    struct store *store = NULL;
    while (!stop_asked() && (store = store_open(&council, role, &err)) == NULL) {
        if (err.kind != ERR_AGAIN) {
            fprintf(stderr, "stream_driver: %s\n", err.text);
            exit(err_exit_code(&err));
        }
        stop_sleep_ms(RETRY_MS);
    }
    return store;
}

static int supervise(void)
{
    struct err err;
    while (!stop_asked()) {
        struct server *server = server_start(&council, NULL, &err);
        if (server == NULL) {
            fprintf(stderr, "stream_driver: %s\n", err.text);
            if (err.kind != ERR_AGAIN)
                return 1;
            stop_sleep_ms(RETRY_MS);
            continue;
        }
        printf("%ld\n", (long)server_pid(server));
        fflush(stdout);
        while (!stop_asked() && server_alive(server))
            stop_sleep_ms(PAUSE_MS);
        server_stop(server);
    }
    return 0;
}

/* The feed: post n is always the same; a poll gives what is after the cursor, and a few before it once more. */
static size_t poll_feed(int64_t after, struct arena *arena, struct post **posts, int64_t *cursor)
{
    unsigned char dice;
    hash_random(&dice, 1);
    int64_t from = after < OVERLAP ? 0 : after - OVERLAP, to = after + BATCH_LEAST + dice % BATCH_MORE;
    to = to > posts_most ? posts_most : to;
    *posts = ARENA_ARRAY(arena, struct post, (size_t)(to - from));
    for (int64_t i = from; i < to; i++)
        (*posts)[i - from] = (struct post){.id = arena_printf(arena, "file:%lld", (long long)i),
                                           .kind = STR("file"),
                                           .text = STR("The bins again."),
                                           .published_ms = clock_now_ms()};
    *cursor = to;
    return (size_t)(to - from);
}

static int produce(void)
{
    struct store *store = door(STORE_COLLECT);
    struct arena arena = {0};
    struct err err;
    while (!stop_asked()) {
        struct str text;
        struct post *posts;
        struct stream_ingested ingested;
        int64_t after = 0, cursor;
        arena_reset(&arena);
        if (!stream_cursor(store, STR("feed"), &arena, &text, &err)) {
            stop_sleep_ms(RETRY_MS);
            continue;
        }
        str_to_i64(text, &after);
        size_t count = poll_feed(after, &arena, &posts, &cursor);
        if (!stream_ingest(store, STR("feed"), posts, count, arena_printf(&arena, "%lld", (long long)cursor), &ingested,
                           &err))
            stop_sleep_ms(RETRY_MS);
        stop_sleep_ms(after == posts_most ? RETRY_MS * 5 : PAUSE_MS);
    }
    arena_free(&arena);
    store_close(store);
    return 0;
}

static int work(const char *consumer)
{
    struct store *store = door(STORE_ANALYSE);
    struct arena arena = {0};
    struct err err;
    while (!stop_asked()) {
        struct stream_segment segment;
        bool committed;
        arena_reset(&arena);
        if (!stream_take(store, str_from(consumer), 100, &arena, &segment, &err)) {
            stop_sleep_ms(RETRY_MS);
            continue;
        }
        if (segment.count == 0)
            continue;
        struct reading *readings = ARENA_ARRAY(&arena, struct reading, segment.count);
        for (size_t i = 0; i < segment.count; i++)
            readings[i].id = segment.posts[i].id;
        stop_sleep_ms(1); /* so that a kill finds something in hand */
        if (!stream_commit(store, &segment, readings, &committed, &err))
            stop_sleep_ms(RETRY_MS);
    }
    arena_free(&arena);
    store_close(store);
    return 0;
}

/* Counts by post, ten to a digit: what a real aggregator's blobs are, but exact. */
struct counts {
    char *digits; /* '0'…'9', one a post */
    bool touched[BUCKETS_MOST];
    struct str position;
    struct arena arena;
};

static bool load(struct store *store, int shard, struct counts *counts, struct err *err)
{
    struct records_page page;
    arena_reset(&counts->arena);
    memset(counts->digits, '0', (size_t)(BUCKETS_MOST * BUCKET));
    if (!records_position(store, shard, &counts->arena, &counts->position, err) ||
        !records_all(store, shard, STR("agg:ids"), &counts->arena, &page, err))
        return false;
    for (size_t i = 0; i < page.count; i++) {
        int64_t bucket;
        if (str_to_i64(page.names[i], &bucket) && bucket < BUCKETS_MOST && page.values[i].len == BUCKET)
            memcpy(counts->digits + bucket * BUCKET, page.values[i].ptr, BUCKET);
    }
    return true;
}

static void count_page(const struct stream_page *page, struct counts *counts)
{
    memset(counts->touched, 0, sizeof counts->touched);
    for (size_t i = 0; i < page->count; i++) {
        int64_t number;
        struct str id = page->items[i].post.id;
        if (page->items[i].rewritten || !str_to_i64(str_cut(id, 5, id.len), &number))
            continue;
        if (counts->digits[number] < '9')
            counts->digits[number]++;
        counts->touched[number / BUCKET] = true;
    }
}

static bool fold_page(struct store *store, int shard, const struct stream_page *page, struct counts *counts,
                      bool *stale, struct err *err)
{
    struct arena arena = {0};
    struct records_blob blobs[BUCKETS_MOST];
    size_t blob_count = 0;
    for (int bucket = 0; bucket < BUCKETS_MOST; bucket++)
        if (counts->touched[bucket])
            blobs[blob_count++] = (struct records_blob){STR("agg:ids"), arena_printf(&arena, "%d", bucket),
                                                        {counts->digits + bucket * BUCKET, BUCKET}, 0};
    struct records_letter letter = {arena_printf(&arena, "at:" STR_FMT, STR_ARG(page->position)), STR("{}")};
    bool ok = records_fold(store, shard, counts->position, page->position, blobs, blob_count, &letter, 1, stale, err);
    arena_free(&arena);
    return ok;
}

/* One step for one shard; false: whatever is in memory may be wrong, load again. */
static bool fold_step(struct store *store, int shard, struct counts *counts, struct err *err)
{
    struct arena arena = {0};
    struct stream_page page;
    bool stale = true;
    bool ok = stream_read_out(store, shard, counts->position, 5, 0, &arena, &page, err);
    if (ok && page.count > 0) {
        count_page(&page, counts);
        ok = fold_page(store, shard, &page, counts, &stale, err) && !stale;
        if (ok)
            counts->position = arena_str(&counts->arena, page.position);
    }
    arena_free(&arena);
    return ok;
}

static void counts_new(struct counts *counts)
{
    *counts = (struct counts){.digits = arena_take(&forever, BUCKETS_MOST * BUCKET)};
}

static int fold(void)
{
    static struct counts counts[64];
    static bool loaded[64];
    struct err err;
    struct store *store = door(STORE_AGGREGATE);
    for (int shard = 0; shard < council.store.shards; shard++)
        counts_new(&counts[shard]);
    while (!stop_asked()) {
        for (int shard = 0; shard < council.store.shards; shard++) {
            loaded[shard] = loaded[shard] || load(store, shard, &counts[shard], &err);
            loaded[shard] = loaded[shard] && fold_step(store, shard, &counts[shard], &err);
        }
        stop_sleep_ms(PAUSE_MS);
    }
    store_close(store);
    return 0;
}

static int check(void)
{
    static struct counts counts;
    char *total = arena_take(&forever, (size_t)posts_most);
    struct err err;
    int64_t right = 0;
    struct store *store = door(STORE_AGGREGATE);
    counts_new(&counts);
    for (int shard = 0; shard < council.store.shards; shard++) {
        if (!load(store, shard, &counts, &err)) {
            fprintf(stderr, "stream_driver: %s\n", err.text);
            return 75;
        }
        for (int64_t i = 0; i < posts_most; i++)
            total[i] = (char)(total[i] + counts.digits[i] - '0');
    }
    for (int64_t i = 0; i < posts_most; i++)
        if (total[i] == 1)
            right++;
        else
            printf("post %lld counted %d times\n", (long long)i, total[i]);
    printf("%lld of %lld counted once\n", (long long)right, (long long)posts_most);
    store_close(store);
    return right == posts_most ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct err err;
    int64_t shards;
    if (argc != 5 || !council_read(NULL, &forever, &council, &err) || !str_to_i64(str_from(argv[3]), &shards) ||
        !str_to_i64(str_from(argv[4]), &posts_most) || posts_most > BUCKETS_MOST * BUCKET) {
        fprintf(stderr, "usage: stream_driver supervise|produce|work:NAME|fold|check DIR SHARDS POSTS\n");
        return 2;
    }
    council.store.state_dir = str_from(argv[2]);
    council.store.shards = shards;
    council.store.url = str_from(getenv("STREAM_DRIVER_URL"));
    stop_watch();
    struct str part = str_from(argv[1]);
    if (str_eq(part, STR("supervise")))
        return supervise();
    if (str_eq(part, STR("produce")))
        return produce();
    if (str_starts(part, STR("work:")))
        return work(argv[1] + 5);
    if (str_eq(part, STR("fold")))
        return fold();
    return check();
}
