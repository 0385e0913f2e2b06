/* SPDX-License-Identifier: MIT */
#include "burst_trial.h"

#include "base/banned.h"

static double share_of(const struct burst *burst, const struct burst_issue *issue, uint64_t key)
{
    uint32_t at = burst_issue_find(issue, key);
    struct burst_cell cell = issue->cells[at];
    if (key != 0 && (at == 0 || burst_issue_forgot(issue, &cell)))
        return 0;
    if (!cell.awake)
        burst_day_share(burst, issue, &cell);
    return (double)cell.share;
}

double burst_expected(const struct burst *burst, uint64_t issue_key, enum burst_kind kind, uint64_t place, int64_t from_s,
                      int64_t to_s)
{
    uint32_t at = burst_map_get(&burst->index, issue_key);
    if (at == BURST_MAP_NONE || to_s <= from_s)
        return 0;
    const struct burst_issue *issue = &burst->issues[at];
    uint32_t due = burst_trial_due(burst, issue, to_s) - burst_trial_due(burst, issue, from_s);
    return share_of(burst, issue, burst_key(kind, place)) * (double)due / BURST_DUE_ONE;
}
