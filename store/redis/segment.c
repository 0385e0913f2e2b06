/* SPDX-License-Identifier: MIT */
#include "redis/segment.h"

#include "base/banned.h"

static void write_post(struct json_out *out, const struct post *post, const struct reading *reading, bool rewritten)
{
    json_out_open(out, '{');
    if (rewritten)
        json_out_member_bool(out, "rewritten", true);
    json_out_key(out, "post");
    post_to_json(post, out);
    if (reading != NULL) {
        json_out_key(out, "reading");
        reading_to_json(reading, out);
    }
}

void segment_write(struct json_out *out, const struct post *post, const struct reading *reading, bool rewritten)
{
    write_post(out, post, reading, rewritten);
    json_out_close(out, '}');
    json_out_line(out);
}

void segment_write_kept(struct json_out *out, const struct stream_kept *kept)
{
    write_post(out, &kept->post, &kept->reading, kept->edited);
    if (kept->was != NULL) {
        struct reading was = *kept->was;
        was.evidence_count = 0;
        json_out_member_i64(out, "pass", kept->pass);
        json_out_key(out, "was");
        reading_to_json(&was, out);
    }
    json_out_close(out, '}');
    json_out_line(out);
}

bool segment_read(struct str line, struct arena *arena, struct post *post, struct reading *reading, bool *rewritten,
                  struct err *err)
{
    struct json *node;
    if (!json_parse(line, arena, &node, err) || !post_from_json(json_get(node, "post"), arena, post, err))
        return false;
    *rewritten = json_get_bool(node, "rewritten", false);
    return reading == NULL || reading_from_json(json_get(node, "reading"), arena, reading, err);
}

bool segment_read_kept(struct str line, struct arena *arena, struct stream_kept *kept, struct err *err)
{
    struct json *node;
    *kept = (struct stream_kept){.rewritten = false};
    if (!json_parse(line, arena, &node, err) || !post_from_json(json_get(node, "post"), arena, &kept->post, err) ||
        !reading_from_json(json_get(node, "reading"), arena, &kept->reading, err))
        return false;
    kept->rewritten = kept->edited = json_get_bool(node, "rewritten", false);
    kept->pass = json_get_i64(node, "pass", 0);
    if (json_get(node, "was") == NULL)
        return true;
    struct reading *was = ARENA_NEW(arena, struct reading);
    kept->was = was;
    return reading_from_json(json_get(node, "was"), arena, was, err);
}

struct str segment_crc(struct arena *arena, struct str data)
{
    return arena_printf(arena, "%08x", hash_crc32c(data));
}

void segment_words(struct link_command *command, struct arena *arena, struct str data, size_t count)
{
    link_number(command, arena, SEGMENT_VERSION);
    link_word(command, segment_crc(arena, data));
    link_number(command, arena, (int64_t)count);
    link_word(command, data);
}

bool segment_open(const redisReply *entry, struct str *data, size_t *count, struct err *err)
{
    struct arena scratch = {0};
    int64_t records = 0;
    *data = node_field(entry, "d");
    bool versioned = str_eq(node_field(entry, "v"), STR("1"));
    bool sound = data->ptr != NULL && str_eq(node_field(entry, "c"), segment_crc(&scratch, *data));
    bool counted = str_to_i64(node_field(entry, "n"), &records) && records > 0 && records <= 100000;
    arena_free(&scratch);
    *count = (size_t)records;
    if (!versioned)
        return err_set(err, ERR_INPUT, "a segment of another version");
    return (sound && counted) || err_set(err, ERR_INPUT, "a segment whose checksum does not fit");
}
