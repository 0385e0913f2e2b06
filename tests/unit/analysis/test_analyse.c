/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <time.h>

#include "analyse.h"
#include "base/buf.h"

static struct analyse *analyse;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    struct council council;
    struct err err;
    if (!council_read(NULL, &arena, &council, &err) || (analyse = analyse_new(&council, &err)) == NULL)
        fail_msg("%s", err.text);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    analyse_free(analyse);
    arena_free(&arena);
    return 0;
}

static struct reading read(struct str text)
{
    struct post post = {.id = STR("test"), .text = text};
    struct reading reading;
    analyse_posts(analyse, &post, 1, &arena, &reading);
    return reading;
}

static void check_wordless(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "?", "!!!", "\xF0\x9F\x98\x80", "...", "12 30", "https://example.org/"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading reading = read(str_from(texts[i]));
        assert_false(reading.urgent);
        assert_false(reading.data_protection);
        assert_int_equal(reading.issue_count, 0);
    }
    assert_int_equal(read(STR("Meh")).issue_count, 0);
    assert_int_equal(read(STR("Cŵl")).issue_count, 0);
    assert_int_equal(read(STR("Potholes!")).issue_count > 0, 1);
}

/* Figures of speech mean what they mean, whatever their words are one by one; a named danger beside one stays one. */
static void check_idioms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *label;
        bool urgent;
    } rows[] = {
        {"Thanks for nothing", "negative", false},
        {"Fat lot of good the new app is", "negative", false},
        {"Oh good, more roadworks", "negative", false},
        {"Thank you for your reply. However, the problem remains.", "negative", false},
        {"Not bad at all, the gritters were out by 5am", "positive", false},
        {"Can't fault the new recycling centre", "positive", false},
        {"Could be worse I suppose", "neutral", false},
        {"Diolch am ddim byd Cyngor", "negative", false},
        {"Ma'r lle ma'n mynd i'r cŵn", "negative", false},
        {"Ofnadwy o dda oedd y sioe", "positive", false},
        {"Allwn i ddim canmol digon", "positive", false},
        {"Gallai fod yn waeth sbo", "neutral", false},
        {"Not good enough: strong smell of gas in our street, please come now", "negative", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading reading = read(str_from(rows[i].text));
        if (strcmp(reading_label_name(reading.label), rows[i].label) != 0)
            fail_msg("%s: sentiment %s", rows[i].text, reading_label_name(reading.label));
        if (reading.urgent != rows[i].urgent)
            fail_msg("%s: urgent %d", rows[i].text, reading.urgent);
    }
}

/* An exclusion of "trained", "powerful" or "parked" rules out no train, power or park: those stem alike. */
static void check_issue_words(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Power cut in the village", "emergencies.power"},
        {"House fire on Church Street", "emergencies.fire"},
        {"Storm damage everywhere", "emergencies.storm"},
        {"Trains cancelled again", "transport.train"},
        {"Cars parked on the pavement outside school", "roads.parking"},
        {"Lovely day in the country park", "parks.park"},
        {"Need an old fridge taken away", "waste.bulky"},
        {"Why is my house in council tax band F", "council-tax.band"},
        {"Pa ddiwrnod mae'r cardfwrdd yn mynd", "waste.collection-day"},
        {"Afon ar fin gorlifo", "emergencies.flood"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading reading = read(str_from(rows[i][0]));
        if (reading.issue_count == 0 || !str_eq(reading.issues[0].id, str_from(rows[i][1])))
            fail_msg("%s: issue " STR_FMT, rows[i][0], STR_ARG(reading.issue_count ? reading.issues[0].id : STR("none")));
    }
}

