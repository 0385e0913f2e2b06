/* SPDX-License-Identifier: MIT */
/* What is read back from Redis: records, and what an erasure leaves of them. */
#include "redis/scrub.h"
#include "redis/segment.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct str text = {(const char *)data, size}, rest = text, line, clean;
    struct scrub scrub = {.author_key = STR("aa")};
    struct buf stay = BUF("stay", 2 * size + 2);
    struct post post;
    struct reading reading;
    struct err err;
    bool rewritten;
    size_t gone, lines = 0;
    arena_reset(&arena);
    while (str_next(&rest, '\n', &line)) {
        (void)segment_read(line, &arena, &post, &reading, &rewritten, &err);
        struct stream_kept kept;
        if (segment_read_kept(line, &arena, &kept, &err)) {
            struct buf again = BUF("again", 1 << 22);
            struct json_out out = json_out_new(&again, false);
            segment_write_kept(&out, &kept);
            buf_free(&again);
        }
        lines++;
    }
    scrub_post(&scrub, STR("file:1"));
    size_t staying = scrub_lines(&scrub, text, STR("1-1"), &stay, &gone);
    MUST(staying + gone == lines && !stay.over);
    rest = buf_str(&stay);
    while (str_next(&rest, '\n', &line))
        MUST(!scrub_hits(&scrub, line, STR("1-1")) || gone > 0); /* an author found late widens what is to go */
    if (scrub_json(&scrub, text, &arena, &clean)) {
        struct str again;
        MUST(!scrub_json(&scrub, clean, &arena, &again));
    }
    buf_free(&stay);
    scrub_free(&scrub);
    return 0;
}
