/* SPDX-License-Identifier: MIT */
#include "incidents_step.h"

#include "base/clock.h"

#include "base/banned.h"

enum { WAKING_FROM = 7, WAKING_TO = 23, QUIET_WAKING_HOURS = 6, FOLLOW_A_DAY = 4, USUAL_DAYS = 14 };
#define RESOLVE_MS (24 * CLOCK_HOUR_MS)
#define FOLLOW_MS  (2 * CLOCK_HOUR_MS)

double incidents_step_waking_hours(int64_t from_ms, int64_t to_ms)
{
    double hours = 0;
    for (int64_t day = clock_day_start(from_ms); day < to_ms; day = clock_days_after(day, 1)) {
        int64_t wake_ms = day + WAKING_FROM * CLOCK_HOUR_MS, sleep_ms = day + WAKING_TO * CLOCK_HOUR_MS;
        int64_t from = from_ms > wake_ms ? from_ms : wake_ms, to = to_ms < sleep_ms ? to_ms : sleep_ms;
        if (to > from)
            hours += (double)(to - from) / (double)CLOCK_HOUR_MS;
    }
    return hours;
}

static const char *tell(struct incident_live *live, int64_t now_ms, const char *what)
{
    int64_t day_ms = clock_day_start(now_ms);
    if (live->told_day_ms != day_ms)
        live->told_today = 0;
    live->told_day_ms = day_ms;
    live->told_today++;
    live->told_ms = now_ms;
    live->told_people = live->record.people;
    live->told_wards = (int)live->record.ward_count;
    incident_live_log(live, now_ms, what, STR_NONE, live->record.urgent ? STR("danger") : STR_NONE);
    return what;
}

static const char *open_it(struct incident_live *live, int64_t now_ms)
{
    live->record.state = INCIDENT_OPEN;
    live->record.opened_ms = now_ms;
    return tell(live, now_ms, "opened");
}

/* What is news of an open incident. Danger is told at once. */
static const char *follow(struct incident_live *live, int64_t now_ms)
{
    bool told_danger = false;
    for (size_t i = 0; i < live->record.log_count; i++) {
        struct incident_step *step = &live->record.log[i];
        told_danger = told_danger || str_eq(step->what, STR("danger")) || str_eq(step->note, STR("danger"));
    }
    if (live->record.urgent && !told_danger)
        return tell(live, now_ms, "danger");
    bool may = now_ms - live->told_ms >= FOLLOW_MS &&
               (live->told_day_ms != clock_day_start(now_ms) || live->told_today < FOLLOW_A_DAY);
    if (may && live->record.people >= 2 * live->told_people)
        return tell(live, now_ms, "growing");
    if (may && (int)live->record.ward_count > live->told_wards && live->told_wards > 0)
        return tell(live, now_ms, "new-ward");
    return NULL;
}

static const char *ease(struct incident_live *live, int64_t now_ms)
{
    if (incidents_step_waking_hours(live->warm_ms, now_ms) < QUIET_WAKING_HOURS)
        return follow(live, now_ms);
    live->record.state = INCIDENT_QUIET;
    live->record.quiet_ms = now_ms;
    return tell(live, now_ms, "quiet");
}

static const char *rest(struct incident_live *live, int64_t now_ms)
{
    if (live->warm_ms > live->record.quiet_ms) {
        live->record.state = INCIDENT_OPEN;
        incident_live_log(live, now_ms, "warm-again", STR_NONE, STR_NONE);
        return NULL;
    }
    if (now_ms - live->warm_ms < RESOLVE_MS)
        return NULL;
    live->record.state = INCIDENT_RESOLVED;
    live->record.resolved_ms = now_ms;
    return tell(live, now_ms, "resolved");
}

/* After two weeks it is how things are: the digest goes on telling of it. */
static const char *grow_usual(struct incident_live *live, int64_t now_ms)
{
    live->record.state = INCIDENT_RESOLVED;
    live->record.resolved_ms = now_ms;
    live->usual_now = true;
    live->silenced_ms = now_ms;
    incident_live_log(live, now_ms, "usual-now", STR_NONE, STR_NONE);
    return NULL;
}

