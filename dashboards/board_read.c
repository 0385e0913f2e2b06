/* SPDX-License-Identifier: MIT */
#include "board_read.h"

#include <stdlib.h>

#include "base/log.h"
#include "record/action.h"

#include "base/banned.h"

enum { ACTIONS_MOST = 1000 };

static void report(const char *what, struct str name, const struct err *err)
{
    struct arena scratch = {0};
    log_event(LOG_WARN, "a record does not read back and is left out", "what", what, "name",
              arena_str(&scratch, name).ptr, "why", err->text, NULL);
    arena_free(&scratch);
}

static int newest_first(const void *a, const void *b)
{
    const struct incident *left = *(const struct incident *const *)a, *right = *(const struct incident *const *)b;
    if (left->first_seen_ms != right->first_seen_ms)
        return left->first_seen_ms < right->first_seen_ms ? 1 : -1;
    return str_compare(left->id, right->id);
}

bool board_read_incidents(struct store *store, struct arena *arena, struct board *board, struct err *err)
{
    struct records_page page;
    if (!records_all(store, 0, STR("incidents"), arena, &page, err))
        return false;
    board->incidents = ARENA_ARRAY(arena, const struct incident *, page.count + 1);
    board->praise = ARENA_ARRAY(arena, const struct incident *, page.count + 1);
    board->incident_count = board->praise_count = 0;
    for (size_t i = 0; i < page.count; i++) {
        struct incident *incident = ARENA_NEW(arena, struct incident);
        struct json *root;
        struct err bad;
        if (!json_parse(page.values[i], arena, &root, &bad) || !incident_from_json(root, arena, incident, &bad))
            report("incident", page.names[i], &bad);
        else if (str_eq(incident->kind, STR("compliment"))) /* praise has its own place: what was praised */
            board->praise[board->praise_count++] = incident;
        else
            board->incidents[board->incident_count++] = incident;
    }
    qsort(board->incidents, board->incident_count, sizeof *board->incidents, newest_first);
    qsort(board->praise, board->praise_count, sizeof *board->praise, newest_first);
    return true;
}

static const struct summary *read_summary(struct str name, struct str json, struct arena *arena)
{
    struct summary *summary = ARENA_NEW(arena, struct summary);
    struct json *root;
    struct err bad;
    if (json_parse(json, arena, &root, &bad) && summary_from_json(root, arena, summary, &bad))
        return summary;
    report("summary", name, &bad);
    return NULL;
}

bool board_read_summary(struct store *store, struct str id, struct arena *arena, const struct summary **summary,
                        struct err *err)
{
    struct str json;
    *summary = NULL;
    if (!records_get(store, 0, STR("summaries"), id, arena, &json, err))
        return false;
    if (json.ptr != NULL)
        *summary = read_summary(id, json, arena);
    return true;
}

bool board_read_summaries(struct store *store, struct arena *arena, struct board *board, struct err *err)
{
    struct records_page page;
    if (!records_all(store, 0, STR("summaries"), arena, &page, err))
        return false;
    board->summaries = ARENA_ARRAY(arena, const struct summary *, page.count + 1);
    board->summary_count = 0;
    for (size_t i = 0; i < page.count; i++) {
        const struct summary *summary = read_summary(page.names[i], page.values[i], arena);
        if (summary != NULL)
            board->summaries[board->summary_count++] = summary;
    }
    return true;
}

bool board_read_sources(struct store *store, struct arena *arena, struct board *board, struct err *err)
{
    struct records_page page;
    if (!records_sources(store, arena, &page, err))
        return false;
    struct hearing *sources = ARENA_ARRAY(arena, struct hearing, page.count + 1);
    board->sources = sources;
    board->source_count = 0;
    for (size_t i = 0; i < page.count; i++) {
        struct json *root;
        struct err bad;
        if (!json_parse(page.values[i], arena, &root, &bad)) {
            report("source", page.names[i], &bad);
            continue;
        }
        sources[board->source_count++] = hearing_from_json(root);
    }
    return true;
}

/* Newest first, so that what was taken back is known before it comes. */
bool board_read_deeds(struct store *store, struct arena *arena, struct board *board, struct err *err)
{
    struct records_page page;
    struct table undone = {0};
    if (!records_actions_newest(store, ACTIONS_MOST, arena, &page, err))
        return false;
    struct board_deed *deeds = ARENA_ARRAY(arena, struct board_deed, page.count + 1);
    board->deeds = deeds;
    board->deed_count = 0;
    for (size_t i = 0; i < page.count; i++) {
        struct action action;
        struct err bad;
        if (!action_from_json(page.values[i], arena, &action, &bad))
            report("action", page.names[i], &bad);
        else if (str_eq(action.what, STR("undo")))
            table_add(&undone, action.undone);
        else if (str_eq(action.what, STR("did")) && table_find(&undone, page.names[i]) == TABLE_NONE)
            deeds[board->deed_count++] = (struct board_deed){action.at_ms, page.names[i], action.issue,  action.place,
                                                             action.text,  action.text_cy, action.by};
    }
    table_free(&undone);
    return true;
}
