/* SPDX-License-Identifier: MIT */
#include "base/settings_value.h"

#include "base/clock.h"
#include "base/file.h"

#include "base/banned.h"

static bool in_range(const struct settings_row *row, double value, const char *unit, double per, struct err *err)
{
    if ((row->least == 0 && row->most == 0) || (value >= row->least && value <= row->most))
        return true;
    return err_set(err, ERR_CONFIG, "must be %g to %g%s", row->least / per, row->most / per, unit);
}

static bool is_choice(const char *choices, struct str text)
{
    struct str rest = str_from(choices), choice;
    while (str_next(&rest, '|', &choice))
        if (str_eq(choice, text))
            return true;
    return choices == NULL;
}

static bool check_choice(const struct settings_row *row, struct str text, struct err *err)
{
    return is_choice(row->choices, text) ||
           err_set(err, ERR_CONFIG, "\"" STR_FMT "\" must be one of %s", STR_ARG(text), row->choices);
}

static bool to_bool(struct str text, bool *out, struct err *err)
{
    *out = str_eq(text, STR("true")) || str_eq(text, STR("yes")) || str_eq(text, STR("on"));
    bool no = str_eq(text, STR("false")) || str_eq(text, STR("no")) || str_eq(text, STR("off"));
    return *out || no || err_set(err, ERR_CONFIG, "\"" STR_FMT "\" must be true or false", STR_ARG(text));
}

static bool to_integer(const struct settings_row *row, struct str text, int64_t *out, struct err *err)
{
    if (!str_to_i64(text, out))
        return err_set(err, ERR_CONFIG, "\"" STR_FMT "\" must be a whole number", STR_ARG(text));
    return in_range(row, (double)*out, "", 1, err);
}

static bool to_number(const struct settings_row *row, struct str text, double *out, struct err *err)
{
    if (!str_to_double(text, out))
        return err_set(err, ERR_CONFIG, "\"" STR_FMT "\" must be a number", STR_ARG(text));
    return in_range(row, *out, "", 1, err);
}

static bool to_span(const struct settings_row *row, struct str text, int64_t *out, struct err *err)
{
    if (!clock_parse_span(text, out))
        return err_set(err, ERR_CONFIG, "\"" STR_FMT "\" must be a time such as 90s, 2m, 6h or 30d", STR_ARG(text));
    return in_range(row, (double)*out, " seconds", 1000, err);
}

static bool to_bytes(const struct settings_row *row, struct str text, int64_t *out, struct err *err)
{
    static const struct {
        struct str unit;
        int64_t bytes;
    } units[] = {{STR_INIT("kB"), 1000}, {STR_INIT("MB"), 1000000}, {STR_INIT("GB"), 1000000000}, {STR_INIT("B"), 1}};
    int64_t unit = 1;
    struct str number = text;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (str_ends(number, units[i].unit)) {
            unit = units[i].bytes;
            number = str_trim(str_cut(number, 0, number.len - units[i].unit.len));
            break;
        }
    if (!str_to_i64(number, out) || *out < 0 || *out > INT64_MAX / unit)
        return err_set(err, ERR_CONFIG, "\"" STR_FMT "\" must be a size such as 64MB", STR_ARG(text));
    *out *= unit;
    return in_range(row, (double)*out, " bytes", 1, err);
}

static bool to_time(struct str text, int64_t *out, struct err *err)
{
    int64_t hour, minute;
    bool ok = text.len == 5 && text.ptr[2] == ':' && str_to_i64(str_cut(text, 0, 2), &hour) &&
              str_to_i64(str_cut(text, 3, 5), &minute) && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
    if (!ok)
        return err_set(err, ERR_CONFIG, "\"" STR_FMT "\" must be a time of day such as 07:30", STR_ARG(text));
    *out = hour * 60 + minute;
    return true;
}

static bool convert(const struct settings_row *row, struct str text, const char *beside, struct arena *arena,
                    void *slot, struct err *err)
{
    switch (row->type) {
    case SETTINGS_TEXT:
        *(struct str *)slot = arena_str(arena, text);
        return check_choice(row, text, err);
    case SETTINGS_PATH:
        *(struct str *)slot = text.len == 0 ? STR("") : file_beside(arena, beside, text);
        return true;
    case SETTINGS_BOOL:
        return to_bool(text, slot, err);
    case SETTINGS_INTEGER:
        return to_integer(row, text, slot, err);
    case SETTINGS_NUMBER:
        return to_number(row, text, slot, err);
    case SETTINGS_SPAN:
        return to_span(row, text, slot, err);
    case SETTINGS_BYTES:
        return to_bytes(row, text, slot, err);
    case SETTINGS_TIME:
        return to_time(text, slot, err);
    case SETTINGS_LIST:
        return check_choice(row, text, err);
    }
    return false;
}

