/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Rows of any bytes: each call moves on or ends, whole or in pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct str fields[CSV_COLUMNS_MOST];
    struct err err;
    size_t count;
    struct csv csv = {.text = {(const char *)data, size}, .separator = ',', .whole = size % 2 == 0, .line = 1};
    for (size_t before = 0;; before = csv.at) {
        enum csv_got got = csv_next(&csv, &arena, fields, &count, &err);
        MUST(csv.at <= size && count <= CSV_COLUMNS_MOST);
        MUST(got != CSV_BAD || err.text[0] != '\0');
        if (got == CSV_END || got == CSV_MORE)
            break;
        MUST(csv.at > before);
    }
    arena_free(&arena);
    return 0;
}
