/* SPDX-License-Identifier: MIT */
#include "source_fuzz.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return source_fuzz("discourse \"x\" { url = \"https://fuzz.example\" recheck = \"1h\" }\n", data, size);
}
