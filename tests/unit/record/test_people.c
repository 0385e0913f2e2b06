/* SPDX-License-Identifier: MIT */
#include "record/people.h"

#include "unit/unit.h"

static struct arena arena;

/* SplitMix64: the same people in every run. */
static uint32_t person(uint64_t number)
{
    uint64_t z = (number + 1) * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)(z >> 32);
}

static struct people some(uint64_t from, uint64_t to)
{
    struct people people = {0};
    for (uint64_t i = from; i < to; i++)
        people_add(&people, person(i), &arena);
    return people;
}

static void test_few_are_counted_exactly(void **state)
{
    (void)state;
    struct people people = some(0, PEOPLE_EXACT_MOST), again = some(10, 20);
    assert_int_equal(people_count(&people), PEOPLE_EXACT_MOST);
    people_merge(&people, &again, &arena);
    assert_int_equal(people_count(&people), PEOPLE_EXACT_MOST);
    assert_int_equal(people.form, PEOPLE_EXACT);
}

static void assert_near(int64_t got, double want, double within)
{
    if ((double)got < want * (1 - within) || (double)got > want * (1 + within))
        fail_msg("%lld is not near %g", (long long)got, want);
}

static void test_many_are_counted_nearly(void **state)
{
    (void)state;
    const uint64_t sizes[] = {PEOPLE_EXACT_MOST + 1, 5000, 8000, 12000, 20000, 100000, 1000000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct people people = some(0, sizes[i]);
        assert_int_equal(people.form, PEOPLE_SKETCH);
        assert_near(people_count(&people), (double)sizes[i], 0.1); /* three standard errors */
    }
}

static void test_sets_merge_in_any_form(void **state)
{
    (void)state;
    const uint64_t cuts[] = {10, 200, 6000, 29990}, most = 30000;
    for (size_t i = 0; i < 4; i++) {
        struct people left = some(0, cuts[i]), right = some(cuts[i] / 2, most), all = some(0, most);
        people_merge(&left, &right, &arena);
        assert_int_equal(people_count(&left), people_count(&all));
    }
    struct people gone = some(0, 12), now = some(0, 5);
    people_forget(&gone);
    people_merge(&now, &gone, &arena);
    assert_int_equal(people_count(&now), 17);
    assert_int_equal(now.form, PEOPLE_PLAIN);
}

static void test_some_are_replaced_by_others(void **state)
{
    (void)state;
    struct people all = some(0, 50), was = some(0, 20), now = some(10, 60), want = some(10, 60);
    people_replace(&all, &was, &now, &arena);
    assert_int_equal(all.count, want.count);
    assert_memory_equal(all.hashes, want.hashes, want.count * sizeof *want.hashes);
    struct people plain = some(0, 50), none = {0};
    people_forget(&plain);
    people_replace(&plain, &was, &now, &arena);
    assert_int_equal(people_count(&plain), 50 - 20 + 50);
    people_replace(&plain, &now, &none, &arena);
    people_replace(&plain, &now, &none, &arena);
    assert_int_equal(people_count(&plain), 0);
    struct people many = some(0, 5000);
    people_replace(&many, &was, &now, &arena);
    assert_near(people_count(&many), 5000, 0.1);
}

static void test_comes_back_as_it_went(void **state)
{
    (void)state;
    const uint64_t sizes[] = {0, 1, 256, PEOPLE_EXACT_MOST, PEOPLE_EXACT_MOST + 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int forgotten = 0; forgotten < 2; forgotten++) {
            struct buf buf = BUF("test", 8 * PEOPLE_EXACT_MOST);
            struct people people = some(0, sizes[i]), back;
            if (forgotten)
                people_forget(&people);
            people_write(&people, &buf);
            struct packed in = {.rest = buf_str(&buf)};
            people_read(&in, &back, &arena);
            assert_false(in.bad);
            assert_int_equal(in.rest.len, 0);
            assert_int_equal(people_count(&back), people_count(&people));
            assert_int_equal(back.form, people.form);
            buf_free(&buf);
        }
}

static void test_bad_bytes_are_refused(void **state)
{
    (void)state;
    const struct str bad[] = {STR("\x03\x01"), STR("\0\x02" "bbbbaaaa"), STR("\0\x02" "aaaabbb"), STR("\x01zz"),
                              STR("\0\xff\x7f")};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct packed in = {.rest = bad[i]};
        struct people people;
        people_read(&in, &people, &arena);
        assert_true(in.bad);
        assert_int_equal(people_count(&people), 0);
    }
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
        cmocka_unit_test(test_few_are_counted_exactly), cmocka_unit_test(test_many_are_counted_nearly),
        cmocka_unit_test(test_sets_merge_in_any_form),  cmocka_unit_test(test_some_are_replaced_by_others),
        cmocka_unit_test(test_comes_back_as_it_went),
        cmocka_unit_test(test_bad_bytes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, down);
}
