/* SPDX-License-Identifier: MIT */
#include "digest.h"

#include "base/clock.h"
#include "chart.h"
#include "topics.h"

#include "base/banned.h"

enum { TOP_COMPLAINTS = 6, TOP_COMPLIMENTS = 4, CHANGES_MOST = 5, INCIDENTS_MOST = 12, DEEDS_MOST = 8 };

static struct str period_name(const struct show *show, const struct summary *summary)
{
    const struct tongue *tongue = &show->tongue;
    if (str_eq(summary->period, STR("week")))
        return tongue_say(tongue, "period.week", {"day", tongue_day(tongue, summary->from_ms)});
    if (str_eq(summary->period, STR("month")))
        return tongue_month(tongue, summary->from_ms);
    return tongue_date(tongue, summary->from_ms);
}

struct str digest_when(const struct show *show, const struct summary *summary)
{
    return str_eq(summary->period, STR("day")) ? tongue_day(&show->tongue, summary->from_ms) : period_name(show, summary);
}

static void put_heard(const struct show *show, struct view *view, const struct summary *summary)
{
    const struct tongue *tongue = &show->tongue;
    view_number(view, "people", summary->people, tongue_number(tongue, (double)summary->people, 0));
    view_text(view, "people_words", show_people(show, summary->people));
    view_text(view, "posts_words", tongue_count(tongue, "posts#", summary->posts));
    view_text(view, "welsh", show_people(show, summary->welsh_people));
    view_text(view, "english", show_people(show, summary->english_people));
    view_flag(view, "incomplete", !summary->complete);
    if (summary->reposts > 0)
        view_number(view, "reposts", summary->reposts, tongue_number(tongue, (double)summary->reposts, 0));
    if (summary->late > 0)
        view_number(view, "late", summary->late, tongue_number(tongue, (double)summary->late, 0));
}

static void put_sources(const struct show *show, struct view *view, const struct summary *summary)
{
    struct view *all = view_list(view, "sources"), *bad = view_list(view, "bad_sources");
    int64_t fine = 0;
    for (size_t i = 0; i < summary->source_count; i++) {
        const struct summary_source *source = &summary->sources[i];
        struct board_source now = {source->name, source->kind, source->state, source->cause, source->last_success_ms,
                                   source->last_post_ms, 0};
        show_source(show, view_item(all), &now);
        if (str_eq(source->state, STR("ok")))
            fine++;
        else
            show_source(show, view_item(bad), &now);
    }
    view_number(view, "source_count", (int64_t)summary->source_count,
                tongue_number(&show->tongue, (double)summary->source_count, 0));
    view_number(view, "sources_fine", fine, tongue_number(&show->tongue, (double)fine, 0));
    view_flag(view, "all_fine", summary->source_count > 0 && fine == (int64_t)summary->source_count);
}

/* How the period compares with the same weekday before, as far as the numbers carry it. */
static struct str compared(const struct show *show, const struct summary *summary)
{
    double usual;
    if (!summary->temperature.known || !show_usual_mood(summary, &usual))
        return STR_NONE;
    const struct summary_mood *mood = &summary->temperature;
    const char *key = usual > mood->high ? "mood.below" : usual < mood->low ? "mood.above" : "mood.same";
    return tongue_say(&show->tongue, key, {"usual", tongue_signed(&show->tongue, usual)});
}

static int64_t weeks_before(const struct summary *summary, size_t weeks)
{
    if (str_eq(summary->period, STR("month"))) {
        struct clock_date date = clock_local(summary->from_ms);
        date.month -= (int)weeks;
        for (; date.month < 1; date.month += 12)
            date.year--;
        return clock_from_local(date);
    }
    return clock_days_after(summary->from_ms, -7 * (int)weeks);
}

static size_t mood_points(const struct show *show, const struct summary *summary, struct chart_point *points)
{
    const struct tongue *tongue = &show->tongue;
    size_t count = 0;
    for (size_t i = summary->earlier_count + 1; i-- > 0;) {
        const struct summary_mood *mood = i == 0 ? &summary->temperature : &summary->earlier[i - 1];
        struct chart_point *point = &points[count++];
        *point = (struct chart_point){.known = mood->known, .value = mood->mood, .low = mood->low, .high = mood->high,
                                      .usual = -1, .now = i == 0};
        point->label = tongue_day(tongue, weeks_before(summary, i));
        point->words = tongue_say(tongue, mood->known ? "chart.point" : "chart.point.unknown", {"day", point->label},
                                  {"mood", tongue_signed(tongue, mood->mood)});
    }
    return count;
}

