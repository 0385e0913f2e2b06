/* SPDX-License-Identifier: MIT */
#include "pace.h"

#include <stdio.h>

#include "base/clock.h"

#include "base/banned.h"

static void copy(char *to, size_t size, struct str text)
{
    snprintf(to, size, STR_FMT, (int)(text.len < size ? text.len : 0), text.ptr ? text.ptr : "");
}

static struct pace_host *host_of(struct pace *pace, struct str name)
{
    for (size_t i = 0; i < pace->host_count; i++)
        if (str_eq_nocase(str_from(pace->hosts[i].name), name))
            return &pace->hosts[i];
    struct pace_host *host = &pace->hosts[0];
    if (pace->host_count < PACE_HOSTS_MOST)
        host = &pace->hosts[pace->host_count++];
    else /* the one that may be asked soonest is forgotten */
        for (size_t i = 1; i < PACE_HOSTS_MOST; i++)
            host = pace->hosts[i].not_before_ms < host->not_before_ms ? &pace->hosts[i] : host;
    host->not_before_ms = 0;
    copy(host->name, sizeof host->name, name);
    return host;
}

int64_t pace_rests_until(const struct pace *pace, struct str host, int64_t now_ms)
{
    for (size_t i = 0; i < pace->host_count; i++)
        if (str_eq_nocase(str_from(pace->hosts[i].name), host) && pace->hosts[i].not_before_ms > now_ms)
            return pace->hosts[i].not_before_ms;
    return 0;
}

/* Anywhere up to a ceiling that doubles: clients that failed together do not come back together. */
static int64_t back_off(int64_t failures, int64_t least_ms, double random)
{
    int64_t ceiling = 30 * CLOCK_SECOND_MS;
    for (int64_t i = 0; i < failures && ceiling < PACE_BACKOFF_MOST_MS; i++)
        ceiling *= 2;
    ceiling = ceiling < PACE_BACKOFF_MOST_MS ? ceiling : PACE_BACKOFF_MOST_MS;
    int64_t wait = (int64_t)((double)ceiling * random);
    return wait > least_ms ? wait : least_ms;
}

void pace_learn(struct pace *pace, struct str host, const struct source_reply *reply, int64_t now_ms, double random)
{
    int64_t wish = pace_wish(reply, now_ms);
    if (wish == 0 && reply->status == 429)
        wish = now_ms + back_off(pace->failures + 1, CLOCK_MINUTE_MS, random);
    if (wish > 0)
        host_of(pace, host)->not_before_ms = wish;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void pace_plan(struct pace *pace, int64_t every_ms, int64_t not_before_ms, const struct err *failed, int64_t now_ms,
               double random)
{
    int64_t next = now_ms + every_ms + (int64_t)((double)every_ms * 0.1 * random);
    pace->failures = failed == NULL ? 0 : pace->failures + 1;
    if (failed != NULL && failed->kind == ERR_CONFIG)
        next = now_ms + PACE_BACKOFF_MOST_MS; /* a person must act: no use in hurrying */
    else if (failed != NULL)
        next = now_ms + back_off(pace->failures, CLOCK_SECOND_MS, random);
    else
        next = later(next, not_before_ms < now_ms + PACE_REST_MOST_MS ? not_before_ms : now_ms + PACE_REST_MOST_MS);
    bool one_host = pace->host_count == 1;
    pace->next_poll_ms = one_host ? later(next, pace->hosts[0].not_before_ms) : next;
}

void pace_moved(struct pace *pace, struct str from, struct str to)
{
    bool same = str_eq(str_from(pace->moved_from), from) && str_eq(str_from(pace->moved_to), to);
    if (to.len == 0 || to.len >= PACE_URL_BYTES || from.len >= PACE_URL_BYTES) {
        if (str_eq(str_from(pace->moved_from), from))
            pace->moved_count = 0;
        return;
    }
    pace->moved_count = same ? pace->moved_count + 1 : 1;
    copy(pace->moved_from, sizeof pace->moved_from, from);
    copy(pace->moved_to, sizeof pace->moved_to, to);
}

struct str pace_address(const struct pace *pace, struct str url)
{
    bool sure = pace->moved_count >= PACE_MOVED_SURE && str_eq(str_from(pace->moved_from), url);
    return sure ? str_from(pace->moved_to) : url;
}

void pace_stop(struct pace *pace, struct str url)
{
    copy(pace->stopped, sizeof pace->stopped, url);
}

void pace_write(const struct pace *pace, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_i64(out, "failures", pace->failures);
    json_out_member_i64(out, "next_poll_ms", pace->next_poll_ms);
    if (pace->moved_count > 0) {
        json_out_member_str(out, "moved_from", str_from(pace->moved_from));
        json_out_member_str(out, "moved_to", str_from(pace->moved_to));
        json_out_member_i64(out, "moved_count", pace->moved_count);
    }
    if (pace->stopped[0] != '\0')
        json_out_member_str(out, "stopped", str_from(pace->stopped));
    json_out_key(out, "hosts");
    json_out_open(out, '[');
    for (size_t i = 0; i < pace->host_count; i++) {
        json_out_open(out, '{');
        json_out_member_str(out, "name", str_from(pace->hosts[i].name));
        json_out_member_i64(out, "not_before_ms", pace->hosts[i].not_before_ms);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
    json_out_close(out, '}');
}

void pace_read(const struct json *node, struct pace *pace)
{
    *pace = (struct pace){.failures = json_get_i64(node, "failures", 0),
                          .next_poll_ms = json_get_i64(node, "next_poll_ms", 0),
                          .moved_count = json_get_i64(node, "moved_count", 0)};
    copy(pace->moved_from, sizeof pace->moved_from, json_get_str(node, "moved_from"));
    copy(pace->moved_to, sizeof pace->moved_to, json_get_str(node, "moved_to"));
    copy(pace->stopped, sizeof pace->stopped, json_get_str(node, "stopped"));
    JSON_EACH(host, json_get(node, "hosts"))
        host_of(pace, json_get_str(host, "name"))->not_before_ms = json_get_i64(host, "not_before_ms", 0);
}
