/* SPDX-License-Identifier: MIT */

/* tongue — the language one letter or page is written in: its sentences, numbers, dates.
 *
 * Takes   keys of the catalogue, values, times in milliseconds UTC
 * Gives   plain text in that language; times are the council's; a minus is "−"
 * Errors  none: a key that is not in the catalogue is our bug and aborts
 * Memory  the arena it was made with
 * Cost    O(text) */
#ifndef STORE_RECORD_TONGUE_H
#define STORE_RECORD_TONGUE_H

#include "record/catalogue.h"

struct tongue {
    const struct catalogue *catalogue;
    enum catalogue_lang lang;
    struct arena *arena;
};

struct tongue_arg {
    const char *name;
    struct str text;
};

/* For a command: the language asked for, "cy" or "en", or NULL for that of the terminal (LC_ALL, LC_MESSAGES, LANG),
 * which is English unless it says Welsh. The catalogue is the caller's to free. CONFIG: no such language. */
bool tongue_open(struct catalogue *catalogue, const char *lang, struct arena *arena, struct tongue *tongue,
                 struct err *err);

struct str tongue_get(const struct tongue *tongue, const char *key);

/* tongue_say(t, "digest.subject", {"place", place}, {"issue", issue}) */
#define tongue_say(tongue, key, ...) \
    tongue_fill((tongue), (key), 0, (const struct tongue_arg[]){__VA_ARGS__, {NULL, STR_NONE}})
#define tongue_say_count(tongue, key, n, ...) \
    tongue_fill((tongue), (key), (n), (const struct tongue_arg[]){__VA_ARGS__, {NULL, STR_NONE}})

/* Fills every {name}, and {n} with the number; `args` ends with a NULL name. */
struct str tongue_fill(const struct tongue *tongue, const char *key, int64_t n, const struct tongue_arg *args);
struct str tongue_count(const struct tongue *tongue, const char *key, int64_t n); /* "412 people" */

struct str tongue_number(const struct tongue *tongue, double value, int decimals); /* "1,234.5", "−3" */
struct str tongue_usual(const struct tongue *tongue, double people); /* "4", "1.4", "fewer than 1", "nobody" */
struct str tongue_odds(const struct tongue *tongue, double chance);  /* "once in" "240,000", rounded down */
struct str tongue_signed(const struct tongue *tongue, double value);               /* "+12", "−12", "0" */

struct str tongue_date(const struct tongue *tongue, int64_t ms); /* "Friday 20 November 2026" */
struct str tongue_day(const struct tongue *tongue, int64_t ms);  /* "20 November" */
struct str tongue_weekday(const struct tongue *tongue, int64_t ms);
struct str tongue_month(const struct tongue *tongue, int64_t ms); /* "November 2026" */
struct str tongue_time(const struct tongue *tongue, int64_t ms);  /* "07:30" */
struct str tongue_when(const struct tongue *tongue, int64_t ms, int64_t now_ms); /* "today at 07:30", … */
struct str tongue_span(const struct tongue *tongue, int64_t ms);                 /* "3 hours", "2 days" */

#endif
