/* SPDX-License-Identifier: MIT */
#include "issues.h"

#include "base/banned.h"

static const double least_alone = 0.5, least_beside = 0.6;

bool issues_read(struct rules *rules, const char *built_in, const char *own, struct err *err)
{
    return rules_read(rules, built_in, err) && (own == NULL || rules_read(rules, own, err));
}

/* Keeps the list in order of confidence; of equals the earlier section comes first. */
static void insert(struct reading *reading, struct str id, double confidence)
{
    size_t at = reading->issue_count;
    if (at == READING_ISSUES_MOST && reading->issues[at - 1].confidence >= confidence)
        return;
    if (at == READING_ISSUES_MOST)
        at--;
    else
        reading->issue_count++;
    for (; at > 0 && reading->issues[at - 1].confidence < confidence; at--)
        reading->issues[at] = reading->issues[at - 1];
    reading->issues[at] = (struct reading_issue){id, confidence};
}

void issues_decide(const struct rules *rules, const struct cues *cues, struct reading *reading)
{
    reading->issue_count = 0;
    for (size_t i = 0; i < cues->touched_count; i++) {
        uint32_t number = cues->touched[i];
        const struct cues_section *section = &cues->sections[number];
        if (section->score >= least_alone)
            insert(reading, rules->sections[number].id, section->score);
    }
    while (reading->issue_count > 1 && reading->issues[reading->issue_count - 1].confidence < least_beside)
        reading->issue_count--;
}
