/* SPDX-License-Identifier: MIT */
#include "page.h"

#include "digest.h"
#include "figure.h"
#include "page_done.h"
#include "page_map.h"
#include "percent.h"
#include "topics.h"

#include "base/banned.h"

enum { DAYS_SHOWN = 35, HEAT_ROWS = 8, HEAT_COLUMNS = 6, HEAT_LEVELS = 4, PARTS_MOST = 200, PAST_MOST = 100 };

static struct str say(const struct visit *visit, const char *key)
{
    return tongue_get(&visit->show.tongue, key);
}

void page_style(struct visit *visit)
{
    visit->answer->type = "text/css; charset=utf-8";
    buf_add(&visit->answer->body, visit->site->style);
}

void page_script(struct visit *visit)
{
    visit->answer->type = "text/javascript; charset=utf-8";
    buf_add(&visit->answer->body, visit->site->script);
}

void page_plotter(struct visit *visit)
{
    if (visit->site->plotter.len == 0) {
        visit_error(visit, 404, "error.404");
        return;
    }
    visit->answer->type = "text/javascript; charset=utf-8";
    buf_add(&visit->answer->body, visit->site->plotter);
}

/* Puts the values of one view over those of the page, as digest_view has made them. */
static void merge(struct view *view, struct view *other)
{
    if (other->first == NULL)
        return;
    if (view->last == NULL)
        view->first = other->first;
    else
        view->last->next = other->first;
    view->last = other->last;
}

static bool is_about(const struct incident *incident, struct str issue, struct str place)
{
    return (issue.len == 0 || str_eq(incident->issue, issue)) && (place.len == 0 || str_eq(incident->place, place));
}

static void put_incidents(const struct visit *visit, struct view *view, struct str issue, struct str place)
{
    const struct board *board = visit->show.board;
    const struct incident **all = board_by_weight(board, visit->request->arena);
    struct view *live = view_list(view, "live_incidents"), *past = view_list(view, "past_incidents");
    size_t ended = 0;
    for (size_t i = 0; i < board->incident_count; i++)
        if (board_is_live(all[i]) && is_about(all[i], issue, place))
            show_incident(&visit->show, view_item(live), all[i]);
    for (size_t i = 0; i < board->incident_count && ended < PAST_MOST; i++) {
        const struct incident *incident = board->incidents[i];
        bool over = !board_is_live(incident) && incident->state != INCIDENT_CANDIDATE;
        if (over && is_about(incident, issue, place)) {
            show_incident(&visit->show, view_item(past), incident);
            ended++;
        }
    }
    view_flag(view, "live_incidents_any", live->first != NULL);
    view_flag(view, "past_incidents_any", past->first != NULL);
}

/* The busiest places of a summary's complaints, each once. */
static size_t heat_places(const struct summary *summary, const struct summary_cell **places)
{
    size_t count = 0;
    for (size_t i = 0; i < summary->cell_count && count < HEAT_ROWS; i++) {
        const struct summary_cell *cell = &summary->cells[i];
        bool known = cell->place.len == 0 || cell->class_ != READING_COMPLAINT || cell->issue.len == 0;
        for (size_t k = 0; !known && k < count; k++)
            known = str_eq(places[k]->place, cell->place);
        if (!known)
            places[count++] = cell;
    }
    return count;
}

static int64_t heat_people(const struct summary *summary, struct str issue, struct str place)
{
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].class_ == READING_COMPLAINT && str_eq(summary->cells[i].issue, issue) &&
            str_eq(summary->cells[i].place, place))
            return summary->cells[i].people;
    return 0;
}

static void put_heat_row(const struct visit *visit, struct view *rows, const struct summary *summary,
                         const struct summary_cell *place, const struct topics *topics, int64_t most)
{
    const struct show *show = &visit->show;
    struct view *row = view_item(rows);
    view_text(row, "place", show_place(show, place->place, place->place_name, place->place_name_cy));
    view_text(row, "place_link", show_link(show, "places", place->place));
    struct view *cells = view_list(row, "heat_cells");
    for (size_t i = 0; i < topics->count && i < HEAT_COLUMNS; i++) {
        int64_t people = heat_people(summary, topics->items[i].issue, place->place);
        int64_t level = people < SHOW_PEOPLE_LEAST ? people > 0 : 1 + (people * (HEAT_LEVELS - 1)) / most;
        struct view *cell = view_item(cells);
        view_number(cell, "level", level, tongue_number(&show->tongue, (double)level, 0));
        view_text(cell, "cell", people == 0                   ? STR("·")
                                : people < SHOW_PEOPLE_LEAST ? say(visit, "table.few")
                                                              : tongue_number(&show->tongue, (double)people, 0));
    }
}

