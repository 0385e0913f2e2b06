/* SPDX-License-Identifier: MIT */
#include "board.h"

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

bool board_issue_names(const struct council *council, struct issue_names *names, struct err *err)
{
    struct arena scratch = {0};
    bool fine = issue_names_load(names, process_data(&scratch, "analysis/issues.conf").ptr, err) &&
                (council->place.issues.len == 0 || issue_names_load(names, council->place.issues.ptr, err));
    arena_free(&scratch);
    return fine;
}
