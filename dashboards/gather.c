/* SPDX-License-Identifier: MIT */
#include "gather.h"

#include "due.h"

#include "base/banned.h"

bool gather_add(struct gather *gather, const struct tell *tell)
{
    if (gather->count == GATHER_MOST)
        return false;
    gather->items[gather->count] = (struct gather_item){.tell = tell, .group = gather->count};
    gather->count++;
    return true;
}

static bool are_neighbours(const struct incident *a, const struct incident *b)
{
    return str_eq(due_service(a->issue), due_service(b->issue)) || (a->place.len > 0 && str_eq(a->place, b->place));
}

/* Whether something began before it, at most so long ago. */
static bool began_after(const struct tell *tell, const struct incident *other, int64_t within_ms)
{
    return !other->urgent && !str_eq(other->id, tell->incident.id) && other->opened_ms > 0 &&
           other->opened_ms < tell->at_ms && tell->at_ms - other->opened_ms < within_ms;
}

static bool is_crowded(const struct tell *tell, const struct board *board)
{
    size_t before = 0;
    for (size_t i = 0; i < board->incident_count; i++)
        before += began_after(tell, board->incidents[i], CLOCK_DAY_MS);
    return before >= GATHER_DAY_MOST;
}

static bool is_ready(const struct tell *tell, const struct board *board)
{
    if (is_crowded(tell, board))
        return board->now_ms >= tell->at_ms + GATHER_CROWD_MS;
    bool follows = false;
    for (size_t i = 0; i < board->incident_count && !follows; i++)
        follows = began_after(tell, board->incidents[i], GATHER_MS) &&
                  are_neighbours(&tell->incident, board->incidents[i]);
    return !follows || board->now_ms >= tell->at_ms + GATHER_MS;
}

void gather_decide(struct gather *gather, const struct board *board)
{
    for (size_t i = 0; i < gather->count; i++) {
        struct gather_item *item = &gather->items[i];
        bool crowded = is_crowded(item->tell, board);
        item->ready = is_ready(item->tell, board);
        for (size_t k = 0; k < i && item->group == i; k++) {
            const struct gather_item *other = &gather->items[k];
            if (are_neighbours(&item->tell->incident, &other->tell->incident) ||
                (crowded && is_crowded(other->tell, board)))
                item->group = other->group;
        }
    }
    for (size_t i = 0; i < gather->count; i++)
        for (size_t k = 0; gather->items[i].ready && k < gather->count; k++)
            if (gather->items[k].group == gather->items[i].group)
                gather->items[k].ready = true;
}

const struct gather_item *gather_find(const struct gather *gather, struct str incident)
{
    for (size_t i = 0; i < gather->count; i++)
        if (str_eq(gather->items[i].tell->incident.id, incident))
            return &gather->items[i];
    return NULL;
}

size_t gather_together(const struct gather *gather, const struct gather_item *item)
{
    size_t count = 0;
    for (size_t i = 0; i < gather->count; i++)
        count += gather->items[i].group == item->group;
    return count;
}
