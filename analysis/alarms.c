/* SPDX-License-Identifier: MIT */
#include "alarms.h"

#include "base/log.h"
#include "record/tell.h"

#include "base/banned.h"

/* An alarm rests on what was more likely read right than not: what is usual is counted from the same readings, and holds
 * the same mistakes. */
#define CLASS_SURE_LEAST 0.5
#define MOOD_SURE_LEAST  0.5
/* A post speaks for each issue it may well be about, unless another is far likelier. */
#define LIKELY_LEAST   0.35
#define LESS_SURE_MOST 0.3

enum { INCIDENT_BYTES_MOST = 1 << 20, STATE_BYTES_MOST = 256 << 20, FIRST_CAP = 16 };

static const struct str FAMILY = STR_INIT("incidents");

void alarms_open(struct alarms *alarms, const struct council *council, double budget_a_week,
                 const struct place_names *places, int64_t keep_ms)
{
    enum holiday_nation nation = holiday_nation_from(council->place.nation);
    *alarms = (struct alarms){.incidents = incidents_new(budget_a_week, nation), .places = places, .keep_ms = keep_ms};
}

bool alarms_load(struct alarms *alarms, struct str bytes, struct err *err)
{
    return incidents_load(alarms->incidents, bytes, err);
}

struct str alarms_save(const struct alarms *alarms, struct arena *arena)
{
    struct buf buf = BUF("the detector's state", STATE_BYTES_MOST);
    incidents_save(alarms->incidents, &buf);
    struct str bytes = arena_str(arena, buf_str(&buf));
    MUST(!buf.over);
    buf_free(&buf);
    return bytes;
}

