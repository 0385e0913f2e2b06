/* SPDX-License-Identifier: MIT */
#include "live.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/table.h"
#include "visit.h"

#include "base/banned.h"

enum { INCIDENTS_MOST = 10000, STATE_BYTES_MOST = 1 << 20 };

struct live {
    int64_t run, number; /* of the last event; the first is 1 */
    struct buf events[LIVE_EVENTS];
    struct table incidents;
    int64_t steps[INCIDENTS_MOST]; /* when the last step was that was told, by the incident's number */
    struct hash_id state;
    bool looked, stale;
    int64_t changed_ms, beat_ms, taken;
};

struct live *live_new(int64_t run)
{
    struct live *live = calloc(1, sizeof *live);
    MUST(live != NULL);
    live->run = run;
    return live;
}

void live_free(struct live *live)
{
    for (size_t i = 0; i < LIVE_EVENTS && live != NULL; i++)
        buf_free(&live->events[i]);
    if (live != NULL)
        table_free(&live->incidents);
    free(live);
}

struct str live_id(const struct live *live, struct arena *arena)
{
    return arena_printf(arena, "%" PRId64 "-%" PRId64, live->run, live->number);
}

static struct buf *begin(struct live *live, const char *name)
{
    struct buf *event = &live->events[++live->number % LIVE_EVENTS];
    buf_free(event);
    *event = BUF("an event", LIVE_EVENT_BYTES_MOST);
    buf_printf(event, "id: %" PRId64 "-%" PRId64 "\nevent: %s\ndata: ", live->run, live->number, name);
    return event;
}

static struct str sentence(const struct board *board, const struct incident *incident, enum catalogue_lang lang,
                           struct arena *arena)
{
    const struct incident_step *step = &incident->log[incident->log_count - 1];
    struct show show = show_new(board, lang, STR(""), arena);
    return tongue_say(&show.tongue, "live.incident", {"what", show_step(&show, step->what)},
                      {"issue", show_issue(&show, incident->issue)},
                      {"place", show_place(&show, incident->place, incident->place_name, incident->place_name_cy)},
                      {"people", show_people(&show, incident->people)});
}

static void tell_step(struct live *live, const struct board *board, const struct incident *incident)
{
    struct arena arena = {0};
    struct show show = show_new(board, CATALOGUE_EN, STR(""), &arena);
    struct buf *event = begin(live, "incident");
    struct json_out out = json_out_new(event, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "cy", sentence(board, incident, CATALOGUE_CY, &arena));
    json_out_member_str(&out, "en", sentence(board, incident, CATALOGUE_EN, &arena));
    struct str link = show_link(&show, "incidents", incident->id);
    json_out_member_str(&out, "path", str_cut(link, 0, str_find(link, '?', 0)));
    json_out_close(&out, '}');
    buf_add(event, STR("\n\n"));
    arena_free(&arena);
}

/* A step is news if it is later than the last one of its incident; a candidate is none yet. */
static bool look_at_incident(struct live *live, const struct board *board, const struct incident *incident)
{
    if (incident->state == INCIDENT_CANDIDATE || incident->log_count == 0)
        return false;
    uint32_t number = table_add(&live->incidents, incident->id);
    int64_t at_ms = incident->log[incident->log_count - 1].at_ms;
    if (number >= INCIDENTS_MOST || live->steps[number] >= at_ms)
        return false;
    live->steps[number] = at_ms;
    if (live->looked)
        tell_step(live, board, incident);
    return live->looked;
}

/* All else that a page may show, as one number. */
static struct hash_id state_of(const struct board *board)
{
    struct buf text = BUF("state", STATE_BYTES_MOST);
    const struct summary *day = board_newest_day(board);
    if (day != NULL)
        buf_printf(&text, STR_FMT " %" PRId64 " %" PRId64 " %.1f\n", STR_ARG(day->id), day->people, day->posts,
                   day->temperature.known ? day->temperature.mood : 0);
    for (size_t i = 0; i < board->incident_count; i++)
        buf_printf(&text, STR_FMT " %d %" PRId64 "\n", STR_ARG(board->incidents[i]->id), board->incidents[i]->state,
                   board->incidents[i]->people);
    for (size_t i = 0; i < board->source_count; i++)
        buf_printf(&text, STR_FMT " " STR_FMT "\n", STR_ARG(board->sources[i].name), STR_ARG(board->sources[i].state));
    if (board->deed_count > 0)
        buf_printf(&text, "%zu " STR_FMT, board->deed_count, STR_ARG(board->deeds[0].id));
    struct hash_id state = hash_plain(buf_str(&text));
    buf_free(&text);
    return state;
}

void live_look(struct live *live, const struct board *board)
{
    bool told = false;
    for (size_t i = board->incident_count; i-- > 0;)
        told = look_at_incident(live, board, board->incidents[i]) || told;
    struct hash_id state = state_of(board);
    bool same = memcmp(&state, &live->state, sizeof state) == 0;
    live->state = state;
    live->stale = (live->stale || (live->looked && !same)) && !told;
    live->looked = true;
    if (live->stale && clock_monotonic_ms() - live->changed_ms >= LIVE_CHANGE_MS) {
        live->stale = false;
        live->changed_ms = clock_monotonic_ms();
        buf_add(begin(live, "change"), STR("{}\n\n"));
    }
}

static struct str since(const struct live *live, int64_t number, struct arena *arena)
{
    struct buf text = BUF("events", LIVE_EVENTS * LIVE_EVENT_BYTES_MOST);
    for (int64_t i = number + 1; i <= live->number; i++)
        buf_add(&text, buf_str(&live->events[i % LIVE_EVENTS]));
    struct str events = text.len > 0 ? arena_str(arena, buf_str(&text)) : STR_NONE;
    buf_free(&text);
    return events;
}

struct str live_take(struct live *live, struct arena *arena)
{
    struct str events = since(live, live->taken, arena);
    int64_t now_ms = clock_monotonic_ms();
    live->taken = live->number;
    if (events.len > 0 || now_ms - live->beat_ms < LIVE_BEAT_MS) {
        live->beat_ms = events.len > 0 ? now_ms : live->beat_ms;
        return events;
    }
    live->beat_ms = now_ms;
    return STR(":\n\n");
}

/* The number of an id of this run that is still remembered; false: the listener may have missed something. */
static bool read_id(const struct live *live, struct str text, int64_t *number)
{
    size_t dash = str_find(text, '-', 0);
    int64_t run;
    return dash < text.len && str_to_i64(str_cut(text, 0, dash), &run) && run == live->run &&
           str_to_i64(str_cut(text, dash + 1, text.len), number) && *number >= 0 && *number <= live->number &&
           live->number - *number < LIVE_EVENTS;
}

void live_answer(struct visit *visit)
{
    const struct live *live = visit->site->live;
    struct arena *arena = visit->request->arena;
    struct str last = http_header(visit->request, "Last-Event-ID");
    struct buf *out = &visit->answer->body;
    int64_t number;
    if (last.len == 0)
        last = http_query(visit->request, "last");
    if (live == NULL) {
        visit_error(visit, 503, "error.503");
        return;
    }
    visit->answer->type = "text/event-stream";
    visit->answer->private_ = visit->answer->live = true;
    buf_add(out, STR("retry: 5000\n\n"));
    if (read_id(live, last, &number))
        buf_add(out, since(live, number, arena));
    else
        buf_printf(out, "id: " STR_FMT "\nevent: all\ndata: {}\n\n", STR_ARG(live_id(live, arena)));
}
