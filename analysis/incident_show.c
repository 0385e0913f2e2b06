/* SPDX-License-Identifier: MIT */
#include "incident_show.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "record/mood.h"

#include "base/banned.h"

enum { CHART_WIDTH = 40, TEXT_MOST = 200, LABEL_WIDTH = 12 };
#define CHANCE_LEAST 1e-12 /* no odds longer than that are told */

struct str incident_show_people(const struct tongue *tongue, int64_t people)
{
    return people > 0 && people < MOOD_PEOPLE_LEAST ? tongue_get(tongue, "say.few")
                                                    : arena_printf(tongue->arena, "%" PRId64, people);
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

static void shares(const struct tongue *tongue, struct buf *out, const char *key, const struct incident_share *items,
                   size_t count)
{
    struct str all = STR_NONE;
    for (size_t i = 0; i < count; i++)
        all = arena_printf(tongue->arena, STR_FMT "%s" STR_FMT " " STR_FMT, STR_ARG(all), i > 0 ? ", " : "",
                           STR_ARG(items[i].name), STR_ARG(incident_show_people(tongue, items[i].people)));
    line(tongue, out, key, all);
}

static struct str kind_of(const struct incident *incident, const struct tongue *tongue)
{
    const char *key = incident->urgent                                 ? "say.danger"
                      : str_eq(incident->kind, STR("compliment")) ? "say.compliment"
                                                                       : "say.complaint";
    return tongue_get(tongue, key);
}

static void numbers(const struct incident *incident, const struct tongue *tongue, struct buf *out)
{
    double chance = incident->p > CHANCE_LEAST ? incident->p : CHANCE_LEAST;
    line(tongue, out, "say.people", incident_show_people(tongue, incident->people));
    line(tongue, out, "say.usual",
         tongue_say(tongue, "say.usual.odds", {"usual", tongue_number(tongue, incident->expected, 1)},
                    {"odds", tongue_number(tongue, 1 / chance, 0)}));
    line(tongue, out, "say.not-counted",
         tongue_say(tongue, "say.not-counted.why",
                    {"copies", tongue_number(tongue, (double)incident->reposts_not_counted, 0)},
                    {"loud", tongue_number(tongue, (double)incident->loud_not_counted, 0)}));
}

static void head(const struct incident *incident, const struct tongue *tongue, struct buf *out)
{
    struct arena *arena = tongue->arena;
    struct str place = tongue->lang == CATALOGUE_CY ? incident->place_name_cy : incident->place_name, words = STR_NONE;
    place = place.len > 0 ? place : incident->place;
    line(tongue, out, "say.incident", incident->id);
    line(tongue, out, "say.issue", incident->issue);
    line(tongue, out, "say.place", place.len > 0 ? place : tongue_get(tongue, "place.all"));
    line(tongue, out, "say.kind", kind_of(incident, tongue));
    line(tongue, out, "say.state",
         tongue_get(tongue, arena_printf(arena, "incident.state.%s", incident_state_name(incident->state)).ptr));
    line(tongue, out, "say.since", clock_iso(arena, incident->first_seen_ms));
    numbers(incident, tongue, out);
    shares(tongue, out, "say.channels", incident->channels, incident->channel_count);
    shares(tongue, out, "say.languages", incident->languages, incident->language_count);
    shares(tongue, out, "say.wards", incident->wards, incident->ward_count);
    for (size_t i = 0; i < incident->word_count; i++)
        words = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(words), i > 0 ? ", " : "", STR_ARG(incident->words[i]));
    line(tongue, out, "say.words", words);
    if (incident->acked_ms > 0)
        line(tongue, out, "say.taken", tongue_say(tongue, "say.taken.at", {"who", incident->acked_by},
                                                  {"time", clock_iso(arena, incident->acked_ms)}));
    if (incident->snoozed_until_ms > 0)
        line(tongue, out, "say.muted", clock_iso(arena, incident->snoozed_until_ms));
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
        struct str at = clock_iso(tongue->arena, incident->hourly_from_ms + (int64_t)i * CLOCK_HOUR_MS);
        buf_printf(out, "  %.16s %3.0f ", at.ptr, incident->hourly[i]);
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
        buf_printf(out, "  " STR_FMT " " STR_FMT ": %s\n    " STR_FMT "\n", STR_ARG(clock_iso(arena, post->at_ms)),
                   STR_ARG(post->source), bytes, STR_ARG(post->url));
    }
}

/* A step the catalogue has a name for; a later version's as it is kept. */
static struct str step_name(const struct tongue *tongue, struct str what)
{
    struct str key = arena_printf(tongue->arena, "step." STR_FMT, STR_ARG(what));
    return catalogue_find(tongue->catalogue, key) != NULL ? tongue_get(tongue, key.ptr) : what;
}

static void steps(const struct incident *incident, const struct tongue *tongue, struct buf *out)
{
    struct arena *arena = tongue->arena;
    buf_printf(out, "\n" STR_FMT "\n", STR_ARG(tongue_get(tongue, "say.log")));
    for (size_t i = 0; i < incident->log_count; i++) {
        const struct incident_step *step = &incident->log[i];
        struct str numbers = tongue_say(tongue, "say.step", {"people", tongue_number(tongue, step->people, 0)},
                                        {"usual", tongue_number(tongue, step->expected, 1)},
                                        {"p", arena_printf(arena, "%.1e", step->p)});
        buf_printf(out, "  " STR_FMT " " STR_FMT ": " STR_FMT, STR_ARG(clock_iso(arena, step->at_ms)),
                   STR_ARG(step_name(tongue, step->what)), STR_ARG(numbers));
        if (step->by.len > 0)
            buf_printf(out, ", " STR_FMT, STR_ARG(tongue_say(tongue, "say.by", {"who", step->by})));
        if (step->note.len > 0)
            buf_printf(out, ": " STR_FMT, STR_ARG(step->note));
        buf_char(out, '\n');
    }
}

void incident_show(const struct incident *incident, const struct tongue *tongue, struct buf *out)
{
    head(incident, tongue, out);
    chart(incident, tongue, out);
    posts(incident, tongue, out);
    steps(incident, tongue, out);
}
