/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "slots.h"

enum { COUNT = 64, SETS = COUNT / SLOTS_WAYS };

struct record {
    uint64_t of;
};

/* The same set, another tag. */
static uint64_t hash_of(uint64_t tag, uint64_t set)
{
    return tag * 2 << 32 | (set ^ (tag * 2 % SETS));
}

static void test_what_was_put_is_there_until_it_gives_way(void **state)
{
    (void)state;
    struct slots slots;
    slots_init(&slots, COUNT, sizeof(struct record));
    for (uint64_t tag = 1; tag <= SLOTS_WAYS; tag++)
        for (uint64_t set = 0; set < SETS; set++) {
            struct record *record = slots_at(&slots, hash_of(tag, set));
            assert_int_equal(record->of, 0);
            record->of = hash_of(tag, set);
        }
    for (uint64_t tag = 1; tag <= SLOTS_WAYS; tag++)
        for (uint64_t set = 0; set < SETS; set++)
            assert_int_equal(((struct record *)slots_at(&slots, hash_of(tag, set)))->of, hash_of(tag, set));
    slots_free(&slots);
}

static void test_the_first_of_a_set_gives_way_to_a_fifth(void **state)
{
    (void)state;
    struct slots slots;
    slots_init(&slots, COUNT, sizeof(struct record));
    void *first = slots_at(&slots, hash_of(1, 3)), *second = slots_at(&slots, hash_of(2, 3));
    for (uint64_t tag = 3; tag <= SLOTS_WAYS; tag++)
        assert_ptr_not_equal(slots_at(&slots, hash_of(tag, 3)), first);
    assert_ptr_equal(slots_at(&slots, hash_of(SLOTS_WAYS + 1, 3)), first);
    assert_ptr_equal(slots_at(&slots, hash_of(2, 3)), second);
    assert_ptr_equal(slots_at(&slots, hash_of(1, 3)), second); /* the next in turn */
    slots_free(&slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_put_is_there_until_it_gives_way),
        cmocka_unit_test(test_the_first_of_a_set_gives_way_to_a_fifth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
