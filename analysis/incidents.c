/* SPDX-License-Identifier: MIT */
#include "incidents.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "crowd.h"
#include "detector.h"
#include "incident_home.h"
#include "incidents_mentions.h"
#include "incidents_step.h"

#include "base/banned.h"

enum { STATE_VERSION = 4, WARDS_FOR_ALL = 3, PEOPLE_LEAST = 3 };
#define HOLD_MS      (5 * CLOCK_MINUTE_MS)
#define KEPT_MS      (72 * CLOCK_HOUR_MS)
#define VOICE_LEAST  0.5 /* share of the posts that speak of an issue */
#define CHANCE_LEAST 1e-15 /* nothing is known surer than that, and it is the last digit that is kept */

struct incidents {
    struct detector detector;
    struct incidents_mentions mentions;
    struct incident_live *first; /* in the order they began */
    int64_t now_ms;
};

static int64_t local_s(int64_t at_s)
{
    return at_s + clock_local(at_s * 1000).offset_s;
}

struct incidents *incidents_new(double budget_a_week, enum holiday_nation nation)
{
    struct incidents *incidents = calloc(1, sizeof *incidents);
    MUST(incidents != NULL);
    detector_open(&incidents->detector, budget_a_week, (struct burst_calendar){local_s, nation});
    return incidents;
}

static void clear(struct incidents *incidents)
{
    while (incidents->first != NULL) {
        struct incident_live *next = incidents->first->next;
        incident_live_free(incidents->first);
        incidents->first = next;
    }
    incidents_mentions_free(&incidents->mentions);
}

void incidents_free(struct incidents *incidents)
{
    clear(incidents);
    detector_close(&incidents->detector);
    free(incidents);
}

static struct str ward_named(const struct incidents *incidents, const struct incidents_event *event, uint64_t key,
                             struct arena *arena)
{
    const struct incidents_recent *recent = &incidents->detector.recent;
    if (key == 0 || key == detector_key(event->ward))
        return key == 0 ? STR_NONE : event->ward;
    for (size_t n = recent->count; n > 0; n--) {
        struct incidents_event *near = incidents_recent_event(incidents_recent_at(recent, n - 1), arena);
        if (detector_key(near->ward) == key)
            return near->ward;
    }
    return STR_NONE;
}

static void append(struct incidents *incidents, struct incident_live *live)
{
    struct incident_live **end = &incidents->first;
    while (*end != NULL)
        end = &(*end)->next;
    *end = live;
}

/* Three wards with one issue are one incident of the whole council. */
static void join_wards(struct incidents *incidents, struct incident_live *fresh)
{
    struct incident_live *oldest = NULL;
    int wards = 0;
    for (struct incident_live *live = incidents->first; live != NULL; live = live->next)
        if (incident_live_lives(live) && live->compliment == fresh->compliment &&
            str_eq(live->record.issue, fresh->record.issue)) {
            oldest = oldest ? oldest : live;
            wards++;
        }
    if (wards < WARDS_FOR_ALL)
        return;
    for (struct incident_live *live = incidents->first; live != NULL; live = live->next)
        if (live != oldest && incident_live_lives(live) && live->compliment == fresh->compliment &&
            str_eq(live->record.issue, fresh->record.issue))
            incidents_step_merge(oldest, live, STR_NONE, incidents->now_ms);
    oldest->ward = STR_NONE;
}

static int64_t later(int64_t a_ms, int64_t b_ms)
{
    return a_ms > b_ms ? a_ms : b_ms;
}

static void begin(struct incidents *incidents, const struct incidents_event *event, struct str ward,
                  const struct burst_heat *heat, int64_t after_ms)
{
    struct incident_live *live = incident_live_new(event, ward, event->at_ms);
    live->begun_ms = event->at_ms;
    live->after_ms = after_ms;
    live->since_ms = later(heat->since_s * 1000, after_ms);
    append(incidents, live);
    crowd_gather(incidents->first, live, &incidents->detector.recent);
    live->hold_until_ms = event->at_ms + (live->record.urgent ? 0 : HOLD_MS);
    live->warm_ms = event->at_ms;
    join_wards(incidents, live);
}

