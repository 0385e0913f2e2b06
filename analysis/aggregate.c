/* SPDX-License-Identifier: MIT */
#include "aggregate.h"

#include <stdlib.h>

#include "aggregate_state.h"
#include "alarms.h"
#include "base/log.h"
#include "reconcile.h"
#include "recount.h"
#include "redis/stream.h"
#include "retention.h"
#include "summaries.h"

#include "base/banned.h"

enum { ENTRIES_A_READ = 64, ACTIONS_A_STEP = 200, POSTS_A_STEP = 20000, DUE_MOST = 4096 };

#define SAVE_EVERY_MS CLOCK_HOUR_MS

static const struct str DETECT = STR_INIT("detect");
static const struct str ALARMS = STR_INIT("incidents");

struct aggregate {
    const struct council *council;
    struct store *store;
    struct aggregate_state state;
    struct buckets buckets;
    struct quotes quotes;
    struct alarms alarms;
    struct place_names places;
    struct str council_place; /* the whole of it, in `places` */
    bool loaded;
};

/* One step: what it read and what it will write. */
struct step {
    struct aggregate *of;
    struct arena arena;
    int64_t now_ms;
    int64_t began_ms;  /* time was closed up to here */
    int64_t oldest_ms; /* of the posts; 0: none */
    bool retained;
    struct stream_kept **items;
    size_t item_count, item_cap, other_count; /* other: of shards but the first; read last */
    struct str positions[AGGREGATE_SHARDS_MOST];
    uint64_t *last;
    size_t last_count;
    struct str action; /* the last officer's action obeyed, if there was one */
    bool more;
    struct due {
        enum period period;
        int64_t start_ms;
    } due[DUE_MOST]; /* summaries to make anew */
    size_t due_count;
    struct retention retention;
    struct recount recount;
    struct records_blob *blobs;
    size_t blob_count;
};

/* Gives up all that is not kept, so that the next step begins from the checkpoint. */
static void forget(struct aggregate *aggregate)
{
    aggregate_state_free(&aggregate->state);
    buckets_free(&aggregate->buckets);
    quotes_free(&aggregate->quotes);
    alarms_close(&aggregate->alarms);
    aggregate->loaded = false;
}

struct aggregate *aggregate_new(const struct council *council, struct store *store, struct err *err)
{
    struct aggregate *aggregate = calloc(1, sizeof *aggregate);
    MUST(aggregate != NULL);
    *aggregate = (struct aggregate){
        .council = council, .store = store, .buckets.store = store, .quotes.store = store};
    if (council->place.places.len > 0 && !place_names_load(&aggregate->places, council->place.places.ptr, err)) {
        aggregate_free(aggregate);
        return NULL;
    }
    aggregate->council_place = whereabouts_council(&aggregate->places);
    return aggregate;
}

void aggregate_free(struct aggregate *aggregate)
{
    if (aggregate == NULL)
        return;
    forget(aggregate);
    place_names_free(&aggregate->places);
    free(aggregate);
}

static void open_alarms(struct aggregate *aggregate)
{
    alarms_open(&aggregate->alarms, aggregate->council, aggregate->council->detect.budget, &aggregate->places,
                aggregate->council->privacy.keep_counts_ms);
}

static bool load(struct aggregate *aggregate, struct err *err)
{
    struct arena scratch = {0};
    struct str bytes;
    struct err bad;
    if (aggregate->loaded)
        return true;
    open_alarms(aggregate);
    bool ok = aggregate_state_load(&aggregate->state, aggregate->store, err) &&
              records_get(aggregate->store, 0, DETECT, ALARMS, &scratch, &bytes, err);
    if (ok && bytes.ptr != NULL && !alarms_load(&aggregate->alarms, bytes, &bad)) {
        log_event(LOG_ERROR, "the detector's memory does not read back; it learns anew", "why", bad.text, NULL);
        alarms_close(&aggregate->alarms);
        open_alarms(aggregate);
    }
    ok = ok && (!aggregate->state.disturbed ||
                reconcile_incidents(aggregate->store, aggregate->alarms.incidents, err));
    arena_free(&scratch);
    aggregate->loaded = ok;
    return ok;
}

