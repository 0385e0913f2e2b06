/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "burst_map.h"
#include "burst_seen.h"

enum { DAY_S = 86400, KEYS = 5000 };

static void test_what_is_noted_is_known_for_its_time(void **state)
{
    (void)state;
    static const uint32_t starts[] = {1000, (1u << 24) - 10, UINT32_MAX - 5, 1763700000};
    for (size_t s = 0; s < sizeof starts / sizeof *starts; s++) {
        struct burst_seen seen = {0};
        for (uint32_t i = 0; i < KEYS; i++)
            burst_seen_note(&seen, burst_mix(i + 1), starts[s] + i, DAY_S);
        for (uint32_t i = 0; i < KEYS; i++) {
            assert_true(burst_seen_known(&seen, burst_mix(i + 1), starts[s] + i + DAY_S - 1));
            assert_false(burst_seen_known(&seen, burst_mix(i + 1), starts[s] + i + DAY_S));
            assert_false(burst_seen_known(&seen, burst_mix(i + 1 + KEYS), starts[s] + i));
        }
        burst_seen_free(&seen);
    }
}

/* However long nothing is noted: half a year later the times of a slot come round again. */
static void test_nothing_old_comes_back(void **state)
{
    (void)state;
    struct burst_seen seen = {0};
    burst_seen_note(&seen, burst_mix(1), 5 * DAY_S, BURST_SEEN_KEEP_S);
    for (uint32_t day = 8; day < 1000; day++)
        assert_false(burst_seen_known(&seen, burst_mix(1), day * DAY_S));
    burst_seen_note(&seen, burst_mix(2), 200 * DAY_S, DAY_S);
    for (uint32_t hour = 0; hour < 24 * 3; hour++)
        assert_false(burst_seen_known(&seen, burst_mix(1), 200 * DAY_S + hour * 3600));
    assert_true(burst_seen_known(&seen, burst_mix(2), 200 * DAY_S + 3600));
    burst_seen_free(&seen);
}

static void test_what_is_no_longer_known_takes_no_room(void **state)
{
    (void)state;
    struct burst_seen seen = {0};
    for (uint32_t i = 0; i < 100 * KEYS; i++)
        burst_seen_note(&seen, burst_mix(i + 1), i * 60, DAY_S);
    assert_true(seen.slot_count <= 4096); /* 1440 are known at a time */
    burst_seen_free(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_noted_is_known_for_its_time),
        cmocka_unit_test(test_nothing_old_comes_back),
        cmocka_unit_test(test_what_is_no_longer_known_takes_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