static void note_heat(struct incident_live *live, const struct burst_heat *heat, int64_t at_ms)
{
    double p = fmax(pow(10, -heat->score), CHANCE_LEAST);
    live->warm_ms = at_ms > live->warm_ms ? at_ms : live->warm_ms;
    if (live->record.p == 0 || p <= live->record.p) {
        live->record.p = p;
        live->record.window_h = (double)(heat->at_s - heat->since_s) / 3600;
        live->record.window_people = heat->people;
        live->record.window_usual = heat->expected;
    }
}

/* The most unusual cell, the finer one of two: what is named by a word or a ward says more than the issue alone. */
static const struct burst_heat *hottest(const struct burst_heard *heard)
{
    const struct burst_heat *best = NULL;
    for (size_t i = 0; i < heard->heat_count; i++)
        if (best == NULL || heard->heats[i].score > best->score)
            best = &heard->heats[i];
    return best;
}

/* A busy day is no complaint: those who speak of the issue at all must mostly be of this mind. */
static bool is_main_voice(const struct incidents *incidents, const struct incidents_event *event,
                          const struct burst_heat *heat)
{
    enum reading_label mood = event->compliment ? READING_POSITIVE : READING_NEGATIVE;
    return incidents_mentions_share(&incidents->mentions, event->issue, mood, heat->since_s * 1000) >= VOICE_LEAST;
}

/* Two are enough where both write of a danger; one of them may be read wrongly. */
static bool is_news(const struct incidents *incidents, const struct incidents_event *event, const struct burst_heat *heat)
{
    return is_main_voice(incidents, event, heat) &&
           (heat->people >= PEOPLE_LEAST || crowd_in_danger(&incidents->detector.recent, event, heat->since_s * 1000));
}

/* What an officer has called no incident comes back when people who did not speak then tell of a danger that nobody
 * knew of. */
static bool is_back(const struct incidents *incidents, const struct incidents_event *event, const struct incident_live *live)
{
    return live != NULL && incident_live_is_silenced(live) && !live->record.urgent && event->urgent &&
           crowd_in_danger(&incidents->detector.recent, event, live->silenced_ms);
}

/* Of an event whose ward no incident covers, that ward's own heat if it is news by itself; else the hottest. */
static const struct burst_heat *heat_of(const struct burst_heard *heard, const struct incidents_event *event,
                                        const struct incident_live *home)
{
    for (size_t i = 0; home == NULL && event->ward.len > 0 && i < heard->heat_count; i++) {
        const struct burst_heat *heat = &heard->heats[i];
        if (heat->kind == BURST_WARD && heat->place == detector_key(event->ward) && heat->score >= heard->threshold)
            return heat;
    }
    return hottest(heard);
}

/* What began in one ward is of the whole council when no ward explains it any more. */
static void widen(struct incidents *incidents, struct incident_live *live)
{
    live->ward = STR_NONE;
    crowd_gather(incidents->first, live, &incidents->detector.recent);
}

/* One who was heard late has made it, or what was merged into it, unusual before, or since another time. */
static void begin_anew(struct incidents *incidents, struct incident_live *live, const struct incidents_event *event,
                       const struct burst_heat *heat)
{
    struct incident_live *part = crowd_part(incidents->first, live, event);
    int64_t since_ms = part != NULL ? later(heat->since_s * 1000, part->after_ms) : 0;
    if (part == NULL || event->at_ms > part->begun_ms || event->at_ms < part->after_ms ||
        (part->begun_ms == event->at_ms && part->since_ms == since_ms) || !is_news(incidents, event, heat))
        return;
    part->begun_ms = event->at_ms;
    part->since_ms = since_ms;
    crowd_gather(incidents->first, live, &incidents->detector.recent);
}