static void take_item(struct step *step, struct stream_kept *item, int shard)
{
    const struct aggregate_state *state = &step->of->state;
    if (item->rewritten || (state->behind && shard > 0 && aggregate_state_has(state, item->post.id)))
        return;
    if (shard > 0)
        step->other_count++;
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
            take_item(step, &page.items[i], shard);
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

/* What the other shards gave, and while one of them is not read through, what they gave before it was behind. */
static void note_last(struct step *step)
{
    struct aggregate_state *state = &step->of->state;
    size_t before = state->behind && step->more ? state->last_count : 0, first = step->item_count - step->other_count;
    uint64_t *last = ARENA_ARRAY(&step->arena, uint64_t, before + step->other_count);
    if (before > 0)
        memcpy(last, state->last, before * sizeof *last);
    for (size_t i = 0; i < step->other_count; i++)
        last[before + i] = aggregate_state_hash(step->items[first + i]->post.id);
    step->last = last;
    step->last_count = before + step->other_count;
}

static bool read_all(struct step *step, struct err *err)
{
    for (int shard = 0; shard < store_shards(step->of->store); shard++)
        if (!read_shard(step, shard, err))
            return false;
    note_last(step);
    if (step->item_count > 0)
        qsort(step->items, step->item_count, sizeof(struct stream_kept *), by_time);
    return true;
}

static void make_period_due(struct step *step, enum period period, int64_t start_ms)
{
    size_t i = 0;
    while (i < step->due_count && (step->due[i].period != period || step->due[i].start_ms != start_ms))
        i++;
    if (i == step->due_count && i < DUE_MOST)
        step->due[step->due_count++] = (struct due){period, start_ms};
}

static void make_due(struct step *step, int64_t at_ms)
{
    for (int period = PERIOD_DAY; period < PERIODS; period++)
        make_period_due(step, (enum period)period, period_start((enum period)period, at_ms));
}

static struct buckets_post counted_post(const struct step *step, const struct stream_kept *item)
{
    const struct post *post = &item->post;
    int64_t at_ms = time_of(step, item), closed_ms = step->began_ms;
    return (struct buckets_post){
        .at_ms = at_ms,
        .person = people_hash(post_voice(post)),
        .repost = post->repost_of.len > 0,
        .late = closed_ms > 0 && period_after(PERIOD_DAY, period_start(PERIOD_DAY, at_ms), 1) <= closed_ms,
        .channel = post->kind,
        .reading = &item->reading,
        .places = whereabouts_of(&item->reading, &step->of->places, step->of->council_place),
    };
}

/* Time goes on, tick by tick, and what is unusual by then is found out. */
static void tick_to(struct step *step, int64_t at_ms)
{
    struct aggregate_state *state = &step->of->state;
    if (state->closed_ms == 0)
        state->closed_ms = at_ms - at_ms % AGGREGATE_TICK_MS;
    while (state->closed_ms + AGGREGATE_TICK_MS <= at_ms) {
        state->closed_ms += AGGREGATE_TICK_MS;
        alarms_tick(&step->of->alarms, state->closed_ms);
    }
}

static bool count_item(struct step *step, const struct stream_kept *item, struct err *err)
{
    struct aggregate *of = step->of;
    struct buckets_post counted = counted_post(step, item);
    if (of->state.first_ms == 0 || counted.at_ms < of->state.first_ms)
        of->state.first_ms = counted.at_ms;
    if (step->oldest_ms == 0 || counted.at_ms < step->oldest_ms)
        step->oldest_ms = counted.at_ms;
    make_due(step, counted.at_ms);
    tick_to(step, counted.at_ms);
    alarms_add(&of->alarms, &item->post, &item->reading, counted.at_ms);
    return buckets_add(&of->buckets, &counted, err) &&
           quotes_offer(&of->quotes, &item->post, &item->reading, counted.at_ms, &counted.places, err);
}

static bool count_all(struct step *step, struct err *err)
{
    step->began_ms = step->of->state.closed_ms;
    for (size_t i = 0; i < step->item_count; i++)
        if (!count_item(step, step->items[i], err))
            return false;
    return true;
}

static bool obey(struct step *step, struct str action, struct err *err)
{
    struct aggregate *of = step->of;
    step->recount.store = of->store;
    step->recount.buckets = &of->buckets;
    step->recount.quotes = &of->quotes;
    step->recount.places = &of->places;
    step->recount.council_place = of->council_place;
    step->recount.now_ms = step->now_ms;
    step->recount.from_ms = of->state.retained_ms;
    alarms_obey(&of->alarms, action, step->now_ms);
    if (!recount_obey(&step->recount, action, err))
        return false;
    for (size_t i = 0; i < step->recount.moved_count; i++)
        make_period_due(step, step->recount.moved[i].period, step->recount.moved[i].start_ms);
    return true;
}

/* What officers did, and time up to now. What ended on the way gets its last summary. */
static bool close_time(struct step *step, struct err *err)
{
    struct aggregate_state *state = &step->of->state;
    struct records_page page = {.count = ACTIONS_A_STEP};
    if (state->first_ms == 0)
        state->first_ms = step->now_ms;
    int64_t day_ms = period_start(PERIOD_DAY, step->began_ms > 0 ? step->began_ms : state->first_ms);
    tick_to(step, step->now_ms);
    for (; period_after(PERIOD_DAY, day_ms, 1) <= state->closed_ms; day_ms = period_after(PERIOD_DAY, day_ms, 1))
        make_due(step, day_ms);
    while (page.count == ACTIONS_A_STEP) {
        if (!records_actions(step->of->store, state->action, ACTIONS_A_STEP, &step->arena, &page, err))
            return false;
        for (size_t i = 0; i < page.count; i++)
            if (!obey(step, page.values[i], err))
                return false;
        if (page.count > 0)
            step->action = state->action = page.names[page.count - 1];
    }
    return true;
}

/* Words and people that may not be kept any longer; a late post brings its day back to be done again. */
static bool retain(struct step *step, struct err *err)
{
    struct aggregate *of = step->of;
    struct aggregate_state *state = &of->state;
    const struct council_privacy *privacy = &of->council->privacy;
    int64_t until_ms = period_start(PERIOD_DAY, step->now_ms - privacy->keep_posts_ms),
            oldest_ms = period_start(PERIOD_DAY, step->oldest_ms > 0 ? step->oldest_ms : state->first_ms);
    if (state->retained_ms == 0 || (step->oldest_ms > 0 && oldest_ms < state->retained_ms))
        state->retained_ms = oldest_ms;
    int64_t before_ms = state->retained_ms;
    step->retention = (struct retention){.store = of->store,
                                         .buckets = &of->buckets,
                                         .quotes = &of->quotes,
                                         .alarms = &of->alarms,
                                         .keep_counts_ms = privacy->keep_counts_ms,
                                         .arena = &step->arena};
    if (!retention_apply(&step->retention, &state->retained_ms, until_ms, err))
        return false;
    step->retained = state->retained_ms != before_ms;
    step->more = step->more || state->retained_ms < until_ms;
    return true;
}

static bool make_summaries(struct step *step, struct err *err)
{
    struct aggregate *of = step->of;
    const struct council_privacy *privacy = &of->council->privacy;
    struct summaries summaries = {of->store, &of->buckets, &of->quotes, &of->places, of->state.first_ms,
                                  step->recount.moved, step->recount.moved_count};
    for (size_t i = 0; i < step->due_count; i++)
        if (!summaries_blob(&summaries, step->due[i].period, step->due[i].start_ms, step->now_ms,
                            privacy->keep_counts_ms, &step->arena, &step->blobs[step->blob_count++], err))
            return false;
    return true;
}

static bool gather_blobs(struct step *step, struct str position, struct err *err)
{
    struct aggregate *of = step->of;
    const struct council_privacy *privacy = &of->council->privacy;
    for (int shard = 0; shard < store_shards(of->store); shard++)
        of->state.positions[shard] = step->positions[shard];
    of->state.last = step->last;
    of->state.last_count = step->last_count;
    step->blobs = ARENA_ARRAY(&step->arena, struct records_blob,
                              of->buckets.count + of->quotes.count + of->alarms.blob_count +
                                  step->retention.blob_count +
                                  (SUMMARY_WEEKS + 2) * PERIODS * step->due_count + 3);
    for (size_t i = 0; i < step->retention.blob_count; i++)
        step->blobs[step->blob_count++] = step->retention.blobs[i];
    if (recount_blob(&step->recount, &step->arena, &step->blobs[step->blob_count]))
        step->blob_count++;
    if (!make_summaries(step, err) || !buckets_blobs(&of->buckets, privacy->keep_counts_ms, &step->arena, step->blobs,
                                                     &step->blob_count, err))
        return false;
    quotes_blobs(&of->quotes, privacy->keep_posts_ms, &step->arena, step->blobs, &step->blob_count);
    for (size_t i = 0; i < of->alarms.blob_count; i++)
        step->blobs[step->blob_count++] = of->alarms.blobs[i];
    step->blobs[step->blob_count++] =
        (struct records_blob){.family = DETECT, .name = ALARMS, .value = alarms_save(&of->alarms, &step->arena)};
    return aggregate_state_blob(&of->state, of->store, position, &step->arena, &step->blobs[step->blob_count++], err);
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
    state->last = NULL; /* needed only after a crash */
    state->last_count = 0;
    state->saved_ms = state->closed_ms;
    state->disturbed = false;
    arena_free(&old.arena);
    buckets_written(&step->of->buckets);
    quotes_written(&step->of->quotes);
    alarms_written(&step->of->alarms);
}

static bool write_all(struct step *step, struct err *err)
{
    struct aggregate *of = step->of;
    bool stale = false;
    struct str read = of->state.position_read,
               position = aggregate_state_position(read, step->positions[0], &step->arena);
    if (!gather_blobs(step, position, err) ||
        !records_fold(of->store, 0, read, position, step->blobs, step->blob_count, of->alarms.letters,
                      of->alarms.letter_count, &stale, err))
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
    return step->due_count > 0 || state->disturbed || step->retained || step->action.len > 0 || step->of->alarms.blob_count > 0 ||
           state->closed_ms >= state->saved_ms + SAVE_EVERY_MS;
}

static bool go(struct step *step, struct err *err)
{
    if (!load(step->of, err) || !read_all(step, err) || !count_all(step, err))
        return false;
    if (!step->more && (!close_time(step, err) || !retain(step, err)))
        return false;
    return !is_due(step) || write_all(step, err);
}

bool aggregate_step(struct aggregate *aggregate, int64_t now_ms, bool *more, struct err *err)
{
    struct step *step = calloc(1, sizeof *step);
    MUST(step != NULL);
    *step = (struct step){.of = aggregate, .now_ms = now_ms};
    bool ok = go(step, err);
    *more = step->more;
    recount_free(&step->recount);
    arena_free(&step->arena);
    free(step);
    if (!ok)
        forget(aggregate);
    return ok;
}
