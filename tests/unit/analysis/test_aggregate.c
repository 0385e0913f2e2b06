/* SPDX-License-Identifier: MIT */
#include "aggregate.h"

#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/action.h"
#include "record/incident.h"
#include "record/summary.h"
#include "record/tally.h"
#include "redis/records.h"
#include "redis/rewrite.h"
#include "redis/stream.h"
#include "redis/tallies.h"
#include "unit/redis/redis_fixture.h"

#define START_MS (INT64_C(1788217200) * 1000) /* 2026-09-01T00:00 in the council's time, a Tuesday */

static const char *clock_path;
static struct redis_fixture fixture;
static struct store *collect, *analyse, *fold;
static struct arena arena;
static struct err err;

static void set_clock(int64_t ms)
{
    assert_true(clock_file_set(clock_path, ms));
}

static void up(int shards)
{
    set_clock(START_MS);
    redis_fixture_up(&fixture, shards, 0);
    fixture.council.privacy.keep_posts_ms = 12 * CLOCK_DAY_MS;
    collect = redis_fixture_open(&fixture, STORE_COLLECT);
    analyse = redis_fixture_open(&fixture, STORE_ANALYSE);
    fold = redis_fixture_open(&fixture, STORE_AGGREGATE);
}

static void down(void)
{
    store_close(collect);
    store_close(analyse);
    store_close(fold);
    arena_free(&arena);
    redis_fixture_down(&fixture);
}

/* The reading stands in the post's tags, so that it does not depend on an analyser: class, issue, place, language. */
static struct reading read_tags(const struct post *post)
{
    struct reading reading = {.id = post->id,
                              .language = post->tags[3],
                              .sentiment = -0.5,
                              .class_confidence = 0.9,
                              .sentiment_confidence = 0.9,
                              .issue_count = 1,
                              .issues = {{post->tags[1], 0.8}},
                              .place_count = 1,
                              .places = {{.id = post->tags[2], .name = STR("Somewhere"), .ward = STR("castell")}},
                              .analyser = STR("1.0.0+rules:1")};
    assert_true(reading_class_from(post->tags[0], &reading.class_));
    if (reading.class_ == READING_COMPLIMENT)
        reading.sentiment = 0.75;
    reading.label = reading.class_ == READING_COMPLIMENT  ? READING_POSITIVE
                    : reading.class_ == READING_COMPLAINT ? READING_NEGATIVE
                                                          : READING_NEUTRAL;
    return reading;
}

static bool new_rules;

/* As other rules read it: a third are comments, and every mood is better. */
static struct reading read_by_rules(const struct post *post)
{
    struct reading reading = read_tags(post);
    if (!new_rules)
        return reading;
    reading.analyser = STR("1.0.0+rules:2");
    reading.sentiment += 0.25;
    if (str_hash(post->id) % 3 == 0) {
        reading.class_ = READING_COMMENT;
        reading.issues[0].id = STR("leisure.library");
    }
    return reading;
}

static void analyse_all(void)
{
    struct stream_segment segment;
    for (;;) {
        bool committed;
        OK(stream_take(analyse, STR("w"), 0, &arena, &segment, &err));
        if (segment.count == 0)
            return;
        struct reading *readings = ARENA_ARRAY(&arena, struct reading, segment.count);
        for (size_t i = 0; i < segment.count; i++)
            readings[i] = read_by_rules(&segment.posts[i]);
        OK(stream_commit(analyse, &segment, readings, &committed, &err));
        assert_true(committed);
    }
}

static void put(const struct post *posts, size_t count)
{
    struct stream_ingested ingested;
    OK(stream_ingest(collect, STR("test"), posts, count, STR_NONE, &ingested, &err));
    analyse_all();
}

static struct post post(int number, int64_t at_ms, const char *author, const char *class_, const char *issue)
{
    return (struct post){.id = arena_printf(&arena, "file:%d", number),
                         .kind = STR("file"),
                         .source = STR("test"),
                         .native_id = arena_printf(&arena, "%d", number),
                         .text = arena_printf(&arena, "What number %d has to say about it, at some length", number),
                         .published_ms = at_ms,
                         .author_key = str_from(author),
                         .tags = {str_from(class_), str_from(issue), STR("heol-y-bont"),
                                  number % 3 == 0 ? STR("cy") : STR("en")},
                         .tag_count = 4};
}

