/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/process.h"
#include "redis/library.h"
#include "redis/stream.h"
#include "unit/redis/redis_fixture.h"

static void run(struct store *store, const char *text)
{
    struct arena arena = {0};
    struct err err;
    struct str rest = str_from(text), word;
    str_next(&rest, ' ', &word);
    struct link_command command = link_command(&arena, 16, arena_str(&arena, word).ptr);
    while (str_next(&rest, ' ', &word))
        link_word(&command, word);
    redisReply *reply = node_call(store, 0, &command, &err);
    if (reply == NULL)
        fail_msg("%s: %s", text, err.text);
    freeReplyObject(reply);
    arena_free(&arena);
}

static void test_keeps_to_itself(void **state)
{
    (void)state;
    struct redis_fixture fixture;
    struct stat info;
    redis_fixture_up(&fixture, 1, 0);
    struct str socket = arena_printf(&fixture.arena, "%s/redis.sock", fixture.dir);
    assert_int_equal(stat(socket.ptr, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    assert_true(server_alive(fixture.server));
    redis_fixture_down(&fixture);
    assert_false(file_exists(socket.ptr));
}

static void test_survives_sigkill(void **state)
{
    (void)state;
    struct redis_fixture fixture;
    struct err err;
    redis_fixture_up(&fixture, 1, 0);
    struct store *store = redis_fixture_open(&fixture, STORE_ADMIN);
    run(store, "SET earshot:{0}:pos 17-0");
    usleep(1200000); /* appendfsync everysec: what is older than a second is on the disk */
    kill(server_pid(fixture.server), SIGKILL);
    while (server_alive(fixture.server))
        usleep(1000);
    struct arena arena = {0};
    struct link_command get = link_command(&arena, 2, "GET");
    link_word(&get, STR("earshot:{0}:pos"));
    assert_null(node_call(store, 0, &get, &err));
    assert_int_equal(err.kind, ERR_AGAIN);
    server_stop(fixture.server);
    fixture.server = server_start(&fixture.council, NULL, &err);
    assert_non_null(fixture.server);
    redisReply *reply = node_call(store, 0, &get, &err); /* the same store finds the new server */
    assert_non_null(reply);
    assert_str(link_str(reply), "17-0");
    freeReplyObject(reply);
    store_close(store);
    arena_free(&arena);
    redis_fixture_down(&fixture);
}

/* A function's writes are a transaction in the log: they too must come back, as must what is pending. */
static void test_transactions_survive(void **state)
{
    (void)state;
    struct redis_fixture fixture;
    struct err err;
    struct arena arena = {0};
    struct stream_ingested ingested;
    struct stream_segment segment;
    struct str cursor;
    redis_fixture_up(&fixture, 1, 0);
    struct store *collect = redis_fixture_open(&fixture, STORE_COLLECT);
    struct store *analyse = redis_fixture_open(&fixture, STORE_ANALYSE);
    struct post posts[] = {{.id = STR("file:1")}, {.id = STR("file:2")}};
    assert_true(stream_ingest(collect, STR("s"), posts, 2, STR("7"), &ingested, &err));
    assert_true(stream_take(analyse, STR("w"), 0, &arena, &segment, &err));
    usleep(1200000);
    kill(server_pid(fixture.server), SIGKILL);
    while (server_alive(fixture.server))
        usleep(1000);
    server_stop(fixture.server);
    fixture.server = server_start(&fixture.council, NULL, &err);
    assert_non_null(fixture.server);
    (void)stream_cursor(collect, STR("s"), &arena, &cursor, &err); /* finds its connection broken */
    assert_true(stream_cursor(collect, STR("s"), &arena, &cursor, &err));
    assert_str(cursor, "7");
    assert_true(stream_ingest(collect, STR("s"), posts, 2, STR("7"), &ingested, &err));
    assert_int_equal(ingested.seen, 2);
    (void)stream_take(analyse, STR("w"), 0, &arena, &segment, &err);
    assert_true(stream_take(analyse, STR("w"), 0, &arena, &segment, &err));
    assert_int_equal(segment.count, 2);
    store_close(collect);
    store_close(analyse);
    arena_free(&arena);
    redis_fixture_down(&fixture);
}

static void test_torn_log_is_mended(void **state)
{
    (void)state;
    struct redis_fixture fixture;
    struct err err;
    redis_fixture_up(&fixture, 1, 0);
    struct store *store = redis_fixture_open(&fixture, STORE_ADMIN);
    run(store, "SET earshot:{0}:pos 17-0");
    store_close(store);
    server_stop(fixture.server);
    struct str log = arena_printf(&fixture.arena, "%s/appendonlydir/appendonly.aof.1.incr.aof", fixture.dir);
    FILE *file = fopen(log.ptr, "a");
    assert_non_null(file);
    /* a transaction cut in its middle, as a crash leaves it */
    fputs("*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$15\r\nearshot:{0}:pos\r\n$4\r\n99-0\r\n", file);
    fclose(file);
    fixture.server = server_start(&fixture.council, NULL, &err);
    assert_non_null(fixture.server);
    store = redis_fixture_open(&fixture, STORE_ADMIN);
    struct arena arena = {0};
    struct link_command get = link_command(&arena, 2, "GET");
    link_word(&get, STR("earshot:{0}:pos"));
    redisReply *reply = node_call(store, 0, &get, &err);
    assert_str(link_str(reply), "17-0");
    freeReplyObject(reply);
    arena_free(&arena);
    store_close(store);
    redis_fixture_down(&fixture);
}

static void test_one_folder_one_server(void **state)
{
    (void)state;
    struct redis_fixture fixture;
    struct err err;
    redis_fixture_up(&fixture, 1, 0);
    assert_null(server_start(&fixture.council, NULL, &err));
    assert_int_equal(err.kind, ERR_AGAIN);
    assert_non_null(strstr(err.text, "another Earshot"));
    redis_fixture_down(&fixture);
}

static void test_long_folder(void **state)
{
    (void)state;
    struct redis_fixture fixture;
    struct err err;
    redis_fixture_up(&fixture, 1, 0);
    struct str dir = arena_printf(&fixture.arena, "%s/%0150d", fixture.dir, 7);
    struct council deep = fixture.council;
    deep.store.state_dir = dir;
    struct server *server = server_start(&deep, dir.ptr, &err);
    if (server == NULL)
        fail_msg("%s", err.text);
    struct store *store = store_open(&deep, STORE_COLLECT, &err);
    assert_non_null(store);
    store_close(store);
    server_stop(server);
    redis_fixture_down(&fixture);
}

static void test_ends_with_its_parent(void **state)
{
    (void)state;
    struct redis_fixture fixture;
    struct err err;
    redis_fixture_up(&fixture, 1, 0);
    server_stop(fixture.server);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t parent = fork();
    if (parent == 0) {
        struct server *server = server_start(&fixture.council, NULL, &err);
        pid_t pid = server ? server_pid(server) : -1;
        _exit(write(ends[1], &pid, sizeof pid) == sizeof pid && raise(SIGKILL) == 0);
    }
    pid_t pid;
    assert_int_equal(read(ends[0], &pid, sizeof pid), sizeof pid);
    assert_true(pid > 0);
    waitpid(parent, NULL, 0);
    /* the lock is free only when the old server has ended */
    fixture.server = server_start(&fixture.council, NULL, &err);
    if (fixture.server == NULL)
        fail_msg("%s", err.text);
    assert_true(server_pid(fixture.server) != pid);
    redis_fixture_down(&fixture);
}

static void test_missing_program_is_said(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct council council;
    struct err err;
    char dir[] = "/tmp/earshot-test-XXXXXX";
    assert_non_null(mkdtemp(dir));
    assert_true(council_read(NULL, &arena, &council, &err));
    council.store.redis_server = STR("no-such-redis");
    assert_null(server_start(&council, dir, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "no-such-redis"));
    file_remove_tree(dir);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeps_to_itself),
        cmocka_unit_test(test_survives_sigkill),
        cmocka_unit_test(test_transactions_survive),
        cmocka_unit_test(test_torn_log_is_mended),
        cmocka_unit_test(test_one_folder_one_server),
        cmocka_unit_test(test_long_folder),
        cmocka_unit_test(test_ends_with_its_parent),
        cmocka_unit_test(test_missing_program_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
