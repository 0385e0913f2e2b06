/* SPDX-License-Identifier: MIT */
#include "figure.h"

#include <math.h>

#include "base/clock.h"

#include "base/banned.h"

static void put_scale(const struct show *show, struct view *map, const struct chart *chart)
{
    const struct tongue *tongue = &show->tongue;
    double most = chart->most;
    bool mood = chart->least < 0;
    for (size_t i = 0; i < chart->count && !mood; i++)
        most = fmax(fmax(most, 1), fmax(chart->points[i].value, chart->points[i].usual));
    view_text(map, "chart_top", mood ? tongue_signed(tongue, most) : tongue_number(tongue, most, most < 3 ? 1 : 0));
    if (mood)
        view_text(map, "chart_middle", STR("0"));
    view_text(map, "chart_bottom", mood ? tongue_signed(tongue, chart->least) : STR("0"));
}

void figure_put(const struct show *show, struct view *map, const struct chart *chart, struct str caption,
                struct str what, struct str unit)
{
    const struct tongue *tongue = &show->tongue;
    view_markup(map, "chart", chart_svg(chart, tongue->arena));
    view_text(map, "chart_name", str_from(chart->id));
    put_scale(show, map, chart);
    view_text(map, "chart_first", chart->points[0].label);
    view_text(map, "chart_last", chart->points[chart->count - 1].label);
    view_text(map, "chart_caption", caption);
    view_text(map, "chart_what", what);
    view_text(map, "chart_unit", unit);
    struct view *points = view_list(map, "points");
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        struct view *item = view_item(points);
        view_text(item, "point_label", point->label);
        view_text(item, "point_value", !point->known      ? tongue_get(tongue, "mood.none")
                                       : chart->least < 0 ? tongue_signed(tongue, point->value)
                                                          : tongue_number(tongue, point->value, 0));
    }
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

bool figure_days(const struct show *show, struct view *map, size_t most)
{
    struct arena *arena = show->tongue.arena;
    const struct summary **days = ARENA_ARRAY(arena, const struct summary *, most);
    struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, most);
    size_t count = newest_days(show->board, most, days), known = 0;
    for (size_t i = 0; i < count; i++) {
        const struct summary_mood *mood = &days[i]->temperature;
        points[i] = (struct chart_point){.label = tongue_day(&show->tongue, days[i]->from_ms), .known = mood->known,
                                         .value = mood->mood, .low = mood->low, .high = mood->high, .usual = -1};
        known += mood->known;
    }
    if (known < 2)
        return false;
    struct chart chart = {.id = "days", .points = points, .count = count, .line = true};
    chart.most = chart_reach(points, count);
    chart.least = -chart.most;
    chart.title = tongue_get(&show->tongue, "overview.series");
    chart.words = tongue_get(&show->tongue, "overview.series.usual");
    figure_put(show, map, &chart, chart.words, tongue_get(&show->tongue, "table.day"),
               tongue_get(&show->tongue, "table.temperature"));
    return true;
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

bool figure_people(const struct show *show, struct view *map, struct str issue, struct str place, size_t most)
{
    struct arena *arena = show->tongue.arena;
    const struct summary **days = ARENA_ARRAY(arena, const struct summary *, most);
    struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, most);
    size_t count = newest_days(show->board, most, days), seen = 0;
    for (size_t i = 0; i < count; i++) {
        const struct summary_cell *cell = cell_of(days[i], issue, place);
        bool few = cell != NULL && cell->people < SHOW_PEOPLE_LEAST;
        points[i] = (struct chart_point){.label = tongue_day(&show->tongue, days[i]->from_ms), .known = !few,
                                         .value = cell != NULL && !few ? (double)cell->people : 0,
                                         .usual = cell != NULL ? cell->usual : -1, .now = true};
        points[i].words = arena_printf(arena, STR_FMT ": " STR_FMT, STR_ARG(points[i].label),
                                       STR_ARG(show_people(show, cell ? cell->people : 0)));
        seen += cell != NULL;
    }
    if (seen == 0)
        return false;
    struct chart chart = {.id = "people", .points = points, .count = count};
    chart.title = tongue_get(&show->tongue, "issue.series");
    chart.words = tongue_get(&show->tongue, "chart.people");
    figure_put(show, map, &chart, chart.words, tongue_get(&show->tongue, "table.day"),
               tongue_get(&show->tongue, "table.people"));
    return true;
}

bool figure_hours(const struct show *show, struct view *map, const struct incident *incident)
{
    struct arena *arena = show->tongue.arena;
    struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, incident->hourly_count + 1);
    if (incident->hourly_count == 0)
        return false;
    for (size_t i = 0; i < incident->hourly_count; i++) {
        int64_t at_ms = incident->hourly_from_ms + (int64_t)i * CLOCK_HOUR_MS;
        points[i] = (struct chart_point){.label = tongue_when(&show->tongue, at_ms, show->board->now_ms),
                                         .known = true, .value = incident->hourly[i],
                                         .usual = incident->hourly_usual[i], .now = true};
        points[i].words = arena_printf(arena, STR_FMT ": " STR_FMT, STR_ARG(points[i].label),
                                       STR_ARG(show_people(show, (int64_t)incident->hourly[i])));
    }
    struct chart chart = {.id = "hours", .points = points, .count = incident->hourly_count};
    chart.title = tongue_get(&show->tongue, "chart.hours");
    chart.words = chart.title;
    figure_put(show, map, &chart, chart.title, tongue_get(&show->tongue, "table.time"),
               tongue_get(&show->tongue, "table.people"));
    return true;
}
