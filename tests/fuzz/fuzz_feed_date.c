/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/err.h"
#include "feed_date.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    int64_t ms, local_ms;
    if (feed_date(text, &ms)) {
        MUST(ms > -100000 * 365 * CLOCK_DAY_MS && ms < 100000 * 366 * CLOCK_DAY_MS);
        MUST(feed_date_local(text, &local_ms));
    }
    return 0;
}
