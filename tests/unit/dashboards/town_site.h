/* SPDX-License-Identifier: MIT */

/* town_site — a site without a server, filled with the borough and a few posts, for the tests of pages and data.
 *
 * Takes   a path with its query
 * Gives   the answer, as the server would give it
 * Memory  the town's arena until town_site_down */
#ifndef TESTS_UNIT_DASHBOARDS_TOWN_SITE_H
#define TESTS_UNIT_DASHBOARDS_TOWN_SITE_H

#include "borough.h"

#include "base/file.h"
#include "base/utf8.h"
#include "site.h"

struct town_site {
    struct arena arena;
    struct borough borough;
    struct site site;
    struct hearing sources[2];
    struct http_answer answer;
};

static inline void town_site_post(struct town_site *town, const char *id, const char *text, int64_t at_ms,
                                  enum reading_class class_, const char *language, double sentiment)
{
    struct post post = {.id = str_from(id), .url = STR("https://toot.example/@someone/7"), .text = str_from(text),
                        .published_ms = at_ms, .kind = STR("mastodon"), .source = STR("toot.example"),
                        .author_key = str_from(id), .author_name = STR("Secret Name")};
    struct reading reading = {.language = str_from(language), .sentiment = sentiment, .sentiment_confidence = 0.8,
                              .label = sentiment < 0 ? READING_NEGATIVE : READING_POSITIVE, .class_ = class_,
                              .class_confidence = 0.9, .issue_count = 1, .place_count = 1, .evidence_count = 2};
    reading.issues[0] = (struct reading_issue){STR("waste.missed-collection"), 0.9};
    reading.places[0] = (struct reading_place){STR("y-bont"), STR("Y Bont"), STR("ward"), STR("y-bont")};
    reading.evidence[0] = (struct reading_evidence){.what = "sentiment", .start = 0, .end = 4, .weight = -0.4};
    reading.evidence[1] = (struct reading_evidence){.what = "issue:waste.missed-collection", .start = 5, .end = 9, .weight = 0.7};
    shelf_put(town->site.shelf, &post, &reading);
}

static inline void town_site_up(struct town_site *town)
{
    struct err err;
    *town = (struct town_site){0};
    borough_new(&town->borough, &town->arena);
    town->sources[0] = (struct hearing){STR("toot.example"), STR("mastodon"), STR("ok"), STR_NONE, STR_NONE,
                                       town->borough.board.now_ms, town->borough.board.now_ms, 0, 1};
    town->sources[1] = (struct hearing){STR("the paper"), STR("rss"), STR("failing"), STR("away"),
                                       STR("certificate expired"), BOROUGH_DAY_MS, BOROUGH_DAY_MS, 0, 1};
    town->borough.board.sources = town->sources;
    town->borough.board.source_count = 2;
    town->site = (struct site){.council = &town->borough.council, .board = town->borough.board, .shelf = shelf_new(),
                               .ready = true};
    if (!visit_load(&town->site, &town->arena, &err) ||
        !door_load(&town->site.door, &town->borough.council.serve, &town->arena, &err))
        fail_msg("%s", err.text);
    int64_t day = town->borough.friday->from_ms;
    town_site_post(town, "mastodon:1", "Bins not collected again in Y Bont", day + 9 * CLOCK_HOUR_MS,
                   READING_COMPLAINT, "en", -0.6);
    town_site_post(town, "mastodon:2", "Pryd mae casgliad nesaf Y Bont?", day + 10 * CLOCK_HOUR_MS, READING_QUESTION,
                   "cy", 0.1);
    town_site_post(town, "mastodon:3", "Lovely crew today, diolch", day + 11 * CLOCK_HOUR_MS, READING_COMPLIMENT, "en",
                   0.8);
    town_site_post(town, "mastodon:4", "Bins late but they came", day + 11 * CLOCK_HOUR_MS, READING_COMMENT, "en",
                   -0.1);
}

static inline void town_site_down(struct town_site *town)
{
    shelf_free(town->site.shelf);
    warm_clear(&town->site.warm);
    looks_free(&town->site.looks);
    borough_free(&town->borough);
    buf_free(&town->answer.body);
    arena_free(&town->arena);
}

static inline struct str town_site_decoded(struct town_site *town, struct str text)
{
    char *out = arena_take(&town->arena, text.len + 1), *end = out;
    for (size_t i = 0; i < text.len; i++) {
        unsigned value = 0;
        if (text.ptr[i] == '%' && i + 2 < text.len && sscanf(text.ptr + i + 1, "%2x", &value) == 1)
            i += 2;
        *end++ = value ? (char)value : text.ptr[i] == '+' ? ' ' : text.ptr[i];
    }
    return (struct str){out, (size_t)(end - out)};
}

static inline struct str town_site_ask(struct town_site *town, const char *method, const char *address,
                                       struct http_field header)
{
    struct http_request *request = ARENA_NEW(&town->arena, struct http_request);
    struct str rest = str_from(address), path, pair, name;
    *request = (struct http_request){.arena = &town->arena, .method = str_from(method)};
    str_next(&rest, '?', &path);
    request->path = town_site_decoded(town, path);
    while (str_next(&rest, '&', &pair)) {
        str_next(&pair, '=', &name);
        request->query[request->query_count++] = (struct http_field){name, town_site_decoded(town, pair)};
    }
    if (header.name.len > 0)
        request->headers[request->header_count++] = header;
    buf_free(&town->answer.body);
    town->answer = (struct http_answer){.status = 200, .type = "text/html; charset=utf-8",
                                        .body = BUF("answer", HTTP_ANSWER_BYTES_MOST)};
    warm_clear(&town->site.warm);
    site_answer(&town->site, request, &town->answer);
    return buf_str(&town->answer.body);
}

static inline struct str town_site_get(struct town_site *town, const char *address)
{
    return town_site_ask(town, "GET", address, (struct http_field){STR_NONE, STR_NONE});
}

#endif
