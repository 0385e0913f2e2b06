/* SPDX-License-Identifier: MIT */
#include "buckets.h"

#include <stdlib.h>

#include "base/log.h"

#include "base/banned.h"

#define HOURS_KEPT_MS (60 * CLOCK_DAY_MS) /* hours are many, and after that looked at as days */

static void drop(struct bucket *bucket)
{
    tally_free(&bucket->tally);
    if (bucket->rolled != NULL)
        tally_free(bucket->rolled);
    free(bucket->rolled);
    free(bucket);
}

/* What was not changed can be read again. */
static void thin(struct buckets *buckets)
{
    size_t kept = 0;
    for (size_t i = 0; i < buckets->count; i++) {
        if (buckets->items[i]->changed)
            buckets->items[kept++] = buckets->items[i];
        else
            drop(buckets->items[i]);
    }
    buckets->count = kept;
}

static struct bucket *find(const struct buckets *buckets, enum period period, int64_t start_ms)
{
    for (size_t i = 0; i < buckets->count; i++)
        if (buckets->items[i]->start_ms == start_ms && buckets->items[i]->period == period)
            return buckets->items[i];
    return NULL;
}

static struct bucket *add(struct buckets *buckets, enum period period, int64_t start_ms)
{
    buckets->items = realloc(buckets->items, (buckets->count + 1) * sizeof *buckets->items);
    struct bucket *bucket = calloc(1, sizeof *bucket);
    MUST(buckets->items != NULL && bucket != NULL);
    *bucket = (struct bucket){.period = period, .start_ms = start_ms};
    buckets->items[buckets->count++] = bucket;
    return bucket;
}

bool buckets_get(struct buckets *buckets, enum period period, int64_t at_ms, struct bucket **bucket, struct err *err)
{
    int64_t start_ms = period_start(period, at_ms);
    *bucket = find(buckets, period, start_ms);
    if (*bucket != NULL)
        return true;
    struct arena scratch = {0};
    struct str bytes = STR_NONE;
    struct err bad;
    bool ok = buckets->store == NULL || records_get(buckets->store, 0, period_family(period),
                                                    clock_iso(&scratch, start_ms), &scratch, &bytes, err);
    if (ok) {
        *bucket = add(buckets, period, start_ms);
        if (bytes.ptr != NULL && !tally_read(bytes, &(*bucket)->tally, &bad))
            log_event(LOG_ERROR, "a bucket does not read back and is begun anew", "bucket",
                      period_id(period, start_ms, &scratch).ptr, "why", bad.text, NULL);
    }
    arena_free(&scratch);
    return ok;
}

const struct tally *buckets_rolled(struct bucket *bucket)
{
    if (bucket->rolled == NULL) {
        bucket->rolled = calloc(1, sizeof *bucket->rolled);
        MUST(bucket->rolled != NULL);
        tally_roll(&bucket->tally, bucket->rolled);
    }
    return bucket->rolled;
}

/* Every issue of it and all issues, each in every place of it and in all places. */
static void count_post(struct tally *tally, const struct buckets_post *post)
{
    const struct reading *reading = post->reading;
    struct tally_key key = {.class_ = post->repost ? (int)TALLY_REPOST : (int)reading->class_,
                            .channel = post->channel,
                            .language = reading->language};
    for (size_t i = 0; i <= reading->issue_count; i++) {
        key.issue = i == 0 ? STR_NONE : reading->issues[i - 1].id;
        for (size_t p = 0; p <= post->places.count; p++) {
            key.place = p == 0 ? STR_NONE : post->places.ids[p - 1];
            tally_add(tally, &key, post->person, reading->sentiment);
        }
    }
    if (post->late) {
        struct tally_key late = {.class_ = TALLY_LATE, .channel = post->channel, .language = reading->language};
        tally_add(tally, &late, post->person, reading->sentiment);
    }
    tally_reader(tally, reading->analyser);
}

static void touch(struct bucket *bucket)
{
    bucket->changed = true;
    if (bucket->rolled != NULL)
        tally_free(bucket->rolled);
    free(bucket->rolled);
    bucket->rolled = NULL;
}

bool buckets_add(struct buckets *buckets, const struct buckets_post *post, struct err *err)
{
    for (int period = 0; period < PERIODS; period++) {
        struct bucket *bucket;
        if (!buckets_get(buckets, (enum period)period, post->at_ms, &bucket, err))
            return false;
        count_post(&bucket->tally, post);
        touch(bucket);
    }
    return true;
}

bool buckets_replace(struct buckets *buckets, const struct bucket *was, const struct bucket *now, struct bucket **bucket,
                     struct err *err)
{
    if (!buckets_get(buckets, now->period, now->start_ms, bucket, err))
        return false;
    tally_replace(&(*bucket)->tally, &was->tally, &now->tally);
    touch(*bucket);
    return true;
}

static int64_t expiry_of(const struct bucket *bucket, int64_t keep_ms)
{
    bool hour = bucket->period == PERIOD_HOUR && keep_ms > HOURS_KEPT_MS;
    return period_after(bucket->period, bucket->start_ms, 1) + (hour ? HOURS_KEPT_MS : keep_ms);
}

bool buckets_blobs(const struct buckets *buckets, int64_t keep_ms, struct arena *arena, struct records_blob *blobs,
                   size_t *count, struct err *err)
{
    struct buf buf = BUF("a bucket's tally", TALLY_BYTES_MOST);
    bool ok = true;
    for (size_t i = 0; ok && i < buckets->count; i++) {
        const struct bucket *bucket = buckets->items[i];
        if (!bucket->changed)
            continue;
        buf_clear(&buf);
        ok = tally_write(&bucket->tally, &buf, err);
        blobs[(*count)++] = (struct records_blob){.family = period_family(bucket->period),
                                                  .name = clock_iso(arena, bucket->start_ms),
                                                  .value = arena_str(arena, buf_str(&buf)),
                                                  .expires_at_ms = expiry_of(bucket, keep_ms)};
    }
    buf_free(&buf);
    return ok;
}

void buckets_written(struct buckets *buckets)
{
    for (size_t i = 0; i < buckets->count; i++)
        buckets->items[i]->changed = false;
    if (buckets->count >= BUCKETS_MOST)
        thin(buckets);
}

void buckets_free(struct buckets *buckets)
{
    for (size_t i = 0; i < buckets->count; i++)
        drop(buckets->items[i]);
    free(buckets->items);
    buckets->items = NULL;
    buckets->count = 0;
}
