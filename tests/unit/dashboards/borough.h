/* SPDX-License-Identifier: MIT */

/* borough — a small made-up borough on a Friday, for the tests of letters and pages.
 *
 * Takes   an arena
 * Gives   a board with two days, two incidents (one of them danger), three sources of which one fails
 * Memory  the arena; the catalogue until borough_free */
#ifndef TESTS_UNIT_DASHBOARDS_BOROUGH_H
#define TESTS_UNIT_DASHBOARDS_BOROUGH_H

#include "unit/unit.h"

#include "base/clock.h"
#include "base/process.h"
#include "board.h"

#define BOROUGH_DAY_MS INT64_C(1790294400000) /* 2026-09-25, a Friday, in London */

struct borough {
    struct council council;
    struct catalogue catalogue;
    struct board board;
    struct summary *friday;
    struct incident *bins, *flood;
    struct settings_list languages;
};

static inline struct summary_cell borough_cell(const char *issue, const char *place, const char *name,
                                               const char *name_cy, enum reading_class class_, int64_t people,
                                               double usual)
{
    return (struct summary_cell){.issue = str_from(issue), .place = str_from(place), .place_name = str_from(name),
                                 .place_name_cy = str_from(name_cy), .class_ = class_, .people = people,
                                 .posts = people + 2, .usual = usual};
}

static inline struct summary_quote borough_quote(const char *id, const char *text, const char *language)
{
    return (struct summary_quote){.id = str_from(id), .url = STR("https://toot.example/@someone/1"),
                                  .text = str_from(text), .language = str_from(language),
                                  .source = STR("toot.example"), .at_ms = BOROUGH_DAY_MS + 9 * CLOCK_HOUR_MS};
}

static inline void borough_cells(struct summary *day)
{
    struct summary_cell *cells = day->cells;
    cells[0] = borough_cell("waste.missed-collection", NULL, NULL, NULL, READING_COMPLAINT, 37, 4);
    cells[0].quotes[0] = borough_quote("mastodon:1", "Third week running and the food waste is still sitting there. "
                                                     "@AberwenCouncil please?", "en");
    cells[0].quotes[1] = borough_quote("mastodon:2", "Biniau heb eu casglu ar Heol y Bont eto. Diolch am ddim.", "cy");
    cells[0].quote_count = 2;
    cells[1] = borough_cell("waste.missed-collection", "y-bont", "Y Bont", "Y Bont", READING_COMPLAINT, 21, 1);
    cells[2] = borough_cell("roads.pothole", NULL, NULL, NULL, READING_COMPLAINT, 6, 14);
    cells[3] = borough_cell("leisure.library", NULL, NULL, NULL, READING_COMPLIMENT, 9, -1);
    cells[3].quotes[0] = borough_quote("rss:4", "The new library is a joy, thank you to Mrs Eirlys Prydderch and all "
                                                "the staff.", "en");
    cells[3].quote_count = 1;
    cells[4] = borough_cell("parks.grass", NULL, NULL, NULL, READING_COMPLAINT, 2, 1);
    day->cell_count = 5;
}

static inline void borough_sources(struct summary *day)
{
    day->sources[0] = (struct hearing){.name = STR("toot.example"), .kind = STR("mastodon"), .state = STR("ok"),
                                              .last_success_ms = day->to_ms, .last_post_ms = day->to_ms - 60000};
    day->sources[1] = (struct hearing){.name = STR("the paper"), .kind = STR("rss"), .state = STR("failing"),
                                              .cause = STR("the certificate has expired"),
                                              .last_success_ms = day->from_ms + 3 * CLOCK_HOUR_MS};
    day->sources[2] = (struct hearing){.name = STR("call centre"), .kind = STR("file"), .state = STR("silent"),
                                              .last_post_ms = day->from_ms - CLOCK_DAY_MS};
    day->source_count = 3;
}

static inline struct summary *borough_friday(struct arena *arena)
{
    struct summary *day = ARENA_NEW(arena, struct summary);
    day->id = STR("day:2026-09-25");
    day->period = STR("day");
    day->from_ms = clock_day_start(BOROUGH_DAY_MS + CLOCK_HOUR_MS);
    day->to_ms = clock_days_after(day->from_ms, 1);
    day->complete = true;
    day->people = 1412;
    day->posts = 1618;
    day->reposts = 40;
    day->by_class[READING_COMPLAINT] = 96;
    day->by_class[READING_COMPLIMENT] = 31;
    day->welsh_people = 96;
    day->english_people = 316;
    day->welsh_waiting = 3;
    day->temperature = (struct summary_mood){true, -18.4, -24, -12, 412, 618};
    for (size_t i = 0; i < 4; i++)
        day->earlier[i] = (struct summary_mood){i != 2, -9 + (double)i, -14, -3, 380, 500};
    day->earlier_count = 4;
    borough_cells(day);
    borough_sources(day);
    return day;
}

