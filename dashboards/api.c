/* SPDX-License-Identifier: MIT */
#include "api.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"
#include "base/csv_out.h"
#include "digest_json.h"
#include "page_posts.h"
#include "percent.h"
#include "topics.h"

#include "base/banned.h"

enum { LIMIT = 50, LIMIT_MOST = 200, DESCRIPTION_BYTES_MOST = 512 << 10, PARTS_MOST = 1000 };

static void be_csv(struct visit *visit, struct str file)
{
    visit->answer->type = "text/csv; charset=utf-8";
    visit->answer->attachment = file;
}

static struct json_out be_json(struct visit *visit)
{
    visit->answer->type = "application/json";
    return json_out_new(&visit->answer->body, false);
}

/* {"items":[ … */
static struct json_out open_list(struct visit *visit)
{
    struct json_out out = be_json(visit);
    json_out_open(&out, '{');
    json_out_key(&out, "items");
    json_out_open(&out, '[');
    return out;
}

/* … ],"next_url":"…"} */
static void close_list(struct visit *visit, struct json_out *out, struct str cursor)
{
    struct arena *arena = visit->request->arena;
    json_out_close(out, ']');
    if (cursor.len > 0) {
        struct str link = visit_link(visit, visit->request->path, (const char *const[]){"cursor", "before", NULL});
        const char *name = str_ends(visit->request->path, STR("/posts")) ? "before" : "cursor";
        json_out_member_str(out, "next_url", arena_printf(arena, STR_FMT STR_FMT "%s=" STR_FMT,
                                                          STR_ARG(visit->site->council->mail.public_url), STR_ARG(link),
                                                          name, STR_ARG(percent_escape(arena, cursor))));
    }
    json_out_close(out, '}');
}

static void csv_people(struct buf *out, int64_t people)
{
    if (people > 0 && people < SHOW_PEOPLE_LEAST)
        csv_out_text(out, STR("fewer than 3"));
    else
        csv_out_i64(out, people);
}

static void csv_names(struct buf *out, const char *const *names)
{
    for (; *names != NULL; names++)
        csv_out_text(out, str_from(*names));
    csv_out_end(out);
}

static bool incident_fits(const struct visit *visit, const struct incident *incident)
{
    const struct http_request *request = visit->request;
    struct str state = http_query(request, "state"), issue = http_query(request, "issue");
    struct str place = http_query(request, "place");
    if (incident->state == INCIDENT_CANDIDATE && !str_eq(state, STR("candidate")))
        return false;
    return (state.len == 0 || str_eq(state, str_from(incident_state_name(incident->state)))) &&
           (issue.len == 0 || str_eq(issue, incident->issue)) && (place.len == 0 || str_eq(place, incident->place));
}

static void incident_csv(struct visit *visit, const struct incident *incident)
{
    struct buf *out = &visit->answer->body;
    csv_out_text(out, incident->id);
    csv_out_text(out, incident->issue);
    csv_out_text(out, show_issue(&visit->show, incident->issue));
    csv_out_text(out, incident->place);
    csv_out_text(out, show_place(&visit->show, incident->place, incident->place_name, incident->place_name_cy));
    csv_out_text(out, str_from(incident_state_name(incident->state)));
    csv_out_text(out, incident->urgent ? STR("yes") : STR("no"));
    csv_out_text(out, clock_iso(visit->request->arena, incident->first_seen_ms));
    csv_out_text(out, incident->resolved_ms ? clock_iso(visit->request->arena, incident->resolved_ms) : STR(""));
    csv_people(out, incident->people);
    csv_out_number(out, incident->expected, 2);
    csv_out_end(out);
}

void api_incidents(struct visit *visit)
{
    static const char *const names[] = {"id", "issue", "issue_name", "place", "place_name", "state", "urgent",
                                        "first_seen", "resolved", "people", "expected", NULL};
    const struct board *board = visit->show.board;
    int64_t limit = LIMIT, from = 0;
    bool csv = visit_wants_csv(visit);
    if (!visit_number(visit, "limit", 1, LIMIT_MOST, &limit) || !visit_number(visit, "cursor", 0, INT32_MAX, &from))
        return;
    struct json_out out = {0};
    if (csv) {
        be_csv(visit, STR("incidents.csv"));
        csv_names(&visit->answer->body, names);
    } else {
        out = open_list(visit);
    }
    size_t i = (size_t)from;
    for (int64_t count = 0; i < board->incident_count && (csv || count < limit); i++) {
        if (!incident_fits(visit, board->incidents[i]))
            continue;
        count++;
        if (csv)
            incident_csv(visit, board->incidents[i]);
        else
            digest_json_incident(&visit->show, board->incidents[i], &out);
    }
    if (!csv)
        close_list(visit, &out, i < board->incident_count ? arena_printf(visit->request->arena, "%zu", i) : STR_NONE);
}

