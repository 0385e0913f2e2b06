/* SPDX-License-Identifier: MIT */
#include "detector.h"

#include "burst_save.h"

#include "base/banned.h"

#define KEPT_MS (72 * CLOCK_HOUR_MS)

uint64_t detector_key(struct str name)
{
    return name.len > 0 ? str_hash(name) | 1 : 0;
}

void detector_open(struct detector *detector, double budget_a_week, struct burst_calendar calendar)
{
    *detector = (struct detector){.burst = burst_new(budget_a_week, calendar),
                                  .settled = burst_new(budget_a_week, calendar)};
}

void detector_close(struct detector *detector)
{
    burst_free(detector->burst);
    burst_free(detector->settled);
    incidents_recent_free(&detector->recent);
}

static void hear(struct burst *burst, const struct incidents_recent_entry *entry, const struct incidents_event *event,
                 struct burst_heard *heard)
{
    uint64_t tokens[BURST_TOKENS_MOST];
    size_t count = 0;
    if (event->place.len > 0 && !str_eq(event->place, event->ward))
        tokens[count++] = str_hash(event->place);
    for (size_t i = 0; i < event->token_count && count < BURST_TOKENS_MOST; i++)
        tokens[count++] = str_hash(event->tokens[i]);
    struct burst_event said = {.at_s = event->at_ms / 1000,
                               .issue = entry->issue,
                               .ward = detector_key(event->ward),
                               .author = str_hash(event->author_key),
                               .copy = entry->cluster,
                               .danger = event->urgent,
                               .tokens = tokens,
                               .token_count = count};
    burst_tick(burst, said.at_s);
    burst_hear(burst, &said, heard);
}

static void hear_again(const struct detector *detector, struct burst *burst, size_t n)
{
    struct arena scratch = {0};
    struct burst_heard heard;
    const struct incidents_recent_entry *entry = incidents_recent_at(&detector->recent, n);
    hear(burst, entry, incidents_recent_event(entry, &scratch), &heard);
    arena_free(&scratch);
}

/* Up to the first that is to be heard. */
static void rewind_burst(struct detector *detector)
{
    burst_copy(detector->burst, detector->settled);
    for (size_t n = detector->settled_count; n < detector->heard_count; n++)
        hear_again(detector, detector->burst, n);
    detector->astray = false;
}

bool detector_next(struct detector *detector, struct arena *arena, struct incidents_recent_entry **entry,
                   const struct incidents_event **event, struct burst_heard *heard)
{
    if (detector->astray)
        rewind_burst(detector);
    if (detector->heard_count == detector->recent.count)
        return false;
    size_t n = detector->heard_count++;
    *entry = incidents_recent_at(&detector->recent, n);
    uint64_t original = incidents_recent_cluster(&detector->recent, n, (*entry)->likeness);
    (*entry)->changed = (*entry)->copy != (original != 0);
    (*entry)->copy = original != 0;
    (*entry)->cluster = original != 0 ? original : (*entry)->likeness;
    *event = incidents_recent_event(*entry, arena);
    hear(detector->burst, *entry, *event, heard);
    (*entry)->counted = heard->counted;
    return true;
}

static void settle_one(struct detector *detector)
{
    hear_again(detector, detector->settled, detector->settled_count);
    detector->settled_count++;
}

static void forget(struct detector *detector, size_t count)
{
    MUST(count <= detector->settled_count && count <= detector->heard_count);
    detector->settled_count -= count;
    detector->heard_count -= count;
}

bool detector_is_full(const struct detector *detector)
{
    return detector->recent.count == INCIDENTS_RECENT_MOST;
}

static void make_room(struct detector *detector)
{
    MUST(detector->heard_count > 0 && !detector->astray);
    if (detector->settled_count == 0)
        settle_one(detector);
    incidents_recent_drop(&detector->recent);
    forget(detector, 1);
}

void detector_add(struct detector *detector, const struct incidents_event *event)
{
    if (detector_is_full(detector))
        make_room(detector);
    size_t n = incidents_recent_add(&detector->recent, event);
    if (n < detector->settled_count) { /* only where a flood has pushed out what is not a day old */
        detector->settled_count++;
        detector->heard_count++;
    } else if (n < detector->heard_count || event->at_ms / 1000 < burst_now_s(detector->burst)) {
        detector->heard_count = n < detector->heard_count ? n : detector->heard_count;
        detector->astray = true;
    }
}

void detector_tick(struct detector *detector, int64_t now_ms)
{
    MUST(detector->heard_count == detector->recent.count && !detector->astray);
    detector->now_ms = now_ms;
    while (detector->settled_count < detector->heard_count &&
           incidents_recent_at(&detector->recent, detector->settled_count)->at_ms < now_ms - DETECTOR_LATE_MS)
        settle_one(detector);
    forget(detector, incidents_recent_trim(&detector->recent, now_ms - KEPT_MS));
}

double detector_expected(struct detector *detector, uint64_t issue, struct str ward, int64_t from_ms, int64_t to_ms)
{
    MUST(!detector->astray);
    burst_tick(detector->burst, detector->now_ms / 1000);
    return burst_expected(detector->burst, issue, ward.len > 0 ? BURST_WARD : BURST_ISSUE, detector_key(ward),
                          from_ms / 1000, to_ms / 1000);
}

void detector_save(const struct detector *detector, struct buf *out)
{
    struct buf burst = BUF("detector", out->ceiling_bytes);
    burst_save(detector->settled, &burst);
    packed_put_str(out, buf_str(&burst));
    packed_put(out, detector->settled_count);
    packed_put(out, detector->heard_count);
    incidents_recent_save(&detector->recent, out);
    buf_free(&burst);
}

bool detector_load(struct detector *detector, struct packed *in, struct err *err)
{
    if (!burst_load(detector->settled, packed_take_str(in), err))
        return false;
    detector->settled_count = packed_take(in);
    detector->heard_count = packed_take(in);
    incidents_recent_free(&detector->recent);
    incidents_recent_load(&detector->recent, in);
    detector->astray = true;
    bool whole = !in->bad && detector->settled_count <= detector->heard_count &&
                 detector->heard_count <= detector->recent.count;
    return whole || err_set(err, ERR_INPUT, "the detector's state is cut off");
}
