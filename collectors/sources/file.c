/* SPDX-License-Identifier: MIT */

/* Files dropped into a folder: CSV and JSON Lines, such as call-centre logs and survey comments. A file is read once
 * nobody has written to it for a while, and read on from there when it grows; a row that cannot be read is passed
 * over and said. */
#include "source.h"
#include "sources/file_row.h"
#include "sources/file_state.h"

#include "base/banned.h"

struct file {
    struct source_common common;
    struct str path, format, separator;
    struct settings_list columns;
    int64_t settle_ms;
};

#define AT(field) offsetof(struct file, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("1m"),
    {"path", SETTINGS_PATH, NULL, AT(path), 0, 0, NULL, "which files, such as drop/*.csv"},
    {"format", SETTINGS_TEXT, "auto", AT(format), 0, 0, "auto|csv|jsonl", "auto: by the file's name and first byte"},
    {"separator", SETTINGS_TEXT, ",", AT(separator), 0, 0, NULL, "between the columns of a CSV file; tab is written tab"},
    {"columns", SETTINGS_LIST, "", AT(columns), 0, 0, NULL,
     "what columns mean, such as \"text=Comment\"; fields: text, time, id, author, ward, title, language, url, lat, lon"},
    {"settle", SETTINGS_SPAN, "5s", AT(settle_ms), 0, 864e5, NULL,
     "a file is left alone until it has not changed for so long, or PATH.done lies beside it"},
    {.name = NULL},
};

static bool valid(const void *settings, struct err *err)
{
    const struct file *file = settings;
    enum file_row_field field;
    struct str name;
    for (size_t i = 0; i < file->columns.count; i++)
        if (!file_row_pair(file->columns.items[i], &field, &name))
            return err_set(err, ERR_CONFIG, "columns: \"" STR_FMT "\" must be FIELD=COLUMN, such as text=Comment",
                           STR_ARG(file->columns.items[i]));
    if (file->separator.len != 1 && !str_eq(file->separator, STR("tab")))
        return err_set(err, ERR_CONFIG, "separator: must be one character, or tab");
    return true;
}

static bool request(const struct source *source, struct str cursor, struct source_request *request, struct err *err)
{
    const struct file *settings = source->settings;
    struct file_state state = file_state_read(source->arena, cursor);
    const struct file_state_file *next = file_state_next(&state);
    (void)err;
    request->method = next ? STR("READ") : STR("LIST");
    request->tag = request->method;
    request->url = arena_printf(source->arena, "file:" STR_FMT, STR_ARG(next ? next->path : settings->path));
    if (next != NULL)
        source_header_add(request, STR("Offset"), arena_printf(source->arena, "%lld", (long long)next->offset));
    else
        source_header_add(request, STR("Folder"), STR("needed"));
    return true;
}

/* A piece of a file as it is read: what of it is used up, which line that was, and the first thing that went wrong. */
struct reading {
    const struct source *source;
    struct source_answer *answer;
    struct file_state_file *file;
    bool whole;
    struct err first_bad;
};

static void note(struct reading *reading, const struct err *err)
{
    if (reading->first_bad.kind != ERR_NONE)
        return;
    reading->first_bad = *err;
    err_within(&reading->first_bad, STR_FMT, STR_ARG(reading->file->path));
}

static void note_line(struct reading *reading, int64_t line, struct err *err)
{
    err_within(err, "line %lld", (long long)line);
    note(reading, err);
}

static char separator_of(const struct file *settings)
{
    return str_eq(settings->separator, STR("tab")) ? '\t' : settings->separator.ptr[0];
}

/* The first row names the columns; it is kept as it stands, for the pieces to come. */
static bool read_header(struct reading *reading, struct csv *csv, struct file_row_columns *columns, struct err *err)
{
    struct str names[CSV_COLUMNS_MOST];
    size_t count, from = csv->at;
    const struct file *settings = reading->source->settings;
    struct csv header = {.text = reading->file->header, .separator = csv->separator, .whole = true, .line = 1};
    bool known = header.text.len > 0;
    enum csv_got got = csv_next(known ? &header : csv, reading->source->arena, names, &count, err);
    if (got == CSV_MORE || got == CSV_END)
        return err_set(err, ERR_AGAIN, "nothing but the beginning of a first row");
    if (got == CSV_BAD)
        return false;
    if (!known)
        reading->file->header = str_cut(csv->text, from, csv->at);
    if (count > 0 && str_starts(names[0], STR("\xEF\xBB\xBF")))
        names[0] = str_cut(names[0], 3, names[0].len);
    return file_row_columns(&settings->columns, names, count, columns, err);
}

static bool read_csv(struct reading *reading, struct str bytes, size_t *used, struct err *err)
{
    struct csv csv = {.text = bytes, .separator = separator_of(reading->source->settings), .whole = reading->whole,
                      .line = reading->file->line};
    struct file_row_columns columns;
    struct str fields[CSV_COLUMNS_MOST];
    size_t count;
    if (!read_header(reading, &csv, &columns, err))
        return err->kind == ERR_AGAIN && !reading->whole;
    for (;;) {
        int64_t line = csv.line;
        enum csv_got got = csv_next(&csv, reading->source->arena, fields, &count, err);
        if (got == CSV_BAD)
            note(reading, err);
        if (got == CSV_END || got == CSV_MORE)
            break;
        struct post *post = got == CSV_ROW ? source_post(reading->source, reading->answer) : NULL;
        if (post != NULL && !file_row_csv(reading->source, &columns, fields, count, post, err)) {
            reading->answer->count--;
            note_line(reading, line, err);
        }
    }
    reading->file->line = csv.line;
    *used = csv.at;
    return true;
}