static void check_readings(void **state)
{
    (void)state;
    static const struct {
        const char *text, *class_, *label, *issue;
        bool urgent;
    } rows[] = {
        {"Great, third week without a bin collection. Do we get a loyalty card?", "complaint", "negative",
         "waste.missed-collection", false},
        {"Our bins haven't been collected again, absolute disgrace", "complaint", "negative", "waste.missed-collection",
         false},
        {"Thank you so much to the library staff, you are brilliant", "compliment", "positive", "leisure.library", false},
        {"What time does the swimming pool open on Sunday?", "question", "neutral", "leisure.pool", false},
        {"Strong smell of gas on our street, please come now", "request", "negative", "emergencies.gas", true},
        {"Potholes on the bypass again. Reported four times, nothing done.", "complaint", "negative", "roads.pothole",
         false},
        {"Trydedd wythnos heb gasglu'r biniau. Cywilydd!", "complaint", "negative", "waste.missed-collection", false},
        {"Diolch o galon i staff y llyfrgell, maen nhw'n wych", "compliment", "positive", "leisure.library", false},
        {"Pryd mae'r pwll nofio yn agor dydd Sul?", "question", "neutral", "leisure.pool", false},
        {"Arogl nwy cryf yn ein stryd ni, dewch ar unwaith", "request", "negative", "emergencies.gas", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading reading = read(str_from(rows[i].text));
        if (strcmp(reading_class_name(reading.class_), rows[i].class_) != 0)
            fail_msg("%s: class %s", rows[i].text, reading_class_name(reading.class_));
        if (strcmp(reading_label_name(reading.label), rows[i].label) != 0)
            fail_msg("%s: sentiment %s", rows[i].text, reading_label_name(reading.label));
        if (reading.issue_count == 0 || !str_eq(reading.issues[0].id, str_from(rows[i].issue)))
            fail_msg("%s: issue " STR_FMT, rows[i].text,
                     STR_ARG(reading.issue_count ? reading.issues[0].id : STR("none")));
        if (reading.urgent != rows[i].urgent)
            fail_msg("%s: urgent %d", rows[i].text, reading.urgent);
    }
}

static struct reading read_titled(const char *kind, const char *title, const char *text, const char *reply_to)
{
    struct post post = {.id = STR("test"), .kind = str_from(kind), .title = str_from(title), .text = str_from(text),
                        .reply_to = str_from(reply_to)};
    struct reading reading;
    analyse_posts(analyse, &post, 1, &arena, &reading);
    return reading;
}

/* A subject line is read with its text, but not what is no word of this author's; evidence stays inside the text. */
/* Some are told by their script alone. */
static void check_other_languages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *language;
    } rows[] = {{"\u5783\u573E\u6CA1\u6709\u4EBA\u6765\u6536", "zh"},
                {"\u03C4\u03B1 \u03C3\u03BA\u03BF\u03C5\u03C0\u03AF\u03B4\u03B9\u03B1", "el"},
                {"nikt nie odebra\u0142 \u015Bmieci w tym tygodniu", "pl"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(str_eq(read(str_from(rows[i].text)).language, str_from(rows[i].language)));
}

static void check_titles(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *title, *text, *reply_to;
        bool bins;
    } rows[] = {
        {"reddit", "Bins not collected again", "Is anyone else still waiting for a reply?", NULL, true},
        {"reddit", "Bins not collected again", "", NULL, true},
        {"imap", "Biniau heb eu casglu", "Gweler isod, rwy'n dal i aros.", NULL, true},
        {"discourse", "Bins not collected again", "Is anyone else still waiting for a reply?", "9/1", false},
        {"rss", "RE: Bins not collected again", "Is anyone else still waiting for a reply?", NULL, false},
        {"manual", "Heard in Bins not collected by Mair", "Same here, what did they tell you?", NULL, false},
        {"rss", "Bins not coll…", "Bins not collected again, third week.", NULL, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading reading = read_titled(rows[i].kind, rows[i].title, rows[i].text, rows[i].reply_to);
        bool bins = reading.issue_count > 0 && str_eq(reading.issues[0].id, STR("waste.missed-collection")) &&
                    reading.issues[0].confidence > 0.5; /* what waits for a reply may be guessed to be bins, but no more */
        if (bins != rows[i].bins)
            fail_msg("%s, %s: %d", rows[i].kind, rows[i].title, bins);
        for (size_t j = 0; j < reading.evidence_count; j++)
            assert_true(reading.evidence[j].end <= strlen(rows[i].text));
    }
}

/* The same text gives the same reading, whatever was read between. */
static void check_same(void **state)
{
    (void)state;
    struct str text = STR("Third week of no bins in Heol y Bont, dim byd wedi digwydd 😡");
    struct reading first = read(text);
    read(STR("Completely different words about swimming lessons and trees"));
    struct reading again = read(text);
    assert_true(first.sentiment == again.sentiment && first.class_confidence == again.class_confidence);
    assert_int_equal(first.evidence_count, again.evidence_count);
}

static double seconds_for(struct str text)
{
    struct timespec before, after;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    struct reading reading = read(text);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    assert_true(reading.sentiment >= -1 && reading.sentiment <= 1);
    for (size_t i = 0; i < reading.evidence_count; i++)
        assert_true(reading.evidence[i].end <= text.len);
    return (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
}

/* A megabyte of anything costs about eight times an eighth of it. */
static void check_long(void **state)
{
    (void)state;
    static const char *const pieces[] = {"bin ", "bins not collected again ", "not ", "aaaa", "e\xcc\x81", "\xe2\x80\x8b",
                                         "\xe2\x80\xae", "😡", "👨‍👩‍👧 ", "!?", "\xff", "@a ", "#binsbins", "https://a.b/ ", "heb ",
                                         "a-", "0 ", "\n", "\xd0\xb0" "bin "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf buf = BUF("long text", 2 << 20);
        while (buf.len < 1 << 20)
            buf_add(&buf, str_from(pieces[i]));
        double part = seconds_for(str_cut(buf_str(&buf), 0, buf.len / 8)), whole = seconds_for(buf_str(&buf));
        if (whole > 20 * part + 0.5)
            fail_msg("\"%s\": %.3f s for a megabyte, %.3f s for an eighth", pieces[i], whole, part);
        buf_free(&buf);
    }
    seconds_for(STR(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_wordless),
        cmocka_unit_test(check_idioms), cmocka_unit_test(check_issue_words),
        cmocka_unit_test(check_readings), cmocka_unit_test(check_titles),
        cmocka_unit_test(check_other_languages), cmocka_unit_test(check_same),
        cmocka_unit_test(check_long),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
