/* SPDX-License-Identifier: MIT */
#include "sheet.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/banned.h"

struct sheet sheet_new(const char *path, char *text, size_t len, char separator)
{
    struct sheet sheet = {.path = path, .text = text, .len = len, .separator = separator, .next = 1};
    sheet.quotes = separator != '\t';
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        sheet.at = 3;
    return sheet;
}

bool sheet_fail(const struct sheet *sheet, size_t field, struct err *err, const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    size_t column = field < sheet->count ? sheet->columns[field] : 1;
    return err_set(err, ERR_CONFIG, "%s:%zu:%zu: %s", sheet->path, sheet->line, column, what);
}

static bool at_end(const struct sheet *sheet)
{
    char c = sheet->at < sheet->len ? sheet->text[sheet->at] : '\n';
    return c == sheet->separator || c == '\n' ||
           (c == '\r' && (sheet->at + 1 >= sheet->len || sheet->text[sheet->at + 1] == '\n'));
}

/* A quoted field, the quotes inside it halved. */
static bool take_quoted(struct sheet *sheet, struct err *err)
{
    size_t from = ++sheet->at, to = from;
    while (sheet->at < sheet->len) {
        char c = sheet->text[sheet->at++];
        if (c == '"' && (sheet->at >= sheet->len || sheet->text[sheet->at] != '"'))
            break;
        sheet->at += c == '"';
        sheet->next += c == '\n';
        sheet->text[to++] = c;
    }
    bool closed = sheet->at > from && sheet->text[sheet->at - 1] == '"';
    sheet->fields[sheet->count++] = (struct str){sheet->text + from, to - from};
    if (!closed)
        return sheet_fail(sheet, sheet->count - 1, err, "a quote is never closed");
    return at_end(sheet) || sheet_fail(sheet, sheet->count - 1, err, "text after a closing quote");
}

static void take_plain(struct sheet *sheet)
{
    const char *text = sheet->text, separator = sheet->separator;
    size_t from = sheet->at, at = from;
    do {
        while (at < sheet->len && text[at] != separator && text[at] != '\n' && text[at] != '\r')
            at++;
        sheet->at = at++;
    } while (!at_end(sheet)); /* a CR inside a field */
    sheet->fields[sheet->count++] = (struct str){sheet->text + from, sheet->at - from};
}

static bool take_field(struct sheet *sheet, size_t row_start, struct err *err)
{
    if (sheet->count == SHEET_FIELDS_MOST)
        return sheet_fail(sheet, sheet->count - 1, err, "over %d fields", SHEET_FIELDS_MOST);
    sheet->columns[sheet->count] = sheet->at - row_start + 1;
    if (sheet->quotes && sheet->at < sheet->len && sheet->text[sheet->at] == '"')
        return take_quoted(sheet, err);
    take_plain(sheet);
    return true;
}

static void pass_row_end(struct sheet *sheet)
{
    if (sheet->at < sheet->len && sheet->text[sheet->at] == '\r')
        sheet->at++;
    sheet->at += sheet->at < sheet->len;
    sheet->next++;
}

static void pass_empty_rows(struct sheet *sheet)
{
    while (sheet->at < sheet->len && (sheet->text[sheet->at] == '\n' || sheet->text[sheet->at] == '\r')) {
        sheet->next += sheet->text[sheet->at] == '\n';
        sheet->at++;
    }
}

bool sheet_next(struct sheet *sheet, struct err *err)
{
    err->kind = ERR_NONE;
    pass_empty_rows(sheet);
    sheet->count = 0;
    sheet->line = sheet->next;
    if (sheet->at >= sheet->len)
        return false;
    size_t start = sheet->at;
    for (;;) {
        if (!take_field(sheet, start, err))
            return false;
        if (sheet->at >= sheet->len || sheet->text[sheet->at] != sheet->separator)
            break;
        sheet->at++;
    }
    pass_row_end(sheet);
    return true;
}
