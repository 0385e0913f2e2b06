/* SPDX-License-Identifier: MIT */
#include "burst_trial.h"

#include "base/banned.h"

double burst_expected(const struct burst *burst, uint64_t issue_key, enum burst_kind kind, uint64_t place, int64_t from_s,
                      int64_t to_s)
{
    uint32_t at = burst_map_get(&burst->index, issue_key);
    if (at == BURST_MAP_NONE || to_s <= from_s)
        return 0;
    const struct burst_issue *issue = &burst->issues[at];
    uint32_t found = kind == BURST_ISSUE ? 0 : burst_map_get(&issue->index, burst_key(kind, place));
    double share = found == BURST_MAP_NONE ? 0 : found == 0 ? 1 : (double)issue->cells[found].share;
    uint32_t due = burst_trial_due(burst, issue, to_s) - burst_trial_due(burst, issue, from_s);
    return share * (double)due / BURST_DUE_ONE;
}
