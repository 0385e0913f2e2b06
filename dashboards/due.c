/* SPDX-License-Identifier: MIT */
#include "due.h"

#include <inttypes.h>

#include "base/clock.h"
#include "record/duty.h"

#include "base/banned.h"

static bool is_its_day(const struct council_digest *digest, enum holiday_nation nation, const struct clock_date *day)
{
    if (str_eq(digest->edition, STR("month")))
        return day->day == 1;
    if (str_eq(digest->edition, STR("week")) || str_eq(digest->days, STR("mondays")))
        return day->weekday == 0;
    return !str_eq(digest->days, STR("weekdays")) ||
           (day->weekday < 5 && !holiday_is(nation, day->year, day->month, day->day));
}

int64_t due_digest_time(const struct council_digest *digest, enum holiday_nation nation, int64_t now_ms)
{
    int64_t day_ms = clock_day_start(now_ms);
    for (int back = 0; back <= DUE_DAYS_BACK; back++, day_ms = clock_days_after(day_ms, -1)) {
        struct clock_date date = clock_local(day_ms);
        date.hour = (int)(digest->at_minutes / 60);
        date.minute = (int)(digest->at_minutes % 60);
        int64_t due_ms = clock_from_local(date);
        if (due_ms <= now_ms && is_its_day(digest, nation, &date))
            return due_ms;
    }
    return 0;
}

enum period due_digest_period(const struct council_digest *digest)
{
    enum period period = PERIOD_DAY;
    MUST(period_from(digest->edition, &period));
    return period;
}

