/* SPDX-License-Identifier: MIT */
#include "borough.h"

#include "alert.h"
#include "base/file.h"
#include "digest.h"
#include "record/people.h"

struct world {
    struct arena arena;
    struct borough borough;
    struct frame frame;
    struct digest_news news;
};

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct err err;
    borough_new(&world->borough, &world->arena);
    world->news.summary = world->borough.friday;
    if (!frame_load(&world->frame, &world->borough.catalogue, &world->arena, &err))
        fail_msg("%s", err.text);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    borough_free(&world->borough);
    arena_free(&world->arena);
    free(world);
    return 0;
}

static struct envelope write_digest(struct world *world)
{
    struct err err;
    struct envelope envelope = {.to = STR("comms@aberwen.example")};
    if (!digest_write(&world->frame, &world->borough.board, &world->news, &world->borough.languages,
                      &world->arena, &envelope, &err))
        fail_msg("%s", err.text);
    return envelope;
}

/* Lines put together again, as a letter in text is wrapped. */
static struct str unwrapped(struct str text)
{
    static char line[ENVELOPE_BYTES_MOST];
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i] == '\n' ? ' ' : text.ptr[i];
        if (c != ' ' || len == 0 || line[len - 1] != ' ')
            line[len++] = c;
    }
    return (struct str){line, len};
}

static size_t place_of(struct str text, const char *part)
{
    text = unwrapped(text);
    size_t at = str_find_str(text, str_from(part), 0);
    if (at == text.len)
        fail_msg("\"%s\" is not in:\n" STR_FMT, part, STR_ARG(text));
    return at;
}

static bool has(struct str text, const char *part)
{
    return str_find_str(text, str_from(part), 0) < text.len;
}

/* Kept where a person can look at it, when EARSHOT_LOOK names a folder. */
static void look(struct world *world, const char *name, struct str contents)
{
    struct err err;
    const char *folder = getenv("EARSHOT_LOOK");
    if (folder != NULL && !file_write(arena_printf(&world->arena, "%s/%s", folder, name).ptr, contents, &err))
        fail_msg("%s", err.text);
}

static void test_order_is_that_of_the_promise(void **state)
{
    struct world *world = *state;
    struct envelope letter = write_digest(world);
    look(world, "digest.html", letter.html);
    look(world, "digest.txt", letter.text);
    look(world, "digest.png", letter.picture);
    static const char *const order[] = {
        "== What we heard, and what we could not", "== Temperature", "== Rising", "== Easing", "== Emerging complaints",
        "== What people complained of most", "== What people praised", "== Waiting for a reply in Welsh",
        "== How to read this"};
    size_t last = place_of(letter.text, "== Sut i ddarllen hwn"); /* Welsh first */
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        size_t at = place_of(letter.text, order[i]);
        assert_true(at > last);
        last = at;
    }
    assert_true(letter.html.len < 100 * 1024);
    assert_str(letter.language, "cy, en");
}

static void test_says_what_was_not_heard(void **state)
{
    struct world *world = *state;
    struct envelope letter = write_digest(world);
    place_of(letter.text, "Sources heard: 1 of 3.");
    place_of(letter.text, "the paper: No good answer since 03:00 yesterday: the certificate has expired.");
    place_of(letter.text, "Ffynonellau a glywyd: 1 o 3.");
    place_of(letter.html, "No good answer since 03:00 yesterday");
}

/* A reason of the source's own words is English; one that we know is told in the reader's. */
static void test_why_a_source_is_not_heard_is_in_the_reader_s_language(void **state)
{
    static const char *const whys[] = {"refused", "missing", "gone", "busy", "trouble", "away", "unreadable", "large", "setting",
                                       "closed", "members", "part", "quota", "slow", "comments", "empty"};
    struct world *world = *state;
    struct hearing *paper = &world->borough.friday->sources[1];
    for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++) {
        const char *key = arena_printf(&world->arena, "source.why.%s", whys[i]).ptr;
        const struct catalogue_row *row = catalogue_find(&world->borough.catalogue, str_from(key));
        assert_non_null(row);
        paper->why = str_from(whys[i]);
        struct str text = unwrapped(write_digest(world).text);
        place_of(text, arena_printf(&world->arena, "No good answer since 03:00 yesterday: " STR_FMT ".",
                                    STR_ARG(catalogue_form(row, CATALOGUE_EN, 0))).ptr);
        place_of(text, arena_printf(&world->arena, ": " STR_FMT ".", STR_ARG(catalogue_form(row, CATALOGUE_CY, 0))).ptr);
        assert_int_equal(str_find_str(text, STR("the certificate has expired"), 0), text.len);
    }
    paper->state = STR("deaf"), paper->why = STR("closed");
    place_of(unwrapped(write_digest(world).text), "we may not be hearing it: its server has closed this list");
    place_of(unwrapped(write_digest(world).text), "nad ydym yn ei chlywed: mae ei gweinydd wedi cau'r rhestr hon");
    paper->why = STR("old");
    struct str text = unwrapped(write_digest(world).text);
    place_of(text, "everything it gave was over a week old");
    place_of(text, "roedd popeth a roddodd dros wythnos oed");
}

