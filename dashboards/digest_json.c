/* SPDX-License-Identifier: MIT */
#include "digest_json.h"

#include "base/clock.h"
#include "digest.h"
#include "redact.h"

#include "base/banned.h"

void digest_json_people(struct json_out *out, const char *key, int64_t people)
{
    json_out_key(out, key);
    if (people > 0 && people < SHOW_PEOPLE_LEAST) {
        json_out_null(out);
        json_out_member_i64(out, "fewer_than", SHOW_PEOPLE_LEAST);
    } else {
        json_out_i64(out, people);
    }
}

void digest_json_time(struct json_out *out, const char *key, int64_t ms, struct arena *arena)
{
    if (ms != 0)
        json_out_member_str(out, key, clock_iso(arena, ms));
}

void digest_json_mood(const struct summary_mood *mood, struct json_out *out)
{
    if (!mood->known) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    json_out_member_double(out, "mood", mood->mood, 1);
    json_out_member_double(out, "low", mood->low, 1);
    json_out_member_double(out, "high", mood->high, 1);
    digest_json_people(out, "people", mood->people);
    json_out_close(out, '}');
}

static void put_quote(const struct show *show, struct str id, struct str url, struct str text, struct str language,
                      int64_t at_ms, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_str(out, "id", id);
    json_out_member_str(out, "url", view_is_address(url) ? url : STR_NONE);
    json_out_member_str(out, "text", redact_quote(show->tongue.arena, text, SHOW_QUOTE_LETTERS));
    json_out_member_str(out, "language", language);
    digest_json_time(out, "at", at_ms, show->tongue.arena);
    json_out_close(out, '}');
}

static void put_cell(const struct show *show, const struct summary_cell *cell, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_str(out, "issue", cell->issue);
    if (cell->issue.len > 0)
        json_out_member_str(out, "issue_name", show_issue(show, cell->issue));
    json_out_member_str(out, "place", cell->place);
    if (cell->place.len > 0)
        json_out_member_str(out, "place_name", show_place(show, cell->place, cell->place_name, cell->place_name_cy));
    if (cell->class_ < READING_CLASSES)
        json_out_member_str(out, "class", str_from(reading_class_name(cell->class_)));
    digest_json_people(out, "people", cell->people);
    if (cell->usual >= 0)
        json_out_member_double(out, "usual", cell->usual, 1);
    json_out_key(out, "temperature");
    digest_json_mood(&cell->temperature, out);
    json_out_key(out, "usual_temperature");
    digest_json_mood(&cell->usual_temperature, out);
    json_out_key(out, "quotes");
    json_out_open(out, '[');
    for (size_t i = 0; cell->people >= SHOW_PEOPLE_LEAST && i < cell->quote_count; i++)
        put_quote(show, cell->quotes[i].id, cell->quotes[i].url, cell->quotes[i].text, cell->quotes[i].language,
                  cell->quotes[i].at_ms, out);
    json_out_close(out, ']');
    json_out_close(out, '}');
}

void digest_json_source(const struct show *show, const struct hearing *source, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_str(out, "name", source->name);
    json_out_member_str(out, "kind", source->kind);
    json_out_member_str(out, "state", source->state);
    json_out_member_str(out, "why", source->why);
    json_out_member_str(out, "cause", source->cause);
    digest_json_time(out, "last_success", source->last_success_ms, show->tongue.arena);
    digest_json_time(out, "last_post", source->last_post_ms, show->tongue.arena);
    digest_json_time(out, "silent_since", source->silent_since_ms, show->tongue.arena);
    json_out_close(out, '}');
}

static void put_moods(const struct summary *summary, struct json_out *out)
{
    json_out_key(out, "temperature");
    digest_json_mood(&summary->temperature, out);
    json_out_key(out, "earlier");
    json_out_open(out, '[');
    for (size_t i = 0; i < summary->earlier_count; i++)
        digest_json_mood(&summary->earlier[i], out);
    json_out_close(out, ']');
}

/* What other rules of reading did to the period. */
static void put_rules(const struct summary_rules *rules, struct arena *arena, struct json_out *out)
{
    if (rules->at_ms == 0)
        return;
    json_out_key(out, "rules");
    json_out_open(out, '{');
    digest_json_time(out, "at", rules->at_ms, arena);
    json_out_member_i64(out, "posts", rules->posts);
    json_out_key(out, "before");
    digest_json_mood(&rules->before, out);
    json_out_key(out, "after");
    digest_json_mood(&rules->after, out);
    json_out_close(out, '}');
}

