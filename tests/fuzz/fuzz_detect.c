/* SPDX-License-Identifier: MIT */
/* CSV of events or of series through the detectors: any bytes give alarms or one error, in bounded memory. */
#include <stdint.h>
#include <stdio.h>

#include "detect_events.h"
#include "detect_series.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    FILE *in = fmemopen((void *)(uintptr_t)data, size, "r"), *out = fopen("/dev/null", "w");
    if (in != NULL && out != NULL)
        size > 0 && data[0] == 't' && size > 2 && data[1] == 'i'
            ? detect_series(in, out, &(struct detect_series_settings){.rate_a_year = 0.1, .all = true}, &err)
            : detect_events(in, out, 0.25, &err);
    if (in != NULL)
        fclose(in);
    if (out != NULL)
        fclose(out);
    return 0;
}
