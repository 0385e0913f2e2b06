/* SPDX-License-Identifier: MIT */
#include "record/catalogue.h"

#include "base/file.h"
#include "base/csv_out.h"

#include "base/banned.h"

enum { FILE_BYTES_MOST = 4 << 20 };

static const size_t form_count[CATALOGUE_LANGS] = {[CATALOGUE_CY] = 6, [CATALOGUE_EN] = 2};
static const char *const form_names[CATALOGUE_LANGS][CATALOGUE_FORMS_MOST] = {
    [CATALOGUE_CY] = {"zero", "one", "two", "few", "many", "other"},
    [CATALOGUE_EN] = {"one", "other"},
};
static const char *const codes[CATALOGUE_LANGS] = {"cy", "en"};

bool catalogue_lang_from(struct str code, enum catalogue_lang *lang)
{
    for (int i = 0; i < CATALOGUE_LANGS; i++)
        if (str_eq(code, str_from(codes[i])))
            return *lang = (enum catalogue_lang)i, true;
    return false;
}

const char *catalogue_lang_code(enum catalogue_lang lang)
{
    return codes[lang];
}

/* The next {name} at or after *at. */
static bool next_place(struct str text, size_t *at, struct str *name)
{
    size_t open = str_find(text, '{', *at), close = str_find(text, '}', open);
    if (close >= text.len)
        return false;
    *name = str_cut(text, open + 1, close);
    *at = close + 1;
    return true;
}

/* Every {name} of `text`, but {n}, is in `other`. */
static bool places_in(struct str text, struct str other, struct str *missing)
{
    for (size_t at = 0; next_place(text, &at, missing);) {
        bool found = str_eq(*missing, STR("n"));
        struct str name;
        for (size_t from = 0; !found && next_place(other, &from, &name);)
            found = str_eq(name, *missing);
        if (!found)
            return false;
    }
    return true;
}

static bool take_forms(struct catalogue_row *row, enum catalogue_lang lang, struct str column, struct err *err)
{
    if (!row->plural)
        return row->forms[lang][0] = column, true;
    size_t count = 0;
    for (size_t from = 0; from <= column.len; count++) {
        size_t bar = str_find_str(column, STR(" | "), from);
        if (count < form_count[lang])
            row->forms[lang][count] = str_trim(str_cut(column, from, bar));
        from = bar < column.len ? bar + 3 : column.len + 1;
    }
    return count == form_count[lang] || err_set(err, ERR_CONFIG, STR_FMT ": %zu forms in %s, %zu are needed",
                                                STR_ARG(row->key), count, codes[lang], form_count[lang]);
}

static bool check_places(const struct catalogue_row *row, struct err *err)
{
    struct str missing, en = row->forms[CATALOGUE_EN][row->plural ? 1 : 0];
    for (size_t i = 0; i < (row->plural ? form_count[CATALOGUE_CY] : 1); i++) {
        struct str cy = row->forms[CATALOGUE_CY][i];
        if (!places_in(cy, en, &missing) || !places_in(en, cy, &missing))
            return err_set(err, ERR_CONFIG, STR_FMT ": {" STR_FMT "} is not in both languages", STR_ARG(row->key),
                           STR_ARG(missing));
    }
    return true;
}

static bool take_line(struct catalogue *catalogue, struct str line, struct err *err)
{
    struct str columns[3], rest = line;
    for (int i = 0; i < 3; i++)
        if (!str_next(&rest, '\t', &columns[i]) || str_trim(columns[i]).len == 0)
            return err_set(err, ERR_CONFIG, "key, English and Welsh are needed, divided by tabs");
    if (rest.len > 0)
        return err_set(err, ERR_CONFIG, "more than three columns");
    if (table_find(&catalogue->keys, columns[0]) != TABLE_NONE)
        return err_set(err, ERR_CONFIG, STR_FMT ": this key is given twice", STR_ARG(columns[0]));
    struct catalogue_row *row = &catalogue->rows[table_add(&catalogue->keys, columns[0])];
    row->key = columns[0];
    row->plural = str_ends(row->key, STR("#"));
    row->same = str_eq(columns[2], STR("="));
    return take_forms(row, CATALOGUE_EN, columns[1], err) &&
           take_forms(row, CATALOGUE_CY, row->same ? columns[1] : columns[2], err) && check_places(row, err);
}

static size_t count_lines(struct str text)
{
    size_t lines = 1;
    for (size_t at = 0; (at = str_find(text, '\n', at)) < text.len; at++)
        lines++;
    return lines;
}

bool catalogue_load(struct catalogue *catalogue, const char *path, struct err *err)
{
    *catalogue = (struct catalogue){0};
    struct str text, line;
    if (!file_read(path, FILE_BYTES_MOST, &catalogue->arena, &text, err))
        return false;
    catalogue->rows = ARENA_ARRAY(&catalogue->arena, struct catalogue_row, count_lines(text));
    for (int number = 1; str_next(&text, '\n', &line); number++)
        if (line.len > 0 && line.ptr[0] != '#' && !take_line(catalogue, line, err)) {
            catalogue_free(catalogue);
            return err_within(err, "%s:%d", path, number);
        }
    return true;
}

void catalogue_free(struct catalogue *catalogue)
{
    table_free(&catalogue->keys);
    arena_free(&catalogue->arena);
    *catalogue = (struct catalogue){0};
}

const struct catalogue_row *catalogue_find(const struct catalogue *catalogue, struct str key)
{
    uint32_t number = table_find(&catalogue->keys, key);
    return number == TABLE_NONE ? NULL : &catalogue->rows[number];
}

struct str catalogue_form(const struct catalogue_row *row, enum catalogue_lang lang, int64_t n)
{
    if (!row->plural)
        return row->forms[lang][0];
    if (lang == CATALOGUE_EN)
        return row->forms[lang][n == 1 ? 0 : 1];
    static const size_t by_number[] = {0, 1, 2, 3, 5, 5, 4};
    return row->forms[lang][n >= 0 && n <= 6 ? by_number[n] : 5];
}

static void csv_row(const struct catalogue_row *row, enum catalogue_lang first, size_t form, struct buf *out)
{
    enum catalogue_lang other = first == CATALOGUE_CY ? CATALOGUE_EN : CATALOGUE_CY;
    size_t last = form_count[other] - 1;
    csv_out_text(out, row->key);
    csv_out_text(out, row->plural ? str_from(form_names[first][form]) : STR(""));
    csv_out_text(out, row->forms[first][form]);
    csv_out_text(out, row->forms[other][!row->plural ? 0 : form < last ? form : last]);
    csv_out_end(out);
}

void catalogue_csv(const struct catalogue *catalogue, enum catalogue_lang first, struct buf *out)
{
    csv_out_text(out, STR("key"));
    csv_out_text(out, STR("form"));
    csv_out_text(out, str_from(codes[first]));
    csv_out_text(out, str_from(codes[first == CATALOGUE_CY ? CATALOGUE_EN : CATALOGUE_CY]));
    csv_out_end(out);
    for (size_t i = 0; i < catalogue->keys.count; i++)
        for (size_t form = 0; form < (catalogue->rows[i].plural ? form_count[first] : 1); form++)
            csv_row(&catalogue->rows[i], first, form, out);
}
