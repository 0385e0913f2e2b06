/* SPDX-License-Identifier: MIT */
#include "kept.h"

#include "lines.h"

#include "base/banned.h"

enum { PAGE = 64, LINE_BYTES_MOST = 4 << 20 };

static bool each_of_shard(struct store *store, int shard, kept_see *see, void *self, struct err *err)
{
    struct arena arena = {0}, positions = {0};
    struct stream_page page = {.position = STR("0"), .more = true};
    bool ok = true;
    while (ok && page.more) {
        struct str after = arena_str(&positions, page.position);
        arena_reset(&arena);
        ok = stream_read_out(store, shard, after, PAGE, 0, &arena, &page, err);
        for (size_t i = 0; ok && i < page.count; i++)
            see(self, &page.items[i]);
    }
    arena_free(&arena);
    arena_free(&positions);
    return ok;
}

bool kept_each(struct store *store, kept_see *see, void *self, struct err *err)
{
    for (int shard = 0; shard < store_shards(store); shard++)
        if (!each_of_shard(store, shard, see, self, err))
            return false;
    return true;
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
