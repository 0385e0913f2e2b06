/* SPDX-License-Identifier: MIT */
#include "parse.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/file.h"
#include "normalise.h"
#include "sources.h"

#include "base/banned.h"

const struct args_option parse_options[] = {
    {"url", "URL", "the address the reply came from"},
    {"header", "HEADER", "\"Name: value\", a header of the reply; may be given several times"},
    {NULL, NULL, NULL},
};

static void read_headers(const struct args *args, struct source_header headers[ARGS_REPEATS_MOST],
                         struct source_reply *reply)
{
    const char *given;
    reply->headers = headers;
    for (size_t n = 0; (given = args_get_nth(args, "header", n)) != NULL; n++) {
        struct str line = str_from(given);
        size_t colon = str_find(line, ':', 0);
        struct str value = colon < line.len ? str_trim(str_cut(line, colon + 1, line.len)) : STR("");
        headers[reply->header_count++] = (struct source_header){str_trim(str_cut(line, 0, colon)), value};
    }
}

static void print_posts(const struct source_answer *answer)
{
    struct buf line = BUF("a post", 4 << 20);
    for (size_t i = 0; i < answer->count; i++) {
        struct json_out out = json_out_new(&line, false);
        post_to_json(&answer->posts[i], &out);
        json_out_line(&out);
        fwrite(line.data, 1, line.len, stdout);
        buf_clear(&line);
    }
    buf_free(&line);
}

static bool parse(const struct args *args, struct arena *arena, struct err *err)
{
    const struct source_kind *kind = sources_kind(str_from(args->operands[0]));
    const char *path = args->operand_count > 1 ? args->operands[1] : "-", *url = args_get(args, "url");
    if (kind == NULL)
        return err_set(err, ERR_CONFIG, "%s: no such kind of source; earshot config lists them", args->operands[0]);
    struct source source = sources_default(kind, arena);
    source.now_ms = clock_now_ms();
    struct source_header headers[ARGS_REPEATS_MOST];
    struct source_request request = {.url = url ? str_from(url) : STR_NONE};
    struct source_reply reply = {.status = 200, .url = request.url};
    struct source_answer answer = {0};
    read_headers(args, headers, &reply);
    if (!file_read(path, PARSE_BYTES_MOST, arena, &reply.bytes, err))
        return false;
    const char *where = strcmp(path, "-") == 0 ? "standard input" : path;
    if (!kind->response(&source, STR_NONE, &request, &reply, &answer, err))
        return err_within(err, "%s: %s", kind->section.name, where);
    normalise_answer(&source, NULL, &answer);
    print_posts(&answer);
    return true;
}

int parse_run(const struct args *args)
{
    struct arena arena = {0};
    struct err err;
    if (args->operand_count < 1 || args->operand_count > 2) {
        err_set(&err, ERR_CONFIG, "parse: give a kind and at most one file: earshot parse KIND [FILE]");
        return args_fail(&err);
    }
    int code = parse(args, &arena, &err) ? 0 : args_fail(&err);
    arena_free(&arena);
    return code;
}
