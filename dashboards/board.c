/* SPDX-License-Identifier: MIT */
#include "board.h"

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
