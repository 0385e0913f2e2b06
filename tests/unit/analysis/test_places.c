/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "language.h"
#include "places.h"

static const char gazetteer_csv[] =
    "id,name,lang,kind,parent,lat,lon,require\r\n"
    "cardiff,Cardiff,en,town,,51.48,-3.18,\n"
    "cardiff,Caerdydd,cy,town,,,,\n"
    "bangor,Bangor,,town,,53.22,-4.12,\n"
    "ponty,Pontypridd,,town,,,,\n"
    "bridgend,Pen-y-bont ar Ogwr,cy,town,,,,\n"
    "bridgend,Bridgend,en,town,,,,\n"
    "barry,Barry,en,town,,,,\n"
    "barry-island,Barry Island,en,area,barry,,,\n"
    "mold,Mold,en,town,,53.16,-3.14,\n"
    "mold,Yr Wyddgrug,cy,town,,,,\n"
    "hope,Hope,en,village,,,,cue\n"
    "reading,Reading,en,town,,,,\n"
    "east,Eastville,en,ward,cardiff,51.5,-3.1,\n"
    "west,Westville,en,ward,cardiff,51.4,-3.3,\n"
    "east-high,High Street,en,street,east,51.5,-3.1,\n"
    "west-high,High Street,en,street,west,51.4,-3.3,\n"
    "caerau-road,Caerau Road,en,street,west,,,\n"
    "stmary,St Mary's Street,en,street,east,,,\n"
    "felin,Y Felinheli,cy,village,,,,\n";

struct fixture {
    struct arena arena;
    struct language *language;
    struct gazetteer *gazetteer;
    struct words words;
};

static const char *write_csv(struct arena *arena, const char *text)
{
    struct err err;
    struct str path = arena_printf(arena, "/tmp/earshot_places_%d.csv", (int)getpid());
    assert_true(file_write(path.ptr, str_from(text), &err));
    return path.ptr;
}

static int set_up(void **state)
{
    static struct fixture fixture;
    struct err err;
    const char *path = write_csv(&fixture.arena, gazetteer_csv);
    if (!gazetteer_read(path, &fixture.gazetteer, &err) ||
        !language_open(process_data(&fixture.arena, "analysis/language.bin").ptr, &fixture.language, &err))
        fail_msg("%s", err.text);
    unlink(path);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    gazetteer_free(fixture->gazetteer);
    language_free(fixture->language);
    words_free(&fixture->words);
    arena_free(&fixture->arena);
    return 0;
}

static void check(struct fixture *fixture, const char *text, const struct places_hint *hint, const char *want)
{
    struct place_found found[READING_PLACES_MOST];
    char got[512] = "";
    size_t len = 0;
    words_split(&fixture->words, str_from(text));
    language_identify(fixture->language, &fixture->words);
    size_t count = places_find(fixture->gazetteer, &fixture->words, hint, &fixture->arena, found);
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(got + len, sizeof got - len, "%s" STR_FMT, i ? " " : "", STR_ARG(found[i].place.id));
    if (strcmp(got, want) != 0)
        fail_msg("\"%s\": got \"%s\", want \"%s\"", text, got, want);
}

