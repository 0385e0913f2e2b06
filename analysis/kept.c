/* SPDX-License-Identifier: MIT */
#include "kept.h"

#include <stdlib.h>

#include "base/table.h"
#include "lines.h"

#include "base/banned.h"

enum { PAGE = 64, LINE_BYTES_MOST = 4 << 20, POST_BYTES_MOST = 4 << 20, FIRST_CAP = 1024 };

static bool read_through(struct store *store, kept_see *see, void *self, struct err *err)
{
    struct arena arena = {0}, positions = {0};
    bool ok = true;
    for (int shard = 0; ok && shard < store_shards(store); shard++) {
        struct stream_page page = {.position = STR("0"), .more = true};
        while (ok && page.more) {
            struct str after = arena_str(&positions, page.position);
            arena_reset(&arena);
            ok = stream_read_out(store, shard, after, PAGE, 0, &arena, &page, err);
            for (size_t i = 0; ok && i < page.count; i++)
                see(self, &page.items[i]);
        }
    }
    arena_free(&arena);
    arena_free(&positions);
    return ok;
}

/* Of each post the newest change. A post is kept twice from its edit until its old words are erased, and an erasure
 * writes entries again behind newer ones: neither the order nor `rewritten` tells which copy counts. */
struct newest {
    struct table ids;
    struct newest_post {
        int64_t modified_ms;
        bool seen;
    } *posts; /* by id */
    size_t cap;
    kept_see *see;
    void *self;
};

static void note(void *self, const struct stream_kept *kept)
{
    struct newest *newest = self;
    size_t before = newest->ids.count;
    uint32_t number = table_add(&newest->ids, kept->post.id);
    if (number >= newest->cap) {
        newest->cap = newest->cap == 0 ? FIRST_CAP : newest->cap * 2;
        newest->posts = realloc(newest->posts, newest->cap * sizeof *newest->posts);
        MUST(newest->posts != NULL);
    }
    if (number == before || kept->post.modified_ms > newest->posts[number].modified_ms)
        newest->posts[number] = (struct newest_post){kept->post.modified_ms, false};
}

/* What came since `note` looked is left for another time. */
static void pass_on(void *self, const struct stream_kept *kept)
{
    struct newest *newest = self;
    uint32_t number = table_find(&newest->ids, kept->post.id);
    if (number == TABLE_NONE || newest->posts[number].seen ||
        kept->post.modified_ms < newest->posts[number].modified_ms)
        return;
    newest->posts[number].seen = true;
    newest->see(newest->self, kept);
}

bool kept_each(struct store *store, kept_see *see, void *self, struct err *err)
{
    struct newest newest = {.see = see, .self = self};
    bool ok = read_through(store, note, &newest, err) && read_through(store, pass_on, &newest, err);
    table_free(&newest.ids);
    free(newest.posts);
    return ok;
}

/* A post that waits for its turn, as JSON: a third of what it takes unpacked. */
struct waiting {
    int64_t at_ms;
    struct str id, post, reading;
};

struct gathering {
    struct arena arena;
    struct waiting *items;
    size_t count, cap;
    kept_fits *fits;
    void *self;
    bool full;
};

static struct str packed(struct arena *arena, const struct post *post, const struct reading *reading)
{
    struct buf buf = BUF("a kept post", POST_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    if (post != NULL)
        post_to_json(post, &out);
    else
        reading_to_json(reading, &out);
    MUST(!buf.over);
    struct str json = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return json;
}

static void gather(void *self, const struct stream_kept *kept)
{
    struct gathering *all = self;
    if (!all->fits(all->self, kept))
        return;
    all->full = all->full || all->count == KEPT_POSTS_MOST;
    if (all->full)
        return;
    if (all->count == all->cap) {
        all->cap = all->cap == 0 ? FIRST_CAP : all->cap * 2;
        all->items = realloc(all->items, all->cap * sizeof *all->items);
        MUST(all->items != NULL);
    }
    all->items[all->count++] = (struct waiting){.at_ms = kept->post.published_ms,
                                                .id = arena_str(&all->arena, kept->post.id),
                                                .post = packed(&all->arena, &kept->post, NULL),
                                                .reading = packed(&all->arena, NULL, &kept->reading)};
}

static int by_time(const void *a, const void *b)
{
    const struct waiting *left = a, *right = b;
    if (left->at_ms != right->at_ms)
        return left->at_ms < right->at_ms ? -1 : 1;
    return str_compare(left->id, right->id);
}

static void see_in_turn(const struct gathering *all, kept_see *see, void *self)
{
    struct arena arena = {0};
    for (size_t i = 0; i < all->count; arena_reset(&arena), i++) {
        struct stream_kept kept = {.rewritten = false};
        struct json *post, *reading;
        struct err err;
        bool ok = json_parse(all->items[i].post, &arena, &post, &err) &&
                  json_parse(all->items[i].reading, &arena, &reading, &err) &&
                  post_from_json(post, &arena, &kept.post, &err) &&
                  reading_from_json(reading, &arena, &kept.reading, &err);
        MUST(ok); /* it was written a moment ago */
        see(self, &kept);
    }
    arena_free(&arena);
}

bool kept_each_in_time(struct store *store, kept_fits *fits, kept_see *see, void *self, struct err *err)
{
    struct gathering all = {.fits = fits, .self = self};
    bool ok = kept_each(store, gather, &all, err);
    if (ok && all.full)
        ok = err_set(err, ERR_LIMIT, "over %d posts; ask for a shorter time", KEPT_POSTS_MOST);
    if (ok && all.count > 0) {
        qsort(all.items, all.count, sizeof *all.items, by_time);
        see_in_turn(&all, see, self);
    }
    free(all.items);
    arena_free(&all.arena);
    return ok;
}

static bool see_line(struct str line, struct arena *arena, kept_see *see, void *self, struct err *err)
{
    struct json *json;
    struct stream_kept kept = {.rewritten = false};
    if (!json_parse(arena_str(arena, line), arena, &json, err) || !post_from_json(json, arena, &kept.post, err))
        return false;
    see(self, &kept);
    return true;
}

bool kept_each_of_file(const char *path, kept_see *see, void *self, struct err *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (file == NULL)
        return err_set(err, ERR_CONFIG, "%s: cannot be read", path);
    struct arena arena = {0};
    struct lines lines = LINES(file, LINE_BYTES_MOST);
    bool ok = true;
    for (struct str line; ok && lines_next(&lines, &line); arena_reset(&arena))
        if (line.len > 0 && !see_line(line, &arena, see, self, err))
            ok = err_within(err, "%s:%zu", path, lines.number);
    lines_free(&lines);
    arena_free(&arena);
    if (file != stdin)
        fclose(file);
    return ok;
}
