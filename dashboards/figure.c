/* SPDX-License-Identifier: MIT */
#include "figure.h"

#include <math.h>

#include "base/clock.h"
#include "base/json_out.h"

#include "base/banned.h"

enum { DECIMALS = 3 };

void figure_scale(const struct show *show, const struct chart *chart, struct str *top, struct str *middle,
                  struct str *bottom)
{
    const struct tongue *tongue = &show->tongue;
    struct chart_scale scale = chart_scale(chart);
    bool mood = scale.least < 0;
    *top = mood ? tongue_signed(tongue, scale.most) : tongue_number(tongue, scale.most, scale.most < 3 ? 1 : 0);
    *middle = mood ? STR("0") : STR_NONE;
    *bottom = mood ? tongue_signed(tongue, scale.least) : STR("0");
}

static void put_scale(const struct show *show, struct view *map, const struct chart *chart)
{
    struct str top, middle, bottom;
    figure_scale(show, chart, &top, &middle, &bottom);
    view_text(map, "chart_top", top);
    view_text(map, "chart_middle", middle);
    view_text(map, "chart_bottom", bottom);
}

void figure_put(const struct show *show, struct view *map, const struct chart *chart)
{
    view_markup(map, "chart", chart_svg(chart, show->tongue.arena));
    view_text(map, "chart_name", str_from(chart->id));
    put_scale(show, map, chart);
    view_text(map, "chart_first", chart->points[0].label);
    view_text(map, "chart_last", chart->points[chart->count - 1].label);
    view_text(map, "chart_caption", chart->caption);
    view_text(map, "chart_what", chart->what);
    view_text(map, "chart_unit", chart->unit);
    struct view *points = view_list(map, "points");
    for (size_t i = 0; i < chart->count; i++) {
        struct view *item = view_item(points);
        view_text(item, "point_label", chart->points[i].label);
        view_text(item, "point_value", chart->points[i].text);
    }
}

static void write_point(struct json_out *out, const struct chart_point *point, struct arena *arena)
{
    json_out_open(out, '{');
    json_out_member_str(out, "from", clock_iso(arena, point->from_ms));
    json_out_member_str(out, "label", point->label);
    json_out_member_str(out, "words", point->words);
    if (point->known)
        json_out_member_double(out, "value", point->value, DECIMALS);
    if (point->known && point->low < point->high) {
        json_out_member_double(out, "low", point->low, DECIMALS);
        json_out_member_double(out, "high", point->high, DECIMALS);
    }
    if (point->usual >= 0)
        json_out_member_double(out, "usual", point->usual, DECIMALS);
    json_out_member_bool(out, "now", point->now);
    json_out_close(out, '}');
}

void figure_write(const struct chart *chart, struct arena *arena, struct buf *buf)
{
    struct json_out out = json_out_new(buf, false);
    struct chart_scale scale = chart_scale(chart);
    json_out_open(&out, '{');
    json_out_member_str(&out, "title", chart->title);
    json_out_member_str(&out, "caption", chart->caption);
    json_out_member_str(&out, "unit", chart->unit);
    json_out_member_bool(&out, "line", chart->line);
    json_out_member_double(&out, "least", scale.least, DECIMALS);
    json_out_member_double(&out, "most", scale.most, DECIMALS);
    json_out_key(&out, "points");
    json_out_open(&out, '[');
    for (size_t i = 0; i < chart->count; i++)
        write_point(&out, &chart->points[i], arena);
    json_out_close(&out, ']');
    json_out_close(&out, '}');
    json_out_line(&out);
}

static struct str mood_text(const struct show *show, const struct chart_point *point)
{
    return point->known ? tongue_signed(&show->tongue, point->value) : tongue_get(&show->tongue, "mood.none");
}

struct chart_point figure_mood_point(const struct show *show, const struct summary_mood *mood, struct str label)
{
    struct chart_point point = {.label = label, .known = mood->known, .value = mood->mood, .low = mood->low,
                                .high = mood->high, .usual = -1};
    point.text = mood_text(show, &point);
    point.words = tongue_say(&show->tongue, "chart.point", {"day", label}, {"what", point.text});
    return point;
}

/* Fewer than three people are not drawn, nor told apart. */
static struct chart_point people_point(const struct show *show, int64_t people, struct str label)
{
    bool few = people > 0 && people < SHOW_PEOPLE_LEAST;
    struct chart_point point = {.label = label, .known = !few, .value = few ? 0 : (double)people, .now = true};
    point.text = few ? tongue_get(&show->tongue, "table.few") : tongue_number(&show->tongue, point.value, 0);
    point.words = tongue_say(&show->tongue, "chart.point", {"day", label}, {"what", show_people(show, people)});
    return point;
}