static const char *step(struct incident_live *live, int64_t now_ms)
{
    bool old = live->record.opened_ms > 0 && now_ms - live->record.opened_ms > USUAL_DAYS * CLOCK_DAY_MS;
    switch (live->record.state) {
    case INCIDENT_CANDIDATE:
        if (live->record.log_count == 0)
            incident_live_log(live, now_ms, "candidate", STR_NONE, STR_NONE);
        return now_ms >= live->hold_until_ms ? open_it(live, now_ms) : NULL;
    case INCIDENT_OPEN:
        return old ? grow_usual(live, now_ms) : ease(live, now_ms);
    case INCIDENT_QUIET:
        return rest(live, now_ms);
    case INCIDENT_RESOLVED:
    case INCIDENT_MERGED:
    case INCIDENT_DISMISSED:
    case INCIDENT_STATES:
        return NULL;
    }
    return NULL;
}

static void end_mute(struct incident_live *live, int64_t now_ms)
{
    int64_t until_ms = live->record.snoozed_until_ms;
    bool lives = live->record.state == INCIDENT_OPEN || live->record.state == INCIDENT_QUIET;
    if (!lives || until_ms == 0 || until_ms > now_ms)
        return;
    live->record.snoozed_until_ms = 0;
    incident_live_log(live, now_ms, "unmuted", STR_NONE, STR_NONE);
}

const char *incidents_step(struct incident_live *live, int64_t now_ms)
{
    end_mute(live, now_ms);
    bool reopened = live->record.state == INCIDENT_OPEN && live->told_ms < live->record.opened_ms;
    const char *what = reopened ? tell(live, now_ms, "reopened") : step(live, now_ms);
    return live->record.snoozed_until_ms > now_ms && !live->record.urgent ? NULL : what;
}

void incidents_step_reopen(struct incident_live *live, int64_t now_ms)
{
    live->record.state = INCIDENT_OPEN;
    live->record.opened_ms = now_ms;
    live->record.resolved_ms = live->record.quiet_ms = 0;
    live->warm_ms = now_ms;
    live->dirty = true;
}

void incidents_step_merge(struct incident_live *into, struct incident_live *gone, struct str by, int64_t now_ms)
{
    incident_live_join(into, gone);
    gone->record.state = INCIDENT_MERGED;
    gone->record.merged_into = arena_str(&gone->arena, into->record.id);
    incident_live_log(gone, now_ms, "merged", by, into->record.id);
    incident_live_log(into, now_ms, "joined", by, gone->record.id);
}

/* What an officer may say of an incident, and what the log calls it. */
static const struct {
    const char *name, *step;
} deeds[] = {{"ack", "acked"}, {"mute", "muted"}, {"dismiss", "dismissed"}, {"note", "noted"}, {"did", "done"}};

static const char *step_of(struct str name)
{
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        if (str_eq(name, str_from(deeds[i].name)))
            return deeds[i].step;
    return NULL;
}

static void act(struct incident_live *live, struct str name, const struct json *action, int64_t now_ms)
{
    if (str_eq(name, STR("ack"))) {
        live->record.acked_ms = now_ms;
        live->record.acked_by = arena_str(&live->arena, json_get_str(action, "by"));
    } else if (str_eq(name, STR("mute"))) {
        live->record.snoozed_until_ms = json_get_i64(action, "until_ms", 0);
    } else if (str_eq(name, STR("dismiss"))) {
        live->record.state = INCIDENT_DISMISSED;
        live->silenced_ms = now_ms;
    }
}

bool incidents_step_act(struct incident_live *live, struct incident_live *into, const struct json *action,
                        int64_t now_ms)
{
    struct str name = json_get_str(action, "do"), by = json_get_str(action, "by"), note = json_get_str(action, "note");
    bool merge = str_eq(name, STR("merge"));
    if (live->record.state == INCIDENT_MERGED || (merge ? into == NULL || into == live || !incident_live_lives(into) : step_of(name) == NULL))
        return false;
    if (merge)
        incidents_step_merge(into, live, by, now_ms);
    else
        act(live, name, action, now_ms);
    if (!merge || note.len > 0)
        incident_live_log(live, now_ms, merge ? "noted" : step_of(name), by, note);
    return true;
}
