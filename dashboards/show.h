/* SPDX-License-Identifier: MIT */

/* show — the shapes of the record, worded and put into a view: what letters and pages have in common.
 *
 * Takes   a board, a tongue, a record
 * Gives   values in a map of the view, under the names that the header of each function lists
 * Errors  none
 * Memory  the tongue's arena
 * Cost    O(record) */
#ifndef SHOW_H
#define SHOW_H

#include "board.h"
#include "record/tongue.h"
#include "view.h"

enum { SHOW_PEOPLE_LEAST = 3, SHOW_QUOTE_LETTERS = 220, SHOW_QUOTES_MOST = 128 };

/* The posts that a letter quotes, by number: an erasure must find them in it while it waits. */
struct show_quotes {
    struct str ids[SHOW_QUOTES_MOST];
    size_t count;
};

struct show {
    const struct board *board;
    struct tongue tongue;
    struct str base_url; /* before our own paths: mail.public_url in letters, empty on pages */
    struct show_quotes *quotes; /* of a letter; NULL on pages */
};

struct show show_new(const struct board *board, enum catalogue_lang lang, struct str base_url, struct arena *arena);

/* "Missed collection", "Y Bont" or the whole council, "37 people" or "fewer than 3 people" */
struct str show_issue(const struct show *show, struct str id);
struct str show_place(const struct show *show, struct str id, struct str name, struct str name_cy);
struct str show_people(const struct show *show, int64_t people);
struct str show_council(const struct show *show);
struct str show_kind(const struct show *show, struct str kind);         /* of a source */
struct str show_language(const struct show *show, struct str language); /* by its code */
struct str show_step(const struct show *show, struct str what);         /* of an incident */
struct str show_hours(const struct show *show, double hours);

/* /issues/ID and so on, with base and ?lang= */
struct str show_link(const struct show *show, const char *folder, struct str id);

/* quote, quote_from, quote_when, quote_url, quote_lang; in letters quote_begin and quote_end, as in envelope.h */
void show_quote(const struct show *show, struct view *map, const struct summary_quote *quote);

/* name, kind, state, state_word, line, bad; detail: the cause as a technician reads it */
void show_source(const struct show *show, struct view *map, const struct hearing *source);

/* sources and bad_sources, each as show_source; source_count, sources_fine, bad_more, all_fine */
void show_sources(const struct show *show, struct view *view, const struct hearing *sources, size_t count,
                  size_t bad_most);

/* issue, place, people, usual, since, state, state_word, urgent, link, window, opened, words */
void show_incident(const struct show *show, struct view *map, const struct incident *incident);

/* odds, channels, languages, reposts, loud, late; quotes, each as show_quote */
void show_evidence(const struct show *show, struct view *map, const struct incident *incident, size_t quotes_most);

/* mood, mood_words, mood_range, mood_people; nothing where it is not known */
void show_mood(const struct show *show, struct view *map, const struct summary_mood *mood);

/* Of the earlier same weekdays, as one; false if none is known. */
bool show_usual_mood(const struct summary *summary, double *usual);

#endif
