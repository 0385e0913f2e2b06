/* SPDX-License-Identifier: MIT */
#include "replay_posts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "lines.h"

#include "base/banned.h"

enum { LINE_BYTES_MOST = 1 << 20 };

static bool add(struct replay_posts *posts, const struct post *post, struct err *err)
{
    if (posts->count == REPLAY_POSTS_MOST)
        return err_set(err, ERR_LIMIT, "over %d posts", REPLAY_POSTS_MOST);
    if (posts->count == posts->cap) {
        posts->cap = posts->cap == 0 ? 1024 : posts->cap * 2;
        posts->items = realloc(posts->items, posts->cap * sizeof *posts->items);
        MUST(posts->items != NULL);
    }
    posts->items[posts->count++] = *post;
    return true;
}

static void set_author(struct post *post, struct arena *arena)
{
    struct str handle = post->author_url.len > 0 ? post->author_url : post->author_name;
    if (post->author_key.len > 0 || handle.len == 0)
        return;
    struct hash_id hash = hash_plain(arena_printf(arena, STR_FMT " " STR_FMT, STR_ARG(post->kind), STR_ARG(handle)));
    post->author_key = hash_hex(arena, (struct str){(const char *)hash.bytes, sizeof hash.bytes});
}

static bool read_line(struct str line, struct arena *arena, struct replay_posts *posts, struct err *err)
{
    struct json *root;
    struct post post;
    if (!json_parse(line, arena, &root, err) || !post_from_json(root, arena, &post, err))
        return false;
    if (post.published_ms == 0 && posts->count > 0)
        post.published_ms = posts->items[posts->count - 1].published_ms;
    set_author(&post, arena);
    return add(posts, &post, err);
}

bool replay_posts_read(const char *path, struct arena *arena, struct replay_posts *posts, struct err *err)
{
    bool standard = strcmp(path, "-") == 0, ok = true;
    FILE *file = standard ? stdin : fopen(path, "re");
    struct str line;
    if (file == NULL)
        return err_set(err, ERR_CONFIG, "%s: cannot be read", path);
    struct lines lines = LINES(file, LINE_BYTES_MOST);
    while (ok && lines_next(&lines, &line)) {
        ok = str_trim(line).len == 0 || read_line(line, arena, posts, err);
        if (!ok)
            err_within(err, "%s:%zu", path, lines.number);
    }
    lines_free(&lines);
    if (!standard)
        fclose(file);
    return ok;
}

static int by_time(const void *a, const void *b)
{
    const struct post *left = a, *right = b;
    if (left->published_ms != right->published_ms)
        return left->published_ms < right->published_ms ? -1 : 1;
    return str_compare(left->id, right->id);
}

void replay_posts_sort(struct replay_posts *posts)
{
    if (posts->count > 0)
        qsort(posts->items, posts->count, sizeof *posts->items, by_time);
}

void replay_posts_free(struct replay_posts *posts)
{
    free(posts->items);
    *posts = (struct replay_posts){0};
}
