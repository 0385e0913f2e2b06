/* SPDX-License-Identifier: MIT */
#include "front/news.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/table.h"
#include "record/incident.h"
#include "record/issue_names.h"
#include "redis/records.h"

#include "base/banned.h"

struct news {
    struct table told; /* incident and state */
    struct issue_names names;
};

struct news *news_open(void)
{
    struct news *news = calloc(1, sizeof *news);
    struct err err;
    MUST(news != NULL);
    if (!issue_names_open(&news->names, STR_NONE, &err))
        issue_names_free(&news->names); /* ids say it too */
    return news;
}

void news_close(struct news *news)
{
    table_free(&news->told);
    issue_names_free(&news->names);
    free(news);
}

static const char *verb(const struct incident *incident)
{
    switch (incident->state) {
    case INCIDENT_OPEN:
        return str_eq(incident->kind, STR("compliment")) ? "praise  " : "ALERT   ";
    case INCIDENT_QUIET:
        return "easing  ";
    case INCIDENT_RESOLVED:
        return "resolved";
    case INCIDENT_CANDIDATE:
    case INCIDENT_MERGED:
    case INCIDENT_DISMISSED:
    case INCIDENT_STATES:
        return NULL;
    }
    return NULL;
}

static void tell(const struct news *news, const struct incident *incident, int64_t now_ms, struct arena *arena)
{
    struct clock_date now = clock_local(now_ms), first = clock_local(incident->first_seen_ms);
    struct str place = incident->place_name.len > 0 ? incident->place_name : STR("the whole borough");
    printf("  %02d:%02d  %s  " STR_FMT ", " STR_FMT, now.hour, now.minute, verb(incident),
           STR_ARG(issue_names_get(&news->names, incident->issue, false, arena)), STR_ARG(place));
    if (incident->place_name_cy.len > 0 && !str_eq(incident->place_name_cy, incident->place_name))
        printf(" / " STR_FMT, STR_ARG(incident->place_name_cy));
    printf(": %lld people since %02d:%02d, usually %.1f%s\n", (long long)incident->people, first.hour, first.minute,
           incident->expected, incident->urgent ? "; DANGER" : "");
    fflush(stdout);
}

static bool tell_one(struct news *news, struct str json, int64_t now_ms, struct arena *arena, struct err *err)
{
    struct json *node;
    struct incident *incident = ARENA_NEW(arena, struct incident);
    if (!json_parse(json, arena, &node, err) || !incident_from_json(node, arena, incident, err))
        return false;
    struct str mark = arena_printf(arena, STR_FMT " %d", STR_ARG(incident->id), (int)incident->state);
    bool fresh = verb(incident) != NULL && table_find(&news->told, mark) == TABLE_NONE;
    if (fresh) {
        table_add(&news->told, mark);
        tell(news, incident, now_ms, arena);
    }
    return true;
}

bool news_tell(struct news *news, const struct council *council, int64_t now_ms, struct err *err)
{
    struct arena arena = {0};
    struct records_page page;
    struct store *store = store_open(council, STORE_ADMIN, err);
    bool ok = store != NULL && records_all(store, 0, STR("incidents"), &arena, &page, err);
    for (size_t i = 0; ok && i < page.count; i++)
        ok = tell_one(news, page.values[i], now_ms, &arena, err);
    if (store != NULL)
        store_close(store);
    arena_free(&arena);
    return ok;
}