/* The newest days, oldest first. */
static size_t newest_days(const struct board *board, size_t most, const struct summary **days)
{
    size_t count = 0;
    for (size_t i = board->summary_count; i-- > 0 && count < most;)
        if (str_eq(board->summaries[i]->period, STR("day")))
            days[count++] = board->summaries[i];
    for (size_t i = 0; i < count / 2; i++) {
        const struct summary *swap = days[i];
        days[i] = days[count - 1 - i];
        days[count - 1 - i] = swap;
    }
    return count;
}

const struct chart *figure_days(const struct show *show, size_t most)
{
    struct arena *arena = show->tongue.arena;
    const struct summary **days = ARENA_ARRAY(arena, const struct summary *, most);
    struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, most);
    struct chart *chart = ARENA_ARRAY(arena, struct chart, 1);
    size_t count = newest_days(show->board, most, days), known = 0;
    for (size_t i = 0; i < count; i++) {
        points[i] = figure_mood_point(show, &days[i]->temperature, tongue_day(&show->tongue, days[i]->from_ms));
        points[i].from_ms = days[i]->from_ms;
        known += points[i].known;
    }
    *chart = (struct chart){.id = "days", .points = points, .count = count, .line = true};
    chart->most = chart_reach(points, count);
    chart->least = -chart->most;
    chart->title = tongue_get(&show->tongue, "overview.series");
    chart->caption = chart->words = tongue_get(&show->tongue, "overview.series.usual");
    chart->what = tongue_get(&show->tongue, "table.day");
    chart->unit = tongue_get(&show->tongue, "table.temperature");
    return known < 2 ? NULL : chart;
}

/* The people of one day; the cell of all classes, or else of complaints. */
static const struct summary_cell *cell_of(const struct summary *day, struct str issue, struct str place)
{
    const struct summary_cell *found = NULL;
    for (size_t i = 0; i < day->cell_count; i++) {
        const struct summary_cell *cell = &day->cells[i];
        if (!str_eq(cell->issue, issue) || !str_eq(cell->place, place))
            continue;
        if (cell->class_ == READING_CLASSES)
            return cell;
        if (found == NULL || cell->people > found->people)
            found = cell;
    }
    return found;
}

const struct chart *figure_people(const struct show *show, struct str issue, struct str place, size_t most)
{
    struct arena *arena = show->tongue.arena;
    const struct summary **days = ARENA_ARRAY(arena, const struct summary *, most);
    struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, most);
    struct chart *chart = ARENA_ARRAY(arena, struct chart, 1);
    size_t count = newest_days(show->board, most, days), seen = 0;
    for (size_t i = 0; i < count; i++) {
        const struct summary_cell *cell = cell_of(days[i], issue, place);
        points[i] = people_point(show, cell != NULL ? cell->people : 0, tongue_day(&show->tongue, days[i]->from_ms));
        points[i].from_ms = days[i]->from_ms;
        points[i].usual = cell != NULL ? cell->usual : -1;
        seen += cell != NULL;
    }
    *chart = (struct chart){.id = "people", .points = points, .count = count};
    chart->title = tongue_get(&show->tongue, "issue.series");
    chart->caption = chart->words = tongue_get(&show->tongue, "chart.people");
    chart->what = tongue_get(&show->tongue, "table.day");
    chart->unit = tongue_get(&show->tongue, "table.people");
    return seen == 0 ? NULL : chart;
}

const struct chart *figure_hours(const struct show *show, const struct incident *incident)
{
    struct arena *arena = show->tongue.arena;
    struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, incident->hourly_count + 1);
    struct chart *chart = ARENA_ARRAY(arena, struct chart, 1);
    for (size_t i = 0; i < incident->hourly_count; i++) {
        int64_t at_ms = incident->hourly_from_ms + (int64_t)i * CLOCK_HOUR_MS;
        points[i] = people_point(show, (int64_t)incident->hourly[i],
                                 tongue_when(&show->tongue, at_ms, show->board->now_ms));
        points[i].from_ms = at_ms;
        points[i].usual = incident->hourly_usual[i];
    }
    *chart = (struct chart){.id = "hours", .points = points, .count = incident->hourly_count};
    chart->title = chart->caption = chart->words = tongue_get(&show->tongue, "chart.hours");
    chart->what = tongue_get(&show->tongue, "table.time");
    chart->unit = tongue_get(&show->tongue, "table.people");
    return chart->count == 0 ? NULL : chart;
}