static void read_lines(struct reading *reading, struct str bytes, size_t *used)
{
    const struct file *settings = reading->source->settings;
    for (size_t at = 0; at < bytes.len; reading->file->line++) {
        size_t end = str_find(bytes, '\n', at);
        struct err err = {0};
        if (end == bytes.len && !reading->whole)
            break;
        struct str line = str_trim(str_cut(bytes, at, end));
        at = end < bytes.len ? end + 1 : end;
        *used = at;
        struct post *post = line.len > 0 ? source_post(reading->source, reading->answer) : NULL;
        if (post != NULL && !file_row_json(reading->source, &settings->columns, line, post, &err)) {
            reading->answer->count--;
            note_line(reading, reading->file->line, &err);
        }
    }
}

static bool is_lines(const struct file *settings, struct str path, struct str bytes)
{
    if (!str_eq(settings->format, STR("auto")))
        return str_eq(settings->format, STR("jsonl"));
    bool named = str_ends(path, STR(".jsonl")) || str_ends(path, STR(".ndjson"));
    struct str start = str_trim(str_cut(bytes, 0, bytes.len < 64 ? bytes.len : 64));
    return named || (start.len > 0 && start.ptr[0] == '{');
}

static bool read_piece(struct reading *reading, struct str bytes, size_t *used, struct err *err)
{
    const struct file *settings = reading->source->settings;
    bool utf16 = str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF"));
    if (reading->file->offset == 0 && utf16)
        return err_set(err, ERR_INPUT, STR_FMT ": is UTF-16; save it as CSV UTF-8", STR_ARG(reading->file->path));
    if (is_lines(settings, reading->file->path, bytes))
        read_lines(reading, bytes, used);
    else if (!read_csv(reading, bytes, used, err))
        return err_within(err, STR_FMT, STR_ARG(reading->file->path));
    if (*used == 0 && bytes.len > 0 && !reading->whole && bytes.len >= CSV_ROW_BYTES_MOST)
        return err_set(err, ERR_LIMIT, STR_FMT ": line %lld: longer than %zu bytes", STR_ARG(reading->file->path),
                       (long long)reading->file->line, bytes.len);
    return true;
}

/* A file that cannot be read at all is passed over as it is now: if it changes, it is tried again. */
static void give_up(struct reading *reading, const struct err *err)
{
    reading->first_bad = *err;
    reading->file->offset = reading->file->size;
}

static void on_piece(const struct source *source, const struct source_reply *reply, struct file_state *state,
                     struct source_answer *answer)
{
    struct reading reading = {.source = source, .answer = answer, .file = file_state_next(state)};
    struct err err = {0};
    size_t used = 0;
    if (reading.file == NULL)
        return;
    reading.whole = reading.file->offset + (int64_t)reply->bytes.len >= reading.file->size;
    if (reply->status != 200)
        give_up(&reading, (source_reply_ok(reply, &err), err_within(&err, STR_FMT, STR_ARG(reading.file->path)), &err));
    else if (!read_piece(&reading, reply->bytes, &used, &err))
        give_up(&reading, &err);
    else
        reading.file->offset += reading.whole ? (int64_t)reply->bytes.len : (int64_t)used;
    if (reading.first_bad.kind != ERR_NONE) {
        answer->why = "part";
        answer->notice = arena_printf(source->arena, "%s", reading.first_bad.text);
    }
}

/* `parse`: one file, whole, from its start; what cannot be read is an error. */
static bool on_whole(const struct source *source, const struct source_reply *reply, struct source_answer *answer,
                     struct err *err)
{
    struct file_state_file file = {.path = reply->url.len > 0 ? reply->url : STR("file"), .line = 1};
    struct reading reading = {.source = source, .answer = answer, .file = &file, .whole = true};
    size_t used = 0;
    if (!read_piece(&reading, reply->bytes, &used, err))
        return false;
    *err = reading.first_bad;
    return reading.first_bad.kind == ERR_NONE;
}

static bool response(const struct source *source, struct str cursor, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    const struct file *settings = source->settings;
    struct file_state state = file_state_read(source->arena, cursor);
    struct json *listing;
    if (request->tag.len == 0)
        return on_whole(source, reply, answer, err);
    if (str_eq(request->tag, STR("LIST"))) {
        if (!json_parse(reply->bytes, source->arena, &listing, err))
            return false;
        file_state_listed(source->arena, &state, listing, settings->settle_ms);
    } else {
        on_piece(source, reply, &state, answer);
    }
    answer->more = file_state_next(&state) != NULL;
    answer->cursor = file_state_write(source->arena, &state);
    return true;
}

const struct source_kind file_kind = {
    .section = {"file", "Files dropped into a folder: CSV and JSON Lines", rows, sizeof(struct file), true},
    .request = request,
    .response = response,
    .valid = valid,
};
