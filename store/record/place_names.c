/* SPDX-License-Identifier: MIT */
#include "record/place_names.h"

#include <stdlib.h>

#include "base/file.h"

#include "base/banned.h"

enum { FILE_BYTES_MOST = 256 << 20, COLUMNS_MOST = 32, FIRST_ROWS = 256 };
enum { ID, NAME, LANG, KIND, PARENT, LAT, LON, COLUMNS };

static const char *const columns[COLUMNS] = {"id", "name", "lang", "kind", "parent", "lat", "lon"};

/* One field off the line, unquoted in place; false when nothing is left. A quoted field holds no newline. */
static bool next_field(struct str *rest, struct arena *arena, struct str *field)
{
    if (rest->ptr == NULL)
        return false;
    if (rest->len == 0 || rest->ptr[0] != '"') {
        size_t comma = str_find(*rest, ',', 0);
        *field = str_trim(str_cut(*rest, 0, comma));
        *rest = comma < rest->len ? str_cut(*rest, comma + 1, rest->len) : STR_NONE;
        return true;
    }
    char *out = arena_take(arena, rest->len + 1);
    size_t at = 1, len = 0;
    for (; at < rest->len && !(rest->ptr[at] == '"' && (at + 1 >= rest->len || rest->ptr[at + 1] != '"')); at++) {
        at += rest->ptr[at] == '"';
        out[len++] = rest->ptr[at];
    }
    *field = (struct str){out, len};
    size_t comma = str_find(*rest, ',', at < rest->len ? at : rest->len);
    *rest = comma < rest->len ? str_cut(*rest, comma + 1, rest->len) : STR_NONE;
    return true;
}

static bool read_header(struct str line, struct arena *arena, int *order, struct err *err)
{
    struct str field;
    bool seen[COLUMNS] = {false};
    for (int at = 0; at < COLUMNS_MOST && next_field(&line, arena, &field); at++) {
        order[at] = -1;
        for (int i = 0; i < COLUMNS; i++)
            if (str_eq_nocase(field, str_from(columns[i]))) {
                order[at] = i;
                seen[i] = true;
            }
    }
    return (seen[ID] && seen[NAME]) || err_set(err, ERR_CONFIG, "the columns id and name are needed");
}

static struct place_name_row *row_of(struct place_names *names, struct str id)
{
    uint32_t number = table_add(&names->ids, id);
    if (number >= names->cap) {
        size_t cap = names->cap ? names->cap * 2 : FIRST_ROWS;
        names->rows = reallocarray(names->rows, cap, sizeof *names->rows);
        MUST(names->rows != NULL);
        memset(names->rows + names->cap, 0, (cap - names->cap) * sizeof *names->rows);
        names->cap = cap;
    }
    names->rows[number].id = table_name(&names->ids, number);
    return &names->rows[number];
}

static void take(struct place_names *names, const struct str *fields)
{
    if (fields[ID].len == 0 || fields[NAME].len == 0)
        return;
    struct place_name_row *row = row_of(names, fields[ID]);
    bool english = !str_eq(fields[LANG], STR("cy")), welsh = !str_eq(fields[LANG], STR("en"));
    if (english && row->english.len == 0)
        row->english = fields[NAME];
    if (welsh && row->welsh.len == 0)
        row->welsh = fields[NAME];
    if (row->kind.len == 0)
        row->kind = fields[KIND];
    if (row->parent.len == 0)
        row->parent = fields[PARENT];
    if (!row->has_point)
        row->has_point = str_to_double(fields[LAT], &row->lat) && str_to_double(fields[LON], &row->lon);
}

bool place_names_load(struct place_names *names, const char *path, struct err *err)
{
    struct str text, line, field;
    int order[COLUMNS_MOST] = {0};
    if (!file_read(path, FILE_BYTES_MOST, &names->arena, &text, err))
        return false;
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_cut(text, 3, text.len);
    for (int number = 1; str_next(&text, '\n', &line); number++) {
        struct str fields[COLUMNS] = {{NULL, 0}};
        line = str_trim(line);
        if (number == 1 && !read_header(line, &names->arena, order, err))
            return err_within(err, "%s:1", path);
        if (number == 1)
            continue;
        for (int at = 0; at < COLUMNS_MOST && next_field(&line, &names->arena, &field); at++)
            if (order[at] >= 0)
                fields[order[at]] = field;
        take(names, fields);
    }
    return true;
}

void place_names_free(struct place_names *names)
{
    table_free(&names->ids);
    arena_free(&names->arena);
    free(names->rows);
    *names = (struct place_names){0};
}

const struct place_name_row *place_names_find(const struct place_names *names, struct str id)
{
    uint32_t number = names ? table_find(&names->ids, id) : TABLE_NONE;
    return number == TABLE_NONE ? NULL : &names->rows[number];
}