static struct chart mood_chart(const struct show *show, const struct summary *summary)
{
    struct arena *arena = show->tongue.arena;
    struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, SUMMARY_WEEKS + 1);
    struct chart chart = {.id = "mood", .points = points};
    chart.count = mood_points(show, summary, points);
    chart.most = chart_reach(points, chart.count);
    chart.least = -chart.most;
    chart.title = tongue_get(&show->tongue, "chart.mood");
    chart.words = STR("");
    for (size_t i = 0; i < chart.count; i++)
        chart.words = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(chart.words), i ? "; " : "",
                                   STR_ARG(points[i].words));
    return chart;
}

static void put_mood(const struct show *show, struct view *view, const struct summary *summary)
{
    struct arena *arena = show->tongue.arena;
    show_mood(show, view, &summary->temperature);
    view_text(view, "mood_compared", compared(show, summary));
    struct chart chart = mood_chart(show, summary);
    view_text(view, "chart_words", chart.words);
    view_text(view, "chart_first", chart.points[0].label);
    view_text(view, "chart_last", chart.points[chart.count - 1].label);
    view_markup(view, "chart", chart_svg(&chart, arena));
    struct view *days = view_list(view, "days");
    for (size_t i = 0; i < chart.count; i++) {
        struct view *day = view_item(days);
        view_text(day, "day_words", chart.points[i].words);
        view_text(day, "day_label", chart.points[i].label);
        view_text(day, "day_mood", chart.points[i].known ? tongue_signed(&show->tongue, chart.points[i].value)
                                                         : tongue_get(&show->tongue, "mood.none"));
    }
}

static struct str usual_words(const struct show *show, double usual)
{
    if (usual < 0)
        return tongue_get(&show->tongue, "usual.unknown");
    return tongue_say(&show->tongue, "usual.known", {"usual", show_usual(show, usual)});
}

static void put_places(const struct show *show, struct view *item, const struct topic *topic)
{
    struct view *places = view_list(item, "places");
    for (size_t i = 0; i < topic->place_count; i++) {
        const struct summary_cell *cell = topic->places[i];
        struct view *place = view_item(places);
        view_text(place, "place", show_place(show, cell->place, cell->place_name, cell->place_name_cy));
        view_text(place, "place_link", show_link(show, "places", cell->place));
        view_text(place, "place_people", show_people(show, cell->people));
        view_flag(place, "place_more", i + 1 < topic->place_count);
    }
}

/* Quotes only where at least SHOW_PEOPLE_LEAST people stand beside the one who is quoted. */
static void put_quotes(const struct show *show, struct view *item, const struct topic *topic)
{
    struct view *quotes = view_list(item, "quotes");
    const struct summary_cell *cell = topic->whole;
    for (size_t i = 0; topic->place_count > 0 && cell->quote_count == 0 && i < topic->place_count; i++)
        cell = topic->places[i];
    for (size_t i = 0; topic->people >= SHOW_PEOPLE_LEAST && i < cell->quote_count; i++)
        show_quote(show, view_item(quotes), &cell->quotes[i]);
}

static void put_topic(const struct show *show, struct view *item, const struct topic *topic)
{
    view_text(item, "issue", show_issue(show, topic->issue));
    view_text(item, "issue_link", show_link(show, "issues", topic->issue));
    view_number(item, "topic_people", topic->people, show_people(show, topic->people));
    view_text(item, "usual_words", usual_words(show, topic->usual));
    put_places(show, item, topic);
    put_quotes(show, item, topic);
}

static void put_topics(const struct show *show, struct view *view, const char *name, const struct topics *topics,
                       size_t most, bool (*wanted)(const struct topic *))
{
    struct view *list = view_list(view, name);
    size_t count = 0;
    for (size_t i = 0; i < topics->count && count < most; i++)
        if (wanted == NULL || wanted(&topics->items[i])) {
            put_topic(show, view_item(list), &topics->items[i]);
            count++;
        }
}

/* Live during the period, or ended in it. */
static bool is_of_period(const struct incident *incident, const struct summary *summary)
{
    if (incident->state == INCIDENT_CANDIDATE || incident->opened_ms == 0 || incident->opened_ms >= summary->to_ms)
        return false;
    return board_is_live(incident) || incident->resolved_ms >= summary->from_ms;
}

static void put_incidents(const struct show *show, struct view *view, const struct summary *summary)
{
    struct view *list = view_list(view, "incidents");
    const struct incident **all = board_by_weight(show->board, show->tongue.arena);
    size_t count = 0;
    for (size_t i = 0; i < show->board->incident_count && count < INCIDENTS_MOST; i++)
        if (is_of_period(all[i], summary)) {
            show_incident(show, view_item(list), all[i]);
            count++;
        }
}

