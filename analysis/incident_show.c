/* SPDX-License-Identifier: MIT */
#include "incident_show.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "record/mood.h"

#include "base/banned.h"

enum { CHART_WIDTH = 40, TEXT_MOST = 200 };

struct str incident_show_people(struct arena *arena, int64_t people)
{
    return people > 0 && people < MOOD_PEOPLE_LEAST ? STR("fewer than 3") : arena_printf(arena, "%" PRId64, people);
}

static void line(struct buf *out, const char *name, struct str value)
{
    if (value.len > 0)
        buf_printf(out, "%-12s " STR_FMT "\n", name, STR_ARG(value));
}

static void shares(struct arena *arena, struct buf *out, const char *name, const struct incident_share *items,
                   size_t count)
{
    if (count == 0)
        return;
    buf_printf(out, "%-12s", name);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s " STR_FMT " " STR_FMT, i > 0 ? "," : "", STR_ARG(items[i].name),
                   STR_ARG(incident_show_people(arena, items[i].people)));
    buf_char(out, '\n');
}

static void head(const struct incident *incident, struct arena *arena, struct buf *out)
{
    struct str place = incident->place_name.len > 0 ? incident->place_name : incident->place;
    line(out, "incident", incident->id);
    line(out, "issue", incident->issue);
    line(out, "place", place.len > 0 ? place : STR("the whole council"));
    line(out, "kind", incident->urgent ? STR("danger") : incident->kind);
    line(out, "state", str_from(incident_state_name(incident->state)));
    line(out, "since", clock_iso(arena, incident->first_seen_ms));
    line(out, "people", incident_show_people(arena, incident->people));
    buf_printf(out, "%-12s %.1f in these hours; chance alone does this once in %.0f\n", "usual", incident->expected,
               1 / (incident->p > 1e-12 ? incident->p : 1e-12));
    buf_printf(out, "%-12s %" PRId64 " reposts or copies, %" PRId64 " more by the same people\n", "not counted",
               incident->reposts_not_counted, incident->loud_not_counted);
    shares(arena, out, "channels", incident->channels, incident->channel_count);
    shares(arena, out, "languages", incident->languages, incident->language_count);
    shares(arena, out, "wards", incident->wards, incident->ward_count);
    for (size_t i = 0; i < incident->word_count; i++)
        buf_printf(out, "%s" STR_FMT "%s", i == 0 ? "words        " : ", ", STR_ARG(incident->words[i]),
                   i + 1 == incident->word_count ? "\n" : "");
    if (incident->acked_ms > 0)
        buf_printf(out, "%-12s " STR_FMT " at " STR_FMT "\n", "taken by", STR_ARG(incident->acked_by),
                   STR_ARG(clock_iso(arena, incident->acked_ms)));
    if (incident->snoozed_until_ms > 0)
        line(out, "muted until", clock_iso(arena, incident->snoozed_until_ms));
    line(out, "part of", incident->merged_into);
}

/* A row an hour: people as #, what is usual as a bar at its place. */
static void chart(const struct incident *incident, struct arena *arena, struct buf *out)
{
    double most = 1;
    for (size_t i = 0; i < incident->hourly_count; i++)
        most = incident->hourly[i] > most ? incident->hourly[i] : most;
    if (incident->hourly_count > 0)
        buf_printf(out, "\npeople an hour (| the usual)\n");
    for (size_t i = 0; i < incident->hourly_count; i++) {
        int width = (int)(incident->hourly[i] / most * CHART_WIDTH);
        int usual = (int)(incident->hourly_usual[i] / most * CHART_WIDTH);
        struct str at = clock_iso(arena, incident->hourly_from_ms + (int64_t)i * CLOCK_HOUR_MS);
        buf_printf(out, "  %.16s %3.0f ", at.ptr, incident->hourly[i]);
        for (int x = 0; x <= CHART_WIDTH && (x <= width || x <= usual); x++)
            buf_char(out, x == usual ? '|' : x < width ? '#' : ' ');
        buf_char(out, '\n');
    }
}

static void posts(const struct incident *incident, struct arena *arena, struct buf *out)
{
    if (incident->shown_count > 0)
        buf_printf(out, "\nposts\n");
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

static void steps(const struct incident *incident, struct arena *arena, struct buf *out)
{
    buf_printf(out, "\nlog\n");
    for (size_t i = 0; i < incident->log_count; i++) {
        const struct incident_step *step = &incident->log[i];
        buf_printf(out, "  " STR_FMT " %-10.*s people %.0f, usual %.1f, p %.1e", STR_ARG(clock_iso(arena, step->at_ms)),
                   STR_ARG(step->what), step->people, step->expected, step->p);
        if (step->by.len > 0)
            buf_printf(out, ", by " STR_FMT, STR_ARG(step->by));
        if (step->note.len > 0)
            buf_printf(out, ": " STR_FMT, STR_ARG(step->note));
        buf_char(out, '\n');
    }
}

void incident_show(const struct incident *incident, struct buf *out)
{
    struct arena arena = {0};
    head(incident, &arena, out);
    chart(incident, &arena, out);
    posts(incident, &arena, out);
    steps(incident, &arena, out);
    arena_free(&arena);
}
