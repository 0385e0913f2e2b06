/* SPDX-License-Identifier: MIT */
#include "retention.h"

#include "base/log.h"
#include "summaries.h"

#include "base/banned.h"

static const struct str SUMMARIES = STR_INIT("summaries");
static const struct str INCIDENTS = STR_INIT("incidents");

static void add_blob(struct retention *retention, struct records_blob blob)
{
    for (size_t i = 0; i < retention->blob_count; i++)
        if (str_eq(retention->blobs[i].name, blob.name) && str_eq(retention->blobs[i].family, blob.family)) {
            retention->blobs[i] = blob;
            return;
        }
    if (retention->blob_count == retention->blob_cap) {
        retention->blob_cap = retention->blob_cap == 0 ? 16 : retention->blob_cap * 2;
        struct records_blob *more = ARENA_ARRAY(retention->arena, struct records_blob, retention->blob_cap);
        if (retention->blob_count > 0)
            memcpy(more, retention->blobs, retention->blob_count * sizeof *more);
        retention->blobs = more;
    }
    retention->blobs[retention->blob_count++] = blob;
}

static bool forget_people(struct retention *retention, enum period period, int64_t start_ms, struct err *err)
{
    struct bucket *bucket;
    if (!buckets_get(retention->buckets, period, start_ms, &bucket, err))
        return false;
    tally_forget(&bucket->tally);
    bucket->changed = bucket->changed || bucket->tally.count > 0;
    return true;
}

static bool forget_words(struct retention *retention, enum period period, int64_t at_ms, int64_t before_ms,
                         struct err *err)
{
    int64_t start_ms = period_start(period, at_ms);
    struct quotes_book *book;
    struct str id = period_id(period, start_ms, retention->arena), json, stripped;
    if (!quotes_get(retention->quotes, period, at_ms, &book, err) ||
        !records_get(retention->store, 0, SUMMARIES, id, retention->arena, &json, err))
        return false;
    quotes_strip(book, before_ms);
    if (json.ptr != NULL && summaries_strip(json, before_ms, retention->arena, &stripped))
        add_blob(retention, (struct records_blob){.family = SUMMARIES,
                                                  .name = id,
                                                  .value = stripped,
                                                  .expires_at_ms = period_after(period, start_ms, 1) +
                                                                   retention->keep_counts_ms});
    return true;
}

/* People of a week or month are forgotten with its last day. */
static bool forget_day(struct retention *retention, int64_t day_ms, struct err *err)
{
    int64_t end_ms = period_after(PERIOD_DAY, day_ms, 1);
    for (int64_t hour_ms = day_ms; hour_ms < end_ms; hour_ms += CLOCK_HOUR_MS)
        if (!forget_people(retention, PERIOD_HOUR, hour_ms, err))
            return false;
    for (int period = PERIOD_DAY; period < PERIODS; period++) {
        int64_t start_ms = period_start((enum period)period, day_ms);
        if (!forget_words(retention, (enum period)period, day_ms, end_ms, err) ||
            (period_after((enum period)period, start_ms, 1) == end_ms &&
             !forget_people(retention, (enum period)period, start_ms, err)))
            return false;
    }
    return true;
}

static bool strip_incident(struct retention *retention, struct incident *incident, int64_t before_ms)
{
    size_t kept = 0, had = incident->shown_count;
    for (size_t i = 0; i < had; i++) {
        if (incident->shown[i].at_ms >= before_ms)
            incident->shown[kept++] = incident->shown[i];
        else
            incidents_forget(retention->alarms->incidents, incident->shown[i].id);
    }
    incident->shown_count = kept;
    return kept < had;
}

static bool forget_shown(struct retention *retention, int64_t before_ms, struct err *err)
{
    struct records_page page;
    if (!records_all(retention->store, 0, INCIDENTS, retention->arena, &page, err))
        return false;
    struct incident *incident = ARENA_NEW(retention->arena, struct incident);
    for (size_t i = 0; i < page.count; i++) {
        struct json *root;
        struct err bad;
        struct str newer = alarms_value(retention->alarms, page.names[i]);
        if (!json_parse(newer.len > 0 ? newer : page.values[i], retention->arena, &root, &bad) ||
            !incident_from_json(root, retention->arena, incident, &bad))
            log_event(LOG_ERROR, "an incident does not read back", "why", bad.text, NULL);
        else if (strip_incident(retention, incident, before_ms))
            alarms_put(retention->alarms, alarms_blob(retention->alarms, incident, &retention->alarms->arena));
    }
    return true;
}

bool retention_apply(struct retention *retention, int64_t *done_ms, int64_t until_ms, struct err *err)
{
    if (*done_ms >= until_ms)
        return true;
    for (int days = 0; *done_ms < until_ms && days < RETENTION_DAYS_A_STEP; days++) {
        if (!forget_day(retention, *done_ms, err))
            return false;
        *done_ms = period_after(PERIOD_DAY, *done_ms, 1);
    }
    return forget_shown(retention, *done_ms, err);
}
