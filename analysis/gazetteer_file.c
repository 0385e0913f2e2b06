/* SPDX-License-Identifier: MIT */
#include "gazetteer.h"

#include "base/file.h"
#include "sheet.h"
#include "place_danger.h"
#include "place_key.h"

#include "base/banned.h"

enum { FILE_BYTES_MOST = 512 << 20, ROWS_MOST = 2000000 };

enum column { ID, NAME, LANG, KIND, PARENT, LAT, LON, REQUIRE, COLUMNS };

static const char *const column_names[COLUMNS] = {"id", "name", "lang", "kind", "parent", "lat", "lon", "require"};

/* A parent whose row may come later. */
struct promise {
    struct str id;
    uint32_t place;
    size_t line, column;
    struct promise *next;
};

struct street_kind {
    struct str english, welsh;
};

static const struct street_kind street_kinds[] = {
    {STR_INIT("street"), STR_INIT("stryd")},     {STR_INIT("road"), STR_INIT("heol")},
    {STR_INIT("road"), STR_INIT("ffordd")},      {STR_INIT("avenue"), STR_INIT("rhodfa")},
    {STR_INIT("lane"), STR_INIT("lon")},         {STR_INIT("close"), STR_INIT("clos")},
    {STR_INIT("terrace"), STR_INIT("teras")},    {STR_INIT("square"), STR_INIT("sgwar")},
    {STR_INIT("crescent"), STR_INIT("cilgant")}, {STR_INIT("drive"), STR_INIT("rhodfa")},
};
enum { STREET_KINDS = sizeof street_kinds / sizeof street_kinds[0] };

struct reader {
    struct gazetteer *gazetteer;
    struct arena arena; /* promises */
    struct promise *promises;
    struct sheet sheet;
    size_t at[COLUMNS]; /* field of each column */
    struct words words; /* of the name at hand */
    uint64_t streets[STREET_KINDS][2]; /* hashes of street_kinds */
};

static struct str field(const struct reader *reader, enum column column)
{
    size_t at = reader->at[column];
    return at < reader->sheet.count ? str_trim(reader->sheet.fields[at]) : STR("");
}

static bool read_header(struct reader *reader, struct err *err)
{
    if (!sheet_next(&reader->sheet, err))
        return err->kind != ERR_NONE ? false : sheet_fail(&reader->sheet, 0, err, "no header row");
    for (int column = 0; column < COLUMNS; column++) {
        reader->at[column] = SHEET_FIELDS_MOST;
        for (size_t i = 0; i < reader->sheet.count; i++)
            if (str_eq_nocase(str_trim(reader->sheet.fields[i]), str_from(column_names[column])))
                reader->at[column] = i;
    }
    if (reader->at[ID] == SHEET_FIELDS_MOST || reader->at[NAME] == SHEET_FIELDS_MOST)
        return sheet_fail(&reader->sheet, 0, err,
                        "the header row must name the columns id and name (and may name lang, kind, parent, lat, lon, "
                        "require)");
    return true;
}

static bool read_degrees(const struct reader *reader, enum column column, double most, float *out, struct err *err)
{
    double value;
    if (!str_to_double(field(reader, column), &value) || value < -most || value > most)
        return sheet_fail(&reader->sheet, reader->at[column], err, "%s must be degrees between -%g and %g",
                        column_names[column], most, most);
    *out = (float)value;
    return true;
}

static bool read_point(const struct reader *reader, struct place *place, struct err *err)
{
    bool lat = field(reader, LAT).len > 0, lon = field(reader, LON).len > 0;
    if (!lat && !lon)
        return true;
    place->has_point = true;
    return read_degrees(reader, LAT, 90, &place->lat, err) && read_degrees(reader, LON, 180, &place->lon, err);
}

static bool read_require(const struct reader *reader, uint8_t *require, struct err *err)
{
    static const char *const names[] = {"", "none", "capital", "cue"};
    for (uint8_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(field(reader, REQUIRE), str_from(names[i]))) {
            *require = i;
            return true;
        }
    return sheet_fail(&reader->sheet, reader->at[REQUIRE], err, "require must be empty, none, capital or cue");
}

/* A name's words as keys. */
struct keys {
    uint64_t of[PLACE_KEY_WORDS_MOST];
    bool everyday[PLACE_KEY_WORDS_MOST];
    struct place_danger_counts counts;
};

static bool read_keys(struct reader *reader, struct keys *keys, struct err *err)
{
    const struct place_danger *danger = reader->gazetteer->danger;
    *keys = (struct keys){0};
    words_split(&reader->words, field(reader, NAME));
    for (size_t i = 0; i < reader->words.count; i++) {
        const struct word *word = &reader->words.items[i];
        size_t at = keys->counts.words;
        if (!place_key_counts(word))
            continue;
        if (at == PLACE_KEY_WORDS_MOST)
            return sheet_fail(&reader->sheet, reader->at[NAME], err, "a name of over %d words", PLACE_KEY_WORDS_MOST);
        keys->of[at] = place_key_word(word, at == 0);
        keys->everyday[at] = place_danger_is_everyday(danger, word);
        keys->counts.everyday += keys->everyday[at];
        keys->counts.given += at == 0 && place_danger_is_given(danger, word->form);
        keys->counts.bytes += word->plain.len;
        keys->counts.words++;
    }
    return keys->counts.words > 0 || sheet_fail(&reader->sheet, reader->at[NAME], err, "a name without letters");
}

