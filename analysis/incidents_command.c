/* SPDX-License-Identifier: MIT */
#include "incidents_command.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "incident_show.h"
#include "incidents.h"
#include "listing.h"
#include "what_if.h"

#include "base/banned.h"

enum { OUTPUT_BYTES = 1 << 20, NOTE_BYTES = 2000, NAME_BYTES = 200 };
#define MUTE_LEAST_MS CLOCK_MINUTE_MS
#define MUTE_MOST_MS  (30 * CLOCK_DAY_MS)

const struct args_option incidents_command_options[] = {
    {"format", "F", "table, json (a line each) or csv"},
    {"since", "T", "changed from this time, day or span before now on (30d)"},
    {"until", "T", "begun before this time, day or span before now"},
    {"issue", "ID", "only of this issue"},
    {"place", "ID", "only in this place"},
    {"what-if", "budget=B", "what the kept posts would have raised under another budget"},
    {"by", "NAME", "of an action: who ($USER)"},
    {"for", "SPAN", "of snooze: how long (4h)"},
    {"into", "ID", "of merge: the incident that stays"},
    {"note", "TEXT", "of note, and any other action: a word for the log"},
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {NULL, NULL, NULL},
};

/* For a program, and, for a person, the key of what it is called. */
static const struct listing_column columns[] = {
    {"id", false},    {"state", false}, {"kind", false},  {"issue", false},   {"place", false},    {"people", true},
    {"usual", true},  {"chance", true}, {"since", false}, {"changed", false}, {"taken_by", false}, {NULL, false},
};
static const char *const column_keys[] = {"say.incident", "say.state",  "say.kind",  "say.issue",
                                          "say.place",    "say.people", "say.usual", "say.chance",
                                          "say.since",    "say.changed", "say.taken"};
enum { COLUMNS = sizeof column_keys / sizeof column_keys[0] };

/* The word on the command line, and what it is called in an action. */
static const struct {
    const char *word, *name;
} actions[] = {{"ack", "ack"}, {"snooze", "mute"}, {"mute", "mute"}, {"dismiss", "dismiss"}, {"merge", "merge"},
               {"note", "note"}};

struct work {
    const struct args *args;
    struct arena arena;
    struct council council;
    struct store *store;
    struct catalogue catalogue;
    struct tongue tongue;
    struct incident_names names;
};

/* ---- what is there */

static bool fits(const struct args *args, const struct incident *incident, int64_t from_ms, int64_t to_ms)
{
    const char *issue = args_get(args, "issue"), *place = args_get(args, "place");
    bool in_place = place == NULL || str_eq(incident->place, str_from(place));
    for (size_t i = 0; !in_place && i < incident->ward_count; i++)
        in_place = str_eq(incident->wards[i].name, str_from(place));
    return in_place && (issue == NULL || str_eq(incident->issue, str_from(issue))) &&
           incident->updated_ms >= from_ms && incident->first_seen_ms < to_ms &&
           incident->state != INCIDENT_CANDIDATE;
}

static struct listing begin_list(const struct work *work, enum listing_format format)
{
    struct listing_column *named = ARENA_ARRAY(work->tongue.arena, struct listing_column, COLUMNS + 1);
    for (size_t i = 0; i < COLUMNS; i++)
        named[i] = (struct listing_column){
            arena_printf(work->tongue.arena, STR_FMT, STR_ARG(tongue_get(&work->tongue, column_keys[i]))).ptr,
            columns[i].number};
    return listing_begin(format, format == LISTING_TABLE ? named : columns);
}

static struct str time_of(const struct work *work, bool table, int64_t ms)
{
    return table ? tongue_when(&work->tongue, ms, clock_now_ms()) : clock_iso(work->tongue.arena, ms);
}

static void print_row(struct listing *listing, const struct incident *incident, const struct work *work)
{
    const struct tongue *tongue = &work->tongue;
    struct arena *arena = tongue->arena;
    bool table = listing->format == LISTING_TABLE;
    struct str place = incident->place_name.len > 0 ? incident->place_name : incident->place;
    struct str cells[] = {incident->id,
                          table ? incident_show_state(incident, tongue)
                                : str_from(incident_state_name(incident->state)),
                          table             ? incident_show_kind(incident, tongue)
                          : incident->urgent ? STR("danger")
                                             : incident->kind,
                          table ? incident_show_issue(incident, &work->names, tongue) : incident->issue,
                          table ? incident_show_place(incident, &work->names, tongue) : place,
                          incident_show_people(tongue, incident->people),
                          table ? tongue_usual(tongue, incident->expected) : arena_printf(arena, "%.1f", incident->expected),
                          table ? tongue_say(tongue, "say.odds", {"odds", tongue_odds(tongue, incident->p)})
                                : arena_printf(arena, "%.1e", incident->p),
                          time_of(work, table, incident->first_seen_ms),
                          time_of(work, table, incident->updated_ms),
                          incident->acked_by};
    listing_row(listing, cells);
}

static bool read_incident(struct str bytes, struct arena *arena, struct incident *incident, struct err *err)
{
    struct json *root;
    return json_parse(bytes, arena, &root, err) && incident_from_json(root, arena, incident, err);
}

