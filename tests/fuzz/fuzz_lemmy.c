/* SPDX-License-Identifier: MIT */
#include "source_fuzz.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return source_fuzz("lemmy \"x\" { server = \"https://fuzz.example\" queries = {\"x\"} recheck = \"1h\" }\n", data, size);
}
