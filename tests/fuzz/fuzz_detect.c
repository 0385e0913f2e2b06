/* SPDX-License-Identifier: MIT */
/* CSV of events through the detector: any bytes give alerts or one error, in bounded memory. */
#include <stdint.h>
#include <stdio.h>

#include "detect_events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    FILE *in = fmemopen((void *)(uintptr_t)data, size, "r"), *out = fopen("/dev/null", "w");
    if (in != NULL && out != NULL)
        detect_events(in, out, 0.25, &err);
    if (in != NULL)
        fclose(in);
    if (out != NULL)
        fclose(out);
    return 0;
}
