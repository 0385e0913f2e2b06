/* SPDX-License-Identifier: MIT */
#include "redis/node.h"
#include "redis/roles.h"
#include "unit/redis/redis_fixture.h"

static struct redis_fixture fixture;

static redisReply *run(struct store *store, struct err *err, const char *text)
{
    struct arena arena = {0};
    struct str rest = str_from(text), word;
    str_next(&rest, ' ', &word);
    struct link_command command = link_command(&arena, 16, arena_str(&arena, word).ptr);
    while (str_next(&rest, ' ', &word))
        link_word(&command, word);
    redisReply *reply = node_call(store, 0, &command, err);
    arena_free(&arena);
    return reply;
}

static void allowed(struct store *store, const char *text)
{
    struct err err = {0};
    redisReply *reply = run(store, &err, text);
    if (reply == NULL)
        fail_msg("%s: %s", text, err.text);
    freeReplyObject(reply);
}

static void denied(struct store *store, const char *text)
{
    struct err err = {0};
    redisReply *reply = run(store, &err, text);
    if (reply != NULL)
        fail_msg("role %s may: %s", roles_name(store->role), text);
    if (err.kind != ERR_CONFIG || strstr(err.text, "NOPERM") == NULL)
        fail_msg("%s: %s", text, err.text);
}

static void test_every_role_opens(void **state)
{
    (void)state;
    redis_fixture_up(&fixture, 3, 0);
    for (int role = STORE_COLLECT; role <= STORE_ADMIN; role++) {
        struct store *store = redis_fixture_open(&fixture, (enum store_role)role);
        assert_int_equal(store_shards(store), 3);
        store_close(store);
    }
    redis_fixture_down(&fixture);
}

/* For each key: who may write it, who may read it, and that nobody else may. */
static void test_roles_keep_to_their_keys(void **state)
{
    (void)state;
    static const struct {
        const char *write, *read;
    } tries[KEYS] = {
        [KEY_IN] = {"XADD earshot:{0}:in * a b", "XLEN earshot:{0}:in"},
        [KEY_SEEN] = {"SADD earshot:{0}:seen:1 x", "SMISMEMBER earshot:{0}:seen:1 x"},
        [KEY_CURSORS] = {"HSET earshot:{0}:cur a b", "HGET earshot:{0}:cur a"},
        [KEY_ARRIVED] = {"HINCRBY earshot:{0}:arrived a 1", "HGET earshot:{0}:arrived a"},
        [KEY_TOMB] = {"SADD earshot:{0}:tomb x", "SMISMEMBER earshot:{0}:tomb x"},
        [KEY_ERASE] = {"SADD earshot:{0}:erase x", NULL},
        [KEY_OUT] = {"XADD earshot:{0}:out * a b", "XRANGE earshot:{0}:out - +"},
        [KEY_DEAD] = {"XADD earshot:{0}:dead * a b", NULL},
        [KEY_POSITION] = {"SET earshot:{0}:pos 1-1", "GET earshot:{0}:pos"},
        [KEY_KEPT] = {"HSET earshot:{0}:kept:x a b", "HGET earshot:{0}:kept:x a"},
        [KEY_OUTBOX] = {"HSETNX earshot:{0}:outbox a b", "HGETALL earshot:{0}:outbox"},
        [KEY_SENT] = {"ZADD earshot:{0}:sent 1 a", "ZSCORE earshot:{0}:sent a"},
        [KEY_SOURCES] = {"HSET earshot:{0}:sources a b", "HGETALL earshot:{0}:sources"},
        [KEY_ACTIONS] = {"XADD earshot:{0}:actions * a b", "XRANGE earshot:{0}:actions - +"},
        [KEY_LOOKS] = {"XADD earshot:{0}:looks * a b", "XREVRANGE earshot:{0}:looks + -"},
    };
    redis_fixture_up(&fixture, 1, 0);
    int writers = 0, refused = 0;
    for (int role = STORE_COLLECT; role < STORE_ADMIN; role++) {
        struct store *store = redis_fixture_open(&fixture, (enum store_role)role);
        for (int key = 0; key < KEYS; key++) {
            bool listed = false, writes = false;
            for (const struct roles_row *row = roles_rows; row->commands != NULL; row++)
                if ((int)row->role == role && (int)row->key == key)
                    listed = true, writes = row->writes;
            if (tries[key].write != NULL && !writes)
                denied(store, tries[key].write), refused++;
            if (tries[key].read != NULL && !listed)
                denied(store, tries[key].read), refused++;
            writers += writes;
        }
        denied(store, "FLUSHALL");
        denied(store, "CONFIG GET maxmemory");
        denied(store, "EVAL return(1) 0");
        denied(store, "GET somebody-else");
        store_close(store);
    }
    assert_true(writers >= 15 && refused >= 60);
    redis_fixture_down(&fixture);
}

