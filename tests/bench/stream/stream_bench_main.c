/* SPDX-License-Identifier: MIT */

/* stream_bench — what a post costs on its way, in microseconds of CPU, ours and Redis's.
 *
 * Takes   [POSTS]: how many, in segments of 100 (100,000)
 * Gives   a row for ingest, take and commit, read and fold; below them, in the same run, what a naive store pays:
 *         one HINCRBY a post, and one PING a post
 * Cost    a scratch Redis, about ten seconds */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "redis/node.h"
#include "redis/records.h"
#include "redis/server.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { SEGMENT_POSTS = 100, ENTRIES = 20 };

static struct council council;
static struct arena forever;
static pid_t redis;
static int64_t posts_most = 100000;

#define OK(call)                                              \
    do {                                                      \
        if (!(call)) {                                        \
            fprintf(stderr, "stream_bench: %s\n", err.text);  \
            exit(1);                                          \
        }                                                     \
    } while (0)

static double own_us(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* From /proc: finer than the ticks that getrusage gives for a child still running. */
static double redis_us(void)
{
    char path[64];
    struct arena arena = {0};
    struct str text, word;
    struct err err;
    int64_t run_ns = 0;
    snprintf(path, sizeof path, "/proc/%ld/schedstat", (long)redis);
    OK(file_read(path, 4096, &arena, &text, &err));
    str_next(&text, ' ', &word);
    str_to_i64(word, &run_ns);
    arena_free(&arena);
    return (double)run_ns / 1000;
}

static double own_before, redis_before;
static int64_t wall_before;

static void begin(void)
{
    own_before = own_us(), redis_before = redis_us(), wall_before = clock_monotonic_ms();
}

static double end(const char *what, double naive)
{
    double posts = (double)posts_most, own = (own_us() - own_before) / posts;
    double its = (redis_us() - redis_before) / posts;
    double wall_s = (double)(clock_monotonic_ms() - wall_before) / 1000;
    printf("%-26s %8.2f %8.2f %12.0f", what, own, its, posts / wall_s);
    if (naive > 0)
        printf(" %8.3f", (own + its) / naive);
    printf("\n");
    return own + its;
}

static struct post post_of(int64_t number, struct arena *arena)
{
    static const char *const texts[] = {
        "Mae'r biniau ailgylchu heb eu casglu eto ar Heol y Bont. Y drydedd wythnos!",
        "The bins on Bridge Street have not been emptied again. That is the third week running.",
        "Massive pothole outside the school on Mill Lane, somebody will break an axle before it is mended.",
        "Diolch i'r criw a gliriodd y coed o'r ffordd neithiwr."};
    return (struct post){.id = arena_printf(arena, "mastodon:https://toot.example/statuses/%lld", (long long)number),
                         .url = arena_printf(arena, "https://toot.example/@someone/%lld", (long long)number),
                         .kind = STR("mastodon"),
                         .source = STR("toot.example"),
                         .native_id = arena_printf(arena, "https://toot.example/statuses/%lld", (long long)number),
                         .author_key = arena_printf(arena, "%032lld", (long long)number % 9973),
                         .author_name = STR("someone"),
                         .text = str_from(texts[number % 4]),
                         .published_ms = clock_now_ms()};
}

static void ingest(struct store *store)
{
    struct arena arena = {0};
    struct err err;
    for (int64_t from = 0; from < posts_most; from += SEGMENT_POSTS) {
        struct post posts[SEGMENT_POSTS];
        struct stream_ingested ingested;
        for (int i = 0; i < SEGMENT_POSTS; i++)
            posts[i] = post_of(from + i, &arena);
        OK(stream_ingest(store, STR("bench"), posts, SEGMENT_POSTS, STR("1"), &ingested, &err));
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void analyse(struct store *store)
{
    struct arena arena = {0};
    struct err err;
    struct stream_segment segment;
    do {
        bool committed;
        static struct reading readings[SEGMENT_POSTS];
        arena_reset(&arena);
        OK(stream_take(store, STR("bench"), 0, &arena, &segment, &err));
        for (size_t i = 0; i < segment.count; i++) {
            readings[i].id = segment.posts[i].id;
            readings[i].language = STR("en");
            readings[i].issue_count = readings[i].place_count = 1;
            readings[i].issues[0] = (struct reading_issue){STR("waste.missed-collection"), 0.9};
            readings[i].places[0] = (struct reading_place){STR("p1"), STR("Bridge Street"), STR("street"), STR("w1")};
        }
        if (segment.count > 0)
            OK(stream_commit(store, &segment, readings, &committed, &err));
    } while (segment.count > 0);
    arena_free(&arena);
}

static void fold(struct store *store)
{
    static char cells[2000];
    struct arena arena = {0};
    struct err err;
    struct stream_page page;
    struct str position = STR_NONE;
    char kept[64] = "";
    do {
        bool stale;
        arena_reset(&arena);
        OK(stream_read_out(store, 0, position, ENTRIES, 0, &arena, &page, &err));
        struct records_blob blob = {STR("agg:hour"), STR("1"), {cells, sizeof cells}, 0};
        if (page.count > 0)
            OK(records_fold(store, 0, position, page.position, &blob, 1, NULL, 0, &stale, &err));
        snprintf(kept, sizeof kept, STR_FMT, STR_ARG(page.position));
        position = str_from(kept);
    } while (page.count > 0);
    arena_free(&arena);
}

static void naive(struct store *store, bool counts)
{
    struct err err;
    for (int64_t i = 0; i < posts_most; i++) {
        struct arena arena = {0};
        struct link_command command = link_command(&arena, 4, counts ? "HINCRBY" : "PING");
        if (counts) {
            link_word(&command, STR("earshot:{0}:kept:naive"));
            link_word(&command, arena_printf(&arena, "waste:%d", (int)(i % 500)));
            link_word(&command, STR("1"));
        }
        redisReply *reply = node_call(store, 0, &command, &err);
        OK(reply != NULL);
        freeReplyObject(reply);
        arena_free(&arena);
    }
}

static struct store *door(enum store_role role)
{
    struct err err;
    struct store *store = store_open(&council, role, &err);
    OK(store != NULL);
    return store;
}

static void measure(void)
{
    struct store *collect = door(STORE_COLLECT), *analyser = door(STORE_ANALYSE), *folder = door(STORE_AGGREGATE);
    struct store *admin = door(STORE_ADMIN);
    printf("%lld posts, segments of %d\n%-26s %8s %8s %12s %8s\n", (long long)posts_most, SEGMENT_POSTS,
           "CPU us a post", "ours", "Redis", "posts/s", "ratio");
    begin();
    naive(admin, true);
    double base = end("HINCRBY a post (baseline)", 0);
    begin();
    naive(admin, false);
    end("PING a post", base);
    begin();
    ingest(collect);
    double total = end("ingest", base);
    begin();
    analyse(analyser);
    total += end("take and commit", base);
    begin();
    fold(folder);
    total += end("read and fold", base);
    printf("%-26s %17.2f %21.3f\n", "all of the way", total, total / base);
    store_close(collect);
    store_close(analyser);
    store_close(folder);
    store_close(admin);
}

int main(int argc, char **argv)
{
    struct err err = {0};
    char dir[] = "/tmp/earshot-bench-XXXXXX";
    if (argc > 1 && (!str_to_i64(str_from(argv[1]), &posts_most) || posts_most < SEGMENT_POSTS)) {
        fprintf(stderr, "usage: stream_bench [POSTS]\n");
        return 2;
    }
    posts_most -= posts_most % SEGMENT_POSTS;
    OK(mkdtemp(dir) != NULL && council_read(NULL, &forever, &council, &err));
    council.store.state_dir = str_from(dir);
    council.store.memory_bytes = 2000000000;
    struct server *server = server_start(&council, NULL, &err);
    OK(server != NULL);
    redis = server_pid(server);
    measure();
    server_stop(server);
    file_remove_tree(dir);
    arena_free(&forever);
    return 0;
}
