/* SPDX-License-Identifier: MIT */
#include "detect_row.h"

#include <string.h>

#include "base/banned.h"

/* Takes a quoted field off *rest, its quotes undone in place; false if it never closes. */
static bool take_quoted(struct str *rest, struct str *field)
{
    char *to = (char *)(uintptr_t)rest->ptr;
    const char *from = rest->ptr + 1, *end = rest->ptr + rest->len;
    *field = (struct str){to, 0};
    for (; from < end; from++) {
        if (*from == '"' && (from + 1 == end || from[1] != '"'))
            break;
        from += *from == '"';
        *to++ = *from;
    }
    if (from >= end)
        return false;
    field->len = (size_t)(to - field->ptr);
    *rest = (struct str){from + 1, (size_t)(end - from - 1)};
    return rest->len == 0 || rest->ptr[0] == ',';
}

/* The next field; *more tells whether another follows. */
static bool take_field(struct str *rest, struct str *field, bool *more)
{
    if (rest->len > 0 && rest->ptr[0] == '"') {
        if (!take_quoted(rest, field))
            return false;
    } else {
        size_t comma = str_find(*rest, ',', 0);
        *field = str_cut(*rest, 0, comma);
        *rest = str_cut(*rest, comma, rest->len);
    }
    *more = rest->len > 0;
    if (*more)
        *rest = str_cut(*rest, 1, rest->len);
    return true;
}

static const char *name_of(const char *wanted)
{
    return wanted[0] == '?' ? wanted + 1 : wanted;
}

static void note_column(struct detect_row *row, int n, int column)
{
    row->column[n] = column;
    row->wanted_in[column] = (int8_t)n;
    row->last = column > row->last ? column : row->last;
}

static bool note_header(struct detect_row *row, struct str line, struct err *err)
{
    bool more = true;
    struct str field;
    if (str_starts(line, STR("\xEF\xBB\xBF")))
        line = str_cut(line, 3, line.len);
    for (int column = 0; more && column < DETECT_COLUMNS_MOST; column++) {
        if (!take_field(&line, &field, &more))
            return err_set(err, ERR_INPUT, "line 1, column %d: a quote that never closes", column + 1);
        for (size_t n = 0; row->wanted[n] != NULL; n++)
            if (row->column[n] < 0 && str_eq_nocase(str_trim(field), str_from(name_of(row->wanted[n]))))
                note_column(row, (int)n, column);
    }
    for (size_t n = 0; row->wanted[n] != NULL; n++)
        if (row->column[n] < 0 && row->wanted[n][0] != '?')
            return err_set(err, ERR_INPUT, "line 1: no column is named \"%s\"", row->wanted[n]);
    return true;
}

bool detect_row_open(struct detect_row *row, FILE *file, const char *const *wanted, struct err *err)
{
    struct str line;
    *row = (struct detect_row){.lines = LINES(file, DETECT_LINE_BYTES), .wanted = wanted, .last = -1};
    memset(row->wanted_in, -1, sizeof row->wanted_in);
    for (size_t n = 0; n < DETECT_WANTED_MOST; n++)
        row->column[n] = -1;
    if (!lines_next(&row->lines, &line))
        return err_set(err, ERR_INPUT, "line 1: a header row is missing");
    return note_header(row, line, err);
}

static bool read_fields(struct detect_row *row, struct str line, struct err *err)
{
    int column = 0;
    bool more = true;
    for (size_t n = 0; row->wanted[n] != NULL; n++)
        row->fields[n] = STR_NONE;
    for (; more && column <= row->last; column++) {
        struct str field;
        if (!take_field(&line, &field, &more))
            return err_set(err, ERR_INPUT, "line %zu, column %d: text after a quote, or a quote that never closes",
                           row->lines.number, column + 1);
        if (row->wanted_in[column] >= 0)
            row->fields[row->wanted_in[column]] = field;
    }
    for (size_t n = 0; column <= row->last && row->wanted[n] != NULL; n++)
        if (row->column[n] >= column && row->wanted[n][0] != '?')
            return err_set(err, ERR_INPUT, "line %zu: column %d (%s) is missing", row->lines.number,
                           row->column[n] + 1, row->wanted[n]);
    return true;
}

bool detect_row_next(struct detect_row *row, struct err *err)
{
    struct str line;
    err->kind = ERR_NONE;
    do {
        if (!lines_next(&row->lines, &line))
            return false;
    } while (str_trim(line).len == 0);
    if (row->lines.cut)
        return err_set(err, ERR_LIMIT, "line %zu: over %d bytes", row->lines.number, DETECT_LINE_BYTES);
    return read_fields(row, line, err);
}

void detect_row_close(struct detect_row *row)
{
    lines_free(&row->lines);
}

bool detect_row_bad(const struct detect_row *row, size_t n, const char *right, struct err *err)
{
    struct str field = row->fields[n];
    field.len = field.len > 40 ? 40 : field.len;
    return err_set(err, ERR_INPUT, "line %zu, column %d (%s): \"" STR_FMT "\" is not %s", row->lines.number,
                   row->column[n] + 1, name_of(row->wanted[n]), STR_ARG(field), right);
}

bool detect_row_whole(const struct detect_row *row, size_t n, int64_t least, int64_t most, int64_t *out,
                      struct err *err)
{
    bool number = str_to_i64(str_trim(row->fields[n]), out);
    if (number && *out > most)
        return detect_row_bad(row, n, "small enough to be counted", err);
    return (number && *out >= least) ||
           detect_row_bad(row, n, least == 0 ? "a whole number of 0 or more" : "a whole number", err);
}
