/* SPDX-License-Identifier: MIT */
#include "markup.h"

#include "base/banned.h"

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* After the '>' that ends a tag. A quoted value may hold one; a '<' outside of quotes ends a broken tag, and a quote
 * that never closes counts for nothing: so each byte is looked at a fixed number of times. */
static size_t tag_end(struct str text, size_t at)
{
    for (size_t i = at; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '>' || c == '<')
            return c == '>' ? i + 1 : i;
        bool opens_value = (c == '"' || c == '\'') && text.ptr[i - 1] == '=';
        size_t closes = opens_value ? str_find(text, c, i + 1) : i;
        if (closes == text.len) {
            size_t first = str_find(text, '>', at);
            return first == text.len ? first : first + 1;
        }
        i = closes;
    }
    return text.len;
}

static size_t after(struct str text, struct str mark, size_t from)
{
    size_t found = str_find_str(text, mark, from);
    return found == text.len ? found : found + mark.len;
}

static bool declaration_at(struct str text, size_t at, struct markup_tag *tag)
{
    struct str rest = str_cut(text, at, text.len);
    tag->is_comment = true;
    if (str_starts(rest, STR("<!--")))
        tag->end = after(text, STR("-->"), at + 4);
    else if (rest.ptr[1] == '?')
        tag->end = after(text, STR(">"), at);
    else
        tag->end = tag_end(text, at + 2);
    return true;
}

bool markup_tag_at(struct str text, size_t at, struct markup_tag *tag)
{
    *tag = (struct markup_tag){0};
    if (at + 1 >= text.len)
        return false;
    char next = text.ptr[at + 1];
    if (next == '!' || next == '?')
        return declaration_at(text, at, tag);
    tag->closes = next == '/';
    size_t name = at + 1 + tag->closes, end = name;
    if (name >= text.len || !(is_letter(text.ptr[name]) || text.ptr[name] == '_'))
        return false;
    while (end < text.len && !is_space(text.ptr[end]) && text.ptr[end] != '>' && text.ptr[end] != '<' &&
           (text.ptr[end] != '/' || end + 1 < text.len))
        if (text.ptr[end] == '/' && text.ptr[end + 1] == '>')
            break;
        else
            end++;
    tag->name = str_cut(text, name, end);
    tag->end = tag_end(text, end);
    size_t stop = tag->end > end && text.ptr[tag->end - 1] == '>' ? tag->end - 1 : tag->end;
    tag->closed = stop > end && text.ptr[stop - 1] == '/';
    tag->attributes = str_cut(text, end, tag->closed ? stop - 1 : stop);
    return true;
}

static size_t skip(struct str text, size_t at, bool space)
{
    while (at < text.len && is_space(text.ptr[at]) == space && (space || text.ptr[at] != '='))
        at++;
    return at;
}

bool markup_attribute(struct str *rest, struct str *name, struct str *value)
{
    struct str text = *rest;
    size_t at = skip(text, 0, true);
    while (at < text.len && (text.ptr[at] == '=' || text.ptr[at] == '/'))
        at = skip(text, at + 1, true);
    if (at >= text.len)
        return false;
    size_t name_end = skip(text, at, false), equals = skip(text, name_end, true);
    *name = str_cut(text, at, name_end);
    *value = STR("");
    if (equals >= text.len || text.ptr[equals] != '=') {
        *rest = str_cut(text, equals, text.len);
        return true;
    }
    size_t from = skip(text, equals + 1, true), to = from;
    if (from < text.len && (text.ptr[from] == '"' || text.ptr[from] == '\'')) {
        to = str_find(text, text.ptr[from], from + 1);
        *value = str_cut(text, from + 1, to);
        to += to < text.len;
    } else {
        while (to < text.len && !is_space(text.ptr[to]))
            to++;
        *value = str_cut(text, from, to);
    }
    *rest = str_cut(text, to, text.len);
    return true;
}
