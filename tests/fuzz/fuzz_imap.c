/* SPDX-License-Identifier: MIT */
#include "source_fuzz.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return source_fuzz("imap \"x\" { url = \"imaps://x/INBOX\" user = \"u\" password_file = \"secret\" }\n", data, size);
}