static void step(void)
{
    struct aggregate *aggregate = aggregate_new(&fixture.council, fold, &err);
    bool more = true;
    while (more)
        OK(aggregate_step(aggregate, clock_now_ms(), &more, &err));
    aggregate_free(aggregate);
}

static struct summary *summary(const char *id)
{
    struct str json;
    struct json *root;
    struct summary *out = ARENA_NEW(&arena, struct summary);
    OK(records_get(fold, 0, STR("summaries"), str_from(id), &arena, &json, &err));
    if (json.ptr == NULL)
        return NULL;
    OK(json_parse(json, &arena, &root, &err) && summary_from_json(root, &arena, out, &err));
    return out;
}

static const struct summary_cell *cell_of(const struct summary *of, const char *issue, const char *place, int class_)
{
    for (size_t i = 0; i < of->cell_count; i++)
        if (str_eq(of->cells[i].issue, str_from(issue)) && str_eq(of->cells[i].place, str_from(place)) &&
            (int)of->cells[i].class_ == class_)
            return &of->cells[i];
    return NULL;
}

static void put_a_morning(void)
{
    struct post posts[] = {
        post(1, START_MS + 1 * CLOCK_HOUR_MS, "a1", "complaint", "waste.missed-collection"),
        post(2, START_MS + 2 * CLOCK_HOUR_MS, "a1", "complaint", "waste.missed-collection"),
        post(3, START_MS + 3 * CLOCK_HOUR_MS, "a2", "complaint", "waste.missed-collection"),
        post(4, START_MS + 3 * CLOCK_HOUR_MS, "a3", "compliment", "waste.missed-collection"),
        post(5, START_MS + 4 * CLOCK_HOUR_MS, "a4", "request", "roads.pothole"),
        post(6, START_MS + 4 * CLOCK_HOUR_MS, "a5", "complaint", "waste.missed-collection"),
    };
    posts[5].repost_of = STR("1");
    set_clock(START_MS + 12 * CLOCK_HOUR_MS);
    put(posts, sizeof posts / sizeof posts[0]);
}

static void test_a_morning_is_summed_up(void **state)
{
    (void)state;
    up(1);
    put_a_morning();
    step();
    const struct summary *day = summary("day:2026-09-01");
    assert_non_null(day);
    assert_false(day->complete);
    assert_int_equal(day->people, 4);
    assert_int_equal(day->posts, 5);
    assert_int_equal(day->reposts, 1);
    assert_int_equal(day->late, 0);
    assert_int_equal(day->by_class[READING_COMPLAINT], 2);
    assert_int_equal(day->welsh_people, 1);
    assert_int_equal(day->english_people, 3);
    assert_str(day->analyser, "1.0.0+rules:1");
    assert_true(day->temperature.known && day->temperature.mood < 0);
    const struct summary_cell *bins = cell_of(day, "waste.missed-collection", "", READING_COMPLAINT);
    assert_non_null(bins);
    assert_int_equal(bins->people, 2);
    assert_int_equal(bins->posts, 3);
    assert_true(bins->usual < 0);
    assert_int_equal(bins->quote_count, 2);
    assert_non_null(cell_of(day, "waste.missed-collection", "castell", READING_COMPLAINT));
    assert_non_null(cell_of(day, "", "heol-y-bont", READING_CLASSES));
    assert_non_null(summary("week:2026-08-31"));
    assert_non_null(summary("month:2026-09-01"));
    down();
}

static void test_a_day_ends_and_late_posts_still_count(void **state)
{
    (void)state;
    up(1);
    put_a_morning();
    step();
    set_clock(START_MS + CLOCK_DAY_MS + CLOCK_HOUR_MS);
    step();
    assert_true(summary("day:2026-09-01")->complete);
    assert_null(summary("day:2026-09-02"));
    struct post late = post(7, START_MS + 5 * CLOCK_HOUR_MS, "a9", "complaint", "roads.pothole");
    put(&late, 1);
    step();
    const struct summary *day = summary("day:2026-09-01");
    assert_int_equal(day->people, 5);
    assert_int_equal(day->late, 1);
    assert_true(day->complete);
    down();
}

