/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include "base/banned.h"

static bool ends_row(char c)
{
    return c == '\n' || c == '\r';
}

/* After the line end at text[at]; CR LF is one. */
static size_t after_line(struct str text, size_t at)
{
    bool both = text.ptr[at] == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n';
    return at + 1 + both;
}

static int64_t lines_in(struct str text)
{
    int64_t lines = 0;
    for (size_t at = 0; at < text.len;)
        if (ends_row(text.ptr[at])) {
            lines++;
            at = after_line(text, at);
        } else {
            at++;
        }
    return lines;
}

/* The line on which a row turned out bad is passed over. */
static enum csv_got bad(struct csv *csv, size_t at, const char *what, struct err *err)
{
    size_t row_line = at, end = csv->at;
    while (row_line > csv->at && !ends_row(csv->text.ptr[row_line - 1]))
        row_line--;
    int64_t line = csv->line + lines_in(str_cut(csv->text, csv->at, row_line));
    err_set(err, ERR_INPUT, "line %lld, column %zu: %s", (long long)line, at - row_line + 1, what);
    while (end < csv->text.len && !ends_row(csv->text.ptr[end]))
        end++;
    csv->at = end < csv->text.len ? after_line(csv->text, end) : end;
    csv->line++;
    return CSV_BAD;
}

/* After the quoted field's last quote, or the end of the text. */
static size_t quoted(struct csv *csv, size_t at, struct arena *arena, struct str *field)
{
    struct str text = csv->text;
    size_t most = at + CSV_ROW_BYTES_MOST < text.len ? at + CSV_ROW_BYTES_MOST : text.len, from = ++at, doubled = 0;
    for (; at < most; at++) {
        if (text.ptr[at] != '"')
            continue;
        if (at + 1 >= text.len || text.ptr[at + 1] != '"')
            break;
        doubled++;
        at++;
    }
    *field = str_cut(text, from, at < most ? at : most);
    if (at >= most)
        return text.len + 1;
    char *out = doubled > 0 ? arena_take(arena, field->len + 1) : NULL;
    size_t len = 0;
    for (size_t i = 0; out != NULL && i < field->len; i++) {
        out[len++] = field->ptr[i];
        i += field->ptr[i] == '"';
    }
    *field = out != NULL ? (struct str){out, len} : *field;
    return at + 1;
}

static size_t bare(const struct csv *csv, size_t at, struct str *field)
{
    size_t from = at;
    while (at < csv->text.len && csv->text.ptr[at] != csv->separator && !ends_row(csv->text.ptr[at]))
        at++;
    *field = str_cut(csv->text, from, at);
    return at;
}

enum csv_got csv_next(struct csv *csv, struct arena *arena, struct str fields[CSV_COLUMNS_MOST], size_t *count,
                      struct err *err)
{
    struct str text = csv->text;
    *count = 0;
    while (csv->at < text.len && ends_row(text.ptr[csv->at])) {
        csv->at = after_line(text, csv->at);
        csv->line++;
    }
    if (csv->at >= text.len)
        return CSV_END;
    for (size_t at = csv->at;; at++) {
        bool quote = at < text.len && text.ptr[at] == '"';
        size_t start = at;
        if (*count == CSV_COLUMNS_MOST)
            return bad(csv, at, "over 64 columns", err);
        at = quote ? quoted(csv, at, arena, &fields[*count]) : bare(csv, at, &fields[*count]);
        (*count)++;
        bool too_long = (at < text.len ? at : text.len) - csv->at > CSV_ROW_BYTES_MOST;
        if (too_long)
            return bad(csv, start, "a row of over 256 KB", err);
        if (at >= text.len && !csv->whole)
            return CSV_MORE;
        if (at > text.len)
            return bad(csv, start, "a quote that never closes", err);
        if (at < text.len && text.ptr[at] == csv->separator)
            continue;
        if (at < text.len && !ends_row(text.ptr[at]))
            return bad(csv, at, "text after a closing quote", err);
        size_t next = at < text.len ? after_line(text, at) : at;
        csv->line += lines_in(str_cut(text, csv->at, next)) + (at >= text.len);
        csv->at = next;
        return CSV_ROW;
    }
}
