/* SPDX-License-Identifier: MIT */
#include "view.h"

#include "base/utf8.h"

#include "base/banned.h"

struct view *view_new(struct arena *arena)
{
    struct view *view = ARENA_NEW(arena, struct view);
    view->type = VIEW_MAP;
    view->arena = arena;
    return view;
}

static struct view *add(struct view *parent, const char *name, enum view_type type)
{
    struct view *view = view_new(parent->arena);
    view->name = name;
    view->type = type;
    if (parent->last == NULL)
        parent->first = view;
    else
        parent->last->next = view;
    parent->last = view;
    return view;
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < ' ' || text.ptr[i] > '~')
            return false;
    return true;
}

void view_lines(struct view *map, const char *name, struct str text)
{
    if (!is_plain(text))
        text = utf8_clean(map->arena, text);
    if (text.len > 0)
        add(map, name, VIEW_TEXT)->text = text;
}

void view_text(struct view *map, const char *name, struct str text)
{
    if (!is_plain(text)) {
        struct str clean = utf8_clean(map->arena, text);
        char *line = arena_take(map->arena, clean.len + 1);
        for (size_t i = 0; i < clean.len; i++)
            line[i] = clean.ptr[i] == '\n' || clean.ptr[i] == '\t' ? ' ' : clean.ptr[i];
        text = (struct str){line, clean.len};
    }
    if (text.len > 0)
        add(map, name, VIEW_TEXT)->text = text;
}

void view_number(struct view *map, const char *name, int64_t number, struct str wording)
{
    struct view *view = add(map, name, VIEW_NUMBER);
    view->number = number;
    view->text = wording; /* ours: from the tongue */
}

void view_flag(struct view *map, const char *name, bool value)
{
    if (value)
        add(map, name, VIEW_FLAG);
}

bool view_is_address(struct str address)
{
    for (size_t i = 0; i < address.len; i++)
        if ((unsigned char)address.ptr[i] <= ' ' || address.ptr[i] == '\\' || address.ptr[i] == '\x7f')
            return false;
    if (address.len > 0 && address.ptr[0] == '/')
        return address.len < 2 || address.ptr[1] != '/';
    return str_starts(address, STR("https://")) || str_starts(address, STR("http://")) ||
           str_starts(address, STR("mailto:")) || str_starts(address, STR("?")) || str_starts(address, STR("cid:")) ||
           str_starts(address, STR("#"));
}

void view_address(struct view *map, const char *name, struct str address)
{
    if (view_is_address(address))
        view_text(map, name, address);
}

void view_markup(struct view *map, const char *name, struct str markup)
{
    add(map, name, VIEW_MARKUP)->text = markup;
}

struct view *view_map(struct view *map, const char *name)
{
    return add(map, name, VIEW_MAP);
}

struct view *view_list(struct view *map, const char *name)
{
    return add(map, name, VIEW_LIST);
}

struct view *view_item(struct view *list)
{
    return add(list, NULL, VIEW_MAP);
}

const struct view *view_get(const struct view *map, struct str name)
{
    for (const struct view *view = map->first; view != NULL; view = view->next)
        if (view->name != NULL && str_eq(str_from(view->name), name))
            return view;
    return NULL;
}
