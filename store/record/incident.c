/* SPDX-License-Identifier: MIT */
#include "record/incident.h"

#include "base/banned.h"

enum { RATE_DECIMALS = 6, CHANCE_DECIMALS = 15 };

static const char *const state_names[INCIDENT_STATES] = {"candidate", "open",   "quiet",
                                                         "resolved",  "merged", "dismissed"};

const char *incident_state_name(enum incident_state state)
{
    MUST(state < INCIDENT_STATES);
    return state_names[state];
}

static bool state_from(struct str name, enum incident_state *state)
{
    for (int i = 0; i < INCIDENT_STATES; i++)
        if (str_eq(str_from(state_names[i]), name)) {
            *state = (enum incident_state)i;
            return true;
        }
    return false;
}

static void read_shares(const struct json *list, struct incident_share *shares, size_t *count)
{
    JSON_EACH(one, list)
        if (*count < INCIDENT_SHARES_MOST)
            shares[(*count)++] = (struct incident_share){.name = json_get_str(one, "name"),
                                                         .people = json_get_i64(one, "people", 0)};
}

static void read_shown(const struct json *list, struct incident *incident)
{
    JSON_EACH(one, list)
        if (incident->shown_count < INCIDENT_POSTS_MOST)
            incident->shown[incident->shown_count++] =
                (struct incident_post){.id = json_get_str(one, "id"),
                                       .url = json_get_str(one, "url"),
                                       .text = json_get_str(one, "text"),
                                       .language = json_get_str(one, "language"),
                                       .kind = json_get_str(one, "kind"),
                                       .source = json_get_str(one, "source"),
                                       .at_ms = json_get_i64(one, "at_ms", 0)};
}

static void read_log(const struct json *list, struct incident *incident)
{
    JSON_EACH(one, list)
        if (incident->log_count < INCIDENT_LOG_MOST)
            incident->log[incident->log_count++] =
                (struct incident_step){.at_ms = json_get_i64(one, "at_ms", 0),
                                       .what = json_get_str(one, "what"),
                                       .by = json_get_str(one, "by"),
                                       .note = json_get_str(one, "note"),
                                       .people = json_get_double(one, "people", 0),
                                       .expected = json_get_double(one, "expected", 0),
                                       .p = json_get_double(one, "p", 0)};
}

static void read_hourly(const struct json *node, struct incident *incident)
{
    enum { MOST = sizeof incident->hourly / sizeof incident->hourly[0] };
    const struct json *usual = json_path(node, "hourly.usual");
    usual = usual ? usual->first : NULL;
    incident->hourly_from_ms = json_get_i64(node, "hourly.from_ms", 0);
    JSON_EACH(people, json_path(node, "hourly.people")) {
        if (incident->hourly_count == MOST)
            break;
        if (!str_to_double(json_str(people), &incident->hourly[incident->hourly_count]) ||
            !str_to_double(json_str(usual), &incident->hourly_usual[incident->hourly_count]))
            break;
        incident->hourly_count++;
        usual = usual->next;
    }
}

static void read_names(const struct json *node, struct incident *incident)
{
    incident->id = json_get_str(node, "id");
    incident->issue = json_get_str(node, "issue");
    incident->place = json_get_str(node, "place");
    incident->place_name = json_get_str(node, "place_name");
    incident->place_name_cy = json_get_str(node, "place_name_cy");
    incident->kind = json_get_str(node, "kind");
    incident->acked_by = json_get_str(node, "acked_by");
    incident->merged_into = json_get_str(node, "merged_into");
    JSON_EACH(word, json_get(node, "words"))
        if (incident->word_count < INCIDENT_WORDS_MOST)
            incident->words[incident->word_count++] = json_str(word);
}

static void read_numbers(const struct json *node, struct incident *incident)
{
    incident->urgent = json_get_bool(node, "urgent", false);
    incident->first_seen_ms = json_get_i64(node, "first_seen_ms", 0);
    incident->opened_ms = json_get_i64(node, "opened_ms", 0);
    incident->updated_ms = json_get_i64(node, "updated_ms", 0);
    incident->quiet_ms = json_get_i64(node, "quiet_ms", 0);
    incident->resolved_ms = json_get_i64(node, "resolved_ms", 0);
    incident->acked_ms = json_get_i64(node, "acked_ms", 0);
    incident->snoozed_until_ms = json_get_i64(node, "snoozed_until_ms", 0);
    incident->people = json_get_i64(node, "people", 0);
    incident->posts = json_get_i64(node, "posts", 0);
    incident->expected = json_get_double(node, "expected", 0);
    incident->p = json_get_double(node, "p", 0);
    incident->window_h = json_get_double(node, "window_h", 0);
    incident->window_people = json_get_double(node, "window_people", 0);
    incident->window_usual = json_get_double(node, "window_usual", 0);
    incident->reposts_not_counted = json_get_i64(node, "reposts_not_counted", 0);
    incident->loud_not_counted = json_get_i64(node, "loud_not_counted", 0);
    incident->late = json_get_i64(node, "late", 0);
}

bool incident_from_json(const struct json *node, struct arena *arena, struct incident *incident, struct err *err)
{
    (void)arena; /* json_parse has copied every text already */
    *incident = (struct incident){0};
    read_names(node, incident);
    if (incident->id.len == 0)
        return err_set(err, ERR_INPUT, "id: an incident must have one");
    if (!state_from(json_get_str(node, "state"), &incident->state))
        return err_set(err, ERR_INPUT, "state: not a state of an incident");
    read_numbers(node, incident);
    read_shares(json_get(node, "channels"), incident->channels, &incident->channel_count);
    read_shares(json_get(node, "languages"), incident->languages, &incident->language_count);
    read_shares(json_get(node, "wards"), incident->wards, &incident->ward_count);
    read_shown(json_get(node, "shown"), incident);
    read_log(json_get(node, "log"), incident);
    read_hourly(node, incident);
    return true;
}