static void issue_row(struct visit *visit, struct str id, const struct topics *topics, struct json_out *out)
{
    const struct topic *topic = NULL;
    for (size_t i = 0; i < topics->count; i++)
        if (str_eq(topics->items[i].issue, id))
            topic = &topics->items[i];
    struct arena *arena = visit->request->arena;
    struct str english = issue_names_get(visit->show.board->issues, id, false, arena);
    struct str welsh = issue_names_get(visit->show.board->issues, id, true, arena);
    if (out == NULL) {
        csv_out_text(&visit->answer->body, id);
        csv_out_text(&visit->answer->body, english);
        csv_out_text(&visit->answer->body, welsh);
        csv_people(&visit->answer->body, topic ? topic->people : 0);
        csv_out_end(&visit->answer->body);
        return;
    }
    json_out_open(out, '{');
    json_out_member_str(out, "id", id);
    json_out_member_str(out, "name_en", english);
    json_out_member_str(out, "name_cy", welsh);
    digest_json_people(out, "complaint_people", topic ? topic->people : 0);
    if (topic != NULL && topic->usual >= 0)
        json_out_member_double(out, "complaint_usual", topic->usual, 1);
    json_out_close(out, '}');
}

/* The whole issue list, and what else was written about; the counts are of the newest day. */
void api_issues(struct visit *visit)
{
    const struct board *board = visit->show.board;
    const struct summary *day = board_newest_day(board);
    struct topics topics = {NULL, 0};
    bool csv = visit_wants_csv(visit);
    struct json_out out = {0};
    if (day != NULL)
        topics = topics_of(day, READING_COMPLAINT, visit->request->arena);
    if (csv) {
        be_csv(visit, STR("issues.csv"));
        csv_names(&visit->answer->body, (const char *const[]){"id", "name_en", "name_cy", "complaint_people", NULL});
    } else {
        out = open_list(visit);
    }
    const struct table *ids = board->issues ? &board->issues->ids : NULL;
    for (uint32_t i = 0; ids != NULL && i < ids->count; i++)
        issue_row(visit, table_name(ids, i), &topics, csv ? NULL : &out);
    for (size_t i = 0; i < topics.count; i++)
        if (ids == NULL || table_find(ids, topics.items[i].issue) == TABLE_NONE)
            issue_row(visit, topics.items[i].issue, &topics, csv ? NULL : &out);
    if (!csv)
        close_list(visit, &out, STR_NONE);
}

static struct str place_in(const struct visit *visit, const struct summary_cell *cell, enum catalogue_lang lang)
{
    struct show show = visit->show;
    show.tongue.lang = lang;
    return show_place(&show, cell->place, cell->place_name, cell->place_name_cy);
}

static void place_row(struct visit *visit, const struct summary_cell *cell, struct json_out *out)
{
    if (out == NULL) {
        csv_out_text(&visit->answer->body, cell->place);
        csv_out_text(&visit->answer->body, place_in(visit, cell, CATALOGUE_EN));
        csv_out_text(&visit->answer->body, place_in(visit, cell, CATALOGUE_CY));
        csv_people(&visit->answer->body, cell->people);
        csv_out_end(&visit->answer->body);
        return;
    }
    json_out_open(out, '{');
    json_out_member_str(out, "id", cell->place);
    json_out_member_str(out, "name_en", place_in(visit, cell, CATALOGUE_EN));
    json_out_member_str(out, "name_cy", place_in(visit, cell, CATALOGUE_CY));
    digest_json_people(out, "people", cell->people);
    json_out_key(out, "temperature");
    digest_json_mood(&cell->temperature, out);
    json_out_close(out, '}');
}

void api_places(struct visit *visit)
{
    const struct summary *day = board_newest_day(visit->show.board);
    bool csv = visit_wants_csv(visit);
    struct json_out out = {0};
    struct table seen = {0};
    if (csv) {
        be_csv(visit, STR("places.csv"));
        csv_names(&visit->answer->body, (const char *const[]){"id", "name_en", "name_cy", "people", NULL});
    } else {
        out = open_list(visit);
    }
    for (size_t i = 0; day != NULL && i < day->cell_count && seen.count < PARTS_MOST; i++) {
        const struct summary_cell *cell = &day->cells[i];
        if (cell->place.len == 0 || table_find(&seen, cell->place) != TABLE_NONE)
            continue;
        table_add(&seen, cell->place);
        place_row(visit, cell, csv ? NULL : &out);
    }
    table_free(&seen);
    if (!csv)
        close_list(visit, &out, STR_NONE);
}

