/* SPDX-License-Identifier: MIT */
#include "waiting.h"

#include "base/table.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { PAGE_ENTRIES = 20 };

struct asked {
    int64_t at_ms;
    bool answered;
};

struct waiting {
    const struct settings_list *accounts;
    struct arena arena;
    struct table ids; /* native ids, in the order of `asked` */
    struct asked asked[WAITING_MOST];
    int64_t since_ms, posts;
};

static bool is_welsh(const struct reading *reading)
{
    return str_eq(reading->language, STR("cy")) || str_eq(reading->language, STR("mixed"));
}

static struct str bare(struct str handle)
{
    return str_starts(handle, STR("@")) ? str_cut(handle, 1, handle.len) : handle;
}

bool waiting_is_ours(const struct settings_list *accounts, const struct post *post)
{
    for (size_t i = 0; i < accounts->count; i++) {
        struct str account = bare(accounts->items[i]), name = bare(post->author_name);
        size_t at = str_find(account, '@', 0);
        bool here = at < account.len && str_eq_nocase(str_cut(account, 0, at), name) &&
                    str_find_str(post->author_url, str_cut(account, at + 1, account.len), 0) < post->author_url.len;
        if (here || str_eq_nocase(account, name) || str_eq_nocase(account, post->author_url))
            return true;
    }
    return false;
}

static void note(struct waiting *waiting, const struct post *post, const struct reading *reading)
{
    uint32_t parent = post->reply_to.len > 0 ? table_find(&waiting->ids, post->reply_to) : TABLE_NONE;
    if (parent != TABLE_NONE && waiting_is_ours(waiting->accounts, post))
        waiting->asked[parent].answered = true;
    bool asks = reading->class_ == READING_QUESTION || reading->class_ == READING_REQUEST;
    if (!asks || !is_welsh(reading) || post->repost_of.len > 0 || post->published_ms < waiting->since_ms ||
        post->native_id.len == 0 || waiting->ids.count == WAITING_MOST)
        return;
    uint32_t number = table_add(&waiting->ids, post->native_id);
    waiting->asked[number] = (struct asked){post->published_ms, waiting->asked[number].answered};
}

static bool read_shard(struct waiting *waiting, struct store *store, int shard, struct err *err)
{
    struct arena page_arena = {0};
    struct str after = arena_printf(&waiting->arena, "%lld-0", (long long)waiting->since_ms);
    struct stream_page page = {.more = true};
    bool ok = true;
    while (ok && page.more && waiting->posts <= WAITING_POSTS_MOST) {
        arena_reset(&page_arena);
        ok = stream_read_out(store, shard, after, PAGE_ENTRIES, 0, &page_arena, &page, err);
        for (size_t i = 0; ok && i < page.count; i++, waiting->posts++)
            note(waiting, &page.items[i].post, &page.items[i].reading);
        if (ok)
            after = arena_str(&waiting->arena, page.position);
    }
    arena_free(&page_arena);
    return ok;
}

static void sum_up(const struct waiting *waiting, struct digest_news *news)
{
    if (waiting->posts > WAITING_POSTS_MOST)
        return;
    for (size_t i = 0; i < waiting->ids.count; i++) {
        const struct asked *asked = &waiting->asked[i];
        if (asked->answered)
            continue;
        news->welsh_unanswered++;
        if (news->welsh_oldest_ms == 0 || asked->at_ms < news->welsh_oldest_ms)
            news->welsh_oldest_ms = asked->at_ms;
    }
}

bool waiting_read(struct store *store, const struct settings_list *accounts, struct arena *arena,
                  struct digest_news *news, struct err *err)
{
    if (accounts->count == 0)
        return true;
    struct waiting *waiting = ARENA_NEW(arena, struct waiting);
    *waiting = (struct waiting){.accounts = accounts, .since_ms = news->summary->to_ms - WAITING_DAYS * CLOCK_DAY_MS};
    bool ok = true;
    for (int shard = 0; ok && shard < store_shards(store); shard++)
        ok = read_shard(waiting, store, shard, err);
    if (ok)
        sum_up(waiting, news);
    table_free(&waiting->ids);
    arena_free(&waiting->arena);
    return ok;
}