static void write_shares(struct json_out *out, const char *key, const struct incident_share *shares, size_t count)
{
    json_out_key(out, key);
    json_out_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_out_open(out, '{');
        json_out_member_str(out, "name", shares[i].name);
        json_out_member_i64(out, "people", shares[i].people);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_shown(const struct incident *incident, struct json_out *out)
{
    json_out_key(out, "shown");
    json_out_open(out, '[');
    for (size_t i = 0; i < incident->shown_count; i++) {
        const struct incident_post *post = &incident->shown[i];
        json_out_open(out, '{');
        json_out_member_str(out, "id", post->id);
        json_out_member_str(out, "url", post->url);
        json_out_member_str(out, "text", post->text);
        json_out_member_str(out, "language", post->language);
        json_out_member_str(out, "kind", post->kind);
        json_out_member_str(out, "source", post->source);
        json_out_member_i64(out, "at_ms", post->at_ms);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_log(const struct incident *incident, struct json_out *out)
{
    json_out_key(out, "log");
    json_out_open(out, '[');
    for (size_t i = 0; i < incident->log_count; i++) {
        const struct incident_step *step = &incident->log[i];
        json_out_open(out, '{');
        json_out_member_i64(out, "at_ms", step->at_ms);
        json_out_member_str(out, "what", step->what);
        json_out_member_str(out, "by", step->by);
        json_out_member_str(out, "note", step->note);
        json_out_member_double(out, "people", step->people, RATE_DECIMALS);
        json_out_member_double(out, "expected", step->expected, RATE_DECIMALS);
        json_out_member_double(out, "p", step->p, CHANCE_DECIMALS);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_series(struct json_out *out, const char *key, const double *values, size_t count)
{
    json_out_key(out, key);
    json_out_open(out, '[');
    for (size_t i = 0; i < count; i++)
        json_out_double(out, values[i], RATE_DECIMALS);
    json_out_close(out, ']');
}

static void write_hourly(const struct incident *incident, struct json_out *out)
{
    json_out_key(out, "hourly");
    json_out_open(out, '{');
    json_out_member_i64(out, "from_ms", incident->hourly_from_ms);
    write_series(out, "people", incident->hourly, incident->hourly_count);
    write_series(out, "usual", incident->hourly_usual, incident->hourly_count);
    json_out_close(out, '}');
}

static void write_names(const struct incident *incident, struct json_out *out)
{
    json_out_member_str(out, "id", incident->id);
    json_out_member_str(out, "issue", incident->issue);
    json_out_member_str(out, "place", incident->place);
    json_out_member_str(out, "place_name", incident->place_name);
    json_out_member_str(out, "place_name_cy", incident->place_name_cy);
    json_out_member_str(out, "kind", incident->kind);
    json_out_member_str(out, "state", str_from(incident_state_name(incident->state)));
    json_out_member_str(out, "acked_by", incident->acked_by);
    json_out_member_str(out, "merged_into", incident->merged_into);
    json_out_key(out, "words");
    json_out_open(out, '[');
    for (size_t i = 0; i < incident->word_count; i++)
        json_out_str(out, incident->words[i]);
    json_out_close(out, ']');
}

static void write_numbers(const struct incident *incident, struct json_out *out)
{
    json_out_member_bool(out, "urgent", incident->urgent);
    json_out_member_i64(out, "first_seen_ms", incident->first_seen_ms);
    json_out_member_i64(out, "opened_ms", incident->opened_ms);
    json_out_member_i64(out, "updated_ms", incident->updated_ms);
    json_out_member_i64(out, "quiet_ms", incident->quiet_ms);
    json_out_member_i64(out, "resolved_ms", incident->resolved_ms);
    json_out_member_i64(out, "acked_ms", incident->acked_ms);
    json_out_member_i64(out, "snoozed_until_ms", incident->snoozed_until_ms);
    json_out_member_i64(out, "people", incident->people);
    json_out_member_i64(out, "posts", incident->posts);
    json_out_member_double(out, "expected", incident->expected, RATE_DECIMALS);
    json_out_member_double(out, "p", incident->p, CHANCE_DECIMALS);
    json_out_member_double(out, "window_h", incident->window_h, RATE_DECIMALS);
    json_out_member_double(out, "window_people", incident->window_people, 0);
    json_out_member_double(out, "window_usual", incident->window_usual, RATE_DECIMALS);
    json_out_member_i64(out, "reposts_not_counted", incident->reposts_not_counted);
    json_out_member_i64(out, "loud_not_counted", incident->loud_not_counted);
    json_out_member_i64(out, "late", incident->late);
}

void incident_to_json(const struct incident *incident, struct json_out *out)
{
    json_out_open(out, '{');
    write_names(incident, out);
    write_numbers(incident, out);
    write_shares(out, "channels", incident->channels, incident->channel_count);
    write_shares(out, "languages", incident->languages, incident->language_count);
    write_shares(out, "wards", incident->wards, incident->ward_count);
    write_shown(incident, out);
    write_log(incident, out);
    write_hourly(incident, out);
    json_out_close(out, '}');
}
