/* SPDX-License-Identifier: MIT */
#include "health.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "redis/stream.h"

#include "base/banned.h"

/* Silence of so many expected posts: once in a hundred such times; never in a lifetime. */
#define SILENT_EXPECTED 4.6
#define DEAF_EXPECTED   14.0
#define NEVER_HEARD_MS  (14 * CLOCK_DAY_MS)

struct health *health_new(void)
{
    struct health *health = calloc(1, sizeof *health);
    MUST(health != NULL);
    return health;
}

static void copy(char *to, size_t size, struct str text)
{
    snprintf(to, size, STR_FMT, (int)(text.len < size ? text.len : size - 1), text.ptr ? text.ptr : "");
}

/* An answer that was good and yet could not be used is another thing than none. */
const char *health_why(const struct err *err, int status)
{
    static const struct {
        int status;
        const char *why;
    } known[] = {{401, "refused"}, {403, "refused"}, {404, "missing"}, {410, "gone"}, {429, "busy"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].status == status)
            return known[i].why;
    if (status >= 500)
        return "trouble";
    if (err->kind == ERR_LIMIT)
        return "large";
    if (err->kind == ERR_CONFIG)
        return "setting";
    return err->kind == ERR_INPUT || status / 100 == 2 ? "unreadable" : "away";
}

static void say(struct health *health, bool failing, const char *why, struct str cause)
{
    health->failing = failing;
    copy(health->why, sizeof health->why, str_from(why));
    copy(health->cause, sizeof health->cause, cause);
}

void health_failed(struct health *health, const struct err *err, int status)
{
    say(health, true, health_why(err, status), str_from(err->text));
}

void health_said(struct health *health, const char *why, struct str notice)
{
    say(health, false, why != NULL && notice.len > 0 ? why : "", notice);
}

void health_left_out(struct health *health, int64_t too_old)
{
    health->too_old = too_old > 0 ? too_old : health->too_old; /* what is read once, or unchanged, is not given again */
    if (health->posts > 0 || health->too_old == 0 || health->cause[0] != '\0')
        return;
    struct arena arena = {0};
    say(health, false, "old", arena_printf(&arena, "everything it gave, %lld posts, was over %lld days old and is left out",
                                           (long long)health->too_old, (long long)(STREAM_LATE_MS / CLOCK_DAY_MS)));
    arena_free(&arena);
}

void health_read(struct str json, struct health *health)
{
    struct arena arena = {0};
    struct json *root = NULL;
    struct err err;
    *health = (struct health){0};
    if (json.len > 0 && json_parse(json, &arena, &root, &err)) {
        health->failing = str_eq(json_get_str(root, "state"), STR("failing"));
        copy(health->cause, sizeof health->cause, json_get_str(root, "cause"));
        copy(health->why, sizeof health->why, json_get_str(root, "why"));
        health->too_old = json_get_i64(root, "too_old", 0);
        health->last_success_ms = json_get_i64(root, "last_success_ms", 0);
        health->last_post_ms = json_get_i64(root, "last_post_ms", 0);
        health->first_poll_ms = json_get_i64(root, "first_poll_ms", 0);
        health->posts = json_get_i64(root, "posts", 0);
        health->requests = json_get_i64(root, "requests", 0);
        health->not_modified = json_get_i64(root, "not_modified", 0);
        health->quota_left = json_get_i64(root, "quota_left", 0);
        health->quota_most = json_get_i64(root, "quota_most", 0);
        pace_read(json_get(root, "pace"), &health->pace);
        rhythm_read(json_get(root, "rhythm"), &health->rhythm);
        JSON_EACH(one, json_get(root, "validators")) {
            size_t at = health->validator_at++ % HEALTH_VALIDATORS_MOST;
            copy(health->validators[at].url, PACE_URL_BYTES, json_get_str(one, "url"));
            copy(health->validators[at].etag, HEALTH_VALIDATOR_BYTES, json_get_str(one, "etag"));
            copy(health->validators[at].last_modified, HEALTH_VALIDATOR_BYTES, json_get_str(one, "last_modified"));
        }
        health->validator_at %= HEALTH_VALIDATORS_MOST;
    }
    arena_free(&arena);
}

static double missing(const struct health *health, int64_t now_ms)
{
    return health->last_post_ms == 0 ? 0 : rhythm_expected(&health->rhythm, health->last_post_ms, now_ms);
}

const char *health_state(const struct health *health, int64_t now_ms)
{
    if (health->pace.stopped[0] != '\0')
        return "stopped";
    if (health->failing)
        return "failing";
    bool long_asked = health->first_poll_ms > 0 && now_ms - health->first_poll_ms >= NEVER_HEARD_MS;
    if (health->posts == 0 && (health->cause[0] != '\0' || (long_asked && !health->brought)))
        return "deaf";
    double expected = missing(health, now_ms);
    int64_t quiet_ms = now_ms - health->last_post_ms;
    if (expected >= DEAF_EXPECTED && quiet_ms >= 6 * CLOCK_HOUR_MS)
        return "deaf";
    return expected >= SILENT_EXPECTED && quiet_ms >= 2 * CLOCK_HOUR_MS ? "silent" : "ok";
}

