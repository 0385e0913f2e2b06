/* SPDX-License-Identifier: MIT */
#include "crowd.h"

#include "base/clock.h"
#include "incident_home.h"

#include "base/banned.h"

enum { DANGER_PEOPLE = 2, DANGER_ONE_IN = 10 };
#define SURELY_KEPT_MS (48 * CLOCK_HOUR_MS)

static bool is_danger(int64_t in_danger, int64_t people)
{
    return in_danger >= DANGER_PEOPLE && in_danger * DANGER_ONE_IN >= people;
}

uint64_t crowd_issue(const struct incident_live *live)
{
    return incidents_recent_issue(&(struct incidents_event){.issue = live->record.issue, .compliment = live->compliment});
}

void crowd_add(struct incident_live *live, const struct incidents_event *event)
{
    struct incident *record = &live->record;
    incident_live_add(live, event);
    live->in_danger += event->urgent;
    record->urgent = record->urgent || is_danger(live->in_danger, record->people);
    record->late += event->late;
}

static bool is_within(struct incident_live *first, const struct incident_live *live, struct incident_live *part)
{
    return part == live || incident_home_stands_for(first, part) == live;
}

static bool is_said_in(const struct incident_live *part, const struct incidents_event *event)
{
    return incidents_recent_issue(event) == crowd_issue(part) &&
           (part->ward.len == 0 || event->ward.len == 0 || str_eq(event->ward, part->ward));
}

struct incident_live *crowd_part(struct incident_live *first, struct incident_live *live,
                                 const struct incidents_event *event)
{
    struct incident_live *found = NULL;
    for (struct incident_live *part = first; part != NULL; part = part->next)
        if (is_within(first, live, part) && is_said_in(part, event) && (found == NULL || part->since_ms < found->since_ms))
            found = part;
    return found;
}

static void gather_part(struct incident_live *live, const struct incident_live *part,
                        const struct incidents_recent *recent)
{
    struct arena scratch = {0};
    uint64_t issue = crowd_issue(part);
    for (size_t n = 0; n < recent->count; n++) {
        const struct incidents_recent_entry *entry = incidents_recent_at(recent, n);
        if (entry->issue != issue || entry->at_ms < part->since_ms || entry->copy || !entry->taken)
            continue;
        struct incidents_event *event = incidents_recent_event(entry, &scratch);
        bool here = is_said_in(part, event);
        if (here && event->at_ms < live->record.first_seen_ms)
            live->record.first_seen_ms = event->at_ms;
        if (here && table_find(&live->people, event->author_key) == TABLE_NONE)
            crowd_add(live, event);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
}

/* Whether all that its people are made of is there still. */
static bool is_kept(struct incident_live *first, const struct incident_live *live, const struct incidents_recent *recent)
{
    bool kept = !live->from_elsewhere && recent->count > 0 && recent->count < INCIDENTS_RECENT_MOST;
    for (struct incident_live *part = first; kept && part != NULL; part = part->next)
        if (is_within(first, live, part))
            kept = incidents_recent_at(recent, recent->count - 1)->at_ms - part->since_ms < SURELY_KEPT_MS;
    return kept;
}

void crowd_gather(struct incident_live *first, struct incident_live *live, const struct incidents_recent *recent)
{
    if (is_kept(first, live, recent))
        incident_live_empty(live);
    for (struct incident_live *part = first; part != NULL; part = part->next)
        if (is_within(first, live, part))
            gather_part(live, part, recent);
}

bool crowd_in_danger(const struct incidents_recent *recent, const struct incidents_event *event, int64_t since_ms)
{
    struct table people = {0}, in_danger = {0};
    struct arena scratch = {0};
    for (size_t n = 0; n < recent->count; n++) {
        const struct incidents_recent_entry *entry = incidents_recent_at(recent, n);
        if (entry->issue != incidents_recent_issue(event) || entry->at_ms < since_ms || entry->copy || !entry->taken)
            continue;
        struct incidents_event *said = incidents_recent_event(entry, &scratch);
        table_add(&people, said->author_key);
        if (said->urgent)
            table_add(&in_danger, said->author_key);
    }
    bool danger = is_danger((int64_t)in_danger.count, (int64_t)people.count);
    table_free(&people);
    table_free(&in_danger);
    arena_free(&scratch);
    return danger;
}
