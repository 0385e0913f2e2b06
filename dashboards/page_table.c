/* SPDX-License-Identifier: MIT */
#include "page_table.h"

#include <stdlib.h>

#include "base/csv_out.h"

#include "base/banned.h"

enum { COLUMNS_MOST = 6, NUMBER_BYTES_MOST = 32, DECIMALS_MOST = 3 };

/* A list of the view: its columns are values of an item, headed by sentences of the catalogue. */
static const struct table_of_page {
    const char *name;
    struct {
        const char *value, *heading;
    } columns[COLUMNS_MOST];
} tables[] = {
    {"rising", {{"issue", "table.issue"}, {"topic_people", "table.people"}, {"usual_words", "table.usual"}}},
    {"easing", {{"issue", "table.issue"}, {"topic_people", "table.people"}, {"usual_words", "table.usual"}}},
    {"complaints", {{"issue", "table.issue"}, {"topic_people", "table.people"}, {"usual_words", "table.usual"}}},
    {"compliments", {{"issue", "table.issue"}, {"topic_people", "table.people"}, {"usual_words", "table.usual"}}},
    {"parts", {{"part", "table.what"}, {"part_people", "table.people"}}},
    {"days", {{"day_date", "table.day"}, {"day_mood", "table.temperature"}, {"day_people", "table.people"}}},
    {"steps",
     {{"step_when", "table.time"}, {"step_word", "table.what"}, {"step_by", "table.by"}, {"step_note", "table.note"},
      {"step_numbers", "table.people"}}},
    {"evidence", {{"evidence_words", "posts.words"}, {"evidence_for", "post.for"}, {"evidence_weight", "post.weight"}}},
    {"done",
     {{"deed_when", "table.time"}, {"deed_about", "table.what"}, {"deed", "digest.deeds"}, {"deed_by", "table.by"}}},
    {"looks",
     {{"look_when", "table.time"}, {"look_who", "looks.who"}, {"look_what", "looks.what"}, {"look_query", "looks.words"},
      {"look_post", "looks.of-post"}, {"look_author", "looks.of-author"}}},
};

static struct str text_of(const struct view *item, const char *name)
{
    const struct view *value = view_get(item, str_from(name));
    return value != NULL && value->text.ptr != NULL ? value->text : STR("");
}

/* "−1,204.5" and "+12" are numbers in a spreadsheet, all else is text. */
static void put(struct str text, struct buf *out)
{
    char number[NUMBER_BYTES_MOST];
    size_t len = 0, decimals = 0;
    bool point = false;
    for (size_t i = 0; i < text.len && len < sizeof number - 1; i++) {
        if (str_starts(str_cut(text, i, text.len), STR("−"))) {
            number[len++] = '-';
            i += sizeof "−" - 2;
        } else if (text.ptr[i] != ',' && !(text.ptr[i] == '+' && i == 0)) {
            decimals += point;
            point = point || text.ptr[i] == '.';
            number[len++] = text.ptr[i];
        }
    }
    number[len] = '\0';
    char *end = number;
    double value = len > 0 && len < sizeof number - 1 && strspn(number, "-0123456789.") == len ? strtod(number, &end) : 0;
    if (end == number || *end != '\0' || decimals > DECIMALS_MOST)
        csv_out_text(out, text);
    else
        csv_out_number(out, value, (int)decimals);
}

static void put_chart(const struct view *figure, struct buf *out)
{
    csv_out_text(out, text_of(figure, "chart_what"));
    csv_out_text(out, text_of(figure, "chart_unit"));
    csv_out_end(out);
    for (const struct view *item = view_get(figure, STR("points"))->first; item != NULL; item = item->next) {
        csv_out_text(out, text_of(item, "point_label"));
        put(text_of(item, "point_value"), out);
        csv_out_end(out);
    }
}

static void put_heat(const struct view *view, const struct tongue *tongue, struct buf *out)
{
    csv_out_text(out, tongue_get(tongue, "table.place"));
    for (const struct view *column = view_get(view, STR("heat_columns"))->first; column != NULL; column = column->next)
        csv_out_text(out, text_of(column, "issue"));
    csv_out_end(out);
    for (const struct view *row = view_get(view, STR("heat_rows"))->first; row != NULL; row = row->next) {
        csv_out_text(out, text_of(row, "place"));
        for (const struct view *cell = view_get(row, STR("heat_cells"))->first; cell != NULL; cell = cell->next)
            put(view_get(cell, STR("level")) && view_get(cell, STR("level"))->number == 0 ? STR("0") : text_of(cell, "cell"),
                out);
        csv_out_end(out);
    }
}

static void put_list(const struct view *list, const struct table_of_page *table, const struct tongue *tongue,
                     struct buf *out)
{
    for (size_t i = 0; i < COLUMNS_MOST && table->columns[i].value != NULL; i++)
        csv_out_text(out, tongue_get(tongue, table->columns[i].heading));
    csv_out_end(out);
    for (const struct view *item = list->first; item != NULL; item = item->next) {
        for (size_t i = 0; i < COLUMNS_MOST && table->columns[i].value != NULL; i++)
            put(text_of(item, table->columns[i].value), out);
        csv_out_end(out);
    }
}

static const struct view *chart_named(const struct view *view, struct str name)
{
    for (const struct view *one = view->first; one != NULL; one = one->next)
        if (one->type == VIEW_MAP && str_eq(text_of(one, "chart_name"), name))
            return one;
    return NULL;
}

bool page_table_write(const struct view *view, const struct tongue *tongue, struct str name, struct buf *out)
{
    const struct view *chart = chart_named(view, name), *list = view_get(view, name);
    if (chart != NULL) {
        put_chart(chart, out);
        return true;
    }
    if (str_eq(name, STR("heat")) && view_get(view, STR("heat_rows")) != NULL) {
        put_heat(view, tongue, out);
        return true;
    }
    for (size_t i = 0; list != NULL && list->type == VIEW_LIST && i < sizeof tables / sizeof tables[0]; i++)
        if (str_eq(name, str_from(tables[i].name))) {
            put_list(list, &tables[i], tongue, out);
            return true;
        }
    return false;
}