static void put_deeds(const struct show *show, struct view *view, const struct summary *summary)
{
    struct view *list = view_list(view, "deeds");
    size_t count = 0;
    for (size_t i = 0; i < show->board->deed_count && count < DEEDS_MOST; i++) {
        const struct board_deed *deed = &show->board->deeds[i];
        if (deed->at_ms < summary->from_ms || deed->at_ms >= summary->to_ms)
            continue;
        struct view *item = view_item(list);
        bool welsh = show->tongue.lang == CATALOGUE_CY && deed->text_cy.len > 0;
        view_text(item, "issue", show_issue(show, deed->issue));
        view_text(item, "deed", welsh ? deed->text_cy : deed->text);
        count++;
    }
}

static const struct incident *first_incident(const struct show *show, const struct summary *summary)
{
    const struct incident **all = board_by_weight(show->board, show->tongue.arena);
    for (size_t i = 0; i < show->board->incident_count; i++)
        if (is_of_period(all[i], summary) && board_is_live(all[i]))
            return all[i];
    return NULL;
}

static struct str mood_phrase(const struct show *show, const struct summary *summary)
{
    const struct summary_mood *mood = &summary->temperature;
    return tongue_say(&show->tongue, mood->known ? "headline.mood" : "headline.mood.unknown",
                      {"mood", tongue_signed(&show->tongue, mood->mood)});
}

struct str digest_headline(const struct show *show, const struct summary *summary)
{
    const struct tongue *tongue = &show->tongue;
    const struct incident *incident = first_incident(show, summary);
    struct str mood = mood_phrase(show, summary);
    if (summary->people == 0)
        return tongue_get(tongue, "headline.empty");
    if (incident != NULL)
        return tongue_say(tongue, "headline.incident", {"issue", show_issue(show, incident->issue)},
                          {"place", show_place(show, incident->place, incident->place_name, incident->place_name_cy)},
                          {"people", show_people(show, incident->people)}, {"mood", mood});
    struct topics topics = topics_of(summary, READING_COMPLAINT, tongue->arena);
    if (topics.count > 0 && topics.items[0].people >= SHOW_PEOPLE_LEAST)
        return tongue_say(tongue, "headline.complaint", {"issue", show_issue(show, topics.items[0].issue)},
                          {"people", show_people(show, topics.items[0].people)}, {"mood", mood});
    return tongue_say(tongue, "headline.quiet", {"people", show_people(show, summary->people)}, {"mood", mood});
}

struct view *digest_view(const struct show *show, const struct summary *summary)
{
    struct arena *arena = show->tongue.arena;
    struct view *view = view_new(arena);
    view_text(view, "lang", str_from(catalogue_lang_code(show->tongue.lang)));
    view_text(view, "council", show_council(show));
    view_text(view, "date", period_name(show, summary));
    view_text(view, "headline", digest_headline(show, summary));
    view_flag(view, "empty", summary->people == 0);
    put_heard(show, view, summary);
    put_sources(show, view, summary);
    put_mood(show, view, summary);
    struct topics complaints = topics_of(summary, READING_COMPLAINT, arena);
    struct topics compliments = topics_of(summary, READING_COMPLIMENT, arena);
    put_topics(show, view, "rising", &complaints, CHANGES_MOST, topics_is_rising);
    put_topics(show, view, "easing", &complaints, CHANGES_MOST, topics_is_easing);
    put_incidents(show, view, summary);
    put_topics(show, view, "complaints", &complaints, TOP_COMPLAINTS, NULL);
    put_topics(show, view, "compliments", &compliments, TOP_COMPLIMENTS, NULL);
    view_number(view, "welsh_waiting", summary->welsh_waiting,
                tongue_number(&show->tongue, (double)summary->welsh_waiting, 0));
    put_deeds(show, view, summary);
    view_text(view, "page_link", show_link(show, "days", str_cut(summary->id, str_find(summary->id, ':', 0) + 1,
                                                                 summary->id.len)));
    return view;
}

bool digest_write(const struct frame *frame, const struct board *board, const struct summary *summary,
                  const struct settings_list *languages, struct arena *arena, struct envelope *envelope,
                  struct err *err)
{
    struct frame_sheet sheet = frame_sheet(frame, FRAME_DIGEST);
    for (size_t i = 0; i < languages->count; i++) {
        struct show show =
            show_new(board, frame_language(languages, i), board->council->mail.public_url, arena);
        struct str line = tongue_say(&show.tongue, "digest.subject", {"council", show_council(&show)},
                                     {"day", digest_when(&show, summary)},
                                     {"headline", digest_headline(&show, summary)});
        envelope->subject = frame_subject(arena, envelope->subject, line);
        frame_add(&sheet, &show.tongue, digest_view(&show, summary));
        if (i == 0) {
            struct chart chart = mood_chart(&show, summary);
            envelope->picture = chart_png(&chart, arena);
        }
    }
    envelope->date_ms = board->now_ms;
    return frame_finish(&sheet, languages, arena, envelope, err);
}
