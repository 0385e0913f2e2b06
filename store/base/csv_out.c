/* SPDX-License-Identifier: MIT */
#include "base/csv_out.h"

#include <inttypes.h>

#include "base/utf8.h"

#include "base/banned.h"

static void divide(struct buf *out)
{
    if (out->len > 0 && out->data[out->len - 1] != '\n')
        buf_char(out, ',');
}

static bool is_formula(struct str text)
{
    return text.len > 0 && text.ptr[0] != '\0' && strchr("=+-@\t\r\n|%", text.ptr[0]) != NULL;
}

void csv_out_text(struct buf *out, struct str text)
{
    struct arena scratch = {0};
    text = utf8_clean(&scratch, text);
    divide(out);
    buf_char(out, '"');
    if (is_formula(text))
        buf_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_char(out, '"');
        buf_char(out, text.ptr[i]);
    }
    arena_free(&scratch);
    buf_char(out, '"');
}

void csv_out_i64(struct buf *out, int64_t value)
{
    divide(out);
    buf_printf(out, "%" PRId64, value);
}

void csv_out_number(struct buf *out, double value, int decimals)
{
    divide(out);
    buf_printf(out, "%.*f", decimals, value);
}

void csv_out_digits(struct buf *out, struct str number)
{
    divide(out);
    buf_add(out, number);
}

void csv_out_end(struct buf *out)
{
    buf_add(out, STR("\r\n"));
}
