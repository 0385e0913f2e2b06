/* SPDX-License-Identifier: MIT */
#include "base/settings_scan.h"

#include "base/banned.h"

static size_t skip_line(struct str text, size_t at)
{
    return str_find(text, '\n', at);
}

static size_t skip_comment(struct str text, size_t at)
{
    size_t end = str_find_str(text, STR("*/"), at + 2);
    return end < text.len ? end + 2 : text.len;
}

static size_t skip_string(struct str text, size_t at)
{
    char quote = text.ptr[at++];
    while (at < text.len && text.ptr[at] != quote)
        at += text.ptr[at] == '\\' && quote == '"' ? 2 : 1;
    return at < text.len ? at + 1 : text.len;
}

/* Past a comment or a string that begins at `at`, or `at` itself. */
static size_t skip_quiet(struct str text, size_t at)
{
    char c = text.ptr[at], next = at + 1 < text.len ? text.ptr[at + 1] : '\0';
    if (c == '#' || (c == '/' && next == '/'))
        return skip_line(text, at);
    if (c == '/' && next == '*')
        return skip_comment(text, at);
    return c == '"' || c == '\'' ? skip_string(text, at) : at;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* The end of the section whose name begins at `at`: past its closing brace; 0 if it is no section. */
static size_t section_end(struct str text, size_t at)
{
    size_t depth = 0;
    while (at < text.len) {
        size_t past = skip_quiet(text, at);
        if (past > at) {
            at = past;
            continue;
        }
        char c = text.ptr[at++];
        if (c == '{')
            depth++;
        else if (c == '}' && depth <= 1)
            return depth == 1 ? at : 0;
        else if (c == '}')
            depth--;
        else if (depth == 0 && c == '=')
            return 0;
    }
    return 0;
}

static void blank(char *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (text[i] != '\n')
            text[i] = ' ';
}

struct str settings_scan(struct arena *arena, struct str text, bool (*known)(struct str name))
{
    struct str copy = arena_str(arena, text);
    char *out = (char *)(uintptr_t)copy.ptr;
    size_t at = 0;
    while (at < text.len) {
        size_t past = skip_quiet(text, at), name_end = at;
        while (name_end < text.len && is_name(text.ptr[name_end]))
            name_end++;
        size_t end = past == at && name_end > at ? section_end(text, name_end) : 0;
        if (end > 0 && !known(str_cut(text, at, name_end)))
            blank(out, at, end);
        if (end > 0)
            at = end;
        else
            at = past > at ? past : name_end > at ? name_end : at + 1;
    }
    return copy;
}

struct str settings_scan_comments(struct arena *arena, struct str text)
{
    struct str copy = arena_str(arena, text);
    for (size_t at = 0; at < text.len;) {
        size_t past = skip_quiet(text, at);
        if (past > at && text.ptr[at] != '"' && text.ptr[at] != '\'')
            blank((char *)(uintptr_t)copy.ptr, at, past);
        at = past > at ? past : at + 1;
    }
    return copy;
}