int64_t due_digest_start(const struct council_digest *digest, int64_t due_ms)
{
    enum period period = due_digest_period(digest);
    return period_after(period, period_start(period, due_ms), -1);
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

#define STALE_MS CLOCK_DAY_MS

static struct duty_hours hours_of(const struct council_alert *alert, const struct board *board)
{
    struct duty_hours hours;
    struct err err;
    MUST(duty_hours_read(alert->hours, holiday_nation_from(board->council->place.nation), &hours, &err));
    return hours;
}

static bool covers(struct str pattern, struct str issue)
{
    bool all = str_ends(pattern, STR("*"));
    return all ? str_starts(issue, str_cut(pattern, 0, pattern.len - 1)) : str_eq(pattern, issue);
}

static bool is_silenced(const struct board *board, const struct incident *incident)
{
    for (size_t i = 0; i < board->council->silence_count; i++) {
        const struct council_silence *silence = &board->council->silences[i];
        if (board->now_ms < silence->until_ms && covers(silence->issue, incident->issue) &&
            (silence->place.len == 0 || str_eq(silence->place, incident->place)))
            return true;
    }
    return false;
}

struct str due_service(struct str issue)
{
    return str_cut(issue, 0, str_find(issue, '.', 0));
}

/* The whole council, or a place that the other lies in. */
static bool is_wider(const struct board *board, struct str wide, struct str place)
{
    enum { LEVELS_MOST = 8 };
    const struct place_name_row *row = place.len > 0 && board->places ? place_names_find(board->places, place) : NULL;
    if (wide.len == 0 || place.len == 0)
        return place.len > wide.len;
    for (int level = 0; level < LEVELS_MOST && row != NULL && row->parent.len > 0; level++) {
        if (str_eq(row->parent, wide))
            return true;
        row = place_names_find(board->places, row->parent);
    }
    return false;
}

/* A live danger of the same service, there or everywhere, or the same complaint from a wider place: its lesser
 * neighbours wait. */
static bool is_outweighed(const struct board *board, const struct incident *incident)
{
    for (size_t i = 0; i < board->incident_count; i++) {
        const struct incident *other = board->incidents[i];
        if (!board_is_live(other) || str_eq(other->id, incident->id))
            continue;
        if (str_eq(other->issue, incident->issue) && is_wider(board, other->place, incident->place))
            return true;
        if (other->urgent && str_eq(due_service(other->issue), due_service(incident->issue)) &&
            (other->place.len == 0 || str_eq(other->place, incident->place)))
            return true;
    }
    return false;
}

static bool is_wanted(const struct council_alert *alert, const struct tell *tell, const struct board *board)
{
    bool first = str_eq(tell->what, STR("opened")) || str_eq(tell->what, STR("danger"));
    if ((!alert->updates && !first) || (alert->urgent_only && !tell->incident.urgent))
        return false;
    const struct incident *now = board_incident(board, tell->incident.id);
    return tell->incident.urgent || (!is_silenced(board, &tell->incident) &&
                                     (now == NULL || now->snoozed_until_ms <= board->now_ms));
}

/* What happened while the letter writer was off, or before it was first started, is history and not an alert. */
enum due_alert due_webhook(const struct council_alert *alert, const struct tell *tell, const struct board *board)
{
    bool stale = board->now_ms - tell->at_ms > STALE_MS;
    return !stale && is_wanted(alert, tell, board) ? DUE_NOW : DUE_NEVER;
}

enum due_alert due_alert(const struct council_alert *alert, const struct tell *tell, const struct board *board)
{
    if (!is_wanted(alert, tell, board))
        return DUE_NEVER;
    if (tell->incident.urgent)
        return board->now_ms - tell->at_ms > STALE_MS ? DUE_NEVER : DUE_NOW;
    struct duty_hours hours = hours_of(alert, board);
    int64_t due_ms = duty_hours_next(&hours, tell->at_ms);
    if (board->now_ms - due_ms > STALE_MS)
        return DUE_NEVER;
    if (!duty_hours_hold(&hours, board->now_ms) || is_outweighed(board, &tell->incident))
        return DUE_LATER;
    if (due_ms > tell->at_ms)
        return DUE_HELD;
    const struct incident *now = board_incident(board, tell->incident.id);
    bool ended = now != NULL && !board_is_live(now) && board_is_live(&tell->incident);
    return ended && board->now_ms - tell->at_ms > CLOCK_HOUR_MS ? DUE_NEVER : DUE_NOW;
}

bool due_is_loud(const struct tell *tell)
{
    static const char *const loud[] = {"opened", "danger", "reopened", "unanswered"};
    for (size_t i = 0; i < sizeof loud / sizeof loud[0]; i++)
        if (str_eq(tell->what, str_from(loud[i])))
            return true;
    return false;
}

int64_t due_danger_since_ms(const struct incident *incident)
{
    for (size_t i = incident->log_count; i-- > 0;)
        if (str_eq(incident->log[i].what, STR("danger")))
            return incident->log[i].at_ms;
    return incident->opened_ms;
}

bool due_escalation(const struct council_alert *alert, const struct incident *incident, int64_t now_ms)
{
    int64_t since_ms = due_danger_since_ms(incident);
    return alert->escalate_to.count > 0 && incident->urgent && incident->state == INCIDENT_OPEN &&
           incident->acked_ms == 0 && since_ms > 0 && now_ms >= since_ms + alert->escalate_after_ms;
}

static void add_reader(struct settings_list *readers, struct str to, struct arena *arena)
{
    for (size_t i = 0; i < readers->count; i++)
        if (str_eq(readers->items[i], to))
            return;
    struct str *grown = ARENA_ARRAY(arena, struct str, readers->count + 1);
    if (readers->count > 0)
        memcpy(grown, readers->items, readers->count * sizeof *grown);
    grown[readers->count++] = to;
    readers->items = grown;
}

struct settings_list due_readers(const struct council *council, const struct settings_list *list, int64_t now_ms,
                                 struct arena *arena)
{
    struct settings_list readers = {0}, people;
    struct err err;
    for (size_t i = 0; i < list->count; i++) {
        struct str to = list->items[i];
        if (!str_starts(to, STR("rota:"))) {
            add_reader(&readers, to, arena);
            continue;
        }
        const struct council_rota *rota = council_rota(council, str_cut(to, 5, to.len));
        MUST(rota != NULL && duty_people(&rota->turns, holiday_nation_from(council->place.nation), now_ms, arena,
                                         &people, &err));
        for (size_t k = 0; k < people.count; k++)
            add_reader(&readers, people.items[k], arena);
    }
    return readers;
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
