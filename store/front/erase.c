/* SPDX-License-Identifier: MIT */
#include "front/erase.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/table.h"
#include "front/handover.h"
#include "record/tongue.h"
#include "redis/records.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { PAGE_ENTRIES = 100 };

const struct args_option erase_options[] = {
    {"author", "HANDLE", "everything of this author, as the source writes the handle"},
    {"post", "ID", "one post, by its id"},
    {"due", NULL, "what sources have deleted or changed; `up` does this each minute"},
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {NULL, NULL, NULL},
};

static struct str bare(struct str handle)
{
    return str_starts(handle, STR("@")) ? str_cut(handle, 1, handle.len) : handle;
}

/* The pseudonyms under which a handle's posts are kept, from one page of them. */
static void find_keys(const struct stream_page *page, struct str handle, struct table *keys)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct post *post = &page->items[i].post;
        if (post->author_key.len > 0 && str_eq_nocase(bare(post->author_name), bare(handle)))
            table_add(keys, post->author_key);
    }
}

static bool find_all_keys(struct store *store, struct str handle, struct table *keys, struct err *err)
{
    struct arena arena = {0};
    bool ok = true;
    for (int shard = 0; ok && shard < store_shards(store); shard++) {
        struct stream_page page = {.position = STR("0-0"), .more = true};
        char position[64] = "0-0";
        while (ok && page.more) {
            arena_reset(&arena);
            ok = stream_read_out(store, shard, str_from(position), PAGE_ENTRIES, 0, &arena, &page, err);
            if (ok) {
                find_keys(&page, handle, keys);
                snprintf(position, sizeof position, STR_FMT, STR_ARG(page.position));
            }
        }
    }
    arena_free(&arena);
    return ok;
}

static bool erase_author(struct store *store, struct str handle, const struct tongue *tongue, struct records_erased *total,
                         struct err *err)
{
    struct table keys = {0};
    bool ok = find_all_keys(store, handle, &keys, err);
    for (uint32_t i = 0; ok && i < keys.count; i++) {
        struct records_erased one = {0};
        ok = records_erase(store, STR_NONE, table_name(&keys, i), &one, err);
        total->posts += one.posts;
        total->incidents += one.incidents;
    }
    if (ok && keys.count == 0)
        ok = err_set(err, ERR_INPUT, STR_FMT, STR_ARG(tongue_say(tongue, "erase.nobody", {"author", handle})));
    table_free(&keys);
    return ok;
}

static bool erase(struct store *store, const struct args *args, const struct tongue *tongue, struct records_erased *total,
                  struct err *err)
{
    const char *post = args_get(args, "post");
    if (args_has(args, "due"))
        return records_erase_due(store, total, err);
    return post != NULL ? records_erase(store, str_from(post), STR_NONE, total, err)
                        : erase_author(store, str_from(args_get(args, "author")), tongue, total, err);
}

static void tell(const struct args *args, const struct tongue *tongue, const struct records_erased *total)
{
    if (!args_has(args, "due"))
        printf(STR_FMT "\n", STR_ARG(tongue_say_count(tongue, "erase.done#", total->posts,
                                                      {"incidents", tongue_count(tongue, "erase.incidents#", total->incidents)})));
    else if (total->posts > 0)
        log_event(LOG_INFO, "what sources deleted or changed is erased", NULL);
}

int erase_run(const struct args *args)
{
    struct arena arena = {0};
    struct council council;
    struct catalogue catalogue = {0};
    struct tongue tongue;
    struct err err = {0};
    struct records_erased total = {0};
    if (args_has(args, "author") + args_has(args, "post") + args_has(args, "due") != 1) {
        err_set(&err, ERR_CONFIG, "erase needs --author HANDLE, --post ID or --due, one of them");
        return args_fail(&err);
    }
    if (args->config_path != NULL && !args_has(args, "due") && !handover_check_config(args->config_path))
        return 2;
    struct store *store = council_read(args->config_path, &arena, &council, &err) &&
                                  tongue_open(&catalogue, args_get(args, "lang"), &arena, &tongue, &err)
                              ? store_open(&council, STORE_ADMIN, &err)
                              : NULL;
    bool ok = store != NULL && erase(store, args, &tongue, &total, &err);
    if (store != NULL)
        store_close(store);
    if (ok)
        tell(args, &tongue, &total);
    catalogue_free(&catalogue);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