void api_sources(struct visit *visit)
{
    const struct board *board = visit->show.board;
    struct arena *arena = visit->request->arena;
    struct buf *body = &visit->answer->body;
    if (!visit_wants_csv(visit)) {
        struct json_out out = open_list(visit);
        for (size_t i = 0; i < board->source_count; i++)
            digest_json_source(&visit->show, &board->sources[i], &out);
        close_list(visit, &out, STR_NONE);
        return;
    }
    be_csv(visit, STR("sources.csv"));
    csv_names(body, (const char *const[]){"name", "kind", "state", "why", "cause", "last_success", "last_post", NULL});
    for (size_t i = 0; i < board->source_count; i++) {
        const struct hearing *source = &board->sources[i];
        csv_out_text(body, source->name);
        csv_out_text(body, source->kind);
        csv_out_text(body, source->state);
        csv_out_text(body, source->why);
        csv_out_text(body, source->cause);
        csv_out_text(body, source->last_success_ms ? clock_iso(arena, source->last_success_ms) : STR(""));
        csv_out_text(body, source->last_post_ms ? clock_iso(arena, source->last_post_ms) : STR(""));
        csv_out_end(body);
    }
}

static void post_csv(struct visit *visit, const struct shelf_row *row)
{
    struct buf *out = &visit->answer->body;
    const struct reading *reading = row->reading;
    csv_out_text(out, row->post->id);
    csv_out_text(out, clock_iso(visit->request->arena, row->at_ms));
    csv_out_text(out, row->post->source);
    csv_out_text(out, reading->language);
    csv_out_text(out, str_from(reading_class_name(reading->class_)));
    csv_out_text(out, str_from(reading_label_name(reading->label)));
    csv_out_number(out, reading->sentiment, 3);
    csv_out_text(out, reading->issue_count > 0 ? reading->issues[0].id : STR(""));
    csv_out_text(out, reading->place_count > 0 ? reading->places[0].id : STR(""));
    csv_out_text(out, row->post->url);
    csv_out_text(out, row->post->text);
    csv_out_end(out);
}

/* Without author: who wrote is nobody's business here. */
static void post_json(const struct shelf_row *row, struct arena *arena, struct json_out *out)
{
    struct reading reading = *row->reading;
    reading.id = row->post->id;
    json_out_open(out, '{');
    json_out_member_str(out, "id", row->post->id);
    json_out_member_str(out, "url", view_is_address(row->post->url) ? row->post->url : STR_NONE);
    json_out_member_str(out, "content_text", row->post->text);
    json_out_member_str(out, "date_published", clock_iso(arena, row->at_ms));
    json_out_member_str(out, "kind", row->post->kind);
    json_out_member_str(out, "source", row->post->source);
    json_out_key(out, "reading");
    reading_to_json(&reading, out);
    json_out_close(out, '}');
}

void api_posts(struct visit *visit)
{
    static const char *const names[] = {"id", "time", "source", "language", "class", "mood", "sentiment",
                                        "issue", "place", "url", "text", NULL};
    struct shelf_filter filter;
    const struct shelf_row *rows[LIMIT_MOST];
    int64_t limit = visit_wants_csv(visit) ? LIMIT_MOST : LIMIT;
    bool more;
    if (!page_posts_filter(visit, &filter) || !visit_number(visit, "limit", 1, LIMIT_MOST, &limit))
        return;
    size_t count = shelf_search(visit->site->shelf, &filter, (size_t)limit, rows, &more);
    struct arena *arena = visit->request->arena;
    struct str cursor = more ? page_posts_cursor(rows[count - 1], arena) : STR_NONE;
    if (visit_wants_csv(visit)) {
        be_csv(visit, STR("posts.csv"));
        csv_names(&visit->answer->body, names);
        for (size_t i = 0; i < count; i++)
            post_csv(visit, rows[i]);
        return;
    }
    struct json_out out = open_list(visit);
    for (size_t i = 0; i < count; i++)
        post_json(rows[i], arena, &out);
    close_list(visit, &out, cursor);
}

void api_digest(struct visit *visit)
{
    int64_t day_ms;
    struct arena *arena = visit->request->arena;
    const struct summary *day = NULL;
    if (clock_parse_day(visit->id, &day_ms))
        day = board_summary(visit->show.board, arena_printf(arena, "day:" STR_FMT, STR_ARG(visit->id)));
    if (day == NULL) {
        visit_error(visit, 404, "error.404");
        return;
    }
    struct json_out out = be_json(visit);
    digest_json_summary(&visit->show, day, SUMMARY_CELLS_MOST, &out);
}

void api_openapi(struct visit *visit)
{
    struct err err;
    struct str text;
    struct arena *arena = visit->request->arena;
    if (!file_read(process_data(arena, "assets/openapi.json").ptr, DESCRIPTION_BYTES_MOST, arena, &text, &err)) {
        visit_error(visit, 503, "error.503");
        return;
    }
    visit->answer->type = "application/vnd.oai.openapi+json;version=3.1";
    buf_add(&visit->answer->body, text);
}
