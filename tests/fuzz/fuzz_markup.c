/* SPDX-License-Identifier: MIT */
#include "base/err.h"
#include "base/utf8.h"
#include "markup.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct str bytes = {(const char *)data, size};
    struct str text = markup_text(&arena, bytes);
    MUST(text.len <= size * 2 + 2000);
    MUST(!utf8_valid(bytes) || utf8_valid(text));
    MUST(markup_decode(&arena, bytes).len <= size * 2 + 4);
    markup_is_html(bytes);
    arena_free(&arena);
    return 0;
}
