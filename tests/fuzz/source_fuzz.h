/* SPDX-License-Identifier: MIT */

/* source_fuzz — any bytes as the reply a kind gets, read as `parse` reads it and as a poll does.
 *
 * Takes   the kind's name, bytes
 * Gives   nothing; what is wrong aborts
 * Memory  an arena, given back */
#ifndef TESTS_FUZZ_SOURCE_FUZZ_H
#define TESTS_FUZZ_SOURCE_FUZZ_H

#include <stdint.h>

#include "base/utf8.h"
#include "normalise.h"
#include "sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

static inline int source_fuzz(const char *kind, const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct err err;
    struct source source = sources_default(sources_kind(str_from(kind)), &arena);
    source.now_ms = INT64_C(1795334400000);
    struct str bytes = {(const char *)data, size};
    static const char *const tags[] = {NULL, "page", "sweep"};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        struct source_request request = {.url = STR("https://fuzz.example/"), .tag = str_from(tags[i])};
        struct source_reply reply = {.status = 200, .url = request.url, .bytes = bytes};
        struct source_answer answer = {0};
        if (source.kind->response(&source, STR_NONE, &request, &reply, &answer, &err))
            source_fuzz_check(&source, &answer);
        else
            MUST(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
    }
    arena_free(&arena);
    return 0;
}

#endif
