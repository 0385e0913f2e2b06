/* SPDX-License-Identifier: MIT */
#include "source_fuzz.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return source_fuzz("mastodon \"x\" { server = \"https://fuzz.example\" also = {\"https://b.example\"} hashtags = {\"x\"} "
                       "accounts = {\"x\"} mentions = true search = {\"x\"} token_file = \"secret\" }\n", data, size);
}
