/* SPDX-License-Identifier: MIT */
#include "incidents_recent.h"

#include <stdlib.h>

#include "base/utf8.h"

#include "base/banned.h"

enum { COPY_BITS_MOST = 3, SHOWN_CHARACTERS = 400, EVENT_BYTES = 64 << 10, ENTRY_BYTES_LEAST = 8 };

uint64_t incidents_recent_issue(const struct incidents_event *event)
{
    return str_hash(event->issue) ^ (event->compliment ? UINT64_C(0x9e3779b97f4a7c15) : 0);
}

struct incidents_recent_entry *incidents_recent_at(const struct incidents_recent *recent, size_t n)
{
    MUST(n < recent->count);
    return &recent->entries[(recent->from + n) % INCIDENTS_RECENT_MOST];
}

static int bits(uint64_t value)
{
    return __builtin_popcountll(value);
}

uint64_t incidents_recent_cluster(const struct incidents_recent *recent, size_t n, uint64_t likeness)
{
    for (size_t looked = 0; likeness != 0 && n > 0 && looked < INCIDENTS_RECENT_COPIES; n--, looked++) {
        const struct incidents_recent_entry *entry = incidents_recent_at(recent, n - 1);
        if (entry->likeness != 0 && bits(entry->likeness ^ likeness) <= COPY_BITS_MOST)
            return entry->cluster;
    }
    return 0;
}

static void pack_post(const struct post *post, struct buf *out)
{
    struct arena scratch = {0};
    struct str text = post->text.len > 0 ? post->text : post->title;
    packed_put_str(out, post->id);
    packed_put_str(out, post->url);
    packed_put_str(out, utf8_shorten(&scratch, text, SHOWN_CHARACTERS));
    packed_put_str(out, post->kind);
    packed_put_str(out, post->source);
    arena_free(&scratch);
}

static void pack(const struct incidents_event *event, struct buf *out)
{
    static const struct post none;
    packed_put(out, (uint64_t)event->compliment | (uint64_t)event->urgent << 1 | (uint64_t)event->repost << 2 |
                        (uint64_t)event->late << 3);
    packed_put_str(out, event->issue);
    packed_put_str(out, event->place);
    packed_put_str(out, event->ward);
    packed_put_str(out, event->author_key);
    packed_put_str(out, event->language);
    packed_put(out, event->token_count);
    for (size_t i = 0; i < event->token_count; i++)
        packed_put_str(out, event->tokens[i]);
    pack_post(event->post ? event->post : &none, out);
}

static struct post *unpack_post(struct packed *in, struct arena *arena)
{
    struct post *post = ARENA_NEW(arena, struct post);
    post->id = packed_take_str(in);
    post->url = packed_take_str(in);
    post->text = packed_take_str(in);
    post->kind = packed_take_str(in);
    post->source = packed_take_str(in);
    return post;
}

struct incidents_event *incidents_recent_event(const struct incidents_recent_entry *entry, struct arena *arena)
{
    struct packed in = {.rest = entry->bytes};
    struct incidents_event *event = ARENA_NEW(arena, struct incidents_event);
    uint64_t flags = packed_take(&in);
    event->at_ms = entry->at_ms;
    event->likeness = entry->likeness;
    event->compliment = flags & 1;
    event->urgent = flags >> 1 & 1;
    event->repost = flags >> 2 & 1;
    event->late = flags >> 3 & 1;
    event->issue = packed_take_str(&in);
    event->place = packed_take_str(&in);
    event->ward = packed_take_str(&in);
    event->author_key = packed_take_str(&in);
    event->language = packed_take_str(&in);
    event->token_count = packed_take_count(&in, 1);
    if (event->token_count > INCIDENTS_TOKENS_MOST)
        event->token_count = INCIDENTS_TOKENS_MOST;
    for (size_t i = 0; i < event->token_count; i++)
        event->tokens[i] = packed_take_str(&in);
    event->post = unpack_post(&in, arena);
    return event;
}

static struct str copy(struct str bytes)
{
    char *owned = malloc(bytes.len + 1);
    MUST(owned != NULL);
    memcpy(owned, bytes.ptr, bytes.len);
    return (struct str){owned, bytes.len};
}

void incidents_recent_drop(struct incidents_recent *recent)
{
    free((char *)(uintptr_t)recent->entries[recent->from].bytes.ptr);
    recent->from = (recent->from + 1) % INCIDENTS_RECENT_MOST;
    recent->count--;
}

