/* SPDX-License-Identifier: MIT */
#include "aggregate.h"

#include <stdlib.h>

#include "aggregate_state.h"
#include "base/log.h"
#include "redis/stream.h"
#include "summaries.h"

#include "base/banned.h"

enum { ENTRIES_A_READ = 64, POSTS_A_STEP = 20000, DUE_MOST = 4096 };

#define SAVE_EVERY_MS CLOCK_HOUR_MS

struct aggregate {
    const struct council *council;
    struct store *store;
    struct aggregate_state state;
    struct buckets buckets;
    struct quotes quotes;
    bool loaded;
};

/* One step: what it read and what it will write. */
struct step {
    struct aggregate *of;
    struct arena arena;
    int64_t now_ms;
    struct stream_kept **items;
    size_t item_count, item_cap;
    struct str positions[AGGREGATE_SHARDS_MOST];
    bool more;
    struct due {
        enum period period;
        int64_t start_ms;
    } due[DUE_MOST]; /* summaries to make anew */
    size_t due_count;
    struct records_blob *blobs;
    size_t blob_count;
};

struct aggregate *aggregate_new(const struct council *council, struct store *store)
{
    struct aggregate *aggregate = calloc(1, sizeof *aggregate);
    MUST(aggregate != NULL);
    *aggregate = (struct aggregate){
        .council = council, .store = store, .buckets.store = store, .quotes.store = store};
    return aggregate;
}

/* Gives up all that is not kept, so that the next step begins from the checkpoint. */
static void forget(struct aggregate *aggregate)
{
    aggregate_state_free(&aggregate->state);
    buckets_free(&aggregate->buckets);
    quotes_free(&aggregate->quotes);
    aggregate->loaded = false;
}

void aggregate_free(struct aggregate *aggregate)
{
    if (aggregate == NULL)
        return;
    forget(aggregate);
    free(aggregate);
}

static bool load(struct aggregate *aggregate, struct err *err)
{
    if (!aggregate->loaded && !aggregate_state_load(&aggregate->state, aggregate->store, err))
        return false;
    aggregate->loaded = true;
    return true;
}

static void take_item(struct step *step, struct stream_kept *item)
{
    if (item->rewritten)
        return;
    if (step->item_count == step->item_cap) {
        size_t cap = step->item_cap == 0 ? 1024 : step->item_cap * 2;
        struct stream_kept **items = ARENA_ARRAY(&step->arena, struct stream_kept *, cap);
        if (step->item_count > 0)
            memcpy(items, step->items, step->item_count * sizeof *items);
        step->items = items;
        step->item_cap = cap;
    }
    step->items[step->item_count++] = item;
}

static bool read_shard(struct step *step, int shard, struct err *err)
{
    struct stream_page page = {.more = true};
    step->positions[shard] = step->of->state.positions[shard];
    while (page.more && step->item_count < POSTS_A_STEP) {
        if (!stream_read_out(step->of->store, shard, step->positions[shard], ENTRIES_A_READ, 0, &step->arena, &page,
                             err))
            return false;
        step->positions[shard] = page.position;
        for (size_t i = 0; i < page.count; i++)
            take_item(step, &page.items[i]);
    }
    step->more = step->more || page.more;
    return true;
}

static int64_t time_of(const struct step *step, const struct stream_kept *item)
{
    return item->post.published_ms < step->now_ms ? item->post.published_ms : step->now_ms;
}

static int by_time(const void *a, const void *b)
{
    const struct stream_kept *left = *(struct stream_kept *const *)a, *right = *(struct stream_kept *const *)b;
    if (left->post.published_ms != right->post.published_ms)
        return left->post.published_ms < right->post.published_ms ? -1 : 1;
    return str_compare(left->post.id, right->post.id);
}

static bool read_all(struct step *step, struct err *err)
{
    for (int shard = 0; shard < store_shards(step->of->store); shard++)
        if (!read_shard(step, shard, err))
            return false;
    if (step->item_count > 0)
        qsort(step->items, step->item_count, sizeof(struct stream_kept *), by_time);
    return true;
}

static void make_due(struct step *step, int64_t at_ms)
{
    for (int period = PERIOD_DAY; period < PERIODS; period++) {
        int64_t start_ms = period_start((enum period)period, at_ms);
        size_t i = 0;
        while (i < step->due_count &&
               (step->due[i].period != (enum period)period || step->due[i].start_ms != start_ms))
            i++;
        if (i == step->due_count && i < DUE_MOST)
            step->due[step->due_count++] = (struct due){(enum period)period, start_ms};
    }
}

static void add_place(struct buckets_post *counted, struct str id)
{
    for (size_t i = 0; i < counted->place_count; i++)
        if (str_eq(counted->places[i], id))
            return;
    if (id.len > 0 && counted->place_count < BUCKETS_PLACES_MOST)
        counted->places[counted->place_count++] = id;
}

static struct buckets_post counted_post(const struct step *step, const struct stream_kept *item)
{
    const struct post *post = &item->post;
    int64_t at_ms = time_of(step, item), closed_ms = step->of->state.closed_ms;
    struct buckets_post counted = {
        .at_ms = at_ms,
        .person = people_hash(post->author_key.len > 0 ? post->author_key : post->id),
        .repost = post->repost_of.len > 0,
        .late = closed_ms > 0 && period_after(PERIOD_DAY, period_start(PERIOD_DAY, at_ms), 1) <= closed_ms,
        .channel = post->kind,
        .reading = &item->reading,
    };
    for (size_t i = 0; i < item->reading.place_count; i++) {
        add_place(&counted, item->reading.places[i].id);
        add_place(&counted, item->reading.places[i].ward);
    }
    return counted;
}

