/* SPDX-License-Identifier: MIT */
#include "detect_events.h"

#include <math.h>

#include "base/log.h"
#include "base/table.h"
#include "burst.h"
#include "detect_row.h"
#include "outbreak.h"

#include "base/banned.h"

enum column { TS, ISSUE, WARD, AUTHOR, DUP, TOKENS };
static const char *const wanted[] = {"ts", "issue", "ward", "author", "dup", "?tokens", NULL};

/* 9999-12-31 */
#define LAST_S ((int64_t)253402300799)

/* Of a tail further out nothing was ever seen, so that no window is known to be rarer. */
#define CHANCE_LEAST 1e-9

struct run {
    struct detect_row row;
    struct burst *burst;
    struct outbreaks outbreaks;
    struct table issues, wards;
    uint64_t tokens[BURST_TOKENS_MOST];
    bool flooded;
};

/* "", "0": none. Names and numbers alike. */
static uint64_t key_of(struct str field)
{
    field = str_trim(field);
    return field.len == 0 || str_eq(field, STR("0")) ? 0 : str_hash(field) | 1;
}

static uint64_t number_of(struct table *table, struct str field)
{
    return key_of(field) == 0 ? 0 : (uint64_t)table_add(table, str_trim(field)) + 1;
}

static size_t tokens_of(struct str field, uint64_t tokens[BURST_TOKENS_MOST])
{
    size_t count = 0;
    struct str token;
    while (count < BURST_TOKENS_MOST && str_next(&field, ' ', &token))
        if (token.len > 0)
            tokens[count++] = str_hash(token);
    return count;
}

static bool event_of(struct run *run, struct burst_event *event, struct err *err)
{
    const struct str *fields = run->row.fields;
    if (!detect_row_whole(&run->row, TS, 0, LAST_S, &event->at_s, err))
        return false;
    if (str_trim(fields[ISSUE]).len == 0)
        return detect_row_bad(&run->row, ISSUE, "an issue", err);
    event->issue = table_add(&run->issues, str_trim(fields[ISSUE]));
    event->ward = number_of(&run->wards, fields[WARD]);
    event->author = str_hash(str_trim(fields[AUTHOR]));
    event->copy = key_of(fields[DUP]);
    event->tokens = run->tokens;
    event->token_count = tokens_of(fields[TOKENS], run->tokens);
    if (run->issues.count <= BURST_ISSUES_MOST && run->wards.count <= BURST_CELLS_MOST)
        return true;
    return err_set(err, ERR_LIMIT, "line %zu: over %d issues or %d wards", run->row.lines.number, BURST_ISSUES_MOST,
                   BURST_CELLS_MOST);
}

static void print(const struct run *run, const struct outbreak_told *told, FILE *out)
{
    struct str issue = table_name(&run->issues, (uint32_t)told->heat.issue);
    struct str ward = told->ward ? table_name(&run->wards, (uint32_t)(told->ward - 1)) : STR("0");
    fprintf(out, "%lld," STR_FMT "," STR_FMT ",%s,%.0f,%.3f,%.2e\n", (long long)told->heat.at_s, STR_ARG(issue),
            STR_ARG(ward), told->news == OUTBREAK_NEW ? "alert" : "followup", told->heat.people, told->heat.expected,
            fmax(pow(10, -told->heat.score), CHANCE_LEAST));
}

static void note_flood(struct run *run)
{
    char line[24];
    if (!run->outbreaks.flooded || run->flooded)
        return;
    run->flooded = true;
    snprintf(line, sizeof line, "%zu", run->row.lines.number);
    log_event(LOG_WARN, "more incidents at once than a council can have are a flood: none is told until some are over",
              "line", line, NULL);
}

static bool hear_all(struct run *run, FILE *out, struct err *err)
{
    struct burst_heard heard;
    while (detect_row_next(&run->row, err)) {
        struct burst_event event = {0};
        if (!event_of(run, &event, err))
            return false;
        burst_hear(run->burst, &event, &heard);
        struct outbreak_told told = outbreak_hear(&run->outbreaks, run->burst, &heard);
        if (told.news != OUTBREAK_NOTHING)
            print(run, &told, out);
        note_flood(run);
    }
    return err->kind == ERR_NONE;
}

bool detect_events(FILE *in, FILE *out, double budget_a_week, struct err *err)
{
    struct run run = {.burst = burst_new(budget_a_week, (struct burst_calendar){0})};
    bool done = detect_row_open(&run.row, in, wanted, err);
    if (done) {
        fprintf(out, "ts,issue,ward,kind,people,expected,p\n");
        done = hear_all(&run, out, err);
    }
    detect_row_close(&run.row);
    burst_free(run.burst);
    outbreak_free(&run.outbreaks);
    table_free(&run.issues);
    table_free(&run.wards);
    return done;
}
