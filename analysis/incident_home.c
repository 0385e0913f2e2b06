/* SPDX-License-Identifier: MIT */
#include "incident_home.h"

#include "base/clock.h"

#include "base/banned.h"

enum { MERGES_MOST = 8 };
#define SILENCE_MS CLOCK_DAY_MS /* below the usual for so long, and it is over */
#define TWIN_SHARE 0.6          /* of its people are in the other one too */

struct incident_live *incident_home_find(struct incident_live *first, struct str id)
{
    for (struct incident_live *live = first; live != NULL; live = live->next)
        if (str_eq(live->record.id, id))
            return live;
    return NULL;
}

struct incident_live *incident_home_stands_for(struct incident_live *first, struct incident_live *live)
{
    for (int steps = 0; live != NULL && live->record.state == INCIDENT_MERGED; steps++)
        live = steps < MERGES_MOST ? incident_home_find(first, live->record.merged_into) : NULL;
    return live;
}

/* What an officer has called no incident, or two weeks have made usual, is not raised again while it goes on. */
static bool holds_its_tongue(const struct incident_live *live, const struct incidents_event *event)
{
    return incident_live_is_silenced(live) && event->at_ms - live->warm_ms < SILENCE_MS;
}

struct incident_live *incident_home_of(struct incident_live *first, const struct incidents_event *event, struct str ward)
{
    struct incident_live *home = NULL;
    for (struct incident_live *live = first; live != NULL; live = live->next) {
        bool same = live->compliment == event->compliment && str_eq(live->record.issue, event->issue);
        bool here = str_eq(live->ward, ward) || live->ward.len == 0 || ward.len == 0;
        struct incident_live *one = same && here ? incident_home_stands_for(first, live) : NULL;
        if (one == NULL || (incident_live_is_silenced(one) && !holds_its_tongue(one, event)))
            continue;
        bool lives = incident_live_lives(one), other_lives = home != NULL && incident_live_lives(home);
        if (home == NULL || (lives && !other_lives) || (lives == other_lives && one->record.people > home->record.people))
            home = one;
    }
    return home;
}

static bool shares_people(const struct incident_live *live, const struct incident_live *other)
{
    size_t shared = 0;
    for (uint32_t i = 0; i < live->people.count; i++)
        shared += table_find(&other->people, table_name(&live->people, i)) != TABLE_NONE;
    return live->people.count > 0 && (double)shared >= TWIN_SHARE * (double)live->people.count;
}

/* Of two candidates the one with fewer people joins the other. */
struct incident_live *incident_home_twin(struct incident_live *first, const struct incident_live *live)
{
    for (struct incident_live *other = first; other != NULL; other = other->next) {
        bool stays = incident_live_lives(other) &&
                     (other->record.state != INCIDENT_CANDIDATE || other->record.people > live->record.people);
        bool here = str_eq(other->ward, live->ward) || other->ward.len == 0 || live->ward.len == 0;
        if (other != live && stays && here && other->compliment == live->compliment && shares_people(live, other))
            return other;
    }
    return NULL;
}
