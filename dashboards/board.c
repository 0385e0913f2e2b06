/* SPDX-License-Identifier: MIT */
#include "board.h"

#include <stdlib.h>

#include "base/process.h"

#include "base/banned.h"

const struct summary *board_summary(const struct board *board, struct str id)
{
    for (size_t i = 0; i < board->summary_count; i++)
        if (str_eq(board->summaries[i]->id, id))
            return board->summaries[i];
    return NULL;
}

const struct summary *board_newest_day(const struct board *board)
{
    const struct summary *newest = NULL;
    for (size_t i = 0; i < board->summary_count; i++)
        if (str_eq(board->summaries[i]->period, STR("day")) &&
            (newest == NULL || board->summaries[i]->from_ms > newest->from_ms))
            newest = board->summaries[i];
    return newest;
}

const struct incident *board_incident(const struct board *board, struct str id)
{
    for (size_t i = 0; i < board->incident_count; i++)
        if (str_eq(board->incidents[i]->id, id))
            return board->incidents[i];
    return NULL;
}

bool board_is_live(const struct incident *incident)
{
    return incident->state == INCIDENT_OPEN || incident->state == INCIDENT_QUIET;
}

static int heaviest_first(const void *a, const void *b)
{
    const struct incident *left = *(const struct incident *const *)a, *right = *(const struct incident *const *)b;
    if (left->urgent != right->urgent)
        return left->urgent ? -1 : 1;
    if (left->state != right->state)
        return left->state < right->state ? -1 : 1;
    if (left->people != right->people)
        return left->people > right->people ? -1 : 1;
    return str_compare(left->id, right->id);
}

const struct incident **board_by_weight(const struct board *board, struct arena *arena)
{
    const struct incident **all = ARENA_ARRAY(arena, const struct incident *, board->incident_count + 1);
    for (size_t i = 0; i < board->incident_count; i++)
        all[i] = board->incidents[i];
    qsort(all, board->incident_count, sizeof *all, heaviest_first);
    return all;
}

bool board_names_load(struct board_names *names, const struct council *council, struct err *err)
{
    struct arena scratch = {0};
    const struct council_place_settings *place = &council->place;
    bool fine = catalogue_load(&names->catalogue, process_data(&scratch, "templates/strings.tsv").ptr, err) &&
                issue_names_open(&names->issues, place->issues, err) &&
                (place->places.len == 0 || place_names_load(&names->places, place->places.ptr, err));
    arena_free(&scratch);
    return fine;
}

void board_names_free(struct board_names *names)
{
    catalogue_free(&names->catalogue);
    issue_names_free(&names->issues);
    place_names_free(&names->places);
}

struct board board_new(const struct council *council, const struct board_names *names, int64_t now_ms)
{
    return (struct board){.council = council, .catalogue = &names->catalogue, .issues = &names->issues,
                          .places = &names->places, .now_ms = now_ms};
}
