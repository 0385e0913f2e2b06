/* SPDX-License-Identifier: MIT */
#include "show.h"

#include <math.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "percent.h"
#include "record/people.h"
#include "redact.h"

#include "base/banned.h"

enum { CAUSE_LETTERS = 120 };


struct show show_new(const struct board *board, enum catalogue_lang lang, struct str base_url, struct arena *arena)
{
    return (struct show){board, {board->catalogue, lang, arena}, base_url, NULL};
}

struct str show_issue(const struct show *show, struct str id)
{
    return issue_names_get(show->board->issues, id, show->tongue.lang == CATALOGUE_CY, show->tongue.arena);
}

struct str show_council(const struct show *show)
{
    const struct council_place_settings *place = &show->board->council->place;
    return show->tongue.lang == CATALOGUE_CY ? place->name_cy : place->name;
}

struct str show_place(const struct show *show, struct str id, struct str name, struct str name_cy)
{
    bool welsh = show->tongue.lang == CATALOGUE_CY;
    const struct place_name_row *row = place_names_find(show->board->places, id);
    if (id.len == 0 && name.len == 0 && name_cy.len == 0)
        return tongue_get(&show->tongue, "place.all");
    const struct str names[] = {welsh ? name_cy : name, row ? (welsh ? row->welsh : row->english) : STR_NONE,
                                welsh ? name : name_cy, row ? (welsh ? row->english : row->welsh) : STR_NONE};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].len > 0)
            return names[i];
    return id;
}

struct str show_people(const struct show *show, int64_t people)
{
    if (people < SHOW_PEOPLE_LEAST)
        return tongue_get(&show->tongue, people == 0 ? "people.none" : "people.few");
    struct str count = tongue_count(&show->tongue, "people#", people);
    return people <= PEOPLE_EXACT_MOST ? count : tongue_say(&show->tongue, "people.about", {"people", count});
}

/* The catalogue's word for a name that comes from elsewhere, or the name. */
static struct str worded(const struct show *show, const char *family, struct str name)
{
    struct str key = arena_printf(show->tongue.arena, "%s." STR_FMT, family, STR_ARG(name));
    const struct catalogue_row *row = catalogue_find(show->board->catalogue, key);
    return row && !row->plural ? catalogue_form(row, show->tongue.lang, 0) : name;
}

struct str show_kind(const struct show *show, struct str kind)
{
    return worded(show, "kind", kind);
}

struct str show_step(const struct show *show, struct str what)
{
    return worded(show, "step", what);
}

struct str show_language(const struct show *show, struct str language)
{
    return worded(show, "language", language);
}

struct str show_hours(const struct show *show, double hours)
{
    return tongue_span(&show->tongue, (int64_t)(hours * (double)CLOCK_HOUR_MS));
}

struct str show_link(const struct show *show, const char *folder, struct str id)
{
    return arena_printf(show->tongue.arena, STR_FMT "/%s/" STR_FMT "?lang=%s", STR_ARG(show->base_url), folder,
                        STR_ARG(percent_escape(show->tongue.arena, id)), catalogue_lang_code(show->tongue.lang));
}

void show_quote(const struct show *show, struct view *map, const struct summary_quote *quote)
{
    struct str from = show_kind(show, str_cut(quote->id, 0, str_find(quote->id, ':', 0)));
    view_text(map, "quote", redact_quote(show->tongue.arena, quote->text, SHOW_QUOTE_LETTERS));
    view_text(map, "quote_from", quote->source.len > 0 ? quote->source : from);
    view_text(map, "quote_when", tongue_when(&show->tongue, quote->at_ms, show->board->now_ms));
    view_address(map, "quote_url", quote->url);
    bool known = str_eq(quote->language, STR("cy")) || str_eq(quote->language, STR("en"));
    view_text(map, "quote_lang", known ? quote->language : STR_NONE);
    if (show->quotes == NULL || show->quotes->count == SHOW_QUOTES_MOST)
        return;
    view_markup(map, "quote_begin", arena_printf(show->tongue.arena, "\x02%zu\x03", show->quotes->count));
    view_markup(map, "quote_end", STR("\x04"));
    show->quotes->ids[show->quotes->count++] = quote->id;
}

/* A sentence a state; without a time, its form that says never. */
static struct str source_line(const struct show *show, const struct hearing *source, int64_t since_ms)
{
    const struct tongue *tongue = &show->tongue;
    struct str state = worded(show, "source.line", source->state);
    if (str_eq(state, source->state))
        return state;
    if (str_eq(source->why, STR("old")))
        return tongue_get(tongue, "source.line.old");
    if (str_eq(source->state, STR("deaf")) && source->why.len > 0)
        return tongue_say(tongue, "source.line.deaf.why", {"cause", worded(show, "source.why", source->why)});
    const char *key = arena_printf(tongue->arena, "source.line." STR_FMT "%s", STR_ARG(source->state),
                                   since_ms > 0 ? "" : ".never").ptr;
    struct str when = since_ms > 0 ? tongue_when(tongue, since_ms, show->board->now_ms) : STR("");
    struct str none = source->cause.len > 0 ? source->cause : tongue_get(tongue, "source.cause.none");
    struct str cause = source->why.len > 0 ? worded(show, "source.why", source->why) : none;
    return tongue_say(tongue, key, {"when", when}, {"cause", cause});
}

