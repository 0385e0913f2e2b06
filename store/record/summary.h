/* SPDX-License-Identifier: MIT */

/* summary — the temperature check of one day, week or month, as the aggregator left it for letters and pages.
 *
 * Takes   JSON as summary_to_json writes it
 * Gives   the same; counts are of distinct people unless a name says posts
 * Errors  INPUT naming the field
 * Memory  the arena it was read into
 * Cost    a few hundred cells at most: the busiest of each kind are kept, the rest only counted */
#ifndef STORE_RECORD_SUMMARY_H
#define STORE_RECORD_SUMMARY_H

#include "record/hearing.h"
#include "record/reading.h"

enum { SUMMARY_CELLS_MOST = 400, SUMMARY_QUOTES_MOST = 2, SUMMARY_WEEKS = 8 };

/* -100…+100 with an interval that honours small numbers; absent below SUMMARY_PEOPLE_LEAST people. */
struct summary_mood {
    bool known;
    double mood, low, high; /* 95 % */
    int64_t people, posts;
};

struct summary_quote {
    struct str id, url, text, language, source;
    int64_t at_ms;
};

struct summary_cell {
    struct str issue; /* absent: all issues */
    struct str place; /* absent: all places */
    struct str place_name, place_name_cy;
    enum reading_class class_; /* READING_CLASSES: all classes */
    int64_t people, posts;
    double usual;  /* people on this weekday, from earlier weeks; negative: not known yet */
    struct summary_mood temperature;
    struct summary_mood usual_temperature; /* of the same weekday in earlier weeks, taken together */
    struct summary_quote quotes[SUMMARY_QUOTES_MOST];
    size_t quote_count;
};

/* Kept posts of the period were read again under other rules. */
struct summary_rules {
    int64_t at_ms;                     /* when; 0: never */
    int64_t posts;                     /* of this period, that are read otherwise than before */
    struct summary_mood before, after; /* the whole period's */
};

struct summary {
    struct str id;     /* "day:2026-09-26", "week:2026-09-21" (its Monday), "month:2026-09-01" */
    struct str period; /* "day", "week", "month" */
    int64_t from_ms, to_ms;
    bool complete; /* false: the period is not over, or the store was away for part of it */
    int64_t people, posts, reposts, late;
    int64_t by_class[READING_CLASSES]; /* people */
    int64_t welsh_people, english_people, welsh_waiting; /* welsh_waiting: Welsh requests and questions */
    struct summary_mood temperature;
    struct summary_mood earlier[SUMMARY_WEEKS]; /* the same weekday, newest first */
    size_t earlier_count;
    struct summary_cell cells[SUMMARY_CELLS_MOST]; /* by people, most first */
    size_t cell_count;
    struct hearing sources[64]; /* as they were at its end */
    size_t source_count;
    struct summary_rules rules;
    struct str analyser; /* versions that read these posts; two when the rules changed in between */
};

bool summary_from_json(const struct json *node, struct arena *arena, struct summary *summary, struct err *err);
void summary_to_json(const struct summary *summary, struct json_out *out);
void summary_counts_to_json(const struct summary *summary, struct json_out *out); /* the members after "people" */

#endif
