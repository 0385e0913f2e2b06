/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "base/process.h"
#include "welsh.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct welsh *welsh;
    static struct arena arena;
    struct err err;
    if (welsh == NULL)
        MUST(welsh_open(process_data(&arena, "analysis/welsh.bin").ptr, NULL, &welsh, &err));
    char room[WELSH_BYTES_MOST * 2];
    struct str rest = {(const char *)data, size}, form;
    while (str_next(&rest, ' ', &form)) {
        struct str lemma = welsh_lemma(welsh, form, room);
        MUST(lemma.len <= (form.len > sizeof room ? form.len : sizeof room));
    }
    return 0;
}
