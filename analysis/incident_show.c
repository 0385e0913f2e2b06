/* SPDX-License-Identifier: MIT */
#include "incident_show.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "record/mood.h"

#include "base/banned.h"

enum { CHART_WIDTH = 40, TEXT_MOST = 200, LABEL_WIDTH = 12 };

bool incident_names_load(struct incident_names *names, const struct council *council, struct err *err)
{
    const struct council_place_settings *place = &council->place;
    return issue_names_open(&names->issues, place->issues, err) &&
           (place->places.len == 0 || place_names_load(&names->places, place->places.ptr, err));
}

void incident_names_free(struct incident_names *names)
{
    issue_names_free(&names->issues);
    place_names_free(&names->places);
}

static struct str when(const struct tongue *tongue, int64_t ms)
{
    return tongue_when(tongue, ms, clock_now_ms());
}

static struct str first_of(struct str a, struct str b, struct str c)
{
    return a.len > 0 ? a : b.len > 0 ? b : c;
}

static struct str place_called(struct str id, const struct incident_names *names, const struct tongue *tongue)
{
    const struct place_name_row *row = place_names_find(&names->places, id);
    if (row == NULL)
        return id;
    return tongue->lang == CATALOGUE_CY ? first_of(row->welsh, row->english, id)
                                        : first_of(row->english, row->welsh, id);
}

struct str incident_show_issue(const struct incident *incident, const struct incident_names *names,
                               const struct tongue *tongue)
{
    return issue_names_get(&names->issues, incident->issue, tongue->lang == CATALOGUE_CY, tongue->arena);
}

/* As it was called then, or as it is called now. */
struct str incident_show_place(const struct incident *incident, const struct incident_names *names,
                               const struct tongue *tongue)
{
    struct str then = tongue->lang == CATALOGUE_CY ? incident->place_name_cy : incident->place_name;
    return incident->place.len == 0 ? tongue_get(tongue, "place.all")
                                    : first_of(then, place_called(incident->place, names, tongue), incident->place);
}

struct str incident_show_state(const struct incident *incident, const struct tongue *tongue)
{
    const char *name = incident_state_name(incident->state);
    return tongue_get(tongue, arena_printf(tongue->arena, "incident.state.%s", name).ptr);
}

struct str incident_show_kind(const struct incident *incident, const struct tongue *tongue)
{
    const char *key = incident->urgent                                 ? "say.danger"
                      : str_eq(incident->kind, STR("compliment")) ? "say.compliment"
                                                                       : "say.complaint";
    return tongue_get(tongue, key);
}

struct str incident_show_people(const struct tongue *tongue, int64_t people)
{
    return people > 0 && people < MOOD_PEOPLE_LEAST ? tongue_get(tongue, "say.few")
                                                    : arena_printf(tongue->arena, "%" PRId64, people);
}

static struct str people_said(const struct tongue *tongue, int64_t people)
{
    bool few = people > 0 && people < MOOD_PEOPLE_LEAST;
    return few ? tongue_get(tongue, "people.few") : tongue_count(tongue, "people#", people);
}

/* Padded by letters, as "ŷ" is one on the screen and two in memory. */
static void label(const struct tongue *tongue, struct buf *out, const char *key)
{
    struct str name = tongue_get(tongue, key);
    int width = (int)utf8_length(name);
    buf_printf(out, STR_FMT "%*s ", STR_ARG(name), width < LABEL_WIDTH ? LABEL_WIDTH - width : 0, "");
}

static void line(const struct tongue *tongue, struct buf *out, const char *key, struct str value)
{
    if (value.len == 0)
        return;
    label(tongue, out, key);
    buf_printf(out, STR_FMT "\n", STR_ARG(value));
}

/* What the catalogue calls it, in a family of its keys; or as it is. */
static struct str called(const struct tongue *tongue, const char *family, struct str what)
{
    struct str key = arena_printf(tongue->arena, "%s." STR_FMT, family, STR_ARG(what));
    return catalogue_find(tongue->catalogue, key) != NULL ? tongue_get(tongue, key.ptr) : what;
}