static void test_the_same_weekday_is_usual(void **state)
{
    (void)state;
    up(1);
    for (int week = 0; week < 4; week++) {
        int64_t day_ms = START_MS + week * 7 * CLOCK_DAY_MS;
        set_clock(day_ms + 20 * CLOCK_HOUR_MS);
        for (int i = 0; i < 4 + week; i++) {
            struct post one = post(week * 100 + i, day_ms + (i + 1) * CLOCK_HOUR_MS,
                                   arena_printf(&arena, "b%d", i).ptr, "complaint", "waste.missed-collection");
            put(&one, 1);
        }
        step();
    }
    const struct summary *day = summary("day:2026-09-22");
    const struct summary_cell *bins = cell_of(day, "waste.missed-collection", "", READING_COMPLAINT);
    assert_int_equal(bins->people, 7);
    assert_true(bins->usual == 5.5); /* of the 8th and 15th; counting began within the 1st */
    assert_true(bins->temperature.known && bins->usual_temperature.known);
    assert_int_equal(bins->usual_temperature.people, 5 + 6); /* a person counts once a week */
    assert_true(fabs(bins->usual_temperature.mood - bins->temperature.mood) < 1); /* all said the same */
    assert_int_equal(day->earlier_count, 2);
    assert_int_equal(day->earlier[0].people, 6);
    down();
}

