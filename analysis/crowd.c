/* SPDX-License-Identifier: MIT */
#include "crowd.h"

#include "base/banned.h"

enum { DANGER_PEOPLE = 2, DANGER_ONE_IN = 10 };

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

void crowd_gather(struct incident_live *live, const struct incidents_recent *recent)
{
    struct arena scratch = {0};
    uint64_t issue = crowd_issue(live);
    if (!live->from_elsewhere)
        incident_live_empty(live);
    for (size_t n = 0; n < recent->count; n++) {
        const struct incidents_recent_entry *entry = incidents_recent_at(recent, n);
        if (entry->issue != issue || entry->at_ms < live->since_ms || entry->copy || !entry->taken)
            continue;
        struct incidents_event *event = incidents_recent_event(entry, &scratch);
        bool here = live->ward.len == 0 || event->ward.len == 0 || str_eq(event->ward, live->ward);
        if (here && table_find(&live->people, event->author_key) == TABLE_NONE)
            crowd_add(live, event);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
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
