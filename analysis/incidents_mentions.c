/* SPDX-License-Identifier: MIT */
#include "incidents_mentions.h"

#include <stdlib.h>

#include "base/clock.h"

#include "base/banned.h"

enum { FIRST_CAP = 64 };
#define DAY_WEIGHT 2.0 /* a window of few posts leans on its day: so many posts is the day worth */

struct count {
    double all, of_mood;
};

static struct incidents_mentions_row *row_of(struct incidents_mentions *mentions, struct str issue)
{
    uint32_t at = table_add(&mentions->issues, issue);
    if (at >= mentions->cap) {
        size_t cap = mentions->cap ? mentions->cap * 2 : FIRST_CAP;
        mentions->rows = realloc(mentions->rows, cap * sizeof *mentions->rows);
        MUST(mentions->rows != NULL);
        memset(mentions->rows + mentions->cap, 0, (cap - mentions->cap) * sizeof *mentions->rows);
        mentions->cap = cap;
    }
    return &mentions->rows[at];
}

void incidents_mentions_add(struct incidents_mentions *mentions, struct str issue, enum reading_label mood,
                            int64_t at_ms)
{
    struct incidents_mentions_row *row = row_of(mentions, issue);
    int64_t hour = at_ms / CLOCK_HOUR_MS;
    if (hour <= row->hour - INCIDENTS_MENTIONS_HOURS)
        return;
    if (hour >= row->hour + INCIDENTS_MENTIONS_HOURS)
        memset(row->count, 0, sizeof row->count);
    for (int64_t between = row->hour + 1; between <= hour && hour < row->hour + INCIDENTS_MENTIONS_HOURS; between++)
        memset(row->count[between % INCIDENTS_MENTIONS_HOURS], 0, sizeof row->count[0]);
    row->hour = hour > row->hour ? hour : row->hour;
    row->count[hour % INCIDENTS_MENTIONS_HOURS][mood]++;
}

static struct count since(const struct incidents_mentions_row *row, enum reading_label mood, int64_t from_hour)
{
    struct count count = {0};
    for (int64_t hour = row->hour; hour >= from_hour && hour > row->hour - INCIDENTS_MENTIONS_HOURS; hour--)
        for (int label = 0; label < READING_LABELS; label++) {
            count.all += row->count[hour % INCIDENTS_MENTIONS_HOURS][label];
            count.of_mood += label == (int)mood ? row->count[hour % INCIDENTS_MENTIONS_HOURS][label] : 0;
        }
    return count;
}

double incidents_mentions_share(const struct incidents_mentions *mentions, struct str issue, enum reading_label mood,
                                int64_t from_ms)
{
    uint32_t at = table_find(&mentions->issues, issue);
    if (at == TABLE_NONE)
        return 0;
    struct count day = since(&mentions->rows[at], mood, 0);
    struct count now = since(&mentions->rows[at], mood, from_ms / CLOCK_HOUR_MS);
    double usual = day.all > 0 ? day.of_mood / day.all : 0;
    return (now.of_mood + DAY_WEIGHT * usual) / (now.all + DAY_WEIGHT);
}

void incidents_mentions_free(struct incidents_mentions *mentions)
{
    table_free(&mentions->issues);
    free(mentions->rows);
    *mentions = (struct incidents_mentions){0};
}

void incidents_mentions_save(const struct incidents_mentions *mentions, struct buf *out)
{
    packed_put(out, mentions->issues.count);
    for (uint32_t i = 0; i < mentions->issues.count; i++) {
        packed_put_str(out, table_name(&mentions->issues, i));
        packed_put_signed(out, mentions->rows[i].hour);
        for (int hour = 0; hour < INCIDENTS_MENTIONS_HOURS; hour++)
            for (int label = 0; label < READING_LABELS; label++)
                packed_put(out, mentions->rows[i].count[hour][label]);
    }
}

void incidents_mentions_load(struct incidents_mentions *mentions, struct packed *in)
{
    size_t count = packed_take_count(in, 2 + INCIDENTS_MENTIONS_HOURS * READING_LABELS);
    for (size_t i = 0; i < count && !in->bad; i++) {
        struct str issue = packed_take_str(in);
        struct incidents_mentions_row *row = row_of(mentions, issue);
        row->hour = packed_take_signed(in);
        if (row->hour < 0 || row->hour > INT64_MAX / CLOCK_HOUR_MS)
            in->bad = true;
        for (int hour = 0; hour < INCIDENTS_MENTIONS_HOURS; hour++)
            for (int label = 0; label < READING_LABELS; label++)
                row->count[hour][label] = (uint32_t)packed_take(in);
    }
}
