/* SPDX-License-Identifier: MIT */
#include "sources/file_state.h"

#include "base/json_out.h"

#include "base/banned.h"

static struct file_state_file *room_for(struct arena *arena, const struct json *list)
{
    size_t count = list == NULL ? 0 : list->count;
    return ARENA_ARRAY(arena, struct file_state_file, count < FILE_STATE_FILES_MOST ? count : FILE_STATE_FILES_MOST);
}

struct file_state file_state_read(struct arena *arena, struct str cursor)
{
    struct file_state state = {0};
    struct json *root = NULL;
    struct err err;
    if (cursor.len == 0 || !json_parse(cursor, arena, &root, &err))
        return state;
    state.files = room_for(arena, json_get(root, "files"));
    JSON_EACH(node, json_get(root, "files"))
        if (state.count < FILE_STATE_FILES_MOST)
            state.files[state.count++] = (struct file_state_file){.path = json_get_str(node, "path"),
                                                                  .header = json_get_str(node, "header"),
                                                                  .inode = json_get_i64(node, "inode", 0),
                                                                  .offset = json_get_i64(node, "offset", 0),
                                                                  .line = json_get_i64(node, "line", 1),
                                                                  .size = json_get_i64(node, "size", 0),
                                                                  .settled = json_get_bool(node, "settled", false)};
    return state;
}

struct str file_state_write(struct arena *arena, const struct file_state *state)
{
    struct buf text = BUF("cursor", 4 << 20);
    struct json_out out = json_out_new(&text, false);
    json_out_open(&out, '{');
    json_out_key(&out, "files");
    json_out_open(&out, '[');
    for (size_t i = 0; i < state->count; i++) {
        const struct file_state_file *file = &state->files[i];
        json_out_open(&out, '{');
        json_out_member_str(&out, "path", file->path);
        json_out_member_str(&out, "header", file->header);
        json_out_member_i64(&out, "inode", file->inode);
        json_out_member_i64(&out, "offset", file->offset);
        json_out_member_i64(&out, "line", file->line);
        json_out_member_i64(&out, "size", file->size);
        json_out_member_bool(&out, "settled", file->settled);
        json_out_close(&out, '}');
    }
    json_out_close(&out, ']');
    json_out_close(&out, '}');
    struct str cursor = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return cursor;
}

static struct file_state_file known(const struct file_state *state, struct str path)
{
    for (size_t i = 0; i < state->count; i++)
        if (str_eq(state->files[i].path, path))
            return state->files[i];
    return (struct file_state_file){.path = path, .line = 1};
}

void file_state_listed(struct arena *arena, struct file_state *state, const struct json *listing, int64_t settle_ms)
{
    struct file_state now = {.files = room_for(arena, listing)};
    JSON_EACH(node, listing) {
        if (now.count == FILE_STATE_FILES_MOST)
            break;
        struct file_state_file file = known(state, json_get_str(node, "path"));
        int64_t inode = json_get_i64(node, "inode", 0), size = json_get_i64(node, "size", 0);
        if (file.inode != inode || size < file.offset)
            file = (struct file_state_file){.path = file.path, .line = 1};
        file.inode = inode;
        file.size = size;
        file.settled = json_get_bool(node, "done", false) || json_get_i64(node, "age_ms", 0) >= settle_ms;
        now.files[now.count++] = file;
    }
    *state = now;
}

struct file_state_file *file_state_next(const struct file_state *state)
{
    for (size_t i = 0; i < state->count; i++)
        if (state->files[i].settled && state->files[i].offset < state->files[i].size)
            return &state->files[i];
    return NULL;
}
