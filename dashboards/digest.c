/* SPDX-License-Identifier: MIT */
#include "digest.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "mime.h"
#include "topics.h"

#include "base/banned.h"

enum { CHANGES_MOST = 5, DEEDS_MOST = 8, PRAISE_MOST = 3 };

/* How much a letter shows of each; a letter that would weigh too much is made again with the next row. The page has
 * everything. */
struct limits {
    size_t complaints, compliments, quotes, incidents, bad_sources;
};
static const struct limits limits[] = {{6, 4, 2, 12, 30}, {6, 4, 1, 12, 12}, {5, 3, 1, 8, 8}, {4, 2, 0, 6, 5}};
enum { LIMITS = sizeof limits / sizeof limits[0] };

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
        bool month = str_eq(summary->period, STR("month"));
        int64_t from_ms = weeks_before(summary, i);
        points[count] = figure_mood_point(show, mood, (month ? tongue_month : tongue_day)(tongue, from_ms));
        points[count].from_ms = from_ms;
        points[count++].now = i == 0;
    }
    return count;
}

static struct str chart_title(const struct show *show, const struct summary *summary)
{
    if (str_eq(summary->period, STR("day")))
        return tongue_get(&show->tongue, "chart.mood");
    return tongue_get(&show->tongue, str_eq(summary->period, STR("week")) ? "chart.mood.week" : "chart.mood.month");
}

struct chart digest_chart(const struct show *show, const struct summary *summary)
{
    struct arena *arena = show->tongue.arena;
    struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, SUMMARY_WEEKS + 1);
    struct chart chart = {.id = "mood", .points = points};
    chart.count = mood_points(show, summary, points);
    chart.most = chart_reach(points, chart.count);
    chart.least = -chart.most;
    chart.title = chart.caption = chart_title(show, summary);
    chart.what = tongue_get(&show->tongue, "table.day");
    chart.unit = tongue_get(&show->tongue, "table.temperature");
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
    struct chart chart = digest_chart(show, summary);
    view_text(view, "chart_title", chart.title);
    view_text(view, "usual_means", tongue_get(&show->tongue, str_eq(summary->period, STR("day"))    ? "mood.usual.day"
                                                             : str_eq(summary->period, STR("week")) ? "mood.usual.week"
                                                                                                    : "mood.usual.month"));
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
    return tongue_say(&show->tongue, "usual.known", {"usual", tongue_usual(&show->tongue, usual)});
}

/* The busiest places; in words those where enough people wrote: "Y Bont (21 people), Heol y Bont (4 people)". */
static void put_places(const struct show *show, struct view *item, const struct topic *topic)
{
    struct view *places = view_list(item, "places");
    struct str words = STR_NONE;
    for (size_t i = 0; i < topic->place_count; i++) {
        const struct summary_cell *cell = topic->places[i];
        struct view *place = view_item(places);
        struct str name = show_place(show, cell->place, cell->place_name, cell->place_name_cy);
        view_text(place, "place", name);
        view_flag(place, "place_more", i + 1 < topic->place_count);
        if (cell->people >= SHOW_PEOPLE_LEAST)
            words = arena_printf(show->tongue.arena, STR_FMT "%s" STR_FMT " (" STR_FMT ")", STR_ARG(words),
                                 words.len > 0 ? ", " : "", STR_ARG(name), STR_ARG(show_people(show, cell->people)));
    }
    view_text(item, "places_words", words);
}

/* Quotes only where at least SHOW_PEOPLE_LEAST people stand beside the one who is quoted. */
static void put_quotes(const struct show *show, struct view *item, const struct topic *topic, size_t most)
{
    struct view *quotes = view_list(item, "quotes");
    const struct summary_cell *cell = topic->whole;
    for (size_t i = 0; topic->place_count > 0 && cell->quote_count == 0 && i < topic->place_count; i++)
        cell = topic->places[i];
    for (size_t i = 0; topic->people >= SHOW_PEOPLE_LEAST && i < cell->quote_count && i < most; i++)
        show_quote(show, view_item(quotes), &cell->quotes[i]);
}

static void put_topic(const struct show *show, struct view *item, const struct topic *topic, size_t quotes)
{
    view_text(item, "issue", show_issue(show, topic->issue));
    view_text(item, "issue_link", show_link(show, "issues", topic->issue));
    view_number(item, "topic_people", topic->people, show_people(show, topic->people));
    view_text(item, "usual_words", usual_words(show, topic->usual));
    put_places(show, item, topic);
    put_quotes(show, item, topic, quotes);
}