static void test_numbers_say_what_they_count(void **state)
{
    struct world *world = *state;
    struct envelope letter = write_digest(world);
    place_of(letter.text, "In all, 1,412 people wrote 1,618 posts.");
    place_of(letter.text, "Ysgrifennodd 1,412 o bobl 1,618 neges.");
    place_of(letter.text, "The temperature was −18: more people unhappy than pleased.");
    place_of(letter.text, "lower than usual (−8)");
    place_of(letter.text, "37 people (usually 4)");
    assert_false(has(letter.text, "Grass")); /* fewer than 3 people */
    place_of(letter.text, "Daeth 3 chwestiwn neu gais yn Gymraeg.");
    place_of(letter.subject, "Flood, Bridge Quarter: 8 people; temperature −18");
}

static void test_quotes_name_nobody(void **state)
{
    struct world *world = *state;
    struct envelope letter = write_digest(world);
    assert_false(has(letter.text, "Prydderch"));
    assert_false(has(letter.html, "AberwenCouncil"));
    place_of(letter.html, "thank you to Mrs […] […] and all");
}

static void test_the_days_without_a_letter_are_told(void **state)
{
    struct world *world = *state;
    struct summary *thursday = ARENA_NEW(&world->arena, struct summary), *wednesday = ARENA_NEW(&world->arena, struct summary);
    *thursday = *wednesday = *world->borough.friday;
    thursday->id = STR("day:2026-09-24");
    wednesday->id = STR("day:2026-09-23");
    thursday->from_ms = clock_days_after(world->borough.friday->from_ms, -1);
    wednesday->from_ms = clock_days_after(world->borough.friday->from_ms, -2);
    thursday->people = PEOPLE_EXACT_MOST + 904;
    wednesday->people = wednesday->posts = 0;
    world->borough.flood->state = INCIDENT_RESOLVED;
    world->borough.flood->opened_ms = world->borough.flood->resolved_ms = wednesday->from_ms + CLOCK_HOUR_MS;
    world->news.earlier[0] = thursday;
    world->news.earlier[1] = wednesday;
    world->news.earlier_count = 2;
    world->news.rules_changed = true;
    world->news.welsh_unanswered = 4;
    world->news.welsh_oldest_ms = world->borough.board.now_ms - 50 * CLOCK_HOUR_MS;
    struct envelope letter = write_digest(world);
    place_of(letter.subject, "23 September to 25 September: ");
    place_of(letter.text, "- Thursday 24 September 2026: about 5,000 people wrote; ");
    place_of(letter.text, "- Wednesday 23 September 2026: nobody was heard");
    place_of(letter.text, "- dydd Iau 24 Medi 2026: ysgrifennodd tua 5,000 o bobl; ");
    place_of(letter.text, "- Flood, Bridge Quarter (over)."); /* of a day that has no letter of its own */
    place_of(letter.text, "The rules by which posts are read have changed.");
    place_of(letter.text, "4 have had no reply that we have seen; the longest wait is 2 days.");
}

static void test_an_empty_day_says_so(void **state)
{
    struct world *world = *state;
    struct summary *day = world->borough.friday;
    day->people = day->posts = day->welsh_people = day->english_people = 0;
    day->temperature.known = false;
    day->cell_count = 0;
    world->borough.board.incident_count = 0;
    struct envelope letter = write_digest(world);
    place_of(letter.text, "Nobody was heard.");
    place_of(letter.text, "Too few people wrote to give a temperature.");
    place_of(letter.subject, "ni chlywyd neb | ");
}

static void test_praise_that_emerges_is_news(void **state)
{
    struct world *world = *state;
    struct incident *praise = borough_incident(&world->arena, "+library", "leisure.library", false, 9);
    const struct incident *list[] = {praise};
    praise->kind = STR("compliment");
    world->borough.board.praise = list;
    world->borough.board.praise_count = 1;
    struct envelope letter = write_digest(world);
    place_of(letter.text, "Emerging now: Library, Bridge Quarter. 9 people since");
    place_of(letter.text, "Yn dod i'r amlwg: Library, Y Bont. 9 o bobl ers");
    place_of(letter.html, "Emerging now: Library, Bridge Quarter.");
}

