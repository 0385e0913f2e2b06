/* SPDX-License-Identifier: MIT */
/* The same posts in order and in any other, straight on and through restarts: what is heard is the same. */
#include "unit/unit.h"

#include "burst_map.h"
#include "detector.h"

enum { DAYS = 30, A_DAY = 60, POSTS = DAYS * A_DAY, DAY_S = 86400 };
#define START_S (INT64_C(1756681200))

struct said {
    int64_t at_s, comes_s;
    char issue[16], ward[16], author[16];
    uint64_t likeness;
};

static struct said posts[POSTS], *by_arrival[POSTS];
static struct burst_heard plain[POSTS], live[POSTS];

static uint64_t seed;

static uint64_t dice(void)
{
    return burst_mix(seed += UINT64_C(0x9e3779b97f4a7c15));
}

/* People who write again within the day, texts that are passed on, and one ward that has something to say. */
static void say(int n, int64_t late_most_s)
{
    struct said *said = &posts[n];
    bool outcry = n > POSTS - A_DAY && n % 3 == 0, again = n > 10 && dice() % 8 == 0;
    said->at_s = START_S + (int64_t)n * DAY_S / A_DAY + (int64_t)(dice() % 600);
    snprintf(said->issue, sizeof said->issue, "issue%d", outcry ? 1 : (int)(dice() % 4));
    snprintf(said->ward, sizeof said->ward, "%s", outcry ? "east" : dice() % 3 ? "west" : "");
    snprintf(said->author, sizeof said->author, "%d", n);
    said->likeness = dice() % 4 ? 0 : dice();
    if (again) {
        memcpy(said->author, posts[n - 1 - (int)(dice() % 10)].author, sizeof said->author);
        said->likeness = dice() % 2 ? posts[n - 1 - (int)(dice() % 10)].likeness : said->likeness;
    }
    said->comes_s = said->at_s + (late_most_s > 0 ? (int64_t)(burst_mix((uint64_t)n) % (uint64_t)late_most_s) : 0);
}

static int in_time(const void *a, const void *b)
{
    const struct said *left = a, *right = b;
    return left->at_s < right->at_s ? -1 : left->at_s > right->at_s;
}

static int in_arrival(const void *a, const void *b)
{
    const struct said *left = *(struct said *const *)a, *right = *(struct said *const *)b;
    return left->comes_s != right->comes_s ? (left->comes_s < right->comes_s ? -1 : 1) : (left > right) - (left < right);
}

static void say_all(int64_t late_most_s)
{
    seed = 11;
    for (int n = 0; n < POSTS; n++)
        say(n, late_most_s);
    qsort(posts, POSTS, sizeof *posts, in_time);
    for (int n = 0; n < POSTS; n++) {
        int64_t apart = n - posts[n].at_s % 2; /* no two at once */
        posts[n].at_s += apart;
        posts[n].comes_s += apart;
        by_arrival[n] = &posts[n];
    }
    qsort(posts, POSTS, sizeof *posts, in_time);
    qsort(by_arrival, POSTS, sizeof *by_arrival, in_arrival);
}

static struct incidents_event event_of(const struct said *said)
{
    return (struct incidents_event){.at_ms = said->at_s * 1000,
                                    .issue = str_from(said->issue),
                                    .ward = str_from(said->ward),
                                    .author_key = str_from(said->author),
                                    .likeness = said->likeness};
}

/* As `detect --events` does. */
static void hear_plainly(void)
{
    struct burst *burst = burst_new(0.25, (struct burst_calendar){0});
    for (int n = 0; n < POSTS; n++) {
        struct incidents_event event = event_of(&posts[n]);
        struct burst_event said = {.at_s = posts[n].at_s,
                                   .issue = incidents_recent_issue(&event),
                                   .ward = detector_key(event.ward),
                                   .author = str_hash(event.author_key),
                                   .copy = event.likeness};
        burst_hear(burst, &said, &plain[n]);
    }
    burst_free(burst);
}

static void listen(struct detector *detector, int64_t now_s)
{
    struct arena arena = {0};
    struct incidents_recent_entry *entry;
    const struct incidents_event *event;
    struct burst_heard heard;
    while (detector_next(detector, &arena, &entry, &event, &heard)) {
        struct said key = {.at_s = event->at_ms / 1000};
        struct said *said = bsearch(&key, posts, POSTS, sizeof *posts, in_time);
        assert_non_null(said);
        live[said - posts] = heard;
        arena_reset(&arena);
    }
    detector_tick(detector, now_s * 1000);
    arena_free(&arena);
}

static void restart(struct detector *detector)
{
    struct buf saved = BUF("state", 64 << 20);
    struct err err = {0};
    detector_save(detector, &saved);
    detector_close(detector);
    detector_open(detector, 0.25, (struct burst_calendar){0});
    struct packed in = {.rest = buf_str(&saved)};
    assert_true(detector_load(detector, &in, &err));
    buf_free(&saved);
}

static void hear_as_it_comes(int64_t tick_s, bool restarts, struct buf *settled)
{
    struct detector detector;
    detector_open(&detector, 0.25, (struct burst_calendar){0});
    int64_t now_s = START_S;
    memset(live, 0, sizeof live);
    for (int n = 0; n < POSTS; n++) {
        for (; now_s + tick_s <= by_arrival[n]->comes_s; now_s += tick_s)
            listen(&detector, now_s + tick_s);
        struct incidents_event event = event_of(by_arrival[n]);
        detector_add(&detector, &event);
        if (restarts && n % 97 == 0)
            restart(&detector);
    }
    listen(&detector, now_s + 3 * DAY_S);
    detector_save(&detector, settled);
    detector_close(&detector);
}

static void assert_same(void)
{
    int hot = 0;
    for (int n = 0; n < POSTS; n++) {
        assert_int_equal(plain[n].counted, live[n].counted);
        assert_int_equal(plain[n].heat_count, live[n].heat_count);
        hot += plain[n].heat_count > 0;
        for (size_t i = 0; i < plain[n].heat_count; i++) {
            const struct burst_heat *one = &plain[n].heats[i], *other = &live[n].heats[i];
            assert_true(one->place == other->place && one->since_s == other->since_s);
            assert_float_equal(one->people, other->people, 0);
            assert_float_equal(one->score, other->score, 1e-9);
        }
    }
    assert_true(hot > 5);
}

static void test_in_order_it_hears_what_detect_hears(void **state)
{
    (void)state;
    struct buf settled = BUF("state", 64 << 20);
    say_all(0);
    hear_plainly();
    hear_as_it_comes(60, false, &settled);
    assert_same();
    buf_free(&settled);
}

static void test_what_is_heard_hangs_on_no_order_and_no_restart(void **state)
{
    (void)state;
    struct buf first = BUF("state", 64 << 20), second = BUF("state", 64 << 20);
    static const int64_t late_s[] = {900, 6 * 3600, DAY_S - 3600};
    for (size_t i = 0; i < sizeof late_s / sizeof late_s[0]; i++) {
        say_all(0);
        hear_plainly();
        say_all(late_s[i]);
        buf_clear(&first);
        buf_clear(&second);
        hear_as_it_comes(600, false, &first);
        assert_same();
        hear_as_it_comes(1800, true, &second);
        assert_same();
    }
    buf_free(&first);
    buf_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_order_it_hears_what_detect_hears),
        cmocka_unit_test(test_what_is_heard_hangs_on_no_order_and_no_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
