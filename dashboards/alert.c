/* SPDX-License-Identifier: MIT */
#include "alert.h"

#include "base/clock.h"
#include "figure.h"
#include "signed_link.h"

#include "base/banned.h"

enum { QUOTES = 5, BAD_SOURCES = 3, BEFORE_MOST = 3, LINK_DAYS = 14 };

static void put_one(const struct show *show, struct view *item, const struct incident *other)
{
    view_text(item, "before_day", tongue_date(&show->tongue, other->opened_ms));
    view_text(item, "before_place", show_place(show, other->place, other->place_name, other->place_name_cy));
    view_text(item, "before_people", show_people(show, other->people));
    view_text(item, "before_span", tongue_span(&show->tongue, other->resolved_ms - other->opened_ms));
}

static bool came_before(const struct incident *other, const struct incident *incident)
{
    return str_eq(other->issue, incident->issue) && !str_eq(other->id, incident->id) && other->resolved_ms > 0 &&
           other->opened_ms > 0 && other->opened_ms <= incident->opened_ms;
}

/* What came of the same issue before: at the same place first, then elsewhere. */
static void put_before(const struct show *show, struct view *view, const struct incident *incident)
{
    static const char *const lists[] = {"elsewhere", "here"}, *const any[] = {"elsewhere_any", "here_any"};
    size_t count = 0;
    for (int here = 1; here >= 0; here--) {
        struct view *list = view_list(view, lists[here]);
        size_t before = count;
        for (size_t i = 0; i < show->board->incident_count && count < BEFORE_MOST; i++) {
            const struct incident *other = show->board->incidents[i];
            if (came_before(other, incident) && str_eq(other->place, incident->place) == (here == 1)) {
                put_one(show, view_item(list), other);
                count++;
            }
        }
        view_flag(view, any[here], count > before);
    }
    view_flag(view, "before_any", count > 0);
}

static void put_button(const struct show *show, struct view *view, const char *name, struct signed_link link,
                       const unsigned char key[HASH_KEY_BYTES])
{
    struct arena *arena = show->tongue.arena;
    view_address(view, name, arena_printf(arena, STR_FMT "/act?lang=%s&" STR_FMT, STR_ARG(show->base_url),
                                          catalogue_lang_code(show->tongue.lang),
                                          STR_ARG(signed_link_query(&link, key, arena))));
}

void alert_buttons(const struct show *show, struct view *view, const struct tell *tell, struct str to,
                        const unsigned char key[HASH_KEY_BYTES])
{
    if (!board_is_live(&tell->incident))
        return;
    struct signed_link link = {tell->incident.id, STR("ack"), to, tell->at_ms + LINK_DAYS * CLOCK_DAY_MS};
    put_button(show, view, "ack_link", link, key);
    link.deed = STR("mute");
    put_button(show, view, "mute_link", link, key);
    link.deed = STR("dismiss");
    put_button(show, view, "dismiss_link", link, key);
}

/* "08:00: 5 people; 09:00: 6 people": the hours that are drawn. */
static struct str chart_words(const struct chart *chart, struct arena *arena)
{
    struct str words = STR("");
    for (size_t i = 0; chart != NULL && i < chart->count; i++)
        if (chart->points[i].value > 0)
            words = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(words), words.len ? "; " : "",
                                 STR_ARG(chart->points[i].words));
    return words;
}

/* The sentence of the step; a word the catalogue does not hold says that something changed. */
struct str alert_step(const struct show *show, struct str what)
{
    struct str key = arena_printf(show->tongue.arena, "alert.what." STR_FMT, STR_ARG(what));
    return tongue_get(&show->tongue, catalogue_find(show->board->catalogue, key) ? key.ptr : "alert.what.changed");
}

bool alert_is_danger(const struct tell *tell)
{
    return tell->incident.urgent && !str_eq(tell->what, STR("quiet")) && !str_eq(tell->what, STR("resolved"));
}

struct str alert_subject(const struct show *show, const struct tell *tell)
{
    const struct incident *incident = &tell->incident;
    return tongue_say(&show->tongue, alert_is_danger(tell) ? "alert.subject.danger" : "alert.subject",
                      {"issue", show_issue(show, incident->issue)},
                      {"place", show_place(show, incident->place, incident->place_name, incident->place_name_cy)},
                      {"people", show_people(show, incident->people)}, {"what", alert_step(show, tell->what)});
}

static struct view *alert_view(const struct show *show, const struct tell *tell, struct str to,
                               const unsigned char key[HASH_KEY_BYTES])
{
    struct view *view = view_new(show->tongue.arena);
    const struct incident *incident = &tell->incident;
    view_text(view, "lang", str_from(catalogue_lang_code(show->tongue.lang)));
    view_text(view, "council", show_council(show));
    view_text(view, "date", tongue_when(&show->tongue, tell->at_ms, show->board->now_ms));
    view_text(view, "what", alert_step(show, tell->what));
    view_flag(view, "danger", alert_is_danger(tell));
    show_incident(show, view, incident);
    show_evidence(show, view, incident, QUOTES);
    put_before(show, view, incident);
    show_sources(show, view, show->board->sources, show->board->source_count, BAD_SOURCES);
    alert_buttons(show, view, tell, to, key);
    const struct chart *chart = figure_hours(show, incident);
    struct str words = chart_words(chart, show->tongue.arena);
    if (words.len > 0) {
        view_text(view, "chart_words", words);
        view_text(view, "chart_first", chart->points[0].label);
        view_text(view, "chart_last", chart->points[chart->count - 1].label);
    }
    return view;
}

bool alert_write(const struct frame *frame, const struct board *board, const struct tell *tell,
                 const unsigned char key[HASH_KEY_BYTES], struct arena *arena, struct envelope *envelope,
                 struct err *err)
{
    struct frame_sheet sheet = frame_sheet(frame, FRAME_ALERT);
    const struct settings_list *languages = &board->council->place.languages;
    for (size_t i = 0; i < languages->count; i++) {
        struct show show = show_new(board, frame_language(languages, i), board->council->mail.public_url, arena);
        show.quotes = &sheet.quotes;
        struct view *view = alert_view(&show, tell, envelope->to, key);
        frame_stop_link(envelope, &show.tongue, view);
        envelope->subject = frame_subject(arena, envelope->subject, alert_subject(&show, tell));
        frame_add(&sheet, &show.tongue, view);
        if (i == 0 && view_get(view, STR("chart_words")) != NULL)
            envelope->picture = chart_png(figure_hours(&show, &tell->incident), arena);
    }
    envelope->urgent = alert_is_danger(tell) ? STR("urgent") : STR_NONE;
    envelope->date_ms = tell->at_ms;
    return frame_finish(&sheet, languages, arena, envelope, err);
}