/* Of a family of the catalogue's keys; or places, which have `names`. */
static void shares(const struct tongue *tongue, struct buf *out, const char *key, const struct incident_share *items,
                   size_t count, const char *family, const struct incident_names *names)
{
    struct str all = STR_NONE;
    for (size_t i = 0; i < count; i++)
        all = arena_printf(tongue->arena, STR_FMT "%s" STR_FMT " " STR_FMT, STR_ARG(all), i > 0 ? ", " : "",
                           STR_ARG(family != NULL ? called(tongue, family, items[i].name)
                                            : place_called(items[i].name, names, tongue)),
                           STR_ARG(incident_show_people(tongue, items[i].people)));
    line(tongue, out, key, all);
}

static void numbers(const struct incident *incident, const struct tongue *tongue, struct buf *out)
{
    line(tongue, out, "say.people", incident_show_people(tongue, incident->people));
    line(tongue, out, "say.usual",
         tongue_say(tongue, "say.usual.odds", {"usual", tongue_usual(tongue, incident->expected)},
                    {"odds", tongue_odds(tongue, incident->p)}));
    const struct {
        const char *label, *key;
        int64_t posts;
    } rows[] = {{"say.not-counted", "alert.why.reposts#", incident->reposts_not_counted},
                {"say.not-counted", "alert.why.loud#", incident->loud_not_counted},
                {"say.late", "alert.why.late#", incident->late}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].posts > 0)
            line(tongue, out, rows[i].label, tongue_count(tongue, rows[i].key, rows[i].posts));
}

/* "Missed bin collections, Glan-yr-afon: 14 people since 07:12 today, usually 1" */
static struct str title(const struct incident *incident, const struct incident_names *names,
                        const struct tongue *tongue)
{
    return tongue_say(tongue, "say.title", {"issue", incident_show_issue(incident, names, tongue)},
                      {"place", incident_show_place(incident, names, tongue)},
                      {"people", people_said(tongue, incident->people)},
                      {"since", when(tongue, incident->first_seen_ms)},
                      {"usual", tongue_usual(tongue, incident->expected)});
}

static void head(const struct incident *incident, const struct incident_names *names, const struct tongue *tongue,
                 struct buf *out)
{
    struct arena *arena = tongue->arena;
    struct str words = STR_NONE;
    buf_printf(out, STR_FMT "\n\n", STR_ARG(title(incident, names, tongue)));
    line(tongue, out, "say.incident", incident->id);
    line(tongue, out, "say.issue", incident->issue);
    line(tongue, out, "say.place", incident_show_place(incident, names, tongue));
    line(tongue, out, "say.kind", incident_show_kind(incident, tongue));
    line(tongue, out, "say.state", incident_show_state(incident, tongue));
    line(tongue, out, "say.since", when(tongue, incident->first_seen_ms));
    numbers(incident, tongue, out);
    shares(tongue, out, "say.channels", incident->channels, incident->channel_count, "kind", NULL);
    shares(tongue, out, "say.languages", incident->languages, incident->language_count, "language", NULL);
    shares(tongue, out, "say.wards", incident->wards, incident->ward_count, NULL, names);
    for (size_t i = 0; i < incident->word_count; i++)
        words = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(words), i > 0 ? ", " : "",
                             STR_ARG(place_called(incident->words[i], names, tongue))); /* a place's id, or a word */
    line(tongue, out, "say.words", words);
    if (incident->acked_ms > 0)
        line(tongue, out, "say.taken", tongue_say(tongue, "say.taken.at", {"who", incident->acked_by},
                                                  {"time", when(tongue, incident->acked_ms)}));
    if (incident->snoozed_until_ms > 0)
        line(tongue, out, "say.muted", when(tongue, incident->snoozed_until_ms));
    line(tongue, out, "say.part", incident->merged_into);
}

