/* SPDX-License-Identifier: MIT */
#include "poll.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "drop.h"
#include "normalise.h"
#include "redis/records.h"
#include "redis/stream.h"
#include "url.h"

#include "base/banned.h"

#define NEWS_MS (2 * CLOCK_HOUR_MS) /* what is older when it comes says nothing of how lively a source is now */

void poll_open(struct poll *poll, const struct source *source, struct arena *arena, struct str health_json)
{
    *poll = (struct poll){.source = *source, .cursor = BUF("cursor", 8 << 20), .health = health_new()};
    poll->key = arena_printf(arena, "%s " STR_FMT, source->kind->section.name, STR_ARG(source->name));
    health_read(health_json, poll->health);
    poll->health->brought = source->kind->brought;
    poll->source.arena = &poll->arena;
}

void poll_close(struct poll *poll)
{
    arena_free(&poll->arena);
    buf_free(&poll->cursor);
    free(poll->health);
}

bool poll_is_due(const struct poll *poll, int64_t now_ms)
{
    return poll->state == POLL_IDLE && now_ms >= poll->health->pace.next_poll_ms;
}

static double chance(void)
{
    uint32_t number;
    hash_random(&number, sizeof number);
    return (double)number / 4294967296.0;
}

static void log_failure(const struct poll *poll)
{
    bool alarm = poll->failed.kind == ERR_CONFIG;
    log_event(alarm ? LOG_ERROR : LOG_WARN, alarm ? "source needs a person" : "source failed", "kind",
              poll->source.kind->section.name, "source", poll->source.name.ptr, "cause", poll->failed.text, NULL);
}

static void remember_failure(struct poll *poll)
{
    struct pace *pace = &poll->health->pace;
    bool moved = !str_eq(poll->asked, poll->request.url);
    health_failed(poll->health, &poll->failed, poll->last_status);
    if (moved)
        pace_moved(pace, poll->request.url, STR_NONE); /* perhaps it is back where it was */
    else if (poll->last_status == 410)
        pace_stop(pace, poll->asked);
}

/* A feed may show the same old posts at each poll: that is said once. */
static void remember_success(struct poll *poll)
{
    struct health *health = poll->health;
    if (poll->too_old > 0 && poll->too_old != health->too_old) {
        char number[24];
        snprintf(number, sizeof number, "%lld", (long long)poll->too_old);
        log_event(LOG_INFO, "posts too old to be taken", "source", poll->source.name.ptr, "posts", number, NULL);
    }
    health->last_success_ms = clock_now_ms();
    health_left_out(health, poll->too_old);
}

/* The turn is over: what came of it, and when the next one is. */
static void finish(struct poll *poll, struct poll_world *world)
{
    struct health *health = poll->health;
    int64_t now_ms = clock_now_ms();
    const struct source_common *common = poll->source.settings;
    bool resting = poll->resting && !poll->any_answer;
    bool failed = poll->failed.kind != ERR_NONE && !resting;
    if (failed)
        log_failure(poll);
    if (failed)
        remember_failure(poll);
    else if (!resting)
        remember_success(poll);
    pace_plan(&health->pace, common->every_ms, poll->not_before_ms, failed ? &poll->failed : NULL, now_ms, chance());
    health_learn(health, poll->fresh, !failed && !resting, now_ms);
    if (health->first_poll_ms == 0)
        health->first_poll_ms = now_ms;
    struct err err;
    if (!records_source_put(world->store, poll->key, health_write(&poll->arena, &poll->source, health, now_ms), &err))
        log_event(LOG_WARN, "health not kept", "source", poll->source.name.ptr, "cause", err.text, NULL);
    poll->state = POLL_IDLE;
    arena_reset(&poll->arena);
}

static void fail(struct poll *poll, struct poll_world *world, const struct err *err)
{
    poll->failed = *err;
    finish(poll, world);
}

