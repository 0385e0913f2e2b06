/* SPDX-License-Identifier: MIT */
#include "sources/mastodon_state.h"

#include "base/json_out.h"

#include "base/banned.h"

static void read_channels(const struct json *root, struct mastodon_state *state)
{
    JSON_EACH(node, json_get(root, "channels"))
        for (size_t i = 0; i < state->channel_count; i++)
            if (str_eq(json_get_str(node, "key"), state->channels[i].key)) {
                state->channels[i].head = json_get_str(node, "head");
                state->channels[i].account = json_get_str(node, "account");
            }
}

static void read_seen(const struct json *root, struct mastodon_state *state, int64_t oldest_day)
{
    JSON_EACH(node, json_get(root, "seen")) {
        struct mastodon_state_seen seen = {json_get_str(node, "id"), json_get_str(node, "uri"),
                                           json_get_str(node, "server"), json_get_i64(node, "day", 0)};
        bool good = str_starts(seen.server, STR("http")) && seen.day >= oldest_day;
        if (good && state->seen_count < MASTODON_STATE_SEEN_MOST)
            state->seen[state->seen_count++] = seen;
    }
}

struct mastodon_state mastodon_state_read(struct arena *arena, struct str cursor, const struct str *keys, size_t count,
                                          int64_t oldest_day)
{
    struct mastodon_state state = {.channel_count = count};
    struct json *root = NULL;
    struct err err;
    MUST(count <= MASTODON_STATE_CHANNELS_MOST);
    for (size_t i = 0; i < count; i++)
        state.channels[i].key = keys[i];
    state.seen = ARENA_ARRAY(arena, struct mastodon_state_seen, MASTODON_STATE_SEEN_MOST);
    if (cursor.len == 0 || !json_parse(cursor, arena, &root, &err))
        return state;
    read_channels(root, &state);
    int64_t at = json_get_i64(root, "at", 0);
    state.at = at > 0 && (size_t)at < count ? (size_t)at : 0;
    state.step = json_get_str(root, "step");
    state.one_by_one = json_get_bool(root, "one_by_one", false);
    state.rechecked_ms = json_get_i64(root, "rechecked_ms", 0);
    state.instance_ms = json_get_i64(root, "instance_ms", 0);
    state.to_recheck = json_get_i64(root, "to_recheck", 0);
    state.notice = json_get_str(root, "notice");
    state.why = json_get_str(root, "why");
    state.notice_at = (size_t)json_get_i64(root, "notice_at", 0);
    read_seen(root, &state, oldest_day);
    return state;
}

static void write_channels(const struct mastodon_state *state, struct json_out *out)
{
    json_out_key(out, "channels");
    json_out_open(out, '[');
    for (size_t i = 0; i < state->channel_count; i++) {
        json_out_open(out, '{');
        json_out_member_str(out, "key", state->channels[i].key);
        json_out_member_str(out, "head", state->channels[i].head);
        json_out_member_str(out, "account", state->channels[i].account);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_seen(const struct mastodon_state *state, struct json_out *out)
{
    json_out_key(out, "seen");
    json_out_open(out, '[');
    for (size_t i = 0; i < state->seen_count; i++) {
        json_out_open(out, '{');
        json_out_member_str(out, "id", state->seen[i].id);
        json_out_member_str(out, "uri", state->seen[i].uri);
        json_out_member_str(out, "server", state->seen[i].server);
        json_out_member_i64(out, "day", state->seen[i].day);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

struct str mastodon_state_write(struct arena *arena, const struct mastodon_state *state)
{
    struct buf text = BUF("cursor", 4 << 20);
    struct json_out out = json_out_new(&text, false);
    json_out_open(&out, '{');
    json_out_member_i64(&out, "at", (int64_t)state->at);
    json_out_member_str(&out, "step", state->step);
    json_out_member_bool(&out, "one_by_one", state->one_by_one);
    json_out_member_i64(&out, "rechecked_ms", state->rechecked_ms);
    json_out_member_i64(&out, "instance_ms", state->instance_ms);
    json_out_member_i64(&out, "to_recheck", state->to_recheck);
    json_out_member_str(&out, "notice", state->notice);
    json_out_member_str(&out, "why", state->why);
    json_out_member_i64(&out, "notice_at", (int64_t)state->notice_at);
    write_channels(state, &out);
    write_seen(state, &out);
    json_out_close(&out, '}');
    struct str cursor = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return cursor;
}

void mastodon_state_see(struct mastodon_state *state, struct mastodon_state_seen seen)
{
    if (seen.id.len == 0 || seen.uri.len == 0)
        return;
    for (size_t i = 0; i < state->seen_count; i++)
        if (str_eq(state->seen[i].uri, seen.uri))
            return;
    if (state->seen_count == MASTODON_STATE_SEEN_MOST)
        memmove(state->seen, state->seen + 1, --state->seen_count * sizeof *state->seen);
    state->seen[state->seen_count++] = seen;
}

void mastodon_state_checked(struct mastodon_state *state, size_t count, const bool *gone)
{
    struct mastodon_state_seen checked[MASTODON_STATE_CHECKED_MOST];
    MUST(count <= state->seen_count && count <= MASTODON_STATE_CHECKED_MOST);
    memcpy(checked, state->seen, count * sizeof *checked);
    memmove(state->seen, state->seen + count, (state->seen_count - count) * sizeof *checked);
    state->seen_count -= count;
    for (size_t i = 0; i < count; i++)
        if (!gone[i])
            state->seen[state->seen_count++] = checked[i];
}
