/* SPDX-License-Identifier: MIT */
#include "incident_live.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { SHOWN_CHARACTERS = 400, FIRST_CAP = 8 };
#define NAMED_BY 0.6     /* share that a place must have of those who name one, to name an incident */
#define NAMED_OF_ALL 0.3 /* and of all its people: one who names a street does not speak for ten who don't */

static void counts_add(struct incident_live_counts *counts, struct str name, int64_t people)
{
    if (name.len == 0)
        return;
    uint32_t at = table_add(&counts->names, name);
    if (at >= counts->cap) {
        size_t cap = counts->cap ? counts->cap * 2 : FIRST_CAP;
        counts->people = realloc(counts->people, cap * sizeof *counts->people);
        MUST(counts->people != NULL);
        memset(counts->people + counts->cap, 0, (cap - counts->cap) * sizeof *counts->people);
        counts->cap = cap;
    }
    counts->people[at] += people;
}

static void counts_free(struct incident_live_counts *counts)
{
    table_free(&counts->names);
    free(counts->people);
    *counts = (struct incident_live_counts){0};
}

static struct str make_id(struct arena *arena, const struct incidents_event *event, struct str ward, int64_t first_ms)
{
    struct clock_date first = clock_utc(first_ms);
    struct str place = event->place.len > 0 ? event->place : ward;
    return arena_printf(arena, "%s" STR_FMT "/" STR_FMT "/%04d%02d%02d-%02d%02d%02d", event->compliment ? "+" : "",
                        STR_ARG(event->issue), STR_ARG(place.len > 0 ? place : STR("all")), first.year, first.month,
                        first.day, first.hour, first.minute, first.second);
}

struct incident_live *incident_live_new(const struct incidents_event *event, struct str ward, int64_t first_ms)
{
    struct incident_live *live = calloc(1, sizeof *live);
    MUST(live != NULL);
    live->compliment = event->compliment;
    live->ward = ward.len > 0 ? arena_str(&live->arena, ward) : STR_NONE;
    live->record.id = make_id(&live->arena, event, ward, first_ms);
    live->record.issue = arena_str(&live->arena, event->issue);
    live->record.kind = event->compliment ? STR("compliment") : STR("complaint");
    live->record.state = INCIDENT_CANDIDATE;
    live->record.first_seen_ms = first_ms;
    return live;
}

static void free_people(struct incident_live *live)
{
    table_free(&live->people);
    counts_free(&live->places);
    counts_free(&live->wards);
    counts_free(&live->channels);
    counts_free(&live->languages);
    counts_free(&live->words);
}

void incident_live_empty(struct incident_live *live)
{
    struct incident *record = &live->record;
    free_people(live);
    record->people = record->posts = record->late = live->in_danger = 0;
    record->shown_count = 0;
    record->first_seen_ms = live->begun_ms;
}

void incident_live_free(struct incident_live *live)
{
    free_people(live);
    arena_free(&live->arena);
    free(live);
}

bool incident_live_lives(const struct incident_live *live)
{
    enum incident_state state = live->record.state;
    return state == INCIDENT_CANDIDATE || state == INCIDENT_OPEN || state == INCIDENT_QUIET;
}

bool incident_live_is_silenced(const struct incident_live *live)
{
    return live->record.state == INCIDENT_DISMISSED || (live->record.state == INCIDENT_RESOLVED && live->usual_now);
}

static void show(struct incident_live *live, const struct incidents_event *event)
{
    struct incident *record = &live->record;
    const struct post *post = event->post;
    if (post == NULL || record->shown_count == INCIDENT_POSTS_MOST)
        return;
    struct arena *arena = &live->arena;
    struct str text = post->text.len > 0 ? post->text : post->title;
    record->shown[record->shown_count++] =
        (struct incident_post){.id = arena_str(arena, post->id),
                               .url = post->url.len > 0 ? arena_str(arena, post->url) : STR_NONE,
                               .text = arena_str(arena, utf8_shorten(arena, text, SHOWN_CHARACTERS)),
                               .language = arena_str(arena, event->language),
                               .kind = arena_str(arena, post->kind),
                               .source = arena_str(arena, post->source),
                               .at_ms = event->at_ms};
}

bool incident_live_add(struct incident_live *live, const struct incidents_event *event)
{
    struct incident *record = &live->record;
    record->posts++;
    live->dirty = true;
    if (event->at_ms < record->first_seen_ms)
        record->first_seen_ms = event->at_ms;
    if (table_find(&live->people, event->author_key) != TABLE_NONE)
        return false;
    table_add(&live->people, event->author_key);
    record->people++;
    counts_add(&live->places, event->place, 1);
    counts_add(&live->wards, event->ward, 1);
    counts_add(&live->channels, event->post ? event->post->kind : STR_NONE, 1);
    counts_add(&live->languages, event->language, 1);
    for (size_t i = 0; i < event->token_count; i++)
        counts_add(&live->words, event->tokens[i], 1);
    show(live, event);
    return true;
}

