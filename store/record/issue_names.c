/* SPDX-License-Identifier: MIT */
#include "record/issue_names.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/process.h"

#include "base/banned.h"

enum { LIST_BYTES_MOST = 8 << 20, FIRST_NAMES = 256 };

static uint32_t add(struct issue_names *names, struct str id)
{
    uint32_t number = table_add(&names->ids, id);
    if (number >= names->cap) {
        size_t cap = names->cap ? names->cap * 2 : FIRST_NAMES;
        names->english = reallocarray(names->english, cap, sizeof *names->english);
        names->welsh = reallocarray(names->welsh, cap, sizeof *names->welsh);
        MUST(names->english != NULL && names->welsh != NULL);
        for (size_t i = names->cap; i < cap; i++)
            names->english[i] = names->welsh[i] = STR_NONE;
        names->cap = cap;
    }
    return number;
}

/* `name = "Missed bin collections"`: the text, if the line sets this key. */
static bool value_of(struct str line, struct str key, struct str *value)
{
    if (!str_starts(line, key))
        return false;
    struct str rest = str_trim(str_cut(line, key.len, line.len));
    if (rest.len == 0 || rest.ptr[0] != '=')
        return false;
    *value = str_trim(str_cut(rest, 1, rest.len));
    if (value->len >= 2 && value->ptr[0] == '"' && value->ptr[value->len - 1] == '"')
        *value = str_cut(*value, 1, value->len - 1);
    return value->len > 0;
}

bool issue_names_load(struct issue_names *names, const char *path, struct err *err)
{
    struct str text, line, value;
    uint32_t number = TABLE_NONE;
    if (!file_read(path, LIST_BYTES_MOST, &names->arena, &text, err))
        return false;
    while (str_next(&text, '\n', &line)) {
        line = str_trim(line);
        if (str_starts(line, STR("[")) && str_ends(line, STR("]")))
            number = add(names, str_cut(line, 1, line.len - 1));
        else if (number != TABLE_NONE && value_of(line, STR("name_cy"), &value))
            names->welsh[number] = value;
        else if (number != TABLE_NONE && value_of(line, STR("name"), &value))
            names->english[number] = value;
    }
    return true;
}

bool issue_names_open(struct issue_names *names, struct str own, struct err *err)
{
    return issue_names_load(names, process_data(&names->arena, "analysis/issues.conf").ptr, err) &&
           (own.len == 0 || issue_names_load(names, own.ptr, err));
}

void issue_names_free(struct issue_names *names)
{
    table_free(&names->ids);
    arena_free(&names->arena);
    free(names->english);
    free(names->welsh);
    *names = (struct issue_names){0};
}

/* "waste.missed-collection" -> "Missed collection" */
static struct str readable(struct str id, struct arena *arena)
{
    size_t dot = str_find(id, '.', 0);
    struct str name = arena_str(arena, dot < id.len ? str_cut(id, dot + 1, id.len) : id);
    char *text = arena_take(arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        text[i] = name.ptr[i] == '-' ? ' ' : name.ptr[i];
    if (name.len > 0 && text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
    return (struct str){text, name.len};
}

struct str issue_names_get(const struct issue_names *names, struct str id, bool welsh, struct arena *arena)
{
    uint32_t number = names ? table_find(&names->ids, id) : TABLE_NONE;
    struct str own = number == TABLE_NONE ? STR_NONE : welsh ? names->welsh[number] : names->english[number];
    struct str other = number == TABLE_NONE ? STR_NONE : welsh ? names->english[number] : names->welsh[number];
    return own.len > 0 ? own : other.len > 0 ? other : readable(id, arena);
}
