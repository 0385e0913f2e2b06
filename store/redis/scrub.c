/* SPDX-License-Identifier: MIT */
#include "redis/scrub.h"

#include "base/json_out.h"

#include "base/banned.h"

enum { BLOB_BYTES = 64 << 20 };

void scrub_post(struct scrub *scrub, struct str id)
{
    size_t colon = str_find(id, ':', 0);
    table_add(&scrub->ids, id);
    if (colon < id.len)
        table_add(&scrub->natives, str_cut(id, colon + 1, id.len));
}

/* The value of the first `"name":"` in a line, unescaped; absent if there is none. */
static struct str field(struct str line, struct str opening, struct arena *scratch)
{
    size_t from = str_find_str(line, opening, 0) + opening.len, end = from;
    while (end < line.len && line.ptr[end] != '"')
        end += line.ptr[end] == '\\' ? 2 : 1;
    if (from > line.len || end >= line.len)
        return STR_NONE;
    struct str raw = str_cut(line, from, end);
    struct json *node;
    struct err ignored;
    if (str_find(raw, '\\', 0) == raw.len)
        return raw;
    return json_parse(str_cut(line, from - 1, end + 1), scratch, &node, &ignored) ? json_str(node) : STR_NONE;
}

static bool is_in(const struct table *table, struct str name)
{
    return name.len > 0 && table_find(table, name) != TABLE_NONE;
}

bool scrub_hits(struct scrub *scrub, struct str line, struct str entry)
{
    struct arena scratch = {0};
    struct str id = field(line, STR("\"id\":\""), &scratch);
    struct str author = field(line, STR("\"author_key\":\""), &scratch);
    struct str original = field(line, STR("\"repost_of\":\""), &scratch);
    bool wanted = is_in(&scrub->ids, id) || is_in(&scrub->natives, original) ||
                  (scrub->author_key.len > 0 && str_eq(author, scrub->author_key));
    if (wanted && id.len > 0)
        table_add(&scrub->ids, id); /* for what quotes it */
    uint32_t changed = id.len > 0 ? table_find(&scrub->changed, id) : TABLE_NONE;
    bool old = changed != TABLE_NONE && scrub->newest != NULL && !str_eq(scrub->newest[changed].entry, entry);
    arena_free(&scratch);
    return wanted || old;
}

void scrub_note(struct scrub *scrub, struct str line, struct str entry, struct arena *arena)
{
    struct arena scratch = {0};
    struct str id = field(line, STR("\"id\":\""), &scratch);
    uint32_t changed = id.len > 0 ? table_find(&scrub->changed, id) : TABLE_NONE;
    struct str modified = field(line, STR("\"date_modified\":\""), &scratch);
    if (changed != TABLE_NONE && str_compare(modified, scrub->newest[changed].modified) >= 0)
        scrub->newest[changed] = (struct scrub_copy){arena_str(arena, entry), arena_str(arena, modified)};
    arena_free(&scratch);
}

size_t scrub_lines(struct scrub *scrub, struct str data, struct str entry, struct buf *stay, size_t *gone)
{
    size_t staying = 0;
    struct str line;
    *gone = 0;
    while (str_next(&data, '\n', &line)) {
        if (scrub_hits(scrub, line, entry)) {
            (*gone)++;
            continue;
        }
        buf_add(stay, line);
        buf_char(stay, '\n');
        staying++;
    }
    return staying;
}

static bool goes(const struct scrub *scrub, const struct json *node)
{
    struct str id = json_str(json_get(node, "id"));
    return is_in(&scrub->ids, id) || is_in(&scrub->changed, id);
}

/* Takes the erased objects out of one array. */
static size_t thin(const struct scrub *scrub, struct json *array)
{
    size_t gone = 0;
    struct json **at = &array->first, *last = NULL;
    while (*at != NULL) {
        if (goes(scrub, *at)) {
            *at = (*at)->next;
            gone++;
            continue;
        }
        last = *at;
        at = &(*at)->next;
    }
    array->last = last;
    array->count -= gone;
    return gone;
}

bool scrub_json(const struct scrub *scrub, struct str json, struct arena *arena, struct str *clean)
{
    struct json *root, *stack[JSON_DEPTH_MOST];
    struct err ignored;
    size_t depth = 0, gone = 0;
    if (!json_parse(json, arena, &root, &ignored))
        return false;
    for (struct json *at = root; at != NULL;) {
        gone += at->type == JSON_ARRAY ? thin(scrub, at) : 0;
        if (at->first != NULL) {
            stack[depth++] = at;
            at = at->first;
            continue;
        }
        while (depth > 0 && at->next == NULL)
            at = stack[--depth];
        at = depth > 0 ? at->next : NULL;
    }
    if (gone == 0)
        return false;
    struct buf buf = BUF("blob", BLOB_BYTES);
    struct json_out out = json_out_new(&buf, false);
    json_out_node(&out, root);
    *clean = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return true;
}

void scrub_free(struct scrub *scrub)
{
    table_free(&scrub->ids);
    table_free(&scrub->natives);
    table_free(&scrub->changed);
}