static void counts_join(struct incident_live_counts *counts, const struct incident_live_counts *other)
{
    for (uint32_t i = 0; i < other->names.count; i++)
        counts_add(counts, table_name(&other->names, i), other->people[i]);
}

static void join_shown(struct incident_live *live, const struct incident *gone)
{
    struct arena *arena = &live->arena;
    for (size_t i = 0; i < gone->shown_count && live->record.shown_count < INCIDENT_POSTS_MOST; i++) {
        struct incident_post *post = &live->record.shown[live->record.shown_count++];
        struct str *texts[] = {&post->id, &post->url, &post->text, &post->language, &post->kind, &post->source};
        *post = gone->shown[i];
        for (size_t n = 0; n < sizeof texts / sizeof texts[0]; n++)
            *texts[n] = texts[n]->len > 0 ? arena_str(arena, *texts[n]) : STR_NONE;
    }
}

static void join_counts(struct incident_live *live, const struct incident_live *gone)
{
    counts_join(&live->places, &gone->places);
    counts_join(&live->wards, &gone->wards);
    counts_join(&live->channels, &gone->channels);
    counts_join(&live->languages, &gone->languages);
    counts_join(&live->words, &gone->words);
    join_shown(live, &gone->record);
}

void incident_live_join(struct incident_live *live, const struct incident_live *gone)
{
    struct incident *record = &live->record;
    int64_t before = record->people;
    for (uint32_t i = 0; i < gone->people.count; i++)
        table_add(&live->people, table_name(&gone->people, i));
    record->people = (int64_t)live->people.count;
    live->from_elsewhere = live->from_elsewhere || gone->from_elsewhere;
    bool others = 2 * (record->people - before) > gone->record.people;
    record->posts += others ? gone->record.posts : record->people - before;
    record->late += gone->record.late;
    record->reposts_not_counted += gone->record.reposts_not_counted;
    record->loud_not_counted += gone->record.loud_not_counted;
    record->urgent = record->urgent || gone->record.urgent;
    live->in_danger += gone->in_danger;
    if (gone->record.first_seen_ms < record->first_seen_ms)
        record->first_seen_ms = gone->record.first_seen_ms;
    if (others)
        join_counts(live, gone);
    live->dirty = true;
}

/* The name of most people, and how many name any. */
static struct str top(const struct incident_live_counts *counts, int64_t *people, int64_t *all)
{
    struct str name = STR_NONE;
    *people = *all = 0;
    for (uint32_t i = 0; i < counts->names.count; i++) {
        *all += counts->people[i];
        if (counts->people[i] > *people) {
            *people = counts->people[i];
            name = table_name(&counts->names, i);
        }
    }
    return name;
}

static void fill_shares(const struct incident_live_counts *counts, struct incident_share *shares, size_t *count)
{
    *count = 0;
    for (uint32_t i = 0; i < counts->names.count; i++) {
        struct incident_share share = {table_name(&counts->names, i), counts->people[i]};
        size_t at = *count < INCIDENT_SHARES_MOST ? (*count)++ : INCIDENT_SHARES_MOST;
        while (at > 0 && shares[at - 1].people < share.people) {
            if (at < INCIDENT_SHARES_MOST)
                shares[at] = shares[at - 1];
            at--;
        }
        if (at < INCIDENT_SHARES_MOST)
            shares[at] = share;
    }
}

static void fill_words(struct incident_live *live)
{
    struct incident_share shares[INCIDENT_SHARES_MOST];
    size_t count;
    fill_shares(&live->words, shares, &count);
    live->record.word_count = 0;
    for (size_t i = 0; i < count && live->record.word_count < INCIDENT_WORDS_MOST && shares[i].people > 1; i++)
        live->record.words[live->record.word_count++] = shares[i].name;
}

static struct str most_named(const struct incident_live *live, const struct incident_live_counts *counts)
{
    int64_t people, all;
    struct str name = top(counts, &people, &all);
    bool enough = all > 0 && (double)people >= NAMED_BY * (double)all &&
                  (double)people >= NAMED_OF_ALL * (double)live->people.count;
    return enough ? name : STR_NONE;
}

void incident_live_name(struct incident_live *live)
{
    struct str place = most_named(live, &live->places);
    live->record.place = place.len > 0 ? place : most_named(live, &live->wards);
    fill_shares(&live->channels, live->record.channels, &live->record.channel_count);
    fill_shares(&live->languages, live->record.languages, &live->record.language_count);
    fill_shares(&live->wards, live->record.wards, &live->record.ward_count);
    fill_words(live);
}