static void test_says_what_new_rules_did(void **state)
{
    struct world *world = *state;
    struct summary_mood before = {true, -18, -20, -16, 30, 40}, after = {true, -12, -14, -10, 30, 40};
    world->borough.friday->rules = (struct summary_rules){BOROUGH_DAY_MS + CLOCK_DAY_MS, 12, before, after};
    struct envelope letter = write_digest(world);
    place_of(letter.text, "12 posts of this period got another reading, and the temperature went from −18 to −12.");
    place_of(letter.text, "cafodd 12 neges o'r cyfnod hwn ddarlleniad arall, ac aeth y tymheredd o −18 i −12.");
    place_of(letter.html, "got another reading");
    world->borough.friday->rules.before.known = false;
    letter = write_digest(world);
    place_of(letter.text, "12 posts of this period got another reading.");
}

static struct envelope write_alert(struct world *world, const char *what, const struct incident *incident)
{
    struct err err;
    static const unsigned char key[HASH_KEY_BYTES] = "key";
    struct envelope envelope = {.to = STR("duty@aberwen.example")};
    struct tell tell = {.what = str_from(what), .at_ms = BOROUGH_DAY_MS + 8 * CLOCK_HOUR_MS, .incident = *incident};
    if (!alert_write(&world->frame, &world->borough.board, &tell, key, &world->arena, &envelope, &err))
        fail_msg("%s", err.text);
    return envelope;
}

static struct incident *flood_before(struct world *world, const char *place, int64_t people)
{
    struct incident *before = borough_incident(&world->arena, place, "emergencies.flood", true, people);
    before->place = before->place_name = before->place_name_cy = str_from(place);
    before->state = INCIDENT_RESOLVED;
    before->opened_ms -= 20 * CLOCK_DAY_MS;
    before->resolved_ms = before->opened_ms + 5 * CLOCK_HOUR_MS;
    return before;
}

static void test_alert_says_why(void **state)
{
    struct world *world = *state;
    world->borough.flood->late = 1;
    world->borough.board.sources = world->borough.friday->sources;
    world->borough.board.source_count = world->borough.friday->source_count;
    world->borough.board.incidents[0] = flood_before(world, "castell", 9);
    world->borough.board.incidents[1] = flood_before(world, "y-bont", 5);
    struct envelope letter = write_alert(world, "opened", world->borough.flood);
    look(world, "alert.html", letter.html);
    look(world, "alert.txt", letter.text);
    place_of(letter.subject, "PERYGL. Cwyn newydd: Flood, Y Bont, 8 o bobl | DANGER. New complaint: Flood");
    place_of(letter.text, ", 8 people have written.");
    place_of(letter.text, "less than once in 230,000");
    place_of(letter.text, "Mastodon (5 people), Email (3 people)");
    place_of(letter.text, "12 reposts or copies were not counted.");
    place_of(letter.text, "1 of these posts came over an hour after it was written.");
    place_of(letter.text, "We count everybody who complains of this or reports it, each once");
    size_t here = place_of(letter.text, "At the same place:"), five = place_of(letter.text, "5 people, over after 5 hours."),
           elsewhere = place_of(letter.text, "The same issue elsewhere:");
    assert_true(here < five && five < elsewhere && elsewhere < place_of(letter.text, "9 people, over after 5 hours."));
    place_of(letter.text, "Yr un mater mewn mannau eraill:");
    place_of(letter.text, "Sources heard: 1 of 3.");
    place_of(letter.text, "the paper: No good answer since");
    place_of(letter.html, "/act?lang=en&amp;incident=flood-1&amp;do=ack&amp;by=duty%40aberwen.example");
    assert_false(has(letter.text, "567890"));
    assert_str(letter.urgent, "urgent");
}

static void test_a_resolved_incident_has_no_buttons(void **state)
{
    struct world *world = *state;
    world->borough.bins->state = INCIDENT_RESOLVED;
    struct envelope letter = write_alert(world, "resolved", world->borough.bins);
    place_of(letter.subject, "Over: Missed collection, Bridge Quarter, 37 people");
    assert_false(has(letter.html, "/act?"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order_is_that_of_the_promise, setup, teardown),
        cmocka_unit_test_setup_teardown(test_says_what_was_not_heard, setup, teardown),
        cmocka_unit_test_setup_teardown(test_why_a_source_is_not_heard_is_in_the_reader_s_language, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers_say_what_they_count, setup, teardown),
        cmocka_unit_test_setup_teardown(test_quotes_name_nobody, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_days_without_a_letter_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_empty_day_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(test_praise_that_emerges_is_news, setup, teardown),
        cmocka_unit_test_setup_teardown(test_says_what_new_rules_did, setup, teardown),
        cmocka_unit_test_setup_teardown(test_alert_says_why, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_resolved_incident_has_no_buttons, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