/* A row an hour: people as #, what is usual as a bar at its place. */
static void chart(const struct incident *incident, const struct tongue *tongue, struct buf *out)
{
    double most = 1;
    for (size_t i = 0; i < incident->hourly_count; i++)
        most = incident->hourly[i] > most ? incident->hourly[i] : most;
    if (incident->hourly_count > 0)
        buf_printf(out, "\n" STR_FMT "\n", STR_ARG(tongue_get(tongue, "say.chart")));
    for (size_t i = 0; i < incident->hourly_count; i++) {
        int width = (int)(incident->hourly[i] / most * CHART_WIDTH);
        int usual = (int)(incident->hourly_usual[i] / most * CHART_WIDTH);
        int64_t at_ms = incident->hourly_from_ms + (int64_t)i * CLOCK_HOUR_MS;
        buf_printf(out, "  " STR_FMT " %3.0f ", STR_ARG(tongue_time(tongue, at_ms)), incident->hourly[i]);
        for (int x = 0; x <= CHART_WIDTH && (x <= width || x <= usual); x++)
            buf_char(out, x == usual ? '|' : x < width ? '#' : ' ');
        buf_char(out, '\n');
    }
}

static void posts(const struct incident *incident, const struct tongue *tongue, struct buf *out)
{
    struct arena *arena = tongue->arena;
    if (incident->shown_count > 0)
        buf_printf(out, "\n" STR_FMT "\n", STR_ARG(tongue_get(tongue, "say.posts")));
    for (size_t i = 0; i < incident->shown_count; i++) {
        const struct incident_post *post = &incident->shown[i];
        struct str text = utf8_shorten(arena, post->text, TEXT_MOST);
        char *bytes = (char *)arena_str(arena, text).ptr;
        for (size_t n = 0; n < text.len; n++)
            bytes[n] = bytes[n] == '\n' ? ' ' : bytes[n];
        buf_printf(out, "  " STR_FMT ", " STR_FMT ": %s\n", STR_ARG(when(tongue, post->at_ms)), STR_ARG(post->source), bytes);
        if (post->url.len > 0)
            buf_printf(out, "    " STR_FMT "\n", STR_ARG(post->url));
    }
}

/* The program's own note is one word; an officer's is kept as it is. */
static struct str note_of(const struct tongue *tongue, const struct incident_step *step)
{
    return step->by.len == 0 ? called(tongue, "say", step->note) : step->note;
}

static void steps(const struct incident *incident, const struct tongue *tongue, struct buf *out)
{
    buf_printf(out, "\n" STR_FMT "\n", STR_ARG(tongue_get(tongue, "say.log")));
    for (size_t i = 0; i < incident->log_count; i++) {
        const struct incident_step *step = &incident->log[i];
        struct str numbers = tongue_say(tongue, "say.step", {"people", people_said(tongue, (int64_t)step->people)},
                                        {"usual", tongue_usual(tongue, step->expected)},
                                        {"odds", tongue_odds(tongue, step->p)});
        buf_printf(out, "  " STR_FMT ", " STR_FMT ": " STR_FMT, STR_ARG(when(tongue, step->at_ms)),
                   STR_ARG(called(tongue, "step", step->what)), STR_ARG(numbers));
        if (step->by.len > 0)
            buf_printf(out, ", " STR_FMT, STR_ARG(tongue_say(tongue, "say.by", {"who", step->by})));
        if (step->note.len > 0)
            buf_printf(out, ": " STR_FMT, STR_ARG(note_of(tongue, step)));
        buf_char(out, '\n');
    }
}

void incident_show(const struct incident *incident, const struct incident_names *names, const struct tongue *tongue,
                   struct buf *out)
{
    head(incident, names, tongue, out);
    chart(incident, tongue, out);
    posts(incident, tongue, out);
    steps(incident, tongue, out);
}