static void warm(struct incidents *incidents, struct incident_live *live, const struct incidents_event *event,
                 struct str ward, const struct burst_heat *heat)
{
    bool of_it = incident_live_lives(live) && str_eq(live->record.issue, event->issue); /* its numbers are of one issue */
    if (of_it)
        note_heat(live, heat, event->at_ms);
    else if (incident_live_lives(live) || incident_live_is_silenced(live))
        live->warm_ms = event->at_ms > live->warm_ms ? event->at_ms : live->warm_ms;
    if (of_it && ward.len == 0 && live->ward.len > 0)
        widen(incidents, live);
}

static void feel(struct incidents *incidents, const struct incidents_event *event, const struct burst_heard *heard,
                 struct incident_live *home)
{
    struct arena scratch = {0};
    const struct burst_heat *heat = heat_of(heard, event, home);
    if (heat == NULL || heat->score < heard->threshold - BURST_WARM)
        return;
    bool hot = heat->score >= heard->threshold && is_news(incidents, event, heat);
    struct str ward = ward_named(incidents, event, heat->kind == BURST_WARD ? heat->place
                                                                          : burst_ward_of(incidents->detector.burst, heat),
                                 &scratch);
    struct incident_live *live = incident_home_of(incidents->first, event, ward);
    live = live ? live : home;
    bool resting = live != NULL && live->record.state == INCIDENT_RESOLVED && !live->usual_now;
    bool known = resting && event->at_ms <= live->warm_ms; /* heard again because another came late */
    if (resting && hot && !known && event->at_ms - live->record.resolved_ms <= INCIDENTS_REMEMBERED_MS)
        incidents_step_reopen(live, event->at_ms);
    else if (hot && (live == NULL || (resting && !known) || is_back(incidents, event, live)))
        begin(incidents, event, ward, heat, live != NULL ? live->silenced_ms : 0);
    live = incident_home_of(incidents->first, event, ward);
    if (live != NULL)
        warm(incidents, live, event, ward, heat);
    const struct burst_heat *first = heat_of(heard, event, NULL);
    if (live != NULL && incident_live_lives(live) && first->score >= heard->threshold)
        begin_anew(incidents, live, event, first);
    arena_free(&scratch);
}

void incidents_mention(struct incidents *incidents, struct str issue, enum reading_label mood, int64_t at_ms)
{
    incidents_mentions_add(&incidents->mentions, issue, mood, at_ms);
}

static void pass_over(struct incident_live *home, bool own_words)
{
    *(own_words ? &home->record.loud_not_counted : &home->record.reposts_not_counted) += 1;
}

/* One who is in it already says nothing new. */
static void belong(struct incidents *incidents, struct incident_live *home, const struct incidents_event *event)
{
    const struct incident_live *part = crowd_part(incidents->first, home, event);
    if (event->at_ms < (part != NULL ? part->since_ms : home->since_ms))
        return;
    if (table_find(&home->people, event->author_key) != TABLE_NONE)
        pass_over(home, true);
    else
        crowd_add(home, event);
}

/* What comes a day late raises nothing and teaches nothing, but belongs to what was already there when it was written. */
static void add_stale(struct incidents *incidents, struct incident_live *home, const struct incidents_event *event)
{
    const struct incidents_recent *recent = &incidents->detector.recent;
    if (incidents_recent_cluster(recent, recent->count, event->likeness) != 0)
        pass_over(home, false);
    else
        belong(incidents, home, event);
    home->from_elsewhere = true;
}

static void take_in(struct incidents *incidents, struct incidents_recent_entry *entry,
                    const struct incidents_event *event, const struct burst_heard *heard)
{
    struct incident_live *home = incident_home_of(incidents->first, event, event->ward);
    bool lives = home != NULL && incident_live_lives(home);
    bool taken = entry->taken;
    entry->taken = true;
    bool again = lives && !str_eq(home->record.issue, event->issue) &&
                 table_find(&home->people, event->author_key) != TABLE_NONE; /* the same words, of a joined issue */
    if (lives && taken && entry->changed)
        crowd_gather(incidents->first, home, &incidents->detector.recent);
    if (lives && !taken && entry->copy)
        pass_over(home, false);
    else if (lives && !taken && !again)
        belong(incidents, home, event);
    feel(incidents, event, heard, home);
}