static bool what_if_budget(const char *text, double *budget, struct err *err)
{
    struct str given = str_from(text);
    bool ok = str_starts(given, STR("budget=")) && str_to_double(str_cut(given, 7, given.len), budget) &&
              *budget >= 0.001 && *budget <= 1000;
    return ok || err_set(err, ERR_CONFIG, "--what-if %s: budget= and a number of false alerts a week, 0.001 to 1000, such "
                                          "as budget=0.5, would be right", text);
}

static bool fetch(struct work *work, double budget, struct records_page *page, struct err *err)
{
    return args_has(work->args, "what-if") ? what_if(&work->council, work->store, budget, &work->arena, page, err)
                                           : records_all(work->store, 0, STR("incidents"), &work->arena, page, err);
}

static struct str said_budget(const struct work *work, double budget)
{
    return arena_printf(work->tongue.arena, "%g", budget);
}

static void print_head(const struct work *work, double budget)
{
    if (args_has(work->args, "what-if"))
        printf(STR_FMT "\n\n", STR_ARG(tongue_say(&work->tongue, "say.what-if", {"budget", said_budget(work, budget)},
                                                  {"now", said_budget(work, work->council.detect.budget)})));
}

static bool list(struct work *work, struct err *err)
{
    enum listing_format format;
    struct records_page page;
    int64_t from_ms, to_ms;
    double budget = 0;
    size_t rows = 0;
    struct incident *incident = ARENA_NEW(&work->arena, struct incident);
    if (args_has(work->args, "what-if") && !what_if_budget(args_get(work->args, "what-if"), &budget, err))
        return false;
    if (!listing_format(work->args, &format, err) ||
        !listing_span(work->args, 30 * CLOCK_DAY_MS, &from_ms, &to_ms, err) ||
        !fetch(work, budget, &page, err))
        return false;
    to_ms += args_get(work->args, "until") == NULL; /* now is not yet over */
    struct listing listing = {0};
    if (format == LISTING_TABLE)
        print_head(work, budget);
    if (format != LISTING_JSON)
        listing = begin_list(work, format);
    for (size_t i = 0; i < page.count; i++) {
        if (!read_incident(page.values[i], &work->arena, incident, err))
            return err_within(err, "incident " STR_FMT, STR_ARG(page.names[i]));
        if (!fits(work->args, incident, from_ms, to_ms))
            continue;
        rows++;
        if (format == LISTING_JSON)
            printf(STR_FMT "\n", STR_ARG(page.values[i]));
        else
            print_row(&listing, incident, work);
    }
    if (format != LISTING_JSON)
        listing_end(&listing);
    if (format == LISTING_TABLE && rows == 0)
        printf(STR_FMT "\n", STR_ARG(tongue_get(&work->tongue, "say.incidents.none")));
    return true;
}

/* ---- one of them */

static bool find(struct work *work, struct str id, struct incident *incident, struct err *err)
{
    struct str value;
    if (!records_get(work->store, 0, STR("incidents"), id, &work->arena, &value, err))
        return false;
    if (value.ptr == NULL)
        return err_set(err, ERR_INPUT, "no incident has the id \"" STR_FMT "\"; `earshot incidents` lists them",
                       STR_ARG(id));
    return read_incident(value, &work->arena, incident, err);
}

static bool show(struct work *work, struct str id, struct err *err)
{
    struct incident *incident = ARENA_NEW(&work->arena, struct incident);
    if (!find(work, id, incident, err))
        return false;
    struct buf out = BUF("an incident's text", OUTPUT_BYTES);
    incident_show(incident, &work->names, &work->tongue, &out);
    fwrite(out.data, 1, out.len, stdout);
    buf_free(&out);
    return true;
}

static bool write_action(struct work *work, const char *name, struct str id, int64_t until_ms, struct err *err)
{
    const struct args *args = work->args;
    const char *by = args_get(args, "by") ? args_get(args, "by") : getenv("USER");
    struct str note = utf8_clean(&work->arena, str_from(args_get(args, "note")));
    struct buf json = BUF("an action", 16 << 10);
    struct json_out out = json_out_new(&json, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "do", str_from(name));
    json_out_member_str(&out, "incident", id);
    json_out_member_str(&out, "by", utf8_clean(&work->arena, str_from(by && by[0] ? by : "command line")));
    json_out_member_i64(&out, "at_ms", clock_now_ms());
    if (until_ms > 0)
        json_out_member_i64(&out, "until_ms", until_ms);
    json_out_member_str(&out, "into", str_from(args_get(args, "into")));
    if (note.len > 0)
        json_out_member_str(&out, "note", note);
    json_out_close(&out, '}');
    bool ok = buf_ok(&json, err) && records_action_add(work->store, buf_str(&json), err);
    buf_free(&json);
    if (ok)
        printf(STR_FMT "\n", STR_ARG(tongue_say(&work->tongue, "incident.written", {"what", str_from(args->operands[0])},
                                                {"incident", id})));
    return ok;
}