static inline struct incident *borough_incident(struct arena *arena, const char *id, const char *issue, bool urgent,
                                                int64_t people)
{
    struct incident *incident = ARENA_NEW(arena, struct incident);
    *incident = (struct incident){.id = str_from(id), .issue = str_from(issue), .place = STR("y-bont"),
                                  .place_name = STR("Bridge Quarter"), .place_name_cy = STR("Y Bont"),
                                  .kind = STR("complaint"), .state = INCIDENT_OPEN, .urgent = urgent,
                                  .first_seen_ms = BOROUGH_DAY_MS + 7 * CLOCK_HOUR_MS,
                                  .opened_ms = BOROUGH_DAY_MS + 8 * CLOCK_HOUR_MS, .people = people, .posts = people + 4,
                                  .expected = 1.4, .p = 0.00000421, .window_h = 3, .window_people = 9, .window_usual = 1.1, .reposts_not_counted = 12};
    incident->channels[0] = (struct incident_share){STR("mastodon"), people - 3};
    incident->channels[1] = (struct incident_share){STR("imap"), 3};
    incident->channel_count = 2;
    incident->languages[0] = (struct incident_share){STR("en"), people - 3};
    incident->languages[1] = (struct incident_share){STR("cy"), 3};
    incident->language_count = 2;
    incident->words[0] = STR("bins");
    incident->words[1] = STR("Heol y Bont");
    incident->word_count = 2;
    for (size_t i = 0; i < 4; i++)
        incident->shown[i] = (struct incident_post){.id = STR("mastodon:9"), .url = STR("https://toot.example/@a/9"),
                                                    .text = STR("Bins missed again on Heol y Bont, ring me 01234 567890"),
                                                    .language = STR("en"), .kind = STR("mastodon"),
                                                    .source = STR("toot.example"),
                                                    .at_ms = incident->first_seen_ms};
    incident->shown_count = 4;
    incident->log[0] = (struct incident_step){.at_ms = incident->opened_ms, .what = STR("opened"), .people = 9,
                                              .expected = 1.1, .p = 0.00002};
    incident->log_count = 1;
    incident->hourly_from_ms = incident->first_seen_ms - 3 * CLOCK_HOUR_MS;
    for (size_t i = 0; i < 12; i++) {
        incident->hourly[i] = i < 3 ? 0 : (double)(i % 5) * 2;
        incident->hourly_usual[i] = 0.4;
    }
    incident->hourly_count = 12;
    return incident;
}

static inline void borough_new(struct borough *borough, struct arena *arena)
{
    struct err err;
    *borough = (struct borough){0};
    if (!council_read(NULL, arena, &borough->council, &err) ||
        !catalogue_load(&borough->catalogue, process_data(arena, "templates/strings.tsv").ptr, &err))
        fail_msg("%s", err.text);
    borough->council.place.name = STR("Aberwen Borough Council");
    borough->council.place.name_cy = STR("Cyngor Bwrdeistref Aberwen");
    borough->languages = borough->council.place.languages;
    borough->friday = borough_friday(arena);
    borough->bins = borough_incident(arena, "bins-1", "waste.missed-collection", false, 37);
    borough->flood = borough_incident(arena, "flood-1", "emergencies.flood", true, 8);
    const struct summary **summaries = ARENA_ARRAY(arena, const struct summary *, 1);
    const struct incident **incidents = ARENA_ARRAY(arena, const struct incident *, 2);
    summaries[0] = borough->friday;
    incidents[0] = borough->bins;
    incidents[1] = borough->flood;
    borough->board = (struct board){.council = &borough->council, .catalogue = &borough->catalogue,
                                    .now_ms = borough->friday->to_ms + 7 * CLOCK_HOUR_MS, .summaries = summaries,
                                    .summary_count = 1, .incidents = incidents, .incident_count = 2};
}

static inline void borough_free(struct borough *borough)
{
    catalogue_free(&borough->catalogue);
}

#endif
