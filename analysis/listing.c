/* SPDX-License-Identifier: MIT */
#include "listing.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/csv_out.h"
#include "base/json_out.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { FIRST_ROWS = 64, OUTPUT_BYTES_MOST = 1 << 30, FLUSH_BYTES = 1 << 16 };

bool listing_format(const struct args *args, enum listing_format *format, struct err *err)
{
    static const char *const names[] = {"table", "json", "csv"};
    const char *given = args_get(args, "format");
    *format = LISTING_TABLE;
    if (given == NULL)
        return true;
    for (int i = 0; i < 3; i++)
        if (strcmp(given, names[i]) == 0) {
            *format = (enum listing_format)i;
            return true;
        }
    return err_set(err, ERR_CONFIG, "--format: table, json or csv, not \"%s\"", given);
}

static bool read_time(const char *name, const char *given, int64_t now_ms, int64_t *ms, struct err *err)
{
    int64_t span_ms;
    struct str text = str_from(given);
    if (given == NULL || clock_parse_iso(text, ms) || clock_parse_day(text, ms))
        return true;
    if (!clock_parse_span(text, &span_ms))
        return err_set(err, ERR_CONFIG, "--%s: a time (2026-09-26T08:00:00Z), a day (2026-09-26) or a span (7d), not "
                       "\"%s\"", name, given);
    *ms = now_ms - span_ms;
    return true;
}

bool listing_span(const struct args *args, int64_t span_ms, int64_t *from_ms, int64_t *to_ms, struct err *err)
{
    int64_t now_ms = clock_now_ms();
    *to_ms = now_ms;
    if (!read_time("until", args_get(args, "until"), now_ms, to_ms, err))
        return false;
    *from_ms = *to_ms - span_ms;
    if (!read_time("since", args_get(args, "since"), now_ms, from_ms, err))
        return false;
    return *from_ms < *to_ms || err_set(err, ERR_CONFIG, "--since: is not before --until");
}

static void flush(struct listing *listing)
{
    struct str text = buf_str(&listing->buf);
    fwrite(text.ptr, 1, text.len, stdout);
    buf_clear(&listing->buf);
}

static void csv_row(struct listing *listing, const struct str *cells)
{
    for (size_t i = 0; i < listing->column_count; i++) {
        double ignored;
        if (listing->columns[i].number && str_to_double(cells[i], &ignored))
            csv_out_digits(&listing->buf, cells[i]);
        else
            csv_out_text(&listing->buf, cells[i]);
    }
    csv_out_end(&listing->buf);
}

static void json_row(struct listing *listing, const struct str *cells)
{
    struct json_out out = json_out_new(&listing->buf, false);
    json_out_open(&out, '{');
    for (size_t i = 0; i < listing->column_count; i++) {
        double number;
        if (listing->columns[i].number && str_to_double(cells[i], &number))
            json_out_member_double(&out, listing->columns[i].name, number, 6);
        else
            json_out_member_str(&out, listing->columns[i].name, cells[i]);
    }
    json_out_close(&out, '}');
    json_out_line(&out);
}

/* One line of at most LISTING_CELL_MOST letters, nothing that speaks to a terminal. */
static struct str table_cell(struct arena *arena, struct str text)
{
    struct str clean = arena_str(arena, utf8_clean(arena, text));
    char *bytes = (char *)(uintptr_t)clean.ptr;
    for (size_t i = 0; i < clean.len; i++)
        if (bytes[i] == '\n' || bytes[i] == '\t')
            bytes[i] = ' ';
    return utf8_shorten(arena, clean, LISTING_CELL_MOST);
}

static void table_row(struct listing *listing, const struct str *cells)
{
    size_t columns = listing->column_count;
    if (listing->row_count == listing->row_cap) {
        listing->row_cap = listing->row_cap == 0 ? FIRST_ROWS : listing->row_cap * 2;
        struct str *more = ARENA_ARRAY(&listing->arena, struct str, listing->row_cap * columns);
        if (listing->row_count > 0)
            memcpy(more, listing->cells, listing->row_count * columns * sizeof *more);
        listing->cells = more;
    }
    for (size_t i = 0; i < columns; i++)
        listing->cells[listing->row_count * columns + i] = table_cell(&listing->arena, cells[i]);
    listing->row_count++;
}

struct listing listing_begin(enum listing_format format, const struct listing_column *columns)
{
    struct listing listing = {.format = format, .columns = columns, .buf = BUF("list", OUTPUT_BYTES_MOST)};
    struct str names[LISTING_COLUMNS_MOST];
    for (; columns[listing.column_count].name != NULL; listing.column_count++)
        names[listing.column_count] = str_from(columns[listing.column_count].name);
    MUST(listing.column_count <= LISTING_COLUMNS_MOST);
    if (format == LISTING_TABLE)
        table_row(&listing, names);
    if (format == LISTING_CSV)
        csv_row(&listing, names);
    return listing;
}

void listing_row(struct listing *listing, const struct str *cells)
{
    if (listing->format == LISTING_TABLE)
        table_row(listing, cells);
    else if (listing->format == LISTING_CSV)
        csv_row(listing, cells);
    else
        json_row(listing, cells);
    if (buf_str(&listing->buf).len > FLUSH_BYTES)
        flush(listing);
}

static void pad(struct buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_char(out, ' ');
}

static void print_table(struct listing *listing)
{
    size_t columns = listing->column_count, widths[LISTING_COLUMNS_MOST] = {0};
    for (size_t i = 0; i < listing->row_count * columns; i++) {
        size_t width = utf8_length(listing->cells[i]);
        widths[i % columns] = width > widths[i % columns] ? width : widths[i % columns];
    }
    for (size_t i = 0; i < listing->row_count * columns; i++) {
        struct str cell = listing->cells[i];
        bool last = i % columns == columns - 1, right = listing->columns[i % columns].number;
        size_t room = widths[i % columns] - utf8_length(cell);
        pad(&listing->buf, right ? room : 0);
        buf_add(&listing->buf, cell);
        pad(&listing->buf, right || last ? 0 : room);
        buf_add(&listing->buf, last ? STR("\n") : STR("  "));
    }
}

void listing_end(struct listing *listing)
{
    if (listing->format == LISTING_TABLE)
        print_table(listing);
    flush(listing);
    fflush(stdout);
    buf_free(&listing->buf);
    arena_free(&listing->arena);
}