/* What was said since the last tick, and what is to be heard once more. */
static void hear_all(struct incidents *incidents)
{
    struct arena scratch = {0};
    struct incidents_recent_entry *entry;
    const struct incidents_event *event;
    struct burst_heard heard;
    while (detector_next(&incidents->detector, &scratch, &entry, &event, &heard)) {
        take_in(incidents, entry, event, &heard);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
}

void incidents_add(struct incidents *incidents, const struct incidents_event *event)
{
    struct incidents_event timed = *event;
    struct incident_live *home = incident_home_of(incidents->first, event, event->ward);
    bool lives = home != NULL && incident_live_lives(home);
    timed.late = event->at_ms < incidents->now_ms - INCIDENT_LATE_MS;
    if (event->repost && lives) /* nobody's own words */
        pass_over(home, false);
    if (event->repost)
        return;
    if (event->at_ms >= incidents->now_ms - DETECTOR_LATE_MS) {
        if (detector_is_full(&incidents->detector))
            hear_all(incidents);
        detector_add(&incidents->detector, &timed);
    } else if (lives) {
        add_stale(incidents, home, &timed);
    }
}

static double expected(struct incidents *incidents, const struct incident_live *live, int64_t from_ms, int64_t to_ms)
{
    return detector_expected(&incidents->detector, crowd_issue(live), live->ward, from_ms, to_ms);
}

static bool is_here(const struct incident_live *live, const struct incidents_recent_entry *entry, struct arena *arena)
{
    struct str ward = live->ward.len > 0 ? incidents_recent_event(entry, arena)->ward : STR_NONE;
    return ward.len == 0 || str_eq(ward, live->ward);
}

/* People an hour and what is usual, from half a day before the first of them, for the chart. */
static void chart(struct incidents *incidents, struct incident_live *live)
{
    struct incident *record = &live->record;
    enum { HOURS = sizeof record->hourly / sizeof record->hourly[0] };
    uint64_t issue = crowd_issue(live);
    struct arena scratch = {0};
    int64_t from_ms = record->first_seen_ms - record->first_seen_ms % CLOCK_HOUR_MS - 12 * CLOCK_HOUR_MS;
    int64_t hours = (incidents->now_ms - from_ms) / CLOCK_HOUR_MS + 1;
    record->hourly_from_ms = from_ms;
    record->hourly_count = (size_t)(hours < 1 ? 1 : hours > HOURS ? HOURS : hours);
    memset(record->hourly, 0, sizeof record->hourly);
    for (size_t n = 0; n < incidents->detector.recent.count; n++) {
        const struct incidents_recent_entry *entry = incidents_recent_at(&incidents->detector.recent, n);
        int64_t hour = entry->at_ms < from_ms ? -1 : (entry->at_ms - from_ms) / CLOCK_HOUR_MS;
        bool shown = entry->issue == issue && entry->counted && hour >= 0 && hour < (int64_t)record->hourly_count;
        if (shown && is_here(live, entry, &scratch))
            record->hourly[hour]++;
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    for (size_t hour = 0; hour < record->hourly_count; hour++)
        record->hourly_usual[hour] = expected(incidents, live, from_ms + (int64_t)hour * CLOCK_HOUR_MS,
                                              from_ms + ((int64_t)hour + 1) * CLOCK_HOUR_MS);
}

static void refresh(struct incidents *incidents, struct incident_live *live)
{
    incident_live_name(live);
    int64_t from_ms = live->record.first_seen_ms, to_ms = incidents->now_ms;
    if (to_ms - from_ms > KEPT_MS)
        from_ms = to_ms - KEPT_MS;
    live->record.expected = expected(incidents, live, from_ms, to_ms);
    chart(incidents, live);
}

/* A merged one is remembered as long as the one it became a part of. */
static bool is_over(const struct incidents *incidents, struct incident_live *live)
{
    const struct incident_live *stands = incident_home_stands_for(incidents->first, live);
    int64_t last_ms = live->warm_ms > live->record.updated_ms ? live->warm_ms : live->record.updated_ms;
    return (stands == NULL || !incident_live_lives(stands)) && incidents->now_ms - last_ms > INCIDENTS_REMEMBERED_MS;
}

/* Before it is told: what is said of another issue by the same people is the same event. */
static void join_twin(struct incidents *incidents, struct incident_live *live)
{
    if (live->record.state != INCIDENT_CANDIDATE || incidents->now_ms < live->hold_until_ms)
        return;
    struct incident_live *twin = incident_home_twin(incidents->first, live);
    if (twin != NULL)
        incidents_step_merge(twin, live, STR_NONE, incidents->now_ms);
}

void incidents_tick(struct incidents *incidents, int64_t now_ms, incidents_changed *changed, void *context)
{
    hear_all(incidents);
    incidents->now_ms = now_ms;
    detector_tick(&incidents->detector, now_ms);
    struct incident_live **at = &incidents->first;
    while (*at != NULL) {
        struct incident_live *live = *at;
        if (live->dirty)
            refresh(incidents, live);
        join_twin(incidents, live);
        const char *what = incidents_step(live, now_ms);
        if (live->dirty)
            changed(context, &live->record, what);
        live->dirty = false;
        if (is_over(incidents, live)) {
            *at = live->next;
            incident_live_free(live);
        } else {
            at = &live->next;
        }
    }
}

bool incidents_act(struct incidents *incidents, const struct json *action, int64_t now_ms, incidents_changed *changed,
                   void *context)
{
    struct incident_live *live = incident_home_find(incidents->first, json_get_str(action, "incident"));
    struct incident_live *into = incident_home_stands_for(incidents->first, incident_home_find(incidents->first, json_get_str(action, "into")));
    if (live == NULL || !incidents_step_act(live, into, action, now_ms))
        return false;
    changed(context, &live->record, NULL);
    live->dirty = false;
    return true;
}

void incidents_each_post(const struct incidents *incidents,
                         void (*visit)(void *context, struct str id, struct str text, int64_t at_ms), void *context)
{
    struct arena scratch = {0};
    for (size_t n = 0; n < incidents->detector.recent.count; n++) {
        const struct incidents_recent_entry *entry = incidents_recent_at(&incidents->detector.recent, n);
        const struct incidents_event *event = incidents_recent_event(entry, &scratch);
        visit(context, event->post->id, event->post->text, event->at_ms);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    for (const struct incident_live *live = incidents->first; live != NULL; live = live->next)
        for (size_t i = 0; i < live->record.shown_count; i++)
            visit(context, live->record.shown[i].id, live->record.shown[i].text, live->record.shown[i].at_ms);
}

void incidents_forget(struct incidents *incidents, struct str post_id)
{
    for (struct incident_live *live = incidents->first; live != NULL; live = live->next)
        incident_live_forget(live, post_id);
    incidents_recent_forget(&incidents->detector.recent, post_id);
}

void incidents_save(const struct incidents *incidents, struct buf *out)
{
    size_t count = 0;
    for (struct incident_live *live = incidents->first; live != NULL; live = live->next)
        count++;
    packed_put(out, STATE_VERSION);
    detector_save(&incidents->detector, out);
    packed_put_signed(out, incidents->now_ms);
    incidents_mentions_save(&incidents->mentions, out);
    packed_put(out, count);
    for (struct incident_live *live = incidents->first; live != NULL; live = live->next)
        incident_live_save(live, out);
}

bool incidents_load(struct incidents *incidents, struct str bytes, struct err *err)
{
    struct packed in = {.rest = bytes};
    clear(incidents);
    if (packed_take(&in) != STATE_VERSION)
        return err_set(err, ERR_INPUT, "incidents of another version");
    if (!detector_load(&incidents->detector, &in, err))
        return false;
    incidents->now_ms = packed_take_signed(&in);
    incidents_mentions_load(&incidents->mentions, &in);
    size_t count = packed_take_count(&in, 1);
    for (size_t i = 0; i < count && !in.bad; i++) {
        struct incident_live *live = incident_live_load(&in, err);
        if (live == NULL)
            return false;
        append(incidents, live);
    }
    return !in.bad || err_set(err, ERR_INPUT, "the incidents' state is cut off");
}