/* The store is away: the same again a little later, from the cursor that is kept. */
static void store_failed(struct poll *poll, const struct err *err)
{
    poll->store_err = *err;
    poll->state = POLL_IDLE;
    poll->health->pace.next_poll_ms = clock_now_ms() + 2 * CLOCK_SECOND_MS;
    arena_reset(&poll->arena);
}

static int64_t count_news(const struct source_answer *answer, int64_t fresh, int64_t now_ms, int64_t *last_post_ms)
{
    int64_t news = 0;
    for (size_t i = 0; i < answer->count; i++) {
        int64_t at = answer->posts[i].published_ms;
        at = at == 0 || at > now_ms ? now_ms : at;
        news += at > now_ms - NEWS_MS && !answer->posts[i].deleted;
        if (fresh > 0 && at > *last_post_ms && !answer->posts[i].deleted)
            *last_post_ms = at;
    }
    return news < fresh ? news : fresh;
}

static bool keep(struct poll *poll, struct poll_world *world, struct source_answer *answer)
{
    struct stream_ingested ingested;
    struct err err;
    normalise_answer(&poll->source, world->author_key, answer);
    if (poll->has_cursor && str_eq(answer->cursor, buf_str(&poll->cursor)))
        answer->cursor = STR_NONE; /* it may be long, and is kept as it is */
    if (!stream_ingest(world->store, poll->key, answer->posts, answer->count, answer->cursor, &ingested, &err)) {
        store_failed(poll, &err);
        return false;
    }
    poll->health->posts += ingested.fresh;
    poll->too_old += ingested.late;
    poll->fresh += count_news(answer, ingested.fresh, poll->source.now_ms, &poll->health->last_post_ms);
    if (answer->cursor.ptr != NULL) {
        buf_clear(&poll->cursor);
        buf_add(&poll->cursor, answer->cursor);
        poll->has_cursor = true;
    }
    return true;
}

static struct str cursor_of(const struct poll *poll)
{
    return poll->has_cursor ? buf_str(&poll->cursor) : STR_NONE;
}

/* Says what to ask next; false: the turn is over. */
static bool next_request(struct poll *poll, struct poll_world *world)
{
    struct err err = {0};
    arena_reset(&poll->arena);
    poll->source.now_ms = clock_now_ms();
    poll->request = (struct source_request){0};
    if (poll->requests >= SOURCE_REQUESTS_MOST) {
        finish(poll, world);
        return false;
    }
    if (!poll->source.kind->request(&poll->source, cursor_of(poll), &poll->request, &err)) {
        fail(poll, world, &err);
        return false;
    }
    poll->asked = arena_str(&poll->arena, pace_address(&poll->health->pace, poll->request.url));
    if (poll->request.url.len == 0 || str_eq(poll->asked, str_from(poll->health->pace.stopped))) {
        poll->resting = poll->request.url.len > 0;
        finish(poll, world);
        return false;
    }
    pace_stop(&poll->health->pace, STR_NONE);
    return true;
}

/* A reply, its posts kept; true: there is more to ask. */
static bool take_reply(struct poll *poll, struct poll_world *world, const struct source_reply *reply,
                       const struct err *why)
{
    struct source_answer answer = {0};
    struct err err = {0};
    poll->last_status = reply->status;
    bool ok = poll->source.kind->response(&poll->source, cursor_of(poll), &poll->request, reply, &answer, &err);
    if (!ok) {
        fail(poll, world, why->kind != ERR_NONE ? why : &err);
        return false;
    }
    if (!keep(poll, world, &answer))
        return false;
    bool answered = reply->status >= 200 && reply->status < 400;
    bool conditional = poll->source.kind->conditional && !poll->request.aside && poll->request.body.ptr == NULL;
    if (reply->status >= 200 && reply->status < 300 && conditional)
        health_keep_validators(poll->health, poll->asked, reply);
    poll->any_answer = poll->any_answer || answered || (reply->status != 0 && answer.notice.len > 0);
    if (!answered && !poll->any_answer)
        poll->failed = *why;
    if (!answered && !poll->any_answer && why->kind == ERR_NONE)
        source_reply_ok(reply, &poll->failed);
    if (poll->any_answer) {
        poll->failed = (struct err){0};
        health_said(poll->health, answer.why, answer.notice);
    }
    if (answer.quota_most > 0) {
        poll->health->quota_left = answer.quota_left;
        poll->health->quota_most = answer.quota_most;
    }
    poll->not_before_ms = answer.not_before_ms > poll->not_before_ms ? answer.not_before_ms : poll->not_before_ms;
    if (!answer.more)
        finish(poll, world);
    return answer.more;
}