void digest_json_summary(const struct show *show, const struct summary *summary, size_t cells_most,
                         struct json_out *out)
{
    struct arena *arena = show->tongue.arena;
    json_out_open(out, '{');
    json_out_member_str(out, "id", summary->id);
    json_out_member_str(out, "language", str_from(catalogue_lang_code(show->tongue.lang)));
    json_out_member_str(out, "headline", digest_headline(show, summary));
    json_out_member_str(out, "period", summary->period);
    digest_json_time(out, "from", summary->from_ms, arena);
    digest_json_time(out, "to", summary->to_ms, arena);
    json_out_member_bool(out, "complete", summary->complete);
    digest_json_people(out, "people", summary->people);
    summary_counts_to_json(summary, out);
    put_moods(summary, out);
    put_rules(&summary->rules, arena, out);
    json_out_key(out, "cells");
    json_out_open(out, '[');
    for (size_t i = 0; i < summary->cell_count && i < cells_most; i++)
        put_cell(show, &summary->cells[i], out);
    json_out_close(out, ']');
    json_out_key(out, "sources");
    json_out_open(out, '[');
    for (size_t i = 0; i < summary->source_count; i++)
        digest_json_source(show, &summary->sources[i], out);
    json_out_close(out, ']');
    json_out_member_str(out, "analyser", summary->analyser);
    json_out_close(out, '}');
}

static void put_shares(const char *key, const struct incident_share *shares, size_t count, struct json_out *out)
{
    json_out_key(out, key);
    json_out_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_out_open(out, '{');
        json_out_member_str(out, "name", shares[i].name);
        digest_json_people(out, "people", shares[i].people);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void put_incident_times(const struct incident *incident, struct json_out *out, struct arena *arena)
{
    digest_json_time(out, "first_seen", incident->first_seen_ms, arena);
    digest_json_time(out, "opened", incident->opened_ms, arena);
    digest_json_time(out, "updated", incident->updated_ms, arena);
    digest_json_time(out, "resolved", incident->resolved_ms, arena);
    digest_json_time(out, "acknowledged", incident->acked_ms, arena);
}

static void put_steps(const struct incident *incident, struct json_out *out, struct arena *arena)
{
    json_out_key(out, "log");
    json_out_open(out, '[');
    for (size_t i = 0; i < incident->log_count; i++) {
        const struct incident_step *step = &incident->log[i];
        json_out_open(out, '{');
        digest_json_time(out, "at", step->at_ms, arena);
        json_out_member_str(out, "what", step->what);
        json_out_member_double(out, "people", step->people, 0);
        json_out_member_double(out, "expected", step->expected, 2);
        json_out_member_double(out, "p", step->p, 9);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

void digest_json_incident(const struct show *show, const struct incident *incident, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_str(out, "id", incident->id);
    json_out_member_str(out, "issue", incident->issue);
    json_out_member_str(out, "issue_name", show_issue(show, incident->issue));
    json_out_member_str(out, "place", incident->place);
    json_out_member_str(out, "place_name", show_place(show, incident->place, incident->place_name, incident->place_name_cy));
    json_out_member_str(out, "kind", incident->kind);
    json_out_member_str(out, "state", str_from(incident_state_name(incident->state)));
    json_out_member_bool(out, "urgent", incident->urgent);
    put_incident_times(incident, out, show->tongue.arena);
    digest_json_people(out, "people", incident->people);
    json_out_member_i64(out, "posts", incident->posts);
    json_out_member_double(out, "expected", incident->expected, 2);
    json_out_member_double(out, "p", incident->p, 9);
    json_out_member_double(out, "window_hours", incident->window_h, 1);
    put_shares("channels", incident->channels, incident->channel_count, out);
    put_shares("languages", incident->languages, incident->language_count, out);
    json_out_key(out, "quotes");
    json_out_open(out, '[');
    for (size_t i = 0; i < incident->shown_count; i++)
        put_quote(show, incident->shown[i].id, incident->shown[i].url, incident->shown[i].text,
                  incident->shown[i].language, incident->shown[i].at_ms, out);
    json_out_close(out, ']');
    put_steps(incident, out, show->tongue.arena);
    json_out_close(out, '}');
}
