/* SPDX-License-Identifier: MIT */
#include "record/issue_names.h"

#include "base/banned.h"

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
    if (number == TABLE_NONE)
        return readable(id, arena);
    return welsh ? names->welsh[number] : names->english[number];
}