static void test_a_series_over_time(void **state)
{
    (void)state;
    struct tallies_point *points;
    size_t count;
    up(1);
    put_a_morning();
    step();
    struct tallies_query query = {.step = PERIOD_HOUR, .from_ms = START_MS, .to_ms = START_MS + 5 * CLOCK_HOUR_MS,
                                  .filter = {.issue = STR("waste.missed-collection"), .class_ = TALLY_ANY_CLASS}};
    OK(tallies_read(fold, &query, &arena, &points, &count, &err));
    assert_int_equal(count, 5);
    assert_int_equal(points[0].posts, 0);
    assert_int_equal(points[1].people, 1);
    assert_int_equal(points[3].people, 2);
    assert_int_equal(points[4].people, 0); /* a repost */
    query = (struct tallies_query){.step = PERIOD_DAY, .from_ms = START_MS, .to_ms = START_MS + 1,
                                   .filter = {.place = STR("castell"), .class_ = TALLY_ANY_CLASS}};
    OK(tallies_read(fold, &query, &arena, &points, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(points[0].people, 4);
    assert_true(points[0].mood.known);
    query.step = PERIOD_HOUR;
    query.to_ms = START_MS + 100 * CLOCK_DAY_MS;
    assert_false(tallies_read(fold, &query, &arena, &points, &count, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    down();
}

static void test_old_words_go_and_numbers_stay(void **state)
{
    (void)state;
    struct records_page page;
    struct str bytes;
    struct tally tally;
    up(1);
    put_a_morning();
    step();
    set_clock(START_MS + 12 * CLOCK_DAY_MS);
    step();
    assert_int_equal(cell_of(summary("day:2026-09-01"), "waste.missed-collection", "", READING_COMPLAINT)->quote_count,
                     2);
    set_clock(START_MS + 13 * CLOCK_DAY_MS + CLOCK_HOUR_MS);
    step();
    static const char *const ids[] = {"day:2026-09-01", "week:2026-08-31", "month:2026-09-01"};
    for (int i = 0; i < 3; i++) {
        const struct summary_cell *bins = cell_of(summary(ids[i]), "waste.missed-collection", "", READING_COMPLAINT);
        assert_int_equal(bins->people, 2);
        assert_int_equal(bins->quote_count, 0);
    }
    OK(records_get(fold, 0, STR("agg:day"), clock_iso(&arena, START_MS), &arena, &bytes, &err));
    OK(tally_read(bytes, &tally, &err));
    for (size_t i = 0; i < tally.count; i++)
        assert_int_equal(tally.cells[i].people.form, PEOPLE_PLAIN);
    tally_free(&tally);
    OK(records_all(fold, 0, STR("quotes"), &arena, &page, &err));
    for (size_t i = 0; i < page.count; i++)
        assert_str(page.values[i], "[]");
    down();
}

static struct incident *only_incident(void)
{
    struct records_page page;
    struct json *root;
    struct incident *incident = ARENA_NEW(&arena, struct incident);
    OK(records_all(fold, 0, STR("incidents"), &arena, &page, &err));
    assert_int_equal(page.count, 1);
    OK(json_parse(page.values[0], &arena, &root, &err) && incident_from_json(root, &arena, incident, &err));
    return incident;
}

static void put_an_outcry(void)
{
    set_clock(START_MS + 10 * CLOCK_HOUR_MS);
    struct post posts[8];
    for (int i = 0; i < 8; i++)
        posts[i] = post(i, START_MS + 9 * CLOCK_HOUR_MS + i * 4 * CLOCK_MINUTE_MS, arena_printf(&arena, "o%d", i).ptr,
                        "complaint", "waste.missed-collection");
    put(posts, 8);
    step();
}

static void test_an_outcry_is_told_once_and_answered(void **state)
{
    (void)state;
    struct records_letter *letters;
    size_t count;
    up(2);
    put_an_outcry();
    struct incident *incident = only_incident();
    assert_str(incident->issue, "waste.missed-collection");
    assert_int_equal(incident->state, INCIDENT_OPEN);
    assert_int_equal(incident->people, 8);
    OK(records_letters_due(fold, &arena, &letters, &count, &err));
    assert_true(count >= 1);
    assert_true(str_starts(letters[0].id, STR("tell:")));
    struct store *serve = redis_fixture_open(&fixture, STORE_SERVE);
    struct action ack = {.what = STR("ack"), .by = STR("Siân"), .incident = incident->id, .at_ms = clock_now_ms()};
    OK(records_action_add(serve, action_to_json(&ack, &arena), &err));
    OK(records_action_add(serve, STR("nonsense"), &err));
    store_close(serve);
    step();
    assert_str(only_incident()->acked_by, "Siân");
    set_clock(START_MS + 3 * CLOCK_DAY_MS);
    step();
    assert_int_equal(only_incident()->state, INCIDENT_RESOLVED);
    assert_str(only_incident()->acked_by, "Siân");
    down();
}

static bool is_shown(const struct incident *incident, const char *id)
{
    for (size_t i = 0; i < incident->shown_count; i++)
        if (str_eq(incident->shown[i].id, str_from(id)))
            return true;
    return false;
}

static bool detector_holds(const char *id)
{
    struct str bytes;
    OK(records_get(fold, 0, STR("detect"), STR("incidents"), &arena, &bytes, &err));
    return str_find_str(bytes, str_from(id), 0) < bytes.len;
}

static void test_an_erased_post_leaves_everything(void **state)
{
    (void)state;
    struct records_erased erased;
    up(2);
    put_an_outcry();
    const struct incident *incident = only_incident();
    assert_true(is_shown(incident, "file:3") && detector_holds("file:3"));
    struct store *admin = redis_fixture_open(&fixture, STORE_ADMIN);
    OK(records_erase(admin, STR("file:3"), STR_NONE, &erased, &err));
    store_close(admin);
    assert_int_equal(erased.posts, 1);
    step();
    assert_false(detector_holds("file:3"));
    assert_true(detector_holds("file:4"));
    set_clock(START_MS + 11 * CLOCK_HOUR_MS);
    for (int i = 20; i < 40; i++) {
        struct post more = post(i, START_MS + 10 * CLOCK_HOUR_MS + i * CLOCK_MINUTE_MS,
                                arena_printf(&arena, "n%d", i).ptr, "complaint", "waste.missed-collection");
        put(&more, 1);
    }
    step();
    incident = only_incident();
    assert_int_equal(incident->people, 28); /* who was counted stays counted */
    assert_false(is_shown(incident, "file:3"));
    const struct summary *day = summary("day:2026-09-01");
    assert_int_equal(day->posts, 28);
    for (size_t i = 0; i < day->cell_count; i++)
        for (size_t k = 0; k < day->cells[i].quote_count; k++)
            assert_false(str_eq(day->cells[i].quotes[k].id, STR("file:3")));
    down();
}

/* Killed after the fold and before the second shard knew of it; an erasure then moves what was counted there. */
static void test_an_erasure_after_a_crash_counts_nothing_twice(void **state)
{
    (void)state;
    struct str position;
    struct stream_page page;
    struct records_erased erased;
    bool stale;
    up(2);
    put_an_outcry();
    OK(stream_read_out(fold, 1, STR_NONE, 100, 0, &arena, &page, &err));
    assert_true(page.count >= 2);
    OK(records_position(fold, 1, &arena, &position, &err));
    OK(records_fold(fold, 1, position, STR("0-0#7"), NULL, 0, NULL, 0, &stale, &err));
    assert_false(stale);
    struct store *admin = redis_fixture_open(&fixture, STORE_ADMIN);
    OK(records_erase(admin, page.items[0].post.id, STR_NONE, &erased, &err));
    store_close(admin);
    struct post more = post(90, START_MS + 9 * CLOCK_HOUR_MS, "z", "complaint", "waste.missed-collection");
    put(&more, 1);
    step();
    step();
    assert_int_equal(summary("day:2026-09-01")->posts, 9);
    down();
}

/* Five days of posts from SplitMix64, each day counted in one step; all that is kept as one text. */
static void make_days(int shards, void (*count)(void))
{
    static const char *const classes[] = {"complaint", "complaint", "request", "compliment", "comment"};
    static const char *const issues[] = {"waste.missed-collection", "roads.pothole", "housing.repairs"};
    uint64_t seed = 7;
    up(shards);
    for (int day = 0, number = 0; day < 5; day++) {
        struct post posts[60];
        for (int i = 0; i < 60; i++, number++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            posts[i] = post(number, START_MS + day * CLOCK_DAY_MS + (int64_t)(seed >> 40) % 86400 * 1000,
                            arena_printf(&arena, "p%d", (int)(seed >> 33 & 31)).ptr, classes[seed >> 50 & 3],
                            issues[(seed >> 45) % 3]);
            if ((seed >> 55) % 7 == 0)
                posts[i].repost_of = STR("9999");
        }
        set_clock(START_MS + (day + 1) * CLOCK_DAY_MS);
        put(posts, 60);
        count();
    }
}

static void add_family(struct buf *all, const char *family)
{
    struct records_page page;
    OK(records_all(fold, 0, str_from(family), &arena, &page, &err));
    assert_true(page.count > 0 || strcmp(family, "incidents") == 0);
    for (size_t i = 0; i < page.count; i++)
        buf_printf(all, "%s " STR_FMT " " STR_FMT "\n", family, STR_ARG(page.names[i]), STR_ARG(page.values[i]));
}

static char *all_that_is_kept(void)
{
    struct buf all = BUF("kept", 64 << 20);
    static const char *const families[] = {"summaries", "incidents", "quotes"};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        add_family(&all, families[i]);
    struct records_letter *letters;
    size_t count;
    OK(records_letters_due(fold, &arena, &letters, &count, &err));
    for (size_t i = 0; i < count; i++)
        buf_printf(&all, "letter " STR_FMT " " STR_FMT "\n", STR_ARG(letters[i].id), STR_ARG(letters[i].json));
    return all.data;
}

static void assert_same(const char *a, const char *b)
{
    size_t at = 0;
    while (a[at] != '\0' && a[at] == b[at])
        at++;
    if (a[at] != b[at])
        fail_msg("differ at %zu: %.120s | %.120s", at, a + (at < 60 ? 0 : at - 60), b + (at < 60 ? 0 : at - 60));
}

static void test_any_number_of_shards_says_the_same(void **state)
{
    (void)state;
    make_days(1, step);
    char *one = all_that_is_kept();
    down();
    make_days(4, step);
    char *four = all_that_is_kept();
    down();
    assert_same(one, four);
    free(one);
    free(four);
}

/* Reads at most so many posts anew, as if killed then. */
struct going_over {
    int64_t pass, left, read;
};

static bool read_anew(void *self, struct stream_kept *kept, struct arena *with)
{
    struct going_over *over = self;
    if (over->left == 0 || str_eq(kept->reading.analyser, STR("1.0.0+rules:2")))
        return false;
    struct reading *was = ARENA_NEW(with, struct reading);
    *was = kept->reading;
    kept->reading = read_by_rules(&kept->post);
    if (!(kept->was != NULL && kept->pass == over->pass))
        kept->was = was;
    kept->pass = over->pass;
    over->left--;
    over->read++;
    return true;
}

static int64_t go_over(int64_t pass, int64_t most)
{
    struct store *admin = redis_fixture_open(&fixture, STORE_ADMIN);
    struct going_over over = {.pass = pass, .left = most};
    struct rewrite_done done;
    new_rules = true;
    OK(rewrite_all(admin, read_anew, &over, &done, &err));
    assert_int_equal(done.posts, 300);
    assert_int_equal(done.changed, over.read);
    assert_int_equal(done.waiting, 0);
    store_close(admin);
    return over.read;
}

static void ask_to_count(const char *action)
{
    struct store *serve = redis_fixture_open(&fixture, STORE_SERVE);
    OK(records_action_add(serve, str_from(action), &err));
    store_close(serve);
}

/* The summaries, with what new rules did to them left out. */
static char *summaries_kept(void)
{
    struct buf all = BUF("summaries", 64 << 20);
    struct records_page page;
    OK(records_all(fold, 0, STR("summaries"), &arena, &page, &err));
    for (size_t i = 0; i < page.count; i++) {
        struct summary *one = summary(arena_str(&arena, page.names[i]).ptr);
        struct json_out out = json_out_new(&all, false);
        one->rules = (struct summary_rules){0};
        summary_to_json(one, &out);
        buf_char(&all, '\n');
    }
    return all.data;
}

static char *days_read_by_new_rules(int shards)
{
    new_rules = true;
    make_days(shards, step);
    char *text = summaries_kept();
    down();
    new_rules = false;
    return text;
}

static void test_other_rules_move_what_is_counted_once(void **state)
{
    (void)state;
    int64_t pass;
    for (int shards = 1; shards <= 3; shards += 2) {
        char *wanted = days_read_by_new_rules(shards);
        make_days(shards, step);
        char *before = summaries_kept();
        double mood = summary("day:2026-09-02")->temperature.mood;
        assert_int_equal(go_over(1, 100), 100); /* cut off */
        step();
        char *unmoved = summaries_kept();
        assert_same(before, unmoved);
        assert_int_equal(go_over(1, 1000), 200);
        assert_int_equal(go_over(1, 1000), 0);
        ask_to_count("{\"do\":\"rescore\",\"pass\":1}");
        ask_to_count("{\"do\":\"rescore\",\"pass\":1}"); /* it was cut off after it had asked */
        step();
        char *got = summaries_kept();
        assert_same(wanted, got);
        const struct summary *day = summary("day:2026-09-02");
        assert_int_equal(day->rules.at_ms, START_MS + 5 * CLOCK_DAY_MS);
        assert_true(day->rules.posts > 10 && day->rules.posts < 60);
        assert_true(fabs(day->rules.before.mood - mood) < 0.01);
        assert_true(fabs(day->rules.after.mood - day->temperature.mood) < 0.01 && day->rules.after.mood > mood + 5);
        struct store *admin = redis_fixture_open(&fixture, STORE_ADMIN);
        OK(rewrite_pass(admin, &pass, &err));
        assert_int_equal(pass, 1);
        store_close(admin);
        ask_to_count("{\"do\":\"rescore\",\"pass\":1}"); /* and nothing is counted twice, nor what never was */
        ask_to_count("{\"do\":\"rescore\",\"pass\":3}");
        step();
        char *again = summaries_kept();
        assert_same(wanted, again);
        down();
        new_rules = false;
        free(wanted), free(before), free(unmoved), free(got), free(again);
    }
}

static int kills;

/* A child counts and is killed at a moment that moves on, until one gets through. */
static void step_under_fire(void)
{
    for (int try = 0;; try++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            store_close(fold);
            fold = store_open(&fixture.council, STORE_AGGREGATE, &err);
            struct aggregate *aggregate = aggregate_new(&fixture.council, fold, &err);
            bool more = true, ok = fold != NULL;
            while (ok && more)
                ok = aggregate_step(aggregate, clock_now_ms(), &more, &err);
            _exit(ok ? 0 : 1);
        }
        usleep((useconds_t)(200 + 400 * try));
        if (try < 30)
            kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            return;
        assert_true(WIFSIGNALED(status));
        kills++;
    }
}

static void test_killed_anywhere_it_says_the_same(void **state)
{
    (void)state;
    make_days(1, step);
    char *calm = all_that_is_kept();
    down();
    for (int shards = 1; shards <= 3; shards += 2) {
        make_days(shards, step_under_fire);
        char *fire = all_that_is_kept();
        down();
        assert_same(calm, fire);
        free(fire);
    }
    assert_true(kills > 20);
    free(calm);
}

static void test_killed_while_it_counts_again_it_counts_once(void **state)
{
    (void)state;
    char *wanted = days_read_by_new_rules(2);
    make_days(2, step);
    go_over(1, 1000);
    ask_to_count("{\"do\":\"rescore\",\"pass\":1}");
    step_under_fire();
    char *got = summaries_kept();
    assert_same(wanted, got);
    down();
    new_rules = false;
    free(wanted);
    free(got);
}

static void test_of_two_one_is_stale(void **state)
{
    (void)state;
    bool more;
    up(2);
    put_a_morning();
    struct store *other_store = redis_fixture_open(&fixture, STORE_AGGREGATE);
    struct aggregate *left = aggregate_new(&fixture.council, fold, &err), *right = aggregate_new(&fixture.council, other_store, &err);
    OK(aggregate_step(left, clock_now_ms(), &more, &err) && aggregate_step(right, clock_now_ms(), &more, &err));
    for (int i = 0; i < 20; i++) {
        struct post one = post(50 + i, clock_now_ms() - CLOCK_MINUTE_MS, arena_printf(&arena, "c%d", i).ptr,
                               "complaint", "roads.pothole");
        put(&one, 1);
        OK(aggregate_step(i % 3 == 0 ? left : right, clock_now_ms(), &more, &err));
    }
    for (more = true; more;)
        OK(aggregate_step(left, clock_now_ms(), &more, &err));
    assert_int_equal(summary("day:2026-09-01")->people, 24);
    aggregate_free(left);
    aggregate_free(right);
    store_close(other_store);
    down();
}

int main(void)
{
    char path[] = "/tmp/earshot-clock-XXXXXX";
    close(mkstemp(path));
    clock_path = path;
    clock_file_set(path, START_MS);
    setenv("EARSHOT_CLOCK", path, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_morning_is_summed_up),
        cmocka_unit_test(test_other_rules_move_what_is_counted_once),
        cmocka_unit_test(test_killed_while_it_counts_again_it_counts_once),
        cmocka_unit_test(test_a_day_ends_and_late_posts_still_count),
        cmocka_unit_test(test_the_same_weekday_is_usual),
        cmocka_unit_test(test_a_series_over_time),
        cmocka_unit_test(test_old_words_go_and_numbers_stay),
        cmocka_unit_test(test_an_outcry_is_told_once_and_answered),
        cmocka_unit_test(test_an_erased_post_leaves_everything),
        cmocka_unit_test(test_an_erasure_after_a_crash_counts_nothing_twice),
        cmocka_unit_test(test_any_number_of_shards_says_the_same),
        cmocka_unit_test(test_killed_anywhere_it_says_the_same),
        cmocka_unit_test(test_of_two_one_is_stale),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
