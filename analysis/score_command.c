/* SPDX-License-Identifier: MIT */
#include "score_command.h"

#include <stdio.h>

#include "analyse.h"
#include "base/decimal.h"
#include "lines.h"

#include "base/banned.h"

enum { LINE_BYTES_MOST = 16 << 20, BATCH = 32, BATCH_BYTES = 1 << 20, OUTPUT_BYTES_MOST = 256 << 20 };

const struct args_option score_command_options[] = {
    {"text", NULL, "each line is a text, not a post in JSON"},
    {NULL, NULL, NULL},
};

struct scorer {
    struct analyse *analyse;
    bool texts, failed;
    struct arena arena; /* of the batch */
    struct post posts[BATCH];
    struct reading readings[BATCH];
    size_t count, bytes;
    struct buf buf;
    struct json_out out;
};

static void score_batch(struct scorer *scorer)
{
    analyse_posts(scorer->analyse, scorer->posts, scorer->count, &scorer->arena, scorer->readings);
    for (size_t i = 0; i < scorer->count; i++) {
        reading_to_json(&scorer->readings[i], &scorer->out);
        json_out_line(&scorer->out);
    }
    fwrite(scorer->buf.data, 1, scorer->buf.len, stdout);
    buf_clear(&scorer->buf);
    arena_reset(&scorer->arena);
    scorer->count = scorer->bytes = 0;
}

static struct str text_id(struct arena *arena, size_t number)
{
    char id[DECIMAL_BYTES * 2] = "text:";
    size_t start = strlen(id);
    struct str digits = decimal_i64(id + DECIMAL_BYTES, (int64_t)number);
    memmove(id + start, digits.ptr, digits.len);
    return arena_str(arena, (struct str){id, start + digits.len});
}

static bool read_line(struct scorer *scorer, struct str line, size_t number, struct post *post, struct err *err)
{
    struct json *json;
    struct str kept = arena_str(&scorer->arena, line);
    *post = (struct post){0};
    if (scorer->texts) {
        post->id = text_id(&scorer->arena, number);
        post->text = kept;
        return true;
    }
    return json_parse(kept, &scorer->arena, &json, err) && post_from_json(json, &scorer->arena, post, err);
}

static void score_line(struct scorer *scorer, struct str line, size_t number)
{
    struct err err;
    if (read_line(scorer, line, number, &scorer->posts[scorer->count], &err)) {
        scorer->count++;
    } else {
        fprintf(stderr, "line %zu: %s\n", number, err.text);
        scorer->failed = true;
    }
    scorer->bytes += line.len;
    if (scorer->count == BATCH || scorer->bytes > BATCH_BYTES)
        score_batch(scorer);
}

static void score_all(struct scorer *scorer)
{
    struct lines lines = LINES(stdin, LINE_BYTES_MOST);
    for (struct str line; lines_next(&lines, &line);)
        if (scorer->texts || line.len > 0)
            score_line(scorer, line, lines.number);
    score_batch(scorer);
    lines_free(&lines);
}

int score_command_run(const struct args *args)
{
    struct err err;
    struct arena arena = {0};
    struct council council;
    static struct scorer scorer;
    scorer = (struct scorer){.texts = args_has(args, "text"), .buf = BUF("readings", OUTPUT_BYTES_MOST)};
    bool ok = council_read(args->config_path, &arena, &council, &err) &&
              (scorer.analyse = analyse_new(&council, &err)) != NULL;
    if (ok) {
        scorer.out = json_out_new(&scorer.buf, false);
        score_all(&scorer);
    }
    analyse_free(scorer.analyse);
    buf_free(&scorer.buf);
    arena_free(&scorer.arena);
    arena_free(&arena);
    return !ok ? args_fail(&err) : scorer.failed;
}