/* What needs no network: a folder, and a host that wants to be left alone. */
static bool reply_at_once(struct poll *poll, struct source_reply *reply, struct err *err)
{
    struct str host = url_host(poll->asked);
    if (str_starts(poll->asked, STR("file:"))) {
        drop_read(&poll->request, &poll->arena, reply, err);
        return true;
    }
    poll->resting = pace_rests_until(&poll->health->pace, host, clock_now_ms()) > 0;
    if (poll->resting)
        err_set(err, ERR_AGAIN, STR_FMT " asked to be left alone for a while", STR_ARG(host));
    return poll->resting;
}

static void send(struct poll *poll, struct poll_world *world)
{
    struct err err = {0};
    struct fetch_validators validators = {STR_NONE, STR_NONE};
    struct source_request request = poll->request;
    request.url = poll->asked;
    if (poll->source.kind->conditional && !poll->request.aside)
        validators = health_validators(poll->health, poll->asked);
    if (fetch_start(world->fetch, &request, &validators, &poll->arena, poll, &err))
        poll->health->requests++;
    else
        fail(poll, world, &err);
}

/* Asks until a request is under way, another one to the same host must be waited for, or the turn is over. */
static void advance(struct poll *poll, struct poll_world *world)
{
    while (poll->state == POLL_WAITING || next_request(poll, world)) {
        struct err err = {0};
        struct source_reply reply = {.url = poll->asked};
        bool at_once = reply_at_once(poll, &reply, &err);
        poll->state = !at_once && fetch_is_busy(world->fetch, url_host(poll->asked)) ? POLL_WAITING : POLL_ASKED;
        if (poll->state == POLL_WAITING)
            return;
        poll->requests++;
        if (!at_once) {
            send(poll, world);
            return;
        }
        if (!take_reply(poll, world, &reply, &err))
            return;
    }
}

void poll_begin(struct poll *poll, struct poll_world *world)
{
    struct err err;
    struct str cursor;
    poll->requests = poll->fresh = poll->too_old = poll->not_before_ms = 0;
    poll->any_answer = poll->resting = false;
    poll->failed = poll->store_err = (struct err){0};
    poll->last_status = 0;
    if (!stream_cursor(world->store, poll->key, &poll->arena, &cursor, &err) ||
        !stream_arrived(world->store, poll->key, &poll->health->posts, &err)) {
        store_failed(poll, &err);
        return;
    }
    buf_clear(&poll->cursor);
    buf_add(&poll->cursor, cursor);
    poll->has_cursor = cursor.ptr != NULL;
    poll->state = POLL_ASKED;
    advance(poll, world);
}

void poll_resume(struct poll *poll, struct poll_world *world)
{
    if (poll->state == POLL_WAITING)
        advance(poll, world);
}

void poll_answer(struct poll *poll, struct poll_world *world, const struct fetch_done *done)
{
    int64_t now_ms = clock_now_ms();
    struct pace *pace = &poll->health->pace;
    poll->health->not_modified += done->reply.status == 304;
    pace_learn(pace, url_host(poll->asked), &done->reply, now_ms, chance());
    bool as_written = str_eq(poll->asked, poll->request.url) && !poll->request.aside;
    if (as_written && done->reply.status >= 200 && done->reply.status < 400)
        pace_moved(pace, poll->request.url, done->moved_to);
    if (take_reply(poll, world, &done->reply, &done->err))
        advance(poll, world);
}