static void test_found(void **state)
{
    static const char *const rows[][2] = {
        {"The bins in Cardiff and Bangor", "cardiff bangor"},
        {"stuck in cardiff again", "cardiff"},
        {"yng Nghaerdydd a Bangor", "cardiff bangor"},
        {"Dw i'n mynd i Fangor fory", "bangor"},
        {"dwi'n byw ym mangor ers blynyddoedd", "bangor"},
        {"Mae'r ffordd o Bontypridd ar gau", "ponty"},
        {"ym Mhen-y-bont ar Ogwr", "bridgend"},
        {"ym mhen y bont ar ogwr heddiw", "bridgend"},
        {"Traffic near Pont-y-pridd", "ponty"},
        {"Traffic near Pont y Pridd", "ponty"},
        {"#PontyPridd #pontypridd", "ponty"},
        {"#BarryIsland today", "barry-island"},
        {"Barry Island is lovely", "barry-island"},
        {"The library in Barry is shut", "barry"},
        {"Mold town centre is filthy", "mold"},
        {"no parking in mold town centre", "mold"},
        {"Cardiff's roads, and Barry\xE2\x80\x99s", "cardiff"},
        {"St Mary's Street's potholes", "stmary"},
        {"holes all along high street in eastville", "east-high east"},
        {"Two crashes on Cardiff Road, Bangor", "bangor"},
        {"Twll ar Ffordd Caerdydd", ""},
        {"the bypass at Cardiff St Davids", "cardiff"},
        {"Lights out in Mold again", "mold"},
        {"Biniau yn yr Wyddgrug heb eu casglu", "mold"},
        {"Flooding on St. Marys St", "stmary"},
        {"Saint Mary's Street is shut", "stmary"},
        {"Twll ar Heol Caerau", "caerau-road"},
        {"hole in caerau rd", "caerau-road"},
        {"i'r Felinheli ac o'r Felinheli", "felin"},
        {"Y-Felinheli heddiw", "felin"},
        {"Roadworks on the A470 at CF10 3AA", "A470 CF10"},
        {"sa1 1ab and the M4 and yr A55", "SA1 M4 A55"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check(*state, rows[i][0], NULL, rows[i][1]);
}

static void test_not_found(void **state)
{
    static const char *const texts[] = {
        "there is mold in my flat", "Mold in my flat is making us ill", "Barry said he would come",
        "Barry Jones was great",    "I was reading the letter",         "I hope you fix it",
        "Hope you are well",        "Mr Bangor never called",           "@cardiff hello",
        "https://cardiff.gov.uk/x", "print it on A4 paper",             "vitamin B12 m8",
        "QQ1 1AA is no postcode",   "New Cardiff stadium",              "David Bangor and John Cardiff",
        "in my Reading",            "Barry's in the shed",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check(*state, texts[i], NULL, "");
}

static void test_which_of_several(void **state)
{
    struct places_hint ward = {.ward = STR("Eastville")};
    struct places_hint point = {.has_point = true, .lat = 51.401, .lon = -3.301};
    check(*state, "Litter on the High Street", NULL, "");
    check(*state, "Litter on the High Street in Eastville", NULL, "east-high east");
    check(*state, "Litter on the High St, Westville", NULL, "west-high west");
    check(*state, "Litter on the High Street", &ward, "east-high");
    check(*state, "Litter on the High Street", &point, "west-high");
    check(*state, "Litter everywhere", &ward, "east");
    check(*state, "Litter everywhere", &point, "west");
}

static void test_ward_and_offsets(void **state)
{
    struct fixture *fixture = *state;
    struct place_found found[READING_PLACES_MOST];
    words_split(&fixture->words, STR("Tŷ ar Caerau Road!"));
    assert_int_equal(places_find(fixture->gazetteer, &fixture->words, NULL, &fixture->arena, found), 1);
    assert_str(found[0].place.ward, "west");
    assert_str(str_cut(fixture->words.text, found[0].start, found[0].end), "Caerau Road");
    assert_int_equal(places_find(NULL, &fixture->words, NULL, &fixture->arena, found), 0);
}

static void test_errors_name_the_place(void **state)
{
    static const char *const rows[][2] = {
        {"name,kind\nX,town\n", ":1:1: the header row must name"},
        {"id,name\na,\n", ":2:3: an empty name"},
        {"id,name\n\n\n,b\n", ":4:1: an empty id"},
        {"id,name,parent\na,Abc,\nb,Bcd,zz\n", ":3:7: parent zz is no row's id"},
        {"id,name,lat,lon\na,Abc,91,0\n", ":2:7: lat must be degrees"},
        {"id,name,lat,lon\na,Abc,1,\n", ":2:9: lon must be degrees"},
        {"id,name,require\na,Abc,perhaps\n", ":2:7: require must be"},
        {"id,name\na,\"Abc\nDef\n", ":2:3: a quote is never closed"},
        {"id,name\na,...\n", ":2:3: a name without letters"},
        {"", ":1:1: no header row"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err;
        struct gazetteer *gazetteer;
        const char *path = write_csv(&fixture->arena, rows[i][0]);
        assert_false(gazetteer_read(path, &gazetteer, &err));
        assert_int_equal(err.kind, ERR_CONFIG);
        if (strstr(err.text, rows[i][1]) == NULL)
            fail_msg("got \"%s\", want \"%s\"", err.text, rows[i][1]);
        unlink(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_which_of_several),
        cmocka_unit_test(test_ward_and_offsets),
        cmocka_unit_test(test_errors_name_the_place),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
