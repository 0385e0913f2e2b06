/* SPDX-License-Identifier: MIT */
#include "redis/address.h"

#include "unit/unit.h"

static bool read(const char *url, struct arena *arena, struct address *address, struct err *err)
{
    struct council council = {.store = {.url = str_from(url)}};
    return address_of(&council, STORE_COLLECT, arena, address, err);
}

static void test_forms(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct address a;
    struct err err;
    assert_true(read("redis://db.example:6380/3", &arena, &a, &err));
    assert_str(a.nodes[0].host, "db.example");
    assert_int_equal(a.nodes[0].port, 6380);
    assert_int_equal(a.db, 3);
    assert_true(read("redis://[::1]", &arena, &a, &err));
    assert_str(a.nodes[0].host, "::1");
    assert_int_equal(a.nodes[0].port, 6379);
    assert_true(read("redis://earshot-*@h", &arena, &a, &err));
    assert_str(a.user, "earshot-collect");
    assert_true(read("unix:///run/redis/redis.sock?db=2", &arena, &a, &err));
    assert_str(a.socket, "/run/redis/redis.sock");
    assert_int_equal(a.db, 2);
    assert_true(read("redis+cluster://a:7000,b:7001,c", &arena, &a, &err));
    assert_true(a.cluster);
    assert_int_equal(a.node_count, 3);
    arena_free(&arena);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *url, *says;
    } cases[] = {
        {"rediss://h", "stunnel"},         {"http://h", "redis://"},       {"redis://", "names no host"},
        {"redis://u:secret@h", "password"}, {"redis://h:99999", "HOST"},    {"redis://h/x", "number"},
        {"redis://a,b", "redis+cluster"},  {"unix://relative", "unix:///"}, {"redis+cluster://a/1", "database 0"},
        {"redis://@h", "empty"},
    };
    struct arena arena = {0};
    struct address a;
    struct err err;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(read(cases[i].url, &arena, &a, &err));
        assert_int_equal(err.kind, ERR_CONFIG);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("%s: %s", cases[i].url, err.text);
        assert_null(strstr(err.text, "secret"));
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