static void put_heat(const struct visit *visit, struct view *view, const struct summary *summary)
{
    const struct summary_cell *places[HEAT_ROWS];
    struct topics topics = topics_of(summary, READING_COMPLAINT, visit->request->arena);
    size_t count = heat_places(summary, places);
    struct view *columns = view_list(view, "heat_columns"), *rows = view_list(view, "heat_rows");
    for (size_t i = 0; i < topics.count && i < HEAT_COLUMNS; i++) {
        struct view *column = view_item(columns);
        view_text(column, "issue", show_issue(&visit->show, topics.items[i].issue));
        view_text(column, "issue_link", show_link(&visit->show, "issues", topics.items[i].issue));
    }
    int64_t most = SHOW_PEOPLE_LEAST;
    for (size_t i = 0; i < count; i++)
        most = places[i]->people > most ? places[i]->people : most;
    for (size_t i = 0; i < count; i++)
        put_heat_row(visit, rows, summary, places[i], &topics, most);
    view_flag(view, "heat", count > 0);
}

static void put_source(const struct visit *visit, struct view *view, const struct hearing *source)
{
    show_source(&visit->show, view, source);
    view_text(view, "success", source->last_success_ms > 0
                                   ? tongue_when(&visit->show.tongue, source->last_success_ms, visit->show.board->now_ms)
                                   : say(visit, "sources.never"));
}

static void put_bad_sources(const struct visit *visit, struct view *view)
{
    struct view *list = view_list(view, "bad_sources");
    for (size_t i = 0; i < visit->show.board->source_count; i++)
        if (!str_eq(visit->show.board->sources[i].state, STR("ok")))
            put_source(visit, view_item(list), &visit->show.board->sources[i]);
}