void health_learn(struct health *health, int64_t fresh, bool answered, int64_t now_ms)
{
    bool is_usual = missing(health, now_ms) < SILENT_EXPECTED;
    if (answered && (fresh > 0 || is_usual))
        rhythm_learn(&health->rhythm, fresh, now_ms);
}

static void write_validators(const struct health *health, struct json_out *out)
{
    json_out_key(out, "validators");
    json_out_open(out, '[');
    for (size_t i = 0; i < HEALTH_VALIDATORS_MOST; i++) {
        size_t at = (health->validator_at + i) % HEALTH_VALIDATORS_MOST;
        if (health->validators[at].url[0] == '\0')
            continue;
        json_out_open(out, '{');
        json_out_member_str(out, "url", str_from(health->validators[at].url));
        json_out_member_str(out, "etag", str_from(health->validators[at].etag));
        json_out_member_str(out, "last_modified", str_from(health->validators[at].last_modified));
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_counts(const struct health *health, struct json_out *out)
{
    json_out_member_i64(out, "first_poll_ms", health->first_poll_ms);
    json_out_member_i64(out, "last_success_ms", health->last_success_ms);
    json_out_member_i64(out, "last_post_ms", health->last_post_ms);
    json_out_member_i64(out, "next_poll_ms", health->pace.next_poll_ms);
    json_out_member_i64(out, "posts", health->posts);
    json_out_member_i64(out, "requests", health->requests);
    json_out_member_i64(out, "not_modified", health->not_modified);
    if (health->too_old > 0)
        json_out_member_i64(out, "too_old", health->too_old);
    if (health->quota_most > 0) {
        json_out_member_i64(out, "quota_left", health->quota_left);
        json_out_member_i64(out, "quota_most", health->quota_most);
    }
}

struct str health_write(struct arena *arena, const struct source *source, const struct health *health, int64_t now_ms)
{
    const char *state = health_state(health, now_ms);
    struct buf text = BUF("health", 1 << 20);
    struct json_out out = json_out_new(&text, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "name", source->name);
    json_out_member_str(&out, "kind", str_from(source->kind->section.name));
    json_out_member_str(&out, "state", str_from(state));
    json_out_member_str(&out, "why", health->why[0] ? str_from(health->why) : STR_NONE);
    json_out_member_str(&out, "cause", health->cause[0] ? str_from(health->cause) : STR_NONE);
    write_counts(health, &out);
    if (strcmp(state, "silent") == 0 || strcmp(state, "deaf") == 0)
        json_out_member_i64(&out, "silent_since_ms", health->last_post_ms ? health->last_post_ms : health->first_poll_ms);
    json_out_member_double(&out, "expected_per_hour", rhythm_expected(&health->rhythm, now_ms, now_ms + CLOCK_HOUR_MS), 3);
    json_out_key(&out, "pace");
    pace_write(&health->pace, &out);
    json_out_key(&out, "rhythm");
    rhythm_write(&health->rhythm, &out);
    write_validators(health, &out);
    json_out_close(&out, '}');
    struct str result = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return result;
}

struct fetch_validators health_validators(const struct health *health, struct str url)
{
    for (size_t i = 0; i < HEALTH_VALIDATORS_MOST; i++)
        if (url.len > 0 && str_eq(str_from(health->validators[i].url), url))
            return (struct fetch_validators){str_from(health->validators[i].etag),
                                             str_from(health->validators[i].last_modified)};
    return (struct fetch_validators){STR_NONE, STR_NONE};
}

void health_keep_validators(struct health *health, struct str url, const struct source_reply *reply)
{
    struct str etag = source_reply_header(reply, "etag"), modified = source_reply_header(reply, "last-modified");
    size_t at = 0;
    while (at < HEALTH_VALIDATORS_MOST && !str_eq(str_from(health->validators[at].url), url))
        at++;
    bool fits = url.len < PACE_URL_BYTES && etag.len < HEALTH_VALIDATOR_BYTES && modified.len < HEALTH_VALIDATOR_BYTES;
    if (at == HEALTH_VALIDATORS_MOST) {
        if ((etag.len == 0 && modified.len == 0) || !fits)
            return;
        at = health->validator_at;
        health->validator_at = (at + 1) % HEALTH_VALIDATORS_MOST;
    }
    copy(health->validators[at].url, PACE_URL_BYTES, url);
    copy(health->validators[at].etag, HEALTH_VALIDATOR_BYTES, fits ? etag : STR_NONE);
    copy(health->validators[at].last_modified, HEALTH_VALIDATOR_BYTES, fits ? modified : STR_NONE);
}