void incident_live_log(struct incident_live *live, int64_t at_ms, const char *what, struct str by, struct str note)
{
    struct incident *record = &live->record;
    if (record->log_count == INCIDENT_LOG_MOST) {
        memmove(record->log + 1, record->log + 2, (INCIDENT_LOG_MOST - 2) * sizeof record->log[0]);
        record->log_count--;
    }
    record->log[record->log_count++] =
        (struct incident_step){.at_ms = at_ms,
                               .what = arena_str(&live->arena, str_from(what)),
                               .by = by.len > 0 ? arena_str(&live->arena, by) : STR_NONE,
                               .note = note.len > 0 ? arena_str(&live->arena, note) : STR_NONE,
                               .people = (double)record->people,
                               .expected = record->expected,
                               .p = record->p};
    record->updated_ms = at_ms;
    live->dirty = true;
}

void incident_live_forget(struct incident_live *live, struct str post_id)
{
    struct incident *record = &live->record;
    size_t kept = 0;
    for (size_t i = 0; i < record->shown_count; i++)
        if (!str_eq(record->shown[i].id, post_id))
            record->shown[kept++] = record->shown[i];
    live->dirty = live->dirty || kept < record->shown_count;
    record->shown_count = kept;
}

static void save_counts(const struct incident_live_counts *counts, struct buf *out)
{
    packed_put(out, counts->names.count);
    for (uint32_t i = 0; i < counts->names.count; i++) {
        packed_put_str(out, table_name(&counts->names, i));
        packed_put_signed(out, counts->people[i]);
    }
}

static void load_counts(struct packed *in, struct incident_live_counts *counts)
{
    size_t count = packed_take_count(in, 2);
    for (size_t i = 0; i < count && !in->bad; i++) {
        struct str name = packed_take_str(in);
        counts_add(counts, name, packed_take_signed(in));
    }
}

static void save_times(const struct incident_live *live, struct buf *out)
{
    packed_put_signed(out, live->begun_ms);
    packed_put_signed(out, live->since_ms);
    packed_put_signed(out, live->silenced_ms);
    packed_put_signed(out, live->after_ms);
    packed_put_signed(out, live->hold_until_ms);
    packed_put_signed(out, live->warm_ms);
    packed_put_signed(out, live->told_ms);
    packed_put_signed(out, live->told_day_ms);
    packed_put_signed(out, live->told_people);
    packed_put_signed(out, live->in_danger);
    packed_put_signed(out, live->told_today);
    packed_put_signed(out, live->told_wards);
}

static void load_times(struct packed *in, struct incident_live *live)
{
    live->begun_ms = packed_take_signed(in);
    live->since_ms = packed_take_signed(in);
    live->silenced_ms = packed_take_signed(in);
    live->after_ms = packed_take_signed(in);
    live->hold_until_ms = packed_take_signed(in);
    live->warm_ms = packed_take_signed(in);
    live->told_ms = packed_take_signed(in);
    live->told_day_ms = packed_take_signed(in);
    live->told_people = packed_take_signed(in);
    live->in_danger = packed_take_signed(in);
    live->told_today = (int)packed_take_signed(in);
    live->told_wards = (int)packed_take_signed(in);
}

void incident_live_save(const struct incident_live *live, struct buf *out)
{
    struct buf json = BUF("incident", 1 << 20);
    struct json_out writer = json_out_new(&json, false);
    incident_to_json(&live->record, &writer);
    packed_put_str(out, buf_str(&json));
    buf_free(&json);
    packed_put(out, (uint64_t)live->compliment | (uint64_t)live->usual_now << 1 | (uint64_t)live->from_elsewhere << 2);
    packed_put_str(out, live->ward);
    save_times(live, out);
    packed_put(out, live->people.count);
    for (uint32_t i = 0; i < live->people.count; i++)
        packed_put_str(out, table_name(&live->people, i));
    save_counts(&live->places, out);
    save_counts(&live->wards, out);
    save_counts(&live->channels, out);
    save_counts(&live->languages, out);
    save_counts(&live->words, out);
}

struct incident_live *incident_live_load(struct packed *in, struct err *err)
{
    struct incident_live *live = calloc(1, sizeof *live);
    MUST(live != NULL);
    struct json *node;
    bool ok = json_parse(packed_take_str(in), &live->arena, &node, err) &&
              incident_from_json(node, &live->arena, &live->record, err);
    uint64_t flags = packed_take(in);
    live->compliment = flags & 1;
    live->usual_now = flags >> 1 & 1;
    live->from_elsewhere = flags >> 2 & 1;
    struct str ward = packed_take_str(in);
    live->ward = ward.len > 0 ? arena_str(&live->arena, ward) : STR_NONE;
    load_times(in, live);
    size_t people = packed_take_count(in, 1);
    for (size_t i = 0; i < people && !in->bad; i++)
        table_add(&live->people, packed_take_str(in));
    load_counts(in, &live->places);
    load_counts(in, &live->wards);
    load_counts(in, &live->channels);
    load_counts(in, &live->languages);
    load_counts(in, &live->words);
    if (ok && !in->bad)
        return live;
    if (ok)
        err_set(err, ERR_INPUT, "an incident is cut off");
    incident_live_free(live);
    return NULL;
}