bool settings_value_check(const struct settings_row *row, struct str text, struct arena *arena, struct err *err)
{
    union {
        struct str text;
        int64_t integer;
        double number;
        bool truth;
    } slot;
    return convert(row, text, NULL, arena, &slot, err);
}

static bool fill_list(const struct settings_row *row, const struct str *texts, size_t count, struct arena *arena,
                      struct settings_list *list, struct err *err)
{
    list->items = ARENA_ARRAY(arena, struct str, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!check_choice(row, texts[i], err))
            return false;
        list->items[list->count++] = arena_str(arena, texts[i]);
    }
    return true;
}

static size_t split_default(struct str rest, struct str *out, size_t most)
{
    size_t count = 0;
    while (count < most && str_next(&rest, ',', &out[count]))
        count++;
    return count;
}

bool settings_value_fill(const struct settings_row *row, const struct str *texts, size_t count, const char *beside,
                         struct arena *arena, void *slot, struct err *err)
{
    struct str otherwise[16];
    if (row->type == SETTINGS_LIST) {
        if (texts == NULL) {
            count = split_default(str_from(row->otherwise), otherwise, 16);
            texts = otherwise;
        }
        return fill_list(row, texts, count, arena, slot, err);
    }
    struct str text = texts != NULL ? texts[count - 1] : str_from(row->otherwise ? row->otherwise : "");
    if (texts == NULL && row->otherwise == NULL && row->type != SETTINGS_TEXT && row->type != SETTINGS_PATH)
        return true; /* must be given, and its section is not in the file */
    return convert(row, text, beside, arena, slot, err);
}

void settings_value_print_text(struct str text, struct buf *out)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            buf_char(out, '\\');
        buf_char(out, text.ptr[i]);
    }
    buf_char(out, '"');
}

static void print_span(int64_t ms, struct buf *out)
{
    static const struct {
        int64_t ms;
        char unit;
    } units[] = {{CLOCK_DAY_MS, 'd'}, {CLOCK_HOUR_MS, 'h'}, {CLOCK_MINUTE_MS, 'm'}, {CLOCK_SECOND_MS, 's'}};
    for (size_t i = 0; i < 4; i++)
        if (ms % units[i].ms == 0 && (ms >= units[i].ms || i == 3)) {
            buf_printf(out, "\"%lld%c\"", (long long)(ms / units[i].ms), units[i].unit);
            return;
        }
}

static void print_list(const struct settings_list *list, struct buf *out)
{
    buf_char(out, '{');
    for (size_t i = 0; i < list->count; i++) {
        buf_add(out, i > 0 ? STR(", ") : STR(""));
        settings_value_print_text(list->items[i], out);
    }
    buf_char(out, '}');
}

void settings_value_print(const struct settings_row *row, const void *slot, struct buf *out)
{
    switch (row->type) {
    case SETTINGS_TEXT:
    case SETTINGS_PATH:
        settings_value_print_text(*(const struct str *)slot, out);
        break;
    case SETTINGS_LIST:
        print_list(slot, out);
        break;
    case SETTINGS_BOOL:
        buf_printf(out, "%s", *(const bool *)slot ? "true" : "false");
        break;
    case SETTINGS_INTEGER:
        buf_printf(out, "%lld", (long long)*(const int64_t *)slot);
        break;
    case SETTINGS_NUMBER:
        buf_printf(out, "%g", *(const double *)slot);
        break;
    case SETTINGS_SPAN:
        print_span(*(const int64_t *)slot, out);
        break;
    case SETTINGS_BYTES:
        buf_printf(out, "\"%lldB\"", (long long)*(const int64_t *)slot);
        break;
    case SETTINGS_TIME:
        buf_printf(out, "\"%02d:%02d\"", (int)(*(const int64_t *)slot / 60), (int)(*(const int64_t *)slot % 60));
        break;
    }
}
