/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/banned.h"

struct csv csv_new(const char *path, char *text, size_t len, char separator)
{
    struct csv csv = {.path = path, .text = text, .len = len, .separator = separator, .next = 1};
    csv.quotes = separator != '\t';
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        csv.at = 3;
    return csv;
}

bool csv_fail(const struct csv *csv, size_t field, struct err *err, const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    size_t column = field < csv->count ? csv->columns[field] : 1;
    return err_set(err, ERR_CONFIG, "%s:%zu:%zu: %s", csv->path, csv->line, column, what);
}

static bool at_end(const struct csv *csv)
{
    char c = csv->at < csv->len ? csv->text[csv->at] : '\n';
    return c == csv->separator || c == '\n' ||
           (c == '\r' && (csv->at + 1 >= csv->len || csv->text[csv->at + 1] == '\n'));
}

/* A quoted field, the quotes inside it halved. */
static bool take_quoted(struct csv *csv, struct err *err)
{
    size_t from = ++csv->at, to = from;
    while (csv->at < csv->len) {
        char c = csv->text[csv->at++];
        if (c == '"' && (csv->at >= csv->len || csv->text[csv->at] != '"'))
            break;
        csv->at += c == '"';
        csv->next += c == '\n';
        csv->text[to++] = c;
    }
    bool closed = csv->at > from && csv->text[csv->at - 1] == '"';
    csv->fields[csv->count++] = (struct str){csv->text + from, to - from};
    if (!closed)
        return csv_fail(csv, csv->count - 1, err, "a quote is never closed");
    return at_end(csv) || csv_fail(csv, csv->count - 1, err, "text after a closing quote");
}

static void take_plain(struct csv *csv)
{
    size_t from = csv->at;
    while (!at_end(csv))
        csv->at++;
    csv->fields[csv->count++] = (struct str){csv->text + from, csv->at - from};
}

static bool take_field(struct csv *csv, size_t row_start, struct err *err)
{
    if (csv->count == CSV_FIELDS_MOST)
        return csv_fail(csv, csv->count - 1, err, "over %d fields", CSV_FIELDS_MOST);
    csv->columns[csv->count] = csv->at - row_start + 1;
    if (csv->quotes && csv->at < csv->len && csv->text[csv->at] == '"')
        return take_quoted(csv, err);
    take_plain(csv);
    return true;
}

static void pass_row_end(struct csv *csv)
{
    if (csv->at < csv->len && csv->text[csv->at] == '\r')
        csv->at++;
    csv->at += csv->at < csv->len;
    csv->next++;
}

static void pass_empty_rows(struct csv *csv)
{
    while (csv->at < csv->len && (csv->text[csv->at] == '\n' || csv->text[csv->at] == '\r')) {
        csv->next += csv->text[csv->at] == '\n';
        csv->at++;
    }
}

bool csv_next(struct csv *csv, struct err *err)
{
    *err = (struct err){.kind = ERR_NONE};
    pass_empty_rows(csv);
    csv->count = 0;
    csv->line = csv->next;
    if (csv->at >= csv->len)
        return false;
    size_t start = csv->at;
    for (;;) {
        if (!take_field(csv, start, err))
            return false;
        if (csv->at >= csv->len || csv->text[csv->at] != csv->separator)
            break;
        csv->at++;
    }
    pass_row_end(csv);
    return true;
}
