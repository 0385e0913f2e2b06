/* SPDX-License-Identifier: MIT */

/* Any bytes: a tally or an INPUT error; what was read is written and read back the same. */
#include "record/tally.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tally tally, back;
    struct err err;
    if (!tally_read((struct str){(const char *)data, size}, &tally, &err)) {
        MUST(err.kind == ERR_INPUT);
        return 0;
    }
    struct buf buf = BUF("fuzz", TALLY_BYTES_MOST);
    MUST(tally_write(&tally, &buf, &err));
    MUST(tally_read(buf_str(&buf), &back, &err));
    MUST(back.count == tally.count);
    tally_merge(&back, &tally);
    MUST(back.count == tally.count);
    tally_free(&tally);
    tally_free(&back);
    buf_free(&buf);
    return 0;
}