/* NAME_any of each list of topics: what can be downloaded is not empty. */
static void flag_lists(struct view *view)
{
    static const char *const names[][2] = {{"rising", "rising_any"}, {"easing", "easing_any"},
                                           {"complaints", "complaints_any"}, {"compliments", "compliments_any"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct view *list = view_get(view, str_from(names[i][0]));
        view_flag(view, names[i][1], list != NULL && list->first != NULL);
    }
}

void page_overview(struct visit *visit)
{
    struct view *view = visit_view(visit, say(visit, "overview.title"), "at_overview");
    const struct summary *day = board_newest_day(visit->show.board);
    put_incidents(visit, view, STR_NONE, STR_NONE);
    page_done_put(visit, view, STR_NONE, STR_NONE);
    if (day != NULL) {
        view_flag(view, "day", true);
        view_text(view, "mood_side", str_from(page_map_side(&day->temperature)));
        put_heat(visit, view, day);
        visit_chart(visit, view, "series", figure_days(&visit->show, DAYS_SHOWN));
        merge(view, digest_view(&visit->show, day));
        flag_lists(view);
    } else {
        put_bad_sources(visit, view);
    }
    visit_render(visit, VISIT_OVERVIEW, view);
}

void page_incidents(struct visit *visit)
{
    struct view *view = visit_view(visit, say(visit, "incidents.title"), "at_incidents");
    put_incidents(visit, view, STR_NONE, STR_NONE);
    visit_render(visit, VISIT_INCIDENTS, view);
}

static void put_steps(const struct visit *visit, struct view *view, const struct incident *incident)
{
    const struct tongue *tongue = &visit->show.tongue;
    struct view *steps = view_list(view, "steps");
    for (size_t i = 0; i < incident->log_count; i++) {
        const struct incident_step *step = &incident->log[i];
        struct view *item = view_item(steps);
        view_text(item, "step_when", tongue_when(tongue, step->at_ms, visit->show.board->now_ms));
        view_text(item, "step_word", show_step(&visit->show, step->what));
        view_text(item, "step_by", step->by);
        bool danger = step->by.len == 0 && str_eq(step->note, STR("danger")); /* the program's own word */
        view_text(item, "step_note", danger ? tongue_get(tongue, "say.danger") : step->note);
        if (step->people > 0)
            view_text(item, "step_numbers",
                      tongue_say(tongue, "incident.step", {"people", show_people(&visit->show, (int64_t)step->people)},
                                 {"usual", tongue_usual(&visit->show.tongue, step->expected)}));
    }
}

static struct str posts_link(const struct visit *visit, struct str issue, struct str place)
{
    struct arena *arena = visit->request->arena;
    return arena_printf(arena, "/posts?lang=%s&issue=" STR_FMT "&place=" STR_FMT,
                        catalogue_lang_code(visit->show.tongue.lang), STR_ARG(percent_escape(arena, issue)),
                        STR_ARG(percent_escape(arena, place)));
}

void page_incident(struct visit *visit)
{
    const struct incident *incident = board_incident(visit->show.board, visit->id);
    if (incident == NULL) {
        visit_error(visit, 404, "error.404");
        return;
    }
    struct arena *arena = visit->request->arena;
    struct view *view = visit_view(visit, show_issue(&visit->show, incident->issue), "at_incidents");
    show_incident(&visit->show, view, incident);
    show_evidence(&visit->show, view, incident, INCIDENT_POSTS_MOST);
    put_steps(visit, view, incident);
    view_text(view, "acked_by", incident->acked_by);
    view_address(view, "act_path", arena_printf(arena, "/incidents/" STR_FMT "?lang=%s",
                                                STR_ARG(percent_escape(arena, incident->id)),
                                                catalogue_lang_code(visit->show.tongue.lang)));
    view_address(view, "posts_link", posts_link(visit, incident->issue, incident->place));
    page_done_put(visit, view, incident->issue, incident->place);
    visit_chart(visit, view, "hours", figure_hours(&visit->show, incident));
    visit_render(visit, VISIT_INCIDENT, view);
}

static const struct topic *topic_in(const struct topics *topics, struct str issue)
{
    for (size_t i = 0; i < topics->count; i++)
        if (str_eq(topics->items[i].issue, issue))
            return &topics->items[i];
    return NULL;
}

static void put_topic_row(const struct visit *visit, struct view *list, const struct topic *complaint,
                          const struct topic *compliment)
{
    const struct topic *any = complaint ? complaint : compliment;
    struct view *item = view_item(list);
    view_text(item, "issue", show_issue(&visit->show, any->issue));
    view_text(item, "issue_link", show_link(&visit->show, "issues", any->issue));
    view_text(item, "complaint_people", show_people(&visit->show, complaint ? complaint->people : 0));
    view_text(item, "complaint_usual", complaint && complaint->usual >= 0 ? tongue_usual(&visit->show.tongue, complaint->usual)
                                                                          : STR("–"));
    view_text(item, "compliment_people", show_people(&visit->show, compliment ? compliment->people : 0));
}

void page_issues(struct visit *visit)
{
    struct arena *arena = visit->request->arena;
    const struct summary *day = board_newest_day(visit->show.board);
    struct view *view = visit_view(visit, say(visit, "issues.title"), "at_issues");
    struct view *list = view_list(view, "topics");
    view_text(view, "date", day ? tongue_date(&visit->show.tongue, day->from_ms) : STR("–"));
    if (day != NULL) {
        struct topics complaints = topics_of(day, READING_COMPLAINT, arena);
        struct topics compliments = topics_of(day, READING_COMPLIMENT, arena);
        for (size_t i = 0; i < complaints.count; i++)
            put_topic_row(visit, list, &complaints.items[i], topic_in(&compliments, complaints.items[i].issue));
        for (size_t i = 0; i < compliments.count; i++)
            if (topic_in(&complaints, compliments.items[i].issue) == NULL)
                put_topic_row(visit, list, NULL, &compliments.items[i]);
    }
    view_flag(view, "topics_any", list->first != NULL);
    visit_render(visit, VISIT_ISSUES, view);
}

static void put_part(const struct visit *visit, struct view *list, const char *folder, struct str id, struct str name,
                     int64_t people)
{
    struct view *item = view_item(list);
    view_text(item, "part", name);
    view_text(item, "part_link", show_link(&visit->show, folder, id));
    view_text(item, "part_people", show_people(&visit->show, people));
}

/* The cells of one issue by place, or of one place by issue; with neither, every place once. */
static void put_parts(const struct visit *visit, struct view *view, const struct summary *day, struct str issue,
                      struct str place)
{
    struct view *list = view_list(view, "parts"), *quotes = view_list(view, "quotes");
    struct table seen = {0};
    for (size_t i = 0; day != NULL && i < day->cell_count && seen.count < PARTS_MOST; i++) {
        const struct summary_cell *cell = &day->cells[i];
        if ((issue.len > 0 && !str_eq(cell->issue, issue)) || (place.len > 0 && !str_eq(cell->place, place)))
            continue;
        for (size_t k = 0; cell->people >= SHOW_PEOPLE_LEAST && (issue.len > 0 || place.len > 0) &&
                           k < cell->quote_count; k++)
            show_quote(&visit->show, view_item(quotes), &cell->quotes[k]);
        bool by_issue = place.len > 0;
        struct str part = by_issue ? cell->issue : cell->place;
        if (part.len == 0 || table_find(&seen, part) != TABLE_NONE)
            continue;
        table_add(&seen, part);
        put_part(visit, list, by_issue ? "issues" : "places", part,
                 by_issue ? show_issue(&visit->show, part)
                          : show_place(&visit->show, cell->place, cell->place_name, cell->place_name_cy), cell->people);
    }
    view_flag(view, "parts_any", list->first != NULL);
    view_flag(view, "quotes_any", quotes->first != NULL);
    table_free(&seen);
}

static void render_one(struct visit *visit, struct view *view, struct str issue, struct str place)
{
    put_incidents(visit, view, issue, place);
    page_done_put(visit, view, issue, place);
    put_parts(visit, view, board_newest_day(visit->show.board), issue, place);
    visit_chart(visit, view, "series", figure_people(&visit->show, issue, place, DAYS_SHOWN));
    view_address(view, "posts_link", posts_link(visit, issue, place));
    visit_render(visit, VISIT_ISSUE, view);
}

void page_issue(struct visit *visit)
{
    struct view *view = visit_view(visit, show_issue(&visit->show, visit->id), "at_issues");
    view_text(view, "folder", STR("issues"));
    view_text(view, "folder_title", say(visit, "issues.title"));
    view_text(view, "parts_title", say(visit, "issue.where"));
    render_one(visit, view, visit->id, STR_NONE);
}

static struct str place_title(const struct visit *visit, struct str id)
{
    bool known = place_names_find(visit->show.board->places, id) != NULL;
    return known ? show_place(&visit->show, id, STR_NONE, STR_NONE) : shelf_place_name(visit->site->shelf, id);
}

void page_places(struct visit *visit)
{
    const struct summary *day = board_newest_day(visit->show.board);
    struct view *view = visit_view(visit, say(visit, "places.title"), "at_places");
    view_text(view, "date", day ? tongue_date(&visit->show.tongue, day->from_ms) : STR("–"));
    put_parts(visit, view, day, STR_NONE, STR_NONE);
    page_map_put(visit, view, day);
    visit_render(visit, VISIT_PLACES, view);
}

void page_place(struct visit *visit)
{
    struct view *view = visit_view(visit, place_title(visit, visit->id), "at_places");
    view_text(view, "folder", STR("places"));
    view_text(view, "folder_title", say(visit, "places.title"));
    view_text(view, "parts_title", say(visit, "place.about"));
    render_one(visit, view, STR_NONE, visit->id);
}

void page_days(struct visit *visit)
{
    const struct board *board = visit->show.board;
    struct view *view = visit_view(visit, say(visit, "days.title"), "at_days"), *list = view_list(view, "days");
    for (size_t i = board->summary_count; i-- > 0;) {
        const struct summary *day = board->summaries[i];
        if (!str_eq(day->period, STR("day")))
            continue;
        struct view *item = view_item(list);
        view_text(item, "day_date", tongue_date(&visit->show.tongue, day->from_ms));
        view_text(item, "day_link", show_link(&visit->show, "days", str_cut(day->id, 4, day->id.len)));
        view_text(item, "day_mood", day->temperature.known ? tongue_signed(&visit->show.tongue, day->temperature.mood)
                                                           : say(visit, "mood.none"));
        view_text(item, "day_people", show_people(&visit->show, day->people));
    }
    view_flag(view, "days_any", list->first != NULL);
    visit_render(visit, VISIT_DAYS, view);
}

void page_day(struct visit *visit)
{
    struct arena *arena = visit->request->arena;
    const struct summary *day = board_summary(visit->show.board, arena_printf(arena, "day:" STR_FMT, STR_ARG(visit->id)));
    if (day == NULL) {
        visit_error(visit, 404, "error.404");
        return;
    }
    struct view *view = visit_view(visit, tongue_date(&visit->show.tongue, day->from_ms), "at_days");
    merge(view, digest_view(&visit->show, day));
    struct chart chart = digest_chart(&visit->show, day);
    visit_chart(visit, view, "figure", &chart);
    visit_render(visit, VISIT_DAY, view);
}

void page_sources(struct visit *visit)
{
    struct view *view = visit_view(visit, say(visit, "sources.title"), "at_sources");
    struct view *list = view_list(view, "sources");
    for (size_t i = 0; i < visit->show.board->source_count; i++)
        put_source(visit, view_item(list), &visit->show.board->sources[i]);
    view_flag(view, "sources_any", list->first != NULL);
    visit_render(visit, VISIT_SOURCES, view);
}

void page_unheard(struct visit *visit)
{
    struct view *view = visit_view(visit, say(visit, "unheard.title"), "at_unheard");
    put_bad_sources(visit, view);
    visit_render(visit, VISIT_UNHEARD, view);
}