static void put_topics(const struct show *show, struct view *view, const char *name, const struct topics *topics,
                       size_t most, size_t quotes, bool (*wanted)(const struct topic *))
{
    struct view *list = view_list(view, name);
    size_t count = 0;
    for (size_t i = 0; i < topics->count && count < most; i++)
        if (topics->items[i].people >= SHOW_PEOPLE_LEAST && (wanted == NULL || wanted(&topics->items[i]))) {
            put_topic(show, view_item(list), &topics->items[i], quotes);
            count++;
        }
}

/* Live during the period, or ended in it. */
static bool is_of_period(const struct incident *incident, int64_t from_ms, int64_t to_ms)
{
    if (incident->state == INCIDENT_CANDIDATE || incident->opened_ms == 0 || incident->opened_ms >= to_ms)
        return false;
    return board_is_live(incident) || incident->resolved_ms >= from_ms;
}

static void put_incidents(const struct show *show, struct view *view, int64_t from_ms, int64_t to_ms, size_t most)
{
    struct view *list = view_list(view, "incidents");
    const struct incident **all = board_by_weight(show->board, show->tongue.arena);
    size_t count = 0;
    for (size_t i = 0; i < show->board->incident_count; i++)
        if (is_of_period(all[i], from_ms, to_ms) && count++ < most)
            show_incident(show, view_item(list), all[i]);
    if (count > most)
        view_number(view, "incidents_more", (int64_t)(count - most),
                    tongue_number(&show->tongue, (double)(count - most), 0));
}

static void put_praise(const struct show *show, struct view *view, int64_t from_ms, int64_t to_ms)
{
    struct view *list = view_list(view, "praise");
    size_t count = 0;
    for (size_t i = 0; i < show->board->praise_count && count < PRAISE_MOST; i++)
        if (is_of_period(show->board->praise[i], from_ms, to_ms)) {
            show_incident(show, view_item(list), show->board->praise[i]);
            count++;
        }
}

static void put_deeds(const struct show *show, struct view *view, int64_t from_ms, int64_t to_ms)
{
    struct view *list = view_list(view, "deeds");
    size_t count = 0;
    for (size_t i = 0; i < show->board->deed_count && count < DEEDS_MOST; i++) {
        const struct board_deed *deed = &show->board->deeds[i];
        if (deed->at_ms < from_ms || deed->at_ms >= to_ms)
            continue;
        struct view *item = view_item(list);
        bool welsh = show->tongue.lang == CATALOGUE_CY && deed->text_cy.len > 0;
        view_text(item, "issue", show_issue(show, deed->issue));
        view_text(item, "deed", welsh ? deed->text_cy : deed->text);
        count++;
    }
}

static struct str page_link(const struct show *show, const struct summary *summary)
{
    return show_link(show, "days", str_cut(summary->id, str_find(summary->id, ':', 0) + 1, summary->id.len));
}

