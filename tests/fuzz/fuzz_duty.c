/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "record/duty.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Hours of any bytes: refused with a sentence, or they begin no earlier than asked and hold when they begin. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int64_t now_ms = INT64_C(1790294400000);
    struct duty_hours hours;
    struct err err = {0};
    if (!duty_hours_read((struct str){(const char *)data, size}, HOLIDAY_ENGLAND_AND_WALES, &hours, &err)) {
        MUST(err.kind == ERR_CONFIG && err.text[0] != '\0');
        return 0;
    }
    int64_t next_ms = duty_hours_next(&hours, now_ms);
    MUST(next_ms >= now_ms && next_ms <= now_ms + 30 * CLOCK_DAY_MS);
    MUST(next_ms == now_ms + 30 * CLOCK_DAY_MS || duty_hours_hold(&hours, next_ms));
    return 0;
}
