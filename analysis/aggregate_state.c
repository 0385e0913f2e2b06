/* SPDX-License-Identifier: MIT */
#include "aggregate_state.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/packed.h"

#include "base/banned.h"

enum { VERSION = 1, STATE_BYTES_MOST = 64 << 20, FOLLOW_TRIES = 5 };

static const struct str FAMILY = STR_INIT("detect");
static const struct str NAME = STR_INIT("state");

struct str aggregate_state_entry(struct str position)
{
    return str_cut(position, 0, str_find(position, '#', 0));
}

struct str aggregate_state_position(struct str read, struct str entry, struct arena *arena)
{
    size_t mark = str_find(read, '#', 0);
    int64_t count = 0;
    if (mark < read.len)
        str_to_i64(str_cut(read, mark + 1, read.len), &count);
    return arena_printf(arena, STR_FMT "#%" PRId64, STR_ARG(entry.len > 0 ? entry : STR("0-0")), count + 1);
}

uint64_t aggregate_state_hash(struct str post_id)
{
    return hash_u64(hash_plain(post_id));
}

static int by_number(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

bool aggregate_state_has(const struct aggregate_state *state, struct str post_id)
{
    uint64_t hash = aggregate_state_hash(post_id);
    return state->last_count > 0 &&
           bsearch(&hash, state->last, state->last_count, sizeof hash, by_number) != NULL;
}

static void read_last(struct aggregate_state *state, struct packed *in)
{
    state->last_count = packed_take_count(in, 1);
    state->last = ARENA_ARRAY(&state->arena, uint64_t, state->last_count);
    for (size_t i = 0; i < state->last_count; i++)
        state->last[i] = packed_take(in);
}

static void write_last(const struct aggregate_state *state, struct buf *out)
{
    if (state->last_count > 0)
        qsort(state->last, state->last_count, sizeof *state->last, by_number);
    packed_put(out, state->last_count);
    for (size_t i = 0; i < state->last_count; i++)
        packed_put(out, state->last[i]);
}

static struct str keep(struct aggregate_state *state, struct str text)
{
    return arena_str(&state->arena, text);
}

static bool read_state(struct aggregate_state *state, struct str bytes, int shards, struct err *err)
{
    struct packed in = {.rest = bytes};
    uint64_t version = packed_take(&in);
    if (version != VERSION)
        return err_set(err, ERR_INPUT, "the aggregator's state: version %" PRIu64 ", this program reads %d", version,
                       VERSION);
    uint64_t had = packed_take(&in);
    if (!in.bad && had != (uint64_t)shards)
        return err_set(err, ERR_INPUT, "the aggregator's state: of %" PRIu64 " shards, not of %d", had, shards);
    state->disturbed = !str_eq(packed_take_str(&in), state->position_read);
    for (int shard = 0; shard < shards; shard++)
        state->positions[shard] = keep(state, packed_take_str(&in));
    state->action = keep(state, packed_take_str(&in));
    state->first_ms = packed_take_signed(&in);
    state->closed_ms = packed_take_signed(&in);
    state->retained_ms = packed_take_signed(&in);
    read_last(state, &in);
    state->saved_ms = state->closed_ms;
    return !in.bad || err_set(err, ERR_INPUT, "the aggregator's state: damaged");
}

bool aggregate_state_load(struct aggregate_state *state, struct store *store, struct err *err)
{
    struct str bytes;
    aggregate_state_free(state);
    MUST(store_shards(store) <= AGGREGATE_SHARDS_MOST);
    if (!records_position(store, 0, &state->arena, &state->position_read, err) ||
        !records_get(store, 0, FAMILY, NAME, &state->arena, &bytes, err))
        return false;
    if (bytes.ptr == NULL)
        return true;
    return read_state(state, bytes, store_shards(store), err) && aggregate_state_follow(state, store, err);
}

bool aggregate_state_blob(const struct aggregate_state *state, struct store *store, struct str position,
                          struct arena *arena, struct records_blob *blob, struct err *err)
{
    struct buf buf = BUF("the aggregator's state", STATE_BYTES_MOST);
    packed_put(&buf, VERSION);
    packed_put(&buf, (uint64_t)store_shards(store));
    packed_put_str(&buf, position);
    for (int shard = 0; shard < store_shards(store); shard++)
        packed_put_str(&buf, state->positions[shard]);
    packed_put_str(&buf, state->action);
    packed_put_signed(&buf, state->first_ms);
    packed_put_signed(&buf, state->closed_ms);
    packed_put_signed(&buf, state->retained_ms);
    write_last(state, &buf);
    bool ok = buf_ok(&buf, err);
    *blob = (struct records_blob){.family = FAMILY, .name = NAME, .value = arena_str(arena, buf_str(&buf))};
    buf_free(&buf);
    return ok;
}

static bool follow(struct store *store, int shard, struct str entry, bool *behind, struct err *err)
{
    struct arena scratch = {0};
    bool ok = true, stale = true;
    for (int tries = 0; ok && stale && tries < FOLLOW_TRIES; tries++) {
        struct str position;
        ok = records_position(store, shard, &scratch, &position, err);
        if (ok && str_eq(aggregate_state_entry(position), entry))
            break;
        *behind = true;
        ok = ok && records_fold(store, shard, position, aggregate_state_position(position, entry, &scratch), NULL, 0,
                                NULL, 0, &stale, err);
    }
    arena_free(&scratch);
    return ok;
}

bool aggregate_state_follow(struct aggregate_state *state, struct store *store, struct err *err)
{
    bool ok = true;
    state->behind = false;
    for (int shard = 1; ok && shard < store_shards(store); shard++)
        if (state->positions[shard].len > 0)
            ok = follow(store, shard, state->positions[shard], &state->behind, err);
    return ok;
}

void aggregate_state_free(struct aggregate_state *state)
{
    arena_free(&state->arena);
    *state = (struct aggregate_state){0};
}