static bool lives(const struct incident *incident)
{
    return incident->state == INCIDENT_CANDIDATE || incident->state == INCIDENT_OPEN || incident->state == INCIDENT_QUIET;
}

/* The aggregator remembers what is open, and for some days what is over. */
static bool can_change(const struct incident *incident, struct err *err)
{
    if (incident->state == INCIDENT_MERGED)
        return err_set(err, ERR_INPUT, "\"" STR_FMT "\" was merged into \"" STR_FMT "\": say it of that one",
                       STR_ARG(incident->id), STR_ARG(incident->merged_into));
    return lives(incident) || clock_now_ms() - incident->updated_ms <= INCIDENTS_REMEMBERED_MS ||
           err_set(err, ERR_INPUT, "\"" STR_FMT "\" is long over and stays as it is", STR_ARG(incident->id));
}

/* What is over cannot be muted, nor take in what is not. */
static bool must_live(struct work *work, const char *name, struct str id, struct err *err)
{
    struct incident *incident = ARENA_NEW(&work->arena, struct incident);
    bool merge = strcmp(name, "merge") == 0;
    struct str other = merge ? str_from(args_get(work->args, "into")) : id;
    if (!merge && strcmp(name, "mute") != 0)
        return true;
    if (!find(work, other, incident, err) || !can_change(incident, err))
        return false;
    return lives(incident) || err_set(err, ERR_INPUT, "\"" STR_FMT "\" is over: %s", STR_ARG(other),
                                      merge ? "only an open one can take in another" : "no letters come that could be muted");
}

static bool check_span(const struct args *args, int64_t *span_ms, struct err *err)
{
    const char *span = args_get(args, "for");
    bool ok = span == NULL || (clock_parse_span(str_from(span), span_ms) && *span_ms >= MUTE_LEAST_MS &&
                               *span_ms <= MUTE_MOST_MS);
    return ok || err_set(err, ERR_CONFIG, "--for %s: a span from 1m to 30d, such as 4h, would be right", span);
}

static bool check_words(const struct args *args, const char *name, struct str id, struct err *err)
{
    const char *into = args_get(args, "into"), *note = args_get(args, "note"), *by = args_get(args, "by");
    if (strcmp(name, "merge") == 0 && (into == NULL || str_eq(id, str_from(into))))
        return err_set(err, ERR_CONFIG, "merge needs --into, another incident's id");
    if (strcmp(name, "note") == 0 && (note == NULL || str_trim(str_from(note)).len == 0))
        return err_set(err, ERR_CONFIG, "note needs --note, the words to keep");
    if (note != NULL && strlen(note) > NOTE_BYTES)
        return err_set(err, ERR_CONFIG, "--note: over %d bytes", NOTE_BYTES);
    return by == NULL || strlen(by) <= NAME_BYTES || err_set(err, ERR_CONFIG, "--by: over %d bytes", NAME_BYTES);
}

static bool act(struct work *work, const char *name, struct str id, struct err *err)
{
    struct incident *incident = ARENA_NEW(&work->arena, struct incident);
    int64_t span_ms = 4 * CLOCK_HOUR_MS;
    if (!check_span(work->args, &span_ms, err) || !check_words(work->args, name, id, err) ||
        !find(work, id, incident, err) || !can_change(incident, err) || !must_live(work, name, id, err))
        return false;
    return write_action(work, name, id, strcmp(name, "mute") == 0 ? clock_now_ms() + span_ms : 0, err);
}

static bool run(struct work *work, struct err *err)
{
    const struct args *args = work->args;
    const char *word = args->operand_count > 0 ? args->operands[0] : "list";
    if (strcmp(word, "list") == 0 && args->operand_count < 2)
        return list(work, err);
    const char *name = strcmp(word, "show") == 0 ? "show" : NULL;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (strcmp(word, actions[i].word) == 0)
            name = actions[i].name;
    if (name != NULL && args->operand_count != 2)
        return err_set(err, ERR_CONFIG, "%s: one incident's id would be right; `earshot incidents` lists them", word);
    if (name == NULL)
        return err_set(err, ERR_CONFIG, "list, or show, ack, snooze, dismiss, merge or note and an incident's id, "
                                        "would be right; not \"%s\"", word);
    struct str id = str_from(args->operands[1]);
    return strcmp(name, "show") == 0 ? show(work, id, err) : act(work, name, id, err);
}

int incidents_command_run(const struct args *args)
{
    struct work work = {.args = args};
    struct err err;
    bool ok = council_read(args->config_path, &work.arena, &work.council, &err) &&
              tongue_open(&work.catalogue, args_get(args, "lang"), &work.arena, &work.tongue, &err) &&
              incident_names_load(&work.names, &work.council, &err);
    /* What an officer does here is what the page does for one, and may touch no more. */
    work.store = ok ? store_open(&work.council, STORE_SERVE, &err) : NULL;
    ok = work.store != NULL && run(&work, &err);
    store_close(work.store);
    catalogue_free(&work.catalogue);
    incident_names_free(&work.names);
    int code = ok ? 0 : args_fail(&err);
    arena_free(&work.arena);
    return code;
}