/* #PortTalbot: a name of several words written as one. Nobody does so with a street. */
static void add_joined(struct reader *reader, const struct keys *keys, struct place_name name)
{
    uint64_t joined = 0;
    if (keys->counts.words < 2)
        return;
    for (size_t i = 0; i < reader->words.count; i++)
        if (place_key_counts(&reader->words.items[i]))
            joined = place_key_join(joined, reader->words.items[i].plain);
    name.joined = true;
    gazetteer_add_name(reader->gazetteer, &joined, 1, name);
}

/* "Caerau Road" is also Heol Caerau; "Heol Caerau" also Caerau Road. Only for names of two words, the other of which
 * is no everyday word: "Church Street" is never Stryd Church. */
static void add_translations(struct reader *reader, const struct keys *keys, struct place_name name)
{
    if (keys->counts.words != 2)
        return;
    for (size_t i = 0; i < STREET_KINDS; i++) {
        uint64_t english = reader->streets[i][0], welsh = reader->streets[i][1];
        if (keys->of[1] == english && !keys->everyday[0])
            gazetteer_add_name(reader->gazetteer, (uint64_t[]){welsh, keys->of[0]}, 2, name);
        if (keys->of[0] == welsh && !keys->everyday[1])
            gazetteer_add_name(reader->gazetteer, (uint64_t[]){keys->of[1], english}, 2, name);
    }
}

static bool add_name(struct reader *reader, uint32_t place, struct err *err)
{
    struct keys keys;
    struct place_name name = {.place = place};
    if (!read_keys(reader, &keys, err) || !read_require(reader, &name.require, err))
        return false;
    name.given = keys.counts.given > 0;
    if (name.require == PLACE_IMPLIED)
        name.require = (uint8_t)place_danger_require(&keys.counts);
    gazetteer_add_name(reader->gazetteer, keys.of, keys.counts.words, name);
    if (str_eq(reader->gazetteer->places[place].kind, STR("street")))
        add_translations(reader, &keys, name);
    else
        add_joined(reader, &keys, name);
    return true;
}

static void promise_parent(struct reader *reader, uint32_t place)
{
    struct str parent = field(reader, PARENT);
    if (parent.len == 0)
        return;
    struct promise *promise = ARENA_NEW(&reader->arena, struct promise);
    *promise = (struct promise){parent, place, reader->sheet.line, reader->sheet.columns[reader->at[PARENT]],
                                reader->promises};
    reader->promises = promise;
}

static bool keep_promises(struct reader *reader, struct err *err)
{
    for (struct promise *promise = reader->promises; promise != NULL; promise = promise->next) {
        uint32_t parent = gazetteer_place(reader->gazetteer, promise->id);
        if (parent == GAZETTEER_NONE)
            return err_set(err, ERR_CONFIG, "%s:%zu:%zu: parent " STR_FMT " is no row's id", reader->sheet.path,
                           promise->line, promise->column, STR_ARG(promise->id));
        reader->gazetteer->places[promise->place].parent = parent;
    }
    return true;
}

static bool read_row(struct reader *reader, struct err *err)
{
    struct str id = field(reader, ID);
    if (id.len == 0)
        return sheet_fail(&reader->sheet, reader->at[ID], err, "an empty id");
    if (field(reader, NAME).len == 0)
        return sheet_fail(&reader->sheet, reader->at[NAME], err, "an empty name");
    bool is_new;
    uint32_t number = gazetteer_add_place(reader->gazetteer, id, &is_new);
    struct place *place = &reader->gazetteer->places[number];
    if (is_new) {
        place->name = field(reader, NAME);
        place->kind = field(reader, KIND);
    }
    if (!place->has_point && !read_point(reader, place, err))
        return false;
    promise_parent(reader, number);
    return add_name(reader, number, err);
}

static bool read_rows(struct reader *reader, struct err *err)
{
    size_t rows = 0;
    if (!read_header(reader, err))
        return false;
    while (sheet_next(&reader->sheet, err)) {
        if (rows++ == ROWS_MOST)
            return sheet_fail(&reader->sheet, 0, err, "over %d rows", ROWS_MOST);
        if (!read_row(reader, err))
            return false;
    }
    return err->kind == ERR_NONE && keep_promises(reader, err);
}

static size_t count_rows(struct str text)
{
    size_t rows = 0, at = 0;
    while ((at = str_find(text, '\n', at)) < text.len && rows < ROWS_MOST) {
        rows++;
        at++;
    }
    return rows;
}

bool gazetteer_read(const char *path, struct gazetteer **out, struct err *err)
{
    struct arena file = {0};
    struct str text;
    if (!file_read(path, FILE_BYTES_MOST, &file, &text, err)) {
        arena_free(&file);
        return false;
    }
    struct reader reader = {.gazetteer = gazetteer_new(count_rows(text))};
    reader.gazetteer->arena = file; /* places borrow from the text */
    for (size_t i = 0; i < STREET_KINDS; i++) {
        reader.streets[i][0] = str_hash(street_kinds[i].english);
        reader.streets[i][1] = str_hash(street_kinds[i].welsh);
    }
    reader.sheet = sheet_new(path, (char *)(uintptr_t)text.ptr, text.len, ',');
    bool ok = place_danger_open(reader.gazetteer->danger, err) && read_rows(&reader, err);
    words_free(&reader.words);
    arena_free(&reader.arena);
    if (!ok) {
        gazetteer_free(reader.gazetteer);
        return false;
    }
    *out = reader.gazetteer;
    return true;
}