static const struct incident *first_incident(const struct show *show, const struct summary *summary)
{
    const struct incident **all = board_by_weight(show->board, show->tongue.arena);
    for (size_t i = 0; i < show->board->incident_count; i++)
        if (is_of_period(all[i], summary->from_ms, summary->to_ms) && board_is_live(all[i]))
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

/* The days before the one that the letter is of, in a line each. */
static void put_earlier(const struct show *show, struct view *view, const struct digest_news *news)
{
    struct view *list = view_list(view, "earlier");
    view_flag(view, "earlier_any", news->earlier_count > 0);
    for (size_t i = 0; i < news->earlier_count; i++) {
        const struct summary *earlier = news->earlier[i];
        struct view *item = view_item(list);
        view_text(item, "earlier_day", period_name(show, earlier));
        struct str headline = digest_headline(show, earlier);
        view_text(item, "earlier_words", earlier->people == 0 ? headline
                                         : tongue_say(&show->tongue, "digest.earlier.one", {"headline", headline},
                                                      {"people", show_people(show, earlier->people)}));
        view_text(item, "earlier_link", page_link(show, earlier));
    }
}

/* What new rules did to the period's temperature; absent where they did nothing. */
static struct str rules_words(const struct show *show, const struct summary_rules *rules)
{
    const struct tongue *tongue = &show->tongue;
    if (rules->at_ms == 0)
        return STR_NONE;
    bool known = rules->before.known && rules->after.known;
    return tongue_say(tongue, known ? "digest.rules.moved" : "digest.rules.posts",
                      {"rules_day", tongue_day(tongue, rules->at_ms)},
                      {"rules_posts", tongue_count(tongue, "posts#", rules->posts)},
                      {"rules_before", tongue_signed(tongue, rules->before.mood)},
                      {"rules_after", tongue_signed(tongue, rules->after.mood)});
}

static struct view *news_view(const struct show *show, const struct digest_news *news, const struct limits *most)
{
    const struct summary *summary = news->summary;
    struct arena *arena = show->tongue.arena;
    int64_t from_ms = news->earlier_count > 0 ? news->earlier[news->earlier_count - 1]->from_ms : summary->from_ms;
    struct view *view = view_new(arena);
    view_text(view, "lang", str_from(catalogue_lang_code(show->tongue.lang)));
    view_text(view, "council", show_council(show));
    view_text(view, "date", period_name(show, summary));
    view_text(view, "headline", digest_headline(show, summary));
    view_flag(view, "empty", summary->people == 0);
    put_heard(show, view, summary);
    show_sources(show, view, summary->sources, summary->source_count, most->bad_sources);
    put_mood(show, view, summary);
    struct topics complaints = topics_of(summary, READING_COMPLAINT, arena);
    struct topics compliments = topics_of(summary, READING_COMPLIMENT, arena);
    put_topics(show, view, "rising", &complaints, CHANGES_MOST, 0, topics_is_rising);
    put_topics(show, view, "easing", &complaints, CHANGES_MOST, 0, topics_is_easing);
    put_earlier(show, view, news);
    put_incidents(show, view, from_ms, summary->to_ms, most->incidents);
    put_topics(show, view, "complaints", &complaints, most->complaints, most->quotes, NULL);
    put_praise(show, view, from_ms, summary->to_ms);
    put_topics(show, view, "compliments", &compliments, most->compliments, most->quotes, NULL);
    view_number(view, "welsh_waiting", summary->welsh_waiting,
                tongue_number(&show->tongue, (double)summary->welsh_waiting, 0));
    view_flag(view, "rules_changed", news->rules_changed);
    view_text(view, "rules_words", rules_words(show, &summary->rules));
    if (news->welsh_unanswered > 0) {
        view_number(view, "unanswered", news->welsh_unanswered,
                    tongue_number(&show->tongue, (double)news->welsh_unanswered, 0));
        view_text(view, "unanswered_span", tongue_span(&show->tongue, show->board->now_ms - news->welsh_oldest_ms));
    }
    put_deeds(show, view, from_ms, summary->to_ms);
    view_text(view, "page_link", page_link(show, summary));
    return view;
}

struct view *digest_view(const struct show *show, const struct summary *summary)
{
    return news_view(show, &(struct digest_news){.summary = summary}, &limits[0]);
}

/* "27 September", or "25 September to 27 September" where the letter tells of several days. */
static struct str when_of(const struct show *show, const struct digest_news *news)
{
    struct str last = digest_when(show, news->summary);
    if (news->earlier_count == 0)
        return last;
    return tongue_say(&show->tongue, "period.from-to",
                      {"from", tongue_day(&show->tongue, news->earlier[news->earlier_count - 1]->from_ms)},
                      {"to", tongue_day(&show->tongue, news->summary->to_ms - 1)});
}

static bool write_within(const struct frame *frame, const struct board *board, const struct digest_news *news,
                         const struct settings_list *languages, const struct limits *most, struct arena *arena,
                         struct envelope *envelope, struct err *err)
{
    struct frame_sheet sheet = frame_sheet(frame, FRAME_DIGEST);
    envelope->subject = STR_NONE;
    for (size_t i = 0; i < languages->count; i++) {
        struct show show =
            show_new(board, frame_language(languages, i), board->council->mail.public_url, arena);
        show.quotes = &sheet.quotes;
        struct str line = tongue_say(&show.tongue, "digest.subject", {"council", show_council(&show)},
                                     {"day", when_of(&show, news)},
                                     {"headline", digest_headline(&show, news->summary)});
        envelope->subject = frame_subject(arena, envelope->subject, line);
        struct view *view = news_view(&show, news, most);
        frame_stop_link(envelope, &show.tongue, view);
        frame_add(&sheet, &show.tongue, view);
        if (i == 0) {
            struct chart chart = digest_chart(&show, news->summary);
            envelope->picture = chart_png(&chart, arena);
        }
    }
    envelope->date_ms = board->now_ms;
    return frame_finish(&sheet, languages, arena, envelope, err);
}

bool digest_write(const struct frame *frame, const struct board *board, const struct digest_news *news,
                  const struct settings_list *languages, struct arena *arena, struct envelope *envelope,
                  struct err *err)
{
    bool written = true;
    for (size_t i = 0; written && i < LIMITS; i++) {
        written = write_within(frame, board, news, languages, &limits[i], arena, envelope, err);
        if (written && mime_bytes(envelope) <= DIGEST_BYTES_MOST)
            break;
    }
    return written;
}
