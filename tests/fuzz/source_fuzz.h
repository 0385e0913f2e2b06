/* SPDX-License-Identifier: MIT */

/* source_fuzz — any bytes as every reply a kind gets: as `parse` reads them, and in a poll of several requests.
 *
 * Takes   a section of a configuration, whose secret files are all named "secret"; bytes
 * Gives   nothing; what is wrong aborts
 * Memory  an arena, forgotten after each call; the configuration stays */
#ifndef TESTS_FUZZ_SOURCE_FUZZ_H
#define TESTS_FUZZ_SOURCE_FUZZ_H

#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "normalise.h"
#include "sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct source source_fuzz_open(const char *section)
{
    static struct arena arena;
    static struct sources sources;
    struct err err;
    char folder[] = "/tmp/earshot-fuzz-XXXXXX";
    if (sources.count == 1)
        return sources.items[0];
    MUST(mkdtemp(folder) != NULL);
    struct str secret = arena_printf(&arena, "%s/secret", folder), path = arena_printf(&arena, "%s/conf", folder);
    MUST(file_write(secret.ptr, STR("council-5f0e3b8a-0000-0000-0000-000000000001-5f0e3b8a-0000-0000-0000-000000000002"), &err));
    MUST(file_write(path.ptr, str_from(section), &err));
    chmod(secret.ptr, 0600);
    bool good = sources_read(path.ptr, &arena, &sources, &err);
    file_remove_tree(folder);
    MUST(good && sources.count == 1);
    return sources.items[0];
}

static inline void source_fuzz_check(const struct source *source, struct source_answer *answer)
{
    normalise_answer(source, NULL, answer);
    for (size_t i = 0; i < answer->count; i++) {
        const struct post *post = &answer->posts[i];
        MUST(post->id.len > 0 && post->native_id.len > 0);
        MUST(utf8_valid(post->text) && utf8_valid(post->title) && utf8_valid(post->author_name));
        MUST(post->text.len <= POST_TEXT_BYTES);
        MUST(!str_eq(post->visibility, STR("private")) && !str_eq(post->visibility, STR("direct")));
    }
}

/* One reply: whether it was taken, and the cursor after it. */
static inline bool source_fuzz_reply(const struct source *source, struct str *cursor,
                                     const struct source_request *request, struct str bytes, int status)
{
    struct err err;
    struct source_reply reply = {.status = status, .url = request->url, .bytes = bytes};
    struct source_answer answer = {0};
    if (!source->kind->response(source, *cursor, request, &reply, &answer, &err)) {
        MUST(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
        return false;
    }
    source_fuzz_check(source, &answer);
    *cursor = answer.cursor.ptr != NULL ? answer.cursor : *cursor;
    return true;
}

/* Four requests of these bytes, and at the third the address is gone. A reply that is not taken ends them, as the next
 * one would be the same. */
static inline void source_fuzz_polls(struct source *source, struct str bytes)
{
    struct err err;
    struct str cursor = STR_NONE;
    for (size_t i = 0; i < 4; i++, source->now_ms += 12 * 3600000) {
        struct source_request request = {0};
        int status = i == 2 ? 404 : 200;
        if (!source->kind->request(source, cursor, &request, &err) || request.url.len == 0)
            continue;
        if (!source_fuzz_reply(source, &cursor, &request, bytes, status) && status == 200)
            return;
    }
}

static inline int source_fuzz(const char *section, const uint8_t *data, size_t size)
{
    static struct arena arena; /* kept, as no memory is so slow as new memory */
    struct err err;
    struct source source = source_fuzz_open(section);
    source.arena = &arena;
    source.now_ms = INT64_C(1795334400000);
    struct str bytes = {(const char *)data, size}, cursor = STR_NONE;
    struct source_request plain = {.url = STR("https://fuzz.example/")}, request = {0};
    source_fuzz_reply(&source, &cursor, &plain, bytes, 200);
    source_fuzz_polls(&source, bytes);
    source.kind->request(&source, bytes, &request, &err); /* a cursor of another version */
    arena_reset(&arena);
    return 0;
}

#endif
