/* SPDX-License-Identifier: MIT */

/* duty — hours of the week, and who is on duty when.
 *
 * Hours are "always", or parts divided by ";": "08:00-18:00", "mon-fri 08:00-18:00", "sat,sun,holiday 10:00-16:00". A part
 * over midnight belongs to the day it begins on. A bank holiday is no weekday: it is "holiday", or a Sunday where no
 * part names holidays; a part without days is of every day.
 * A rota is a list of turns, "mon-fri 08:00-18:00 = comms@example.org, +447700900123": all whose hours it is are on duty.
 *
 * Takes   texts as written in the configuration, the council's nation, a time
 * Gives   whether it is within the hours; when they next begin; who is on duty
 * Errors  CONFIG saying what would be right
 * Memory  the arena given
 * Cost    O(parts) */
#ifndef STORE_RECORD_DUTY_H
#define STORE_RECORD_DUTY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/holiday.h"
#include "base/settings.h"

enum { DUTY_PARTS_MOST = 8, DUTY_PEOPLE_MOST = 32 };

struct duty_part {
    unsigned days; /* bits 0 Monday … 6 Sunday, 7 bank holidays */
    int from, to;  /* minutes after midnight, 0 … 1440 */
};

struct duty_hours {
    struct duty_part parts[DUTY_PARTS_MOST];
    size_t count;
    bool names_holidays;
    enum holiday_nation nation;
};

bool duty_hours_read(struct str text, enum holiday_nation nation, struct duty_hours *hours, struct err *err);
bool duty_hours_hold(const struct duty_hours *hours, int64_t ms);
int64_t duty_hours_next(const struct duty_hours *hours, int64_t ms); /* at `ms` or after; ms + 30 days: never */

/* Who of a rota is on duty; `people` NULL: only checks what is written. */
bool duty_people(const struct settings_list *turns, enum holiday_nation nation, int64_t ms, struct arena *arena,
                 struct settings_list *people, struct err *err);

#endif
