/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/signature.h"

static const int64_t NOW = INT64_C(1795334400000);
#define KEY STR("a key of twenty-one b")

static bool check(const char *signature, const char *body, int64_t now_ms, struct err *err)
{
    struct arena arena = {0};
    struct signature_seen seen;
    bool ok = signature_check(&arena, KEY, str_from(signature), str_from(body), now_ms, &seen, err);
    arena_free(&arena);
    return ok;
}

/* python3 -c 'import hmac;print(hmac.new(b"a key of twenty-one b",b"1795334400.{\"text\":\"x\"}","sha256").hexdigest())' */
static void test_known_answer(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err;
    struct signature_seen seen;
    struct str made = signature_make(&arena, KEY, NOW, STR("{\"text\":\"x\"}"));
    assert_str(made, "t=1795334400,v1=ddee2996e2a6670b8f6289165846dd64057100093821433339388906c765c019");
    assert_true(signature_check(&arena, KEY, made, STR("{\"text\":\"x\"}"), NOW + 299000, &seen, &err));
    assert_int_equal(seen.made_ms, NOW);
    assert_int_equal(seen.name.len, 32);
    arena_free(&arena);
}

static void test_refused(void **state)
{
    (void)state;
    struct err err;
    struct arena arena = {0};
    struct str good = signature_make(&arena, KEY, NOW, STR("x"));
    assert_true(check(good.ptr, "x", NOW, &err));
    assert_true(check(arena_printf(&arena, "t=1795334400,v1=00, %s", good.ptr + 13).ptr, "x", NOW, &err));
    assert_false(check(good.ptr, "y", NOW, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_false(check(good.ptr, "x", NOW + 301000, &err));
    assert_false(check(good.ptr, "x", NOW - 301000, &err));
    static const char *const bad[] = {"", "t=1795334400", "v1=00", "t=,v1=", "t=x,v1=00", "t=99999999999999999999,v1=00",
                                      ",,,,", "t=1795334400,v1="};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(check(bad[i], "x", NOW, &err));
    struct signature_seen seen;
    assert_false(signature_check(&arena, STR("short"), good, STR("x"), NOW, &seen, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_known_answer), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
