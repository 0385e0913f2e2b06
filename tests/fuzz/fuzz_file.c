/* SPDX-License-Identifier: MIT */
#include "source_fuzz.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    source_fuzz("file \"x\" { path = \"/x/*.csv\" }\n", data, size);
    return 0;
}