static void test_shards_are_fixed(void **state)
{
    (void)state;
    struct err err = {0};
    redis_fixture_up(&fixture, 1, 0);
    store_close(redis_fixture_open(&fixture, STORE_COLLECT));
    fixture.council.store.shards = 4;
    assert_null(store_open(&fixture.council, STORE_COLLECT, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "begun with 1"));
    redis_fixture_down(&fixture);
}

static void test_anothers_key_is_refused(void **state)
{
    (void)state;
    struct err err = {0};
    redis_fixture_up(&fixture, 1, 0);
    struct store *admin = redis_fixture_open(&fixture, STORE_ADMIN);
    allowed(admin, "SET earshot:{0}:in text");
    assert_null(store_open(&fixture.council, STORE_COLLECT, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "earshot:{0}:in"));
    store_close(admin);
    redis_fixture_down(&fixture);
}

static void test_missing_right_is_found_at_the_start(void **state)
{
    (void)state;
    struct err err = {0};
    redis_fixture_up(&fixture, 1, 0);
    struct store *admin = redis_fixture_open(&fixture, STORE_ADMIN);
    allowed(admin, "ACL SETUSER earshot-analyse -xadd");
    assert_null(store_open(&fixture.council, STORE_ANALYSE, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "xadd"));
    store_close(admin);
    redis_fixture_down(&fixture);
}

static void test_nobody_home(void **state)
{
    (void)state;
    struct err err = {0};
    redis_fixture_up(&fixture, 1, 0);
    server_stop(fixture.server);
    fixture.server = NULL;
    assert_null(store_open(&fixture.council, STORE_MAIL, &err));
    assert_int_equal(err.kind, ERR_AGAIN);
    redis_fixture_down(&fixture);
}

static void test_health(void **state)
{
    (void)state;
    struct err err = {0};
    struct store_health health;
    redis_fixture_up(&fixture, 2, 0);
    struct store *store = redis_fixture_open(&fixture, STORE_SERVE);
    assert_true(store_health(store, &health, &err));
    assert_true(health.aof_ok);
    assert_int_equal(health.ceiling_bytes, 512000000);
    assert_true(health.used_bytes > 100000 && health.used_bytes < 100000000);
    assert_int_equal(health.in_segments + health.dead + health.out_entries + health.lag_ms, 0);
    store_close(store);
    redis_fixture_down(&fixture);
}

static void test_roles_for_a_redis_of_ones_own(void **state)
{
    (void)state;
    struct err err = {0};
    struct buf out = BUF("roles", 1 << 16);
    store_roles_print(&out);
    redis_fixture_up(&fixture, 1, 0);
    struct store *admin = redis_fixture_open(&fixture, STORE_ADMIN);
    struct str rest = buf_str(&out), line;
    int lines = 0;
    while (str_next(&rest, '\n', &line)) {
        struct arena arena = {0};
        struct link_command command = link_command(&arena, 128, "ACL");
        struct str words = str_cut(line, 4, line.len), word;
        while (str_next(&words, ' ', &word))
            link_word(&command, word);
        redisReply *reply = node_call(admin, 0, &command, &err);
        if (reply == NULL)
            fail_msg(STR_FMT ": %s", STR_ARG(line), err.text);
        freeReplyObject(reply);
        arena_free(&arena);
        lines++;
    }
    assert_int_equal(lines, 6);
    assert_null(store_open(&fixture.council, STORE_MAIL, &err)); /* they want a password now */
    assert_non_null(strstr(err.text, "WRONGPASS"));
    struct str secret = arena_printf(&fixture.arena, "%s/password", fixture.dir);
    assert_true(file_write(secret.ptr, STR("PASSWORD\n"), &err));
    fixture.council.store.url = arena_printf(&fixture.arena, "unix://earshot-*@%s/redis.sock", fixture.dir);
    fixture.council.store.password_file = secret;
    store_close(redis_fixture_open(&fixture, STORE_MAIL));
    store_close(admin);
    buf_free(&out);
    redis_fixture_down(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_role_opens),
        cmocka_unit_test(test_roles_keep_to_their_keys),
        cmocka_unit_test(test_shards_are_fixed),
        cmocka_unit_test(test_anothers_key_is_refused),
        cmocka_unit_test(test_missing_right_is_found_at_the_start),
        cmocka_unit_test(test_nobody_home),
        cmocka_unit_test(test_health),
        cmocka_unit_test(test_roles_for_a_redis_of_ones_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
