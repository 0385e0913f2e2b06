/* SPDX-License-Identifier: MIT */
#include "timeline.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"

#include "base/banned.h"

enum { FILE_BYTES = 32 << 20 };

static bool read_entry(struct str line, struct arena *arena, struct timeline_entry *entry, struct err *err)
{
    struct arena scratch = {0};
    struct json *node;
    bool ok = json_parse(line, &scratch, &node, err);
    if (ok) {
        struct str at = json_get_str(node, json_get(node, "at") ? "at" : "created_at");
        struct str xml = json_get_str(node, "xml");
        entry->id = arena_str(arena, json_get_str(node, "id"));
        entry->body = xml.ptr ? arena_str(arena, xml) : line;
        ok = clock_parse_iso(at, &entry->at_ms) || err_set(err, ERR_CONFIG, "no time");
    }
    arena_free(&scratch);
    return ok;
}

bool timeline_load(const char *path, struct arena *arena, struct timeline *timeline, struct err *err)
{
    struct str rest, line;
    if (!file_read(path, FILE_BYTES, arena, &rest, err))
        return false;
    size_t lines = 1;
    for (size_t i = 0; i < rest.len; i++)
        lines += rest.ptr[i] == '\n';
    timeline->entries = ARENA_ARRAY(arena, struct timeline_entry, lines);
    timeline->count = 0;
    while (str_next(&rest, '\n', &line))
        if (line.len > 0 && !read_entry(line, arena, &timeline->entries[timeline->count++], err))
            return err_within(err, "%s:%zu", path, timeline->count);
    return true;
}

size_t timeline_until(const struct timeline *timeline, int64_t now_ms)
{
    size_t low = 0, high = timeline->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (timeline->entries[middle].at_ms <= now_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int timeline_compare_ids(struct str a, struct str b)
{
    return a.len != b.len ? (a.len > b.len) - (a.len < b.len) : str_compare(a, b);
}
