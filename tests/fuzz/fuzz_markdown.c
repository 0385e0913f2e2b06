/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "base/err.h"
#include "markdown.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct str text = markdown_text(&arena, (struct str){(const char *)data, size});
    MUST(text.len <= size * 4);
    arena_free(&arena);
    return 0;
}