static struct str incident_json(const struct incident *incident, struct arena *arena)
{
    struct buf buf = BUF("an incident", INCIDENT_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    incident_to_json(incident, &out);
    struct str json = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return json;
}

/* One more slot in a list that grows in the arena. */
static void *grow(struct arena *arena, void *items, size_t count, size_t *cap, size_t bytes)
{
    if (count < *cap)
        return items;
    *cap = *cap == 0 ? FIRST_CAP : *cap * 2;
    void *more = arena_take(arena, *cap * bytes);
    if (count > 0)
        memcpy(more, items, count * bytes);
    return more;
}

struct records_blob alarms_blob(const struct alarms *alarms, const struct incident *incident, struct arena *arena)
{
    return (struct records_blob){.family = FAMILY,
                                 .name = arena_str(arena, incident->id),
                                 .value = incident_json(incident, arena),
                                 .expires_at_ms = incident->updated_ms + alarms->keep_ms};
}

static struct records_blob *find(const struct alarms *alarms, struct str id)
{
    for (size_t i = 0; i < alarms->blob_count; i++)
        if (str_eq(alarms->blobs[i].name, id))
            return &alarms->blobs[i];
    return NULL;
}

struct str alarms_value(const struct alarms *alarms, struct str id)
{
    const struct records_blob *blob = find(alarms, id);
    return blob != NULL ? blob->value : STR_NONE;
}

void alarms_put(struct alarms *alarms, struct records_blob blob)
{
    struct records_blob *old = find(alarms, blob.name);
    if (old != NULL) {
        *old = blob;
        return;
    }
    alarms->blobs = grow(&alarms->arena, alarms->blobs, alarms->blob_count, &alarms->blob_cap, sizeof *alarms->blobs);
    alarms->blobs[alarms->blob_count++] = blob;
}

static void changed(void *context, const struct incident *incident, const char *what)
{
    struct alarms *alarms = context;
    struct tell tell = {.what = str_from(what), .at_ms = alarms->now_ms, .incident = *incident};
    const struct place_name_row *place = incident->place.len > 0 ? place_names_find(alarms->places, incident->place) : NULL;
    if (place != NULL) {
        tell.incident.place_name = place->english;
        tell.incident.place_name_cy = place->welsh;
    }
    alarms_put(alarms, alarms_blob(alarms, &tell.incident, &alarms->arena));
    if (what == NULL || str_eq(incident->kind, STR("compliment"))) /* praise is told in the digest and wakes nobody */
        return;
    alarms->letters =
        grow(&alarms->arena, alarms->letters, alarms->letter_count, &alarms->letter_cap, sizeof *alarms->letters);
    alarms->letters[alarms->letter_count++] =
        (struct records_letter){tell_id(&tell, &alarms->arena), tell_to_json(&tell, &alarms->arena)};
}

/* The place that says most: a street before its ward. */
static const struct reading_place *place_of(const struct reading *reading)
{
    for (size_t i = 0; i < reading->place_count; i++)
        if (!str_eq(reading->places[i].id, reading->places[i].ward))
            return &reading->places[i];
    return reading->place_count > 0 ? &reading->places[0] : NULL;
}

static void add_token(struct incidents_event *event, struct str token)
{
    if (token.len > 0 && event->token_count < sizeof event->tokens / sizeof event->tokens[0])
        event->tokens[event->token_count++] = token;
}

static struct incidents_event event_of(const struct post *post, const struct reading *reading, int64_t at_ms)
{
    const struct reading_place *place = place_of(reading);
    struct incidents_event event = {
        .at_ms = at_ms,
        .compliment = reading->class_ == READING_COMPLIMENT && !reading->urgent,
        .urgent = reading->urgent,
        .author_key = post_voice(post),
        .likeness = reading->likeness,
        .repost = post->repost_of.len > 0,
        .post = post,
        .language = reading->language,
    };
    if (place != NULL) {
        event.place = place->id;
        event.ward = place->ward;
    }
    for (size_t i = 0; i < reading->place_count; i++)
        if (&reading->places[i] != place)
            add_token(&event, reading->places[i].id);
    for (size_t i = 0; i < post->tag_count; i++)
        add_token(&event, post->tags[i]);
    return event;
}

/* What an alarm may rest on: a complaint or a compliment that is one more likely than not, or a report. */
static bool speaks_up(const struct reading *reading)
{
    bool sure = reading->class_confidence >= CLASS_SURE_LEAST && reading->sentiment_confidence >= MOOD_SURE_LEAST;
    bool report = reading->class_ == READING_REQUEST && reading->label == READING_NEGATIVE;
    return sure && (report || reading->class_ == READING_COMPLAINT || reading->class_ == READING_COMPLIMENT);
}

void alarms_add(struct alarms *alarms, const struct post *post, const struct reading *reading, int64_t at_ms)
{
    for (size_t i = 0; i < reading->issue_count && post->repost_of.len == 0; i++)
        incidents_mention(alarms->incidents, reading->issues[i].id, reading->label, at_ms);
    if (!speaks_up(reading) || reading->issue_count == 0)
        return;
    struct incidents_event event = event_of(post, reading, at_ms);
    double surest = 0;
    for (size_t i = 0; i < reading->issue_count; i++)
        surest = reading->issues[i].confidence > surest ? reading->issues[i].confidence : surest;
    for (size_t i = 0; i < reading->issue_count; i++) {
        double confidence = reading->issues[i].confidence;
        if (confidence < LIKELY_LEAST || confidence < surest - LESS_SURE_MOST)
            continue;
        event.issue = reading->issues[i].id;
        incidents_add(alarms->incidents, &event);
    }
}

void alarms_tick(struct alarms *alarms, int64_t now_ms)
{
    alarms->now_ms = now_ms;
    incidents_tick(alarms->incidents, now_ms, changed, alarms);
}

void alarms_obey(struct alarms *alarms, struct str action, int64_t now_ms)
{
    struct arena scratch = {0};
    struct json *root;
    struct err bad;
    alarms->now_ms = now_ms;
    if (!json_parse(action, &scratch, &root, &bad))
        log_event(LOG_WARN, "an action does not read back and is passed over", "why", bad.text, NULL);
    else if (json_get(root, "incident") != NULL && !incidents_act(alarms->incidents, root, now_ms, changed, alarms))
        log_event(LOG_INFO, "an action on an incident that is not there is passed over", NULL);
    arena_free(&scratch);
}

void alarms_written(struct alarms *alarms)
{
    arena_reset(&alarms->arena);
    alarms->blobs = NULL;
    alarms->letters = NULL;
    alarms->blob_count = alarms->blob_cap = alarms->letter_count = alarms->letter_cap = 0;
}

void alarms_close(struct alarms *alarms)
{
    if (alarms->incidents != NULL)
        incidents_free(alarms->incidents);
    arena_free(&alarms->arena);
    *alarms = (struct alarms){0};
}
