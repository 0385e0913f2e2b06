/* SPDX-License-Identifier: MIT */
#include "recount.h"

#include <inttypes.h>

#include "base/log.h"
#include "kept.h"
#include "redis/rewrite.h"

#include "base/banned.h"

static bool is_read_otherwise(const struct reading *was, const struct reading *now)
{
    bool issues = was->issue_count == now->issue_count;
    for (size_t i = 0; issues && i < now->issue_count; i++)
        issues = str_eq(was->issues[i].id, now->issues[i].id);
    return !issues || was->class_ != now->class_ || was->label != now->label;
}

/* The period's entry, made at its first post, when its quotes are chosen anew too. */
static struct summaries_moved *moved_in(struct recount *recount, enum period period, int64_t at_ms)
{
    int64_t start_ms = period_start(period, at_ms);
    struct quotes_book *book;
    for (size_t i = 0; i < recount->moved_count; i++)
        if (recount->moved[i].period == period && recount->moved[i].start_ms == start_ms)
            return &recount->moved[i];
    if (recount->moved_count == RECOUNT_MOVED_MOST || !quotes_get(recount->quotes, period, at_ms, &book, recount->err))
        return NULL;
    quotes_clear(book);
    struct summaries_moved *moved = &recount->moved[recount->moved_count++];
    *moved = (struct summaries_moved){.period = period, .start_ms = start_ms, .rules.at_ms = recount->now_ms};
    return moved;
}

static bool add(struct buckets *buckets, const struct recount *recount, const struct stream_kept *kept,
                const struct reading *reading, int64_t at_ms, struct err *err)
{
    const struct post *post = &kept->post;
    struct buckets_post counted = {.at_ms = at_ms,
                                   .person = people_hash(post_voice(post)),
                                   .repost = post->repost_of.len > 0,
                                   .channel = post->kind,
                                   .reading = reading,
                                   .places = whereabouts_of(reading, recount->places, recount->council_place)};
    return buckets_add(buckets, &counted, err);
}

static bool take(struct recount *recount, const struct stream_kept *kept, int64_t at_ms)
{
    bool again = kept->was != NULL && kept->pass == recount->pass;
    const struct reading *was = again ? kept->was : &kept->reading;
    struct whereabouts places = whereabouts_of(&kept->reading, recount->places, recount->council_place);
    for (int period = PERIOD_DAY; period < PERIODS; period++) {
        struct summaries_moved *moved = moved_in(recount, (enum period)period, at_ms);
        if (moved == NULL)
            return err_set(recount->err, ERR_AGAIN, "over %d periods, or no quotes", RECOUNT_MOVED_MOST);
        moved->rules.posts += again && is_read_otherwise(was, &kept->reading);
    }
    return add(&recount->was, recount, kept, was, at_ms, recount->err) &&
           add(&recount->now, recount, kept, &kept->reading, at_ms, recount->err) &&
           quotes_offer(recount->quotes, &kept->post, &kept->reading, at_ms, &places, recount->err);
}

static void see(void *self, const struct stream_kept *kept)
{
    struct recount *recount = self;
    int64_t at_ms = kept->post.published_ms < recount->now_ms ? kept->post.published_ms : recount->now_ms;
    if (!recount->failed && at_ms >= recount->from_ms)
        recount->failed = !take(recount, kept, at_ms);
}

static struct summary_mood mood_in(struct bucket *bucket)
{
    const struct tally_cell *cell = tally_find(buckets_rolled(bucket), &(struct tally_key){.class_ = TALLY_ANY_CLASS});
    if (cell == NULL)
        return (struct summary_mood){.known = false};
    struct tally_sum sum = {.people = cell->people, .posts = cell->posts, .milli = cell->milli, .micro = cell->micro};
    struct mood_sums sums = tally_mood_sums(&sum);
    return mood_of(&sums, NULL, 0);
}

static bool replace(struct recount *recount, const struct bucket *was, const struct bucket *now, struct err *err)
{
    struct bucket *bucket;
    struct summaries_moved *moved = NULL;
    if (!buckets_get(recount->buckets, now->period, now->start_ms, &bucket, err))
        return false;
    for (size_t i = 0; i < recount->moved_count; i++)
        if (recount->moved[i].period == now->period && recount->moved[i].start_ms == now->start_ms)
            moved = &recount->moved[i];
    if (moved != NULL)
        moved->rules.before = mood_in(bucket);
    if (!buckets_replace(recount->buckets, was, now, &bucket, err))
        return false;
    if (moved != NULL)
        moved->rules.after = mood_in(bucket);
    return true;
}

/* Both hold the same periods in the same order, as each post went into both. */
static bool count_anew(struct recount *recount, struct err *err)
{
    MUST(recount->was.count == recount->now.count);
    for (size_t i = 0; i < recount->now.count; i++)
        if (!replace(recount, recount->was.items[i], recount->now.items[i], err))
            return false;
    return true;
}

/* A period in which nothing is read otherwise has nothing to tell. */
static void drop_unmoved(struct recount *recount)
{
    size_t kept = 0;
    for (size_t i = 0; i < recount->moved_count; i++)
        if (recount->moved[i].rules.posts > 0)
            recount->moved[kept++] = recount->moved[i];
    recount->moved_count = kept;
}

bool recount_obey(struct recount *recount, struct str action, struct err *err)
{
    struct arena scratch = {0};
    struct json *root;
    struct err bad;
    bool ours = json_parse(action, &scratch, &root, &bad) && str_eq(json_get_str(root, "do"), STR("rescore"));
    int64_t pass = ours ? json_get_i64(root, "pass", 0) : 0;
    arena_free(&scratch);
    if (!ours)
        return true;
    int64_t last = recount->pass;
    if (last == 0 && !rewrite_pass(recount->store, &last, err))
        return false;
    if (pass != last + 1)
        return true;
    recount->pass = pass;
    recount->moved_count = 0;
    recount->err = err;
    buckets_free(&recount->was);
    buckets_free(&recount->now);
    if (!kept_each(recount->store, see, recount, err) || recount->failed || !count_anew(recount, err))
        return false;
    drop_unmoved(recount);
    log_event(LOG_INFO, "counted again under new rules", NULL);
    return true;
}

bool recount_blob(const struct recount *recount, struct arena *arena, struct records_blob *blob)
{
    *blob = (struct records_blob){.family = STR("rules"),
                                  .name = STR("pass"),
                                  .value = arena_printf(arena, "%" PRId64, recount->pass)};
    return recount->pass > 0;
}

void recount_free(struct recount *recount)
{
    buckets_free(&recount->was);
    buckets_free(&recount->now);
}
