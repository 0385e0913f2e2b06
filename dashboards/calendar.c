/* SPDX-License-Identifier: MIT */
#include "calendar.h"

#include "base/clock.h"
#include "feed_json.h"

#include "base/banned.h"

enum { LINE_OCTETS_MOST = 75 };

static void add_folded(struct str text, size_t *column, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        bool starts = ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
        if (*column >= LINE_OCTETS_MOST - 3 && starts) { /* a letter has four octets at most */
            buf_add(out, STR("\r\n "));
            *column = 1;
        }
        buf_char(out, text.ptr[i]);
        (*column)++;
    }
}

/* NAME:value with what the format keeps for itself escaped. */
static void put(const char *name, struct str value, struct buf *out)
{
    size_t column = 0;
    add_folded(str_from(name), &column, out);
    add_folded(STR(":"), &column, out);
    for (size_t i = 0; i < value.len; i++) {
        bool special = strchr("\\;,", value.ptr[i]) != NULL && value.ptr[i] != '\0';
        if (value.ptr[i] == '\n')
            add_folded(STR("\\n"), &column, out);
        else if (special)
            add_folded(STR("\\"), &column, out);
        if ((unsigned char)value.ptr[i] >= ' ' && value.ptr[i] != '\x7f')
            add_folded(str_cut(value, i, i + 1), &column, out);
    }
    buf_add(out, STR("\r\n"));
}

/* 20260926T073000Z */
static void put_time(const char *name, int64_t ms, struct arena *arena, struct buf *out)
{
    struct str iso = clock_iso(arena, ms);
    buf_printf(out, "%s:", name);
    for (size_t i = 0; i < iso.len; i++)
        if (iso.ptr[i] != '-' && iso.ptr[i] != ':')
            buf_char(out, iso.ptr[i]);
    buf_add(out, STR("\r\n"));
}

static void put_event(const struct show *show, const struct incident *incident, struct buf *out)
{
    struct arena *arena = show->tongue.arena;
    int64_t heard_ms = incident->resolved_ms > 0 ? incident->resolved_ms : incident->updated_ms;
    int64_t end_ms = heard_ms > incident->first_seen_ms ? heard_ms : incident->first_seen_ms + CLOCK_HOUR_MS;
    buf_add(out, STR("BEGIN:VEVENT\r\n"));
    put("UID", arena_printf(arena, STR_FMT "@earshot", STR_ARG(incident->id)), out);
    put_time("DTSTAMP", heard_ms > 0 ? heard_ms : incident->first_seen_ms, arena, out);
    put_time("DTSTART", incident->first_seen_ms, arena, out);
    put_time("DTEND", end_ms, arena, out);
    buf_printf(out, "SEQUENCE:%zu\r\n", incident->log_count);
    put("SUMMARY", feed_json_incident_title(show, incident), out);
    put("DESCRIPTION", feed_json_incident_text(show, incident), out);
    put("URL", show_link(show, "incidents", incident->id), out);
    put("STATUS", incident->state == INCIDENT_DISMISSED ? STR("CANCELLED") : STR("CONFIRMED"), out);
    buf_add(out, STR("TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"));
}

void calendar_write(const struct show *show, struct buf *out)
{
    buf_printf(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Earshot//Earshot %s//EN\r\nCALSCALE:GREGORIAN\r\n",
               EARSHOT_VERSION);
    put("X-WR-CALNAME", tongue_say(&show->tongue, "feed.title", {"council", show_council(show)}), out);
    for (size_t i = 0; i < show->board->incident_count; i++) {
        const struct incident *incident = show->board->incidents[i];
        if (incident->opened_ms > 0 && incident->state != INCIDENT_CANDIDATE && incident->state != INCIDENT_MERGED)
            put_event(show, incident, out);
    }
    buf_add(out, STR("END:VCALENDAR\r\n"));
}

void calendar_answer(struct visit *visit)
{
    struct show show = visit->show;
    show.base_url = visit->site->council->mail.public_url;
    visit->answer->type = "text/calendar; charset=utf-8";
    calendar_write(&show, &visit->answer->body);
}
