/* SPDX-License-Identifier: MIT */
#include "due.h"

#include <inttypes.h>

#include "base/clock.h"

#include "base/banned.h"

static bool is_its_day(const struct council_digest *digest, const struct clock_date *today)
{
    if (str_eq(digest->edition, STR("month")))
        return today->day == 1;
    if (str_eq(digest->edition, STR("week")) || str_eq(digest->days, STR("mondays")))
        return today->weekday == 0;
    return !str_eq(digest->days, STR("weekdays")) || today->weekday < 5;
}

struct str due_digest(const struct council_digest *digest, int64_t now_ms, struct arena *arena)
{
    struct clock_date now = clock_local(now_ms);
    if (!is_its_day(digest, &now) || now.hour * 60 + now.minute < digest->at_minutes)
        return STR_NONE;
    int64_t today = clock_day_start(now_ms), from = clock_days_after(today, -1);
    if (str_eq(digest->edition, STR("week")))
        from = clock_days_after(today, -7);
    if (str_eq(digest->edition, STR("month")))
        from = clock_days_after(from, 1 - clock_local(from).day);
    return arena_printf(arena, STR_FMT ":" STR_FMT, STR_ARG(digest->edition), STR_ARG(clock_iso_day(arena, from)));
}

bool due_is_ready(const struct summary *summary, int64_t now_ms)
{
    return now_ms >= summary->to_ms && (summary->complete || now_ms >= summary->to_ms + CLOCK_HOUR_MS);
}

struct str due_digest_letter(const struct council_digest *digest, struct str summary, struct str to,
                             struct arena *arena)
{
    return arena_printf(arena, "digest:" STR_FMT ":" STR_FMT ":" STR_FMT, STR_ARG(digest->name), STR_ARG(summary),
                        STR_ARG(to));
}

/* "08:00-18:00", also over midnight; "always" and what is no span are always. */
static bool is_within(struct str hours, int64_t now_ms)
{
    struct clock_date now = clock_local(now_ms);
    int64_t part[4];
    if (hours.len != 11 || hours.ptr[2] != ':' || hours.ptr[5] != '-' || hours.ptr[8] != ':')
        return true;
    for (size_t i = 0; i < 4; i++)
        if (!str_to_i64(str_cut(hours, i * 3, i * 3 + 2), &part[i]))
            return true;
    int64_t at = now.hour * 60 + now.minute, from = part[0] * 60 + part[1], to = part[2] * 60 + part[3];
    return from <= to ? at >= from && at < to : at >= from || at < to;
}

/* What happened while the letter writer was off, or before it was first started, is history and not an alert. */
#define STALE_MS CLOCK_DAY_MS

enum due_alert due_alert(const struct council_alert *alert, const struct tell *tell, const struct board *board)
{
    bool first = str_eq(tell->what, STR("opened")) || str_eq(tell->what, STR("danger"));
    if ((!alert->updates && !first) || board->now_ms - tell->at_ms > STALE_MS)
        return DUE_NEVER;
    if (tell->incident.urgent)
        return DUE_NOW;
    if (alert->urgent_only)
        return DUE_NEVER;
    const struct incident *now = board_incident(board, tell->incident.id);
    if (now != NULL && now->snoozed_until_ms > board->now_ms)
        return DUE_NEVER;
    if (!is_within(alert->hours, board->now_ms))
        return DUE_LATER;
    bool ended = now != NULL && !board_is_live(now) && board_is_live(&tell->incident);
    return ended && board->now_ms - tell->at_ms > CLOCK_HOUR_MS ? DUE_NEVER : DUE_NOW;
}

bool due_escalation(const struct council_alert *alert, const struct incident *incident, int64_t now_ms)
{
    return alert->escalate_to.count > 0 && incident->urgent && incident->state == INCIDENT_OPEN &&
           incident->acked_ms == 0 && incident->opened_ms > 0 &&
           now_ms >= incident->opened_ms + alert->escalate_after_ms;
}

struct str due_alert_thread(const struct council_alert *alert, const struct tell *tell, struct str to,
                            struct arena *arena)
{
    return arena_printf(arena, "alert:" STR_FMT ":" STR_FMT ":" STR_FMT, STR_ARG(tell->incident.id),
                        STR_ARG(alert->name), STR_ARG(to));
}

/* The first letter of an incident bears the thread's own id: the others refer to it. */
struct str due_alert_letter(const struct council_alert *alert, const struct tell *tell, struct str to,
                            struct arena *arena)
{
    struct str thread = due_alert_thread(alert, tell, to, arena);
    if (str_eq(tell->what, STR("opened")))
        return thread;
    return arena_printf(arena, "update:" STR_FMT ":" STR_FMT ":%" PRId64, STR_ARG(thread), STR_ARG(tell->what),
                        tell->at_ms);
}

bool due_is_tell(struct str id)
{
    return str_starts(id, STR("tell:"));
}