static bool count_item(struct step *step, const struct stream_kept *item, struct err *err)
{
    struct aggregate *of = step->of;
    struct buckets_post counted = counted_post(step, item);
    if (of->state.first_ms == 0 || counted.at_ms < of->state.first_ms)
        of->state.first_ms = counted.at_ms;
    make_due(step, counted.at_ms);
    return buckets_add(&of->buckets, &counted, err) &&
           quotes_offer(&of->quotes, &item->post, &item->reading, counted.at_ms, counted.places, counted.place_count,
                        err);
}

static bool count_all(struct step *step, struct err *err)
{
    for (size_t i = 0; i < step->item_count; i++)
        if (!count_item(step, step->items[i], err))
            return false;
    return true;
}

/* Time goes on to the last full tick. What ended on the way gets its last summary. */
static void close_time(struct step *step)
{
    struct aggregate_state *state = &step->of->state;
    int64_t closed_ms = step->now_ms - step->now_ms % AGGREGATE_TICK_MS;
    if (state->first_ms == 0)
        state->first_ms = closed_ms;
    int64_t day_ms = period_start(PERIOD_DAY, state->closed_ms > 0 ? state->closed_ms : state->first_ms);
    while (period_after(PERIOD_DAY, day_ms, 1) <= closed_ms) {
        make_due(step, day_ms);
        day_ms = period_after(PERIOD_DAY, day_ms, 1);
    }
    if (closed_ms > state->closed_ms)
        state->closed_ms = closed_ms;
}

static bool make_summaries(struct step *step, struct err *err)
{
    struct aggregate *of = step->of;
    const struct council_privacy *privacy = &of->council->privacy;
    struct summaries summaries = {of->store, &of->buckets, &of->quotes, of->state.first_ms, privacy->keep_posts_ms};
    for (size_t i = 0; i < step->due_count; i++)
        if (!summaries_blob(&summaries, step->due[i].period, step->due[i].start_ms, step->now_ms,
                            privacy->keep_counts_ms, &step->arena, &step->blobs[step->blob_count++], err))
            return false;
    return true;
}

static bool gather_blobs(struct step *step, struct err *err)
{
    struct aggregate *of = step->of;
    const struct council_privacy *privacy = &of->council->privacy;
    for (int shard = 0; shard < store_shards(of->store); shard++)
        of->state.positions[shard] = step->positions[shard];
    step->blobs = ARENA_ARRAY(&step->arena, struct records_blob,
                              of->buckets.count + of->quotes.count + PERIODS * step->due_count + 1);
    if (!make_summaries(step, err) || !buckets_blobs(&of->buckets, privacy->keep_counts_ms, &step->arena, step->blobs,
                                                     &step->blob_count, err))
        return false;
    quotes_blobs(&of->quotes, privacy->keep_posts_ms, &step->arena, step->blobs, &step->blob_count);
    return aggregate_state_blob(&of->state, of->store, &step->arena, &step->blobs[step->blob_count++], err);
}

/* The state's texts move out of the step's arena before that ends. */
static void settle(struct step *step, struct str position)
{
    struct aggregate_state *state = &step->of->state, old = *state;
    state->arena = (struct arena){0};
    state->position_read = arena_str(&state->arena, position);
    for (int shard = 0; shard < store_shards(step->of->store); shard++)
        state->positions[shard] = arena_str(&state->arena, old.positions[shard]);
    state->action = arena_str(&state->arena, old.action);
    state->saved_ms = state->closed_ms;
    arena_free(&old.arena);
    buckets_written(&step->of->buckets);
    quotes_written(&step->of->quotes);
}

static bool write_all(struct step *step, struct err *err)
{
    struct aggregate *of = step->of;
    bool stale = false;
    if (!gather_blobs(step, err))
        return false;
    struct str read = of->state.position_read,
               position = aggregate_state_position(read, of->state.positions[0], &step->arena);
    if (!records_fold(of->store, 0, read, position, step->blobs, step->blob_count, NULL, 0, &stale, err))
        return false;
    if (stale) {
        log_event(LOG_INFO, "what is kept has changed; reading it again", NULL);
        forget(of);
        step->more = true;
        return true;
    }
    settle(step, position);
    return aggregate_state_follow(&of->state, of->store, err);
}

static bool is_due(const struct step *step)
{
    const struct aggregate_state *state = &step->of->state;
    for (int shard = 0; shard < store_shards(step->of->store); shard++)
        if (!str_eq(step->positions[shard], state->positions[shard]))
            return true;
    return step->due_count > 0 || state->closed_ms >= state->saved_ms + SAVE_EVERY_MS;
}

static bool go(struct step *step, struct err *err)
{
    if (!load(step->of, err) || !read_all(step, err) || !count_all(step, err))
        return false;
    if (!step->more)
        close_time(step);
    return !is_due(step) || write_all(step, err);
}

bool aggregate_step(struct aggregate *aggregate, int64_t now_ms, bool *more, struct err *err)
{
    struct step *step = calloc(1, sizeof *step);
    MUST(step != NULL);
    *step = (struct step){.of = aggregate, .now_ms = now_ms};
    bool ok = go(step, err);
    *more = step->more;
    arena_free(&step->arena);
    free(step);
    if (!ok)
        forget(aggregate);
    return ok;
}
