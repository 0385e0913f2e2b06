/* SPDX-License-Identifier: MIT */
#include "source_fuzz.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return source_fuzz("telegram \"x\" { token_file = \"secret\" groups = {\"-77\"} }\n", data, size);
}
