/* SPDX-License-Identifier: MIT */
#include "source_fuzz.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return source_fuzz("facebook \"x\" { token_file = \"secret\" pages = {\"x\"} recheck = \"1h\" }\n", data, size);
}