void show_source(const struct show *show, struct view *map, const struct hearing *source)
{
    bool ok = str_eq(source->state, STR("ok"));
    bool failing = str_eq(source->state, STR("failing")) || str_eq(source->state, STR("stopped"));
    int64_t since_ms = failing ? source->last_success_ms : source->last_post_ms;
    view_text(map, "name", source->name);
    view_text(map, "kind", show_kind(show, source->kind));
    view_text(map, "state", source->state);
    view_text(map, "state_word", worded(show, "source.state", source->state));
    struct str line = source_line(show, source, since_ms);
    if (ok && source->why.len > 0)
        line = tongue_say(&show->tongue, "source.line.part", {"line", line},
                          {"cause", worded(show, "source.why", source->why)});
    view_text(map, "line", line);
    view_flag(map, "bad", !ok);
    if ((!ok || source->why.len > 0) && source->cause.len > 0)
        view_text(map, "detail", tongue_say(&show->tongue, "source.detail", {"cause", source->cause}));
}

static bool is_part_of(struct str word, struct str name, struct arena *arena)
{
    struct str rest = utf8_fold(arena, name, true), part;
    if (str_eq(rest, word))
        return true;
    while (str_next(&rest, ' ', &part))
        if (str_eq(part, word))
            return true;
    return false;
}

/* The council's and the place's own name tell nothing about what people share. */
void show_sources(const struct show *show, struct view *view, const struct hearing *sources, size_t count,
                  size_t bad_most)
{
    struct view *all = view_list(view, "sources"), *bad = view_list(view, "bad_sources");
    int64_t fine = 0, unsaid = 0;
    size_t said = 0;
    for (size_t i = 0; i < count; i++) {
        struct hearing source = sources[i];
        source.cause = utf8_shorten(show->tongue.arena, source.cause, CAUSE_LETTERS);
        show_source(show, view_item(all), &source);
        if (str_eq(source.state, STR("ok")))
            fine++;
        else if (said++ < bad_most)
            show_source(show, view_item(bad), &source);
        else
            unsaid++;
    }
    if (unsaid > 0)
        view_number(view, "bad_more", unsaid, tongue_number(&show->tongue, (double)unsaid, 0));
    view_number(view, "source_count", (int64_t)count, tongue_number(&show->tongue, (double)count, 0));
    view_number(view, "sources_fine", fine, tongue_number(&show->tongue, (double)fine, 0));
    view_flag(view, "all_fine", count > 0 && fine == (int64_t)count);
}

static bool is_known_name(const struct show *show, const struct incident *incident, struct str word)
{
    const struct council_place_settings *council = &show->board->council->place;
    const struct place_name_row *row = place_names_find(show->board->places, incident->place);
    const struct str names[] = {council->name, council->name_cy, incident->place_name, incident->place_name_cy,
                                row ? row->english : STR_NONE, row ? row->welsh : STR_NONE};
    struct str plain = utf8_fold(show->tongue.arena, word, true);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].len > 0 && is_part_of(plain, names[i], show->tongue.arena))
            return true;
    return false;
}

static struct str joined_words(const struct show *show, const struct incident *incident)
{
    struct str all = STR("");
    for (size_t i = 0; i < incident->word_count; i++) {
        struct str word = show_place(show, incident->words[i], STR_NONE, STR_NONE); /* a place's id, or a word */
        if (!is_known_name(show, incident, incident->words[i]) && !is_known_name(show, incident, word))
            all = arena_printf(show->tongue.arena, STR_FMT "%s" STR_FMT, STR_ARG(all), all.len > 0 ? ", " : "",
                               STR_ARG(word));
    }
    return all;
}

void show_incident(const struct show *show, struct view *map, const struct incident *incident)
{
    const struct tongue *tongue = &show->tongue;
    struct str state = str_from(incident_state_name(incident->state));
    view_text(map, "id", incident->id);
    view_text(map, "issue", show_issue(show, incident->issue));
    view_text(map, "issue_link", show_link(show, "issues", incident->issue));
    view_text(map, "place", show_place(show, incident->place, incident->place_name, incident->place_name_cy));
    view_number(map, "people", incident->people, show_people(show, incident->people));
    view_text(map, "usual", tongue_usual(&show->tongue, incident->expected));
    view_text(map, "since", tongue_when(tongue, incident->first_seen_ms, show->board->now_ms));
    view_text(map, "opened", tongue_when(tongue, incident->opened_ms, show->board->now_ms));
    view_text(map, "window", show_hours(show, incident->window_h));
    view_text(map, "state", state);
    view_text(map, "state_word", worded(show, "incident.state", state));
    view_flag(map, "urgent", incident->urgent);
    view_flag(map, "live", board_is_live(incident));
    view_text(map, "words", joined_words(show, incident));
    view_text(map, "link", show_link(show, "incidents", incident->id));
}

static const char *mood_words(double mood)
{
    if (mood <= -40)
        return "mood.very-low";
    if (mood <= -15)
        return "mood.low";
    if (mood < 15)
        return "mood.even";
    return mood < 40 ? "mood.high" : "mood.very-high";
}

void show_mood(const struct show *show, struct view *map, const struct summary_mood *mood)
{
    if (!mood->known)
        return;
    const struct tongue *tongue = &show->tongue;
    view_text(map, "mood", tongue_signed(tongue, mood->mood));
    view_text(map, "mood_words", tongue_get(tongue, mood_words(mood->mood)));
    view_text(map, "mood_low", tongue_signed(tongue, mood->low));
    view_text(map, "mood_high", tongue_signed(tongue, mood->high));
    view_number(map, "mood_people", mood->people, show_people(show, mood->people));
}

bool show_usual_mood(const struct summary *summary, double *usual)
{
    double sum = 0;
    int known = 0;
    for (size_t i = 0; i < summary->earlier_count; i++)
        if (summary->earlier[i].known) {
            sum += summary->earlier[i].mood;
            known++;
        }
    *usual = known > 0 ? sum / known : 0;
    return known > 0;
}