static void append(struct incidents_recent *recent, struct incidents_recent_entry entry)
{
    if (recent->entries == NULL) {
        recent->entries = calloc(INCIDENTS_RECENT_MOST, sizeof *recent->entries);
        MUST(recent->entries != NULL);
    }
    if (recent->count == INCIDENTS_RECENT_MOST)
        incidents_recent_drop(recent);
    recent->entries[(recent->from + recent->count++) % INCIDENTS_RECENT_MOST] = entry;
}

/* Nothing that tells people apart but what is kept anyway. */
static uint64_t tie_of(const struct incidents_event *event)
{
    return str_hash(event->author_key) ^ event->likeness ^ str_hash(event->issue);
}

static bool is_after(const struct incidents_recent_entry *entry, const struct incidents_recent_entry *other)
{
    return entry->at_ms != other->at_ms ? entry->at_ms > other->at_ms : entry->tie > other->tie;
}

/* The newest goes to where it belongs. */
static size_t settle(struct incidents_recent *recent)
{
    size_t n = recent->count - 1;
    struct incidents_recent_entry entry = *incidents_recent_at(recent, n);
    for (; n > 0 && is_after(incidents_recent_at(recent, n - 1), &entry); n--)
        *incidents_recent_at(recent, n) = *incidents_recent_at(recent, n - 1);
    *incidents_recent_at(recent, n) = entry;
    return n;
}

size_t incidents_recent_add(struct incidents_recent *recent, const struct incidents_event *event)
{
    struct buf bytes = BUF("event", EVENT_BYTES);
    pack(event, &bytes);
    if (bytes.over) { /* it counts, but cannot be shown */
        struct incidents_event bare = *event;
        bare.post = NULL;
        bare.token_count = 0;
        buf_free(&bytes);
        bytes = BUF("event", EVENT_BYTES);
        pack(&bare, &bytes);
    }
    append(recent, (struct incidents_recent_entry){.at_ms = event->at_ms,
                                                   .issue = incidents_recent_issue(event),
                                                   .tie = tie_of(event),
                                                   .likeness = event->likeness,
                                                   .cluster = event->likeness,
                                                   .bytes = copy(buf_str(&bytes))});
    buf_free(&bytes);
    return settle(recent);
}

size_t incidents_recent_trim(struct incidents_recent *recent, int64_t before_ms)
{
    size_t before = recent->count;
    while (recent->count > 0 && incidents_recent_at(recent, 0)->at_ms < before_ms)
        incidents_recent_drop(recent);
    return before - recent->count;
}

void incidents_recent_forget(struct incidents_recent *recent, struct str post_id)
{
    struct arena scratch = {0};
    for (size_t n = 0; n < recent->count; n++) {
        struct incidents_recent_entry *entry = &recent->entries[(recent->from + n) % INCIDENTS_RECENT_MOST];
        struct incidents_event *event = incidents_recent_event(entry, &scratch);
        if (str_eq(event->post->id, post_id)) {
            struct buf bytes = BUF("event", EVENT_BYTES);
            event->post = NULL;
            pack(event, &bytes);
            free((char *)(uintptr_t)entry->bytes.ptr);
            entry->bytes = copy(buf_str(&bytes));
            buf_free(&bytes);
        }
        arena_reset(&scratch);
    }
    arena_free(&scratch);
}

void incidents_recent_free(struct incidents_recent *recent)
{
    while (recent->count > 0)
        incidents_recent_drop(recent);
    free(recent->entries);
    *recent = (struct incidents_recent){0};
}

void incidents_recent_save(const struct incidents_recent *recent, struct buf *out)
{
    packed_put(out, recent->count);
    for (size_t n = 0; n < recent->count; n++) {
        const struct incidents_recent_entry *entry = incidents_recent_at(recent, n);
        packed_put_signed(out, entry->at_ms);
        packed_put(out, entry->issue);
        packed_put(out, entry->tie);
        packed_put(out, entry->likeness);
        packed_put(out, entry->cluster);
        packed_put(out, (uint64_t)entry->copy | (uint64_t)entry->counted << 1 | (uint64_t)entry->taken << 2);
        packed_put_str(out, entry->bytes);
    }
}

void incidents_recent_load(struct incidents_recent *recent, struct packed *in)
{
    size_t count = packed_take_count(in, ENTRY_BYTES_LEAST);
    for (size_t n = 0; n < count && !in->bad; n++) {
        struct incidents_recent_entry entry = {.at_ms = packed_take_signed(in)};
        entry.issue = packed_take(in);
        entry.tie = packed_take(in);
        entry.likeness = packed_take(in);
        entry.cluster = packed_take(in);
        uint64_t flags = packed_take(in);
        entry.copy = flags & 1;
        entry.counted = flags >> 1 & 1;
        entry.taken = flags >> 2 & 1;
        entry.bytes = copy(packed_take_str(in));
        append(recent, entry);
    }
}
