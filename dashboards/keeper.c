/* SPDX-License-Identifier: MIT */
#include "keeper.h"

#include <stdlib.h>

#include "base/clock.h"

#include "base/banned.h"

static int by_id(const void *a, const void *b)
{
    return str_compare((*(const struct summary *const *)a)->id, (*(const struct summary *const *)b)->id);
}

/* A period that has been over for an hour and is complete does not change. */
static bool is_settled(const struct summary *summary, int64_t now_ms)
{
    return summary->complete && summary->to_ms + CLOCK_HOUR_MS < now_ms;
}

static bool is_kept(const struct keeper *keeper, struct str id)
{
    for (size_t i = keeper->kept_count; i-- > 0;)
        if (str_eq(keeper->kept[i]->id, id))
            return true;
    return false;
}

static bool start(struct keeper *keeper, struct site *site, int64_t now_ms, struct err *err)
{
    struct board all = site->board;
    struct arena *lasting = &keeper->lasting[1 - keeper->lasting_turn];
    arena_reset(lasting);
    keeper->kept_count = 0;
    if (!board_read_summaries(site->store, lasting, &all, err))
        return false;
    keeper->lasting_turn = 1 - keeper->lasting_turn;
    for (size_t i = 0; i < all.summary_count && keeper->kept_count < KEEPER_SUMMARIES_MOST; i++)
        if (is_settled(all.summaries[i], now_ms))
            keeper->kept[keeper->kept_count++] = all.summaries[i];
    keeper->started = true;
    return true;
}

/* The ids of the periods that may still change: two days, two weeks, two months. */
static size_t open_periods(int64_t now_ms, struct arena *arena, struct str *ids)
{
    int64_t today = clock_day_start(now_ms), monday = clock_days_after(today, -clock_local(today).weekday);
    int64_t first = clock_days_after(today, 1 - clock_local(today).day);
    int64_t before = clock_days_after(clock_days_after(first, -1), 1 - clock_local(clock_days_after(first, -1)).day);
    const struct {
        const char *period;
        int64_t from_ms;
    } open[] = {{"day", today}, {"day", clock_days_after(today, -1)}, {"week", monday},
                {"week", clock_days_after(monday, -7)}, {"month", first}, {"month", before}};
    size_t count = sizeof open / sizeof open[0];
    for (size_t i = 0; i < count; i++)
        ids[i] = arena_printf(arena, "%s:" STR_FMT, open[i].period, STR_ARG(clock_iso_day(arena, open[i].from_ms)));
    return count;
}

/* Read again what may have changed; what has settled meanwhile is read into the lasting arena. */
static bool read_open(struct keeper *keeper, struct site *site, struct arena *arena, int64_t now_ms,
                      struct board *board, struct err *err)
{
    struct str ids[KEEPER_FRESH_MOST];
    size_t open = open_periods(now_ms, arena, ids);
    board->summaries = ARENA_ARRAY(arena, const struct summary *, keeper->kept_count + open);
    board->summary_count = 0;
    for (size_t i = 0; i < open; i++) {
        const struct summary *summary;
        if (is_kept(keeper, ids[i]))
            continue;
        if (!board_read_summary(site->store, ids[i], arena, &summary, err))
            return false;
        if (summary != NULL && is_settled(summary, now_ms) && keeper->kept_count < KEEPER_SUMMARIES_MOST) {
            if (!board_read_summary(site->store, ids[i], &keeper->lasting[keeper->lasting_turn], &summary, err))
                return false;
            keeper->kept[keeper->kept_count++] = summary;
        } else if (summary != NULL) {
            board->summaries[board->summary_count++] = summary;
        }
    }
    for (size_t i = 0; i < keeper->kept_count; i++)
        board->summaries[board->summary_count++] = keeper->kept[i];
    qsort(board->summaries, board->summary_count, sizeof *board->summaries, by_id);
    return true;
}

/* What is kept in memory is as erased as what is in the store. */
static bool forget(struct keeper *keeper, struct site *site, struct err *err)
{
    uint64_t disturbed;
    if (!records_disturbed(site->store, &disturbed, err))
        return false;
    if (disturbed == keeper->disturbed)
        return true;
    if (!shelf_forget(site->shelf, site->store, err))
        return false;
    keeper->disturbed = disturbed;
    keeper->started = false;
    return true;
}

bool keeper_refresh(struct keeper *keeper, struct site *site, struct err *err)
{
    struct arena *arena = &keeper->fresh[keeper->turn];
    struct board board = site->board;
    int64_t now_ms = clock_now_ms();
    arena_reset(arena);
    if (keeper->whole && !forget(keeper, site, err))
        return false;
    keeper->whole = false;
    if ((!keeper->started && !start(keeper, site, now_ms, err)) ||
        !read_open(keeper, site, arena, now_ms, &board, err) || !board_read_incidents(site->store, arena, &board, err) ||
        !board_read_sources(site->store, arena, &board, err) || !board_read_deeds(site->store, arena, &board, err))
        return false;
    site->board = board;
    site->ready = keeper->whole = true;
    keeper->turn = 1 - keeper->turn;
    return true;
}

void keeper_free(struct keeper *keeper)
{
    arena_free(&keeper->lasting[0]);
    arena_free(&keeper->lasting[1]);
    arena_free(&keeper->fresh[0]);
    arena_free(&keeper->fresh[1]);
}
