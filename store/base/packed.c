/* SPDX-License-Identifier: MIT */
#include "base/packed.h"

#include "base/banned.h"

enum { GROUP_BITS = 7, GROUP_MASK = 0x7f, MORE = 0x80, NUMBER_BITS = 64 };

void packed_put(struct buf *buf, uint64_t value)
{
    char bytes[10];
    size_t count = 0;
    do {
        bytes[count] = (char)((value & GROUP_MASK) | (value > GROUP_MASK ? MORE : 0));
        value >>= GROUP_BITS;
        count++;
    } while (value != 0);
    buf_add(buf, (struct str){bytes, count});
}

void packed_put_signed(struct buf *buf, int64_t value)
{
    packed_put(buf, value < 0 ? ~((uint64_t)value << 1) : (uint64_t)value << 1);
}

void packed_put_fixed(struct buf *buf, uint64_t value)
{
    char bytes[sizeof value];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(value >> (8 * i) & 0xff);
    buf_add(buf, (struct str){bytes, sizeof bytes});
}

void packed_put_double(struct buf *buf, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    packed_put_fixed(buf, bits);
}

void packed_put_str(struct buf *buf, struct str text)
{
    packed_put(buf, text.len);
    buf_add(buf, text);
}

static uint64_t fail(struct packed *in)
{
    in->bad = true;
    in->rest.len = 0;
    return 0;
}

uint64_t packed_take(struct packed *in)
{
    uint64_t value = 0;
    for (unsigned shift = 0, at = 0; shift < NUMBER_BITS; shift += GROUP_BITS, at++) {
        if (at >= in->rest.len)
            return fail(in);
        uint64_t byte = (unsigned char)in->rest.ptr[at];
        if (shift == NUMBER_BITS - 1 && byte > 1)
            return fail(in);
        value |= (byte & GROUP_MASK) << shift;
        if ((byte & MORE) == 0) {
            in->rest = str_cut(in->rest, at + 1, in->rest.len);
            return value;
        }
    }
    return fail(in);
}

int64_t packed_take_signed(struct packed *in)
{
    uint64_t zigzag = packed_take(in);
    return (int64_t)(zigzag & 1 ? ~(zigzag >> 1) : zigzag >> 1);
}

uint64_t packed_take_fixed(struct packed *in)
{
    struct str bytes = packed_take_bytes(in, sizeof(uint64_t));
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.len; i++)
        value |= (uint64_t)(unsigned char)bytes.ptr[i] << (8 * i);
    return value;
}

double packed_take_double(struct packed *in)
{
    uint64_t bits = packed_take_fixed(in);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

struct str packed_take_bytes(struct packed *in, size_t count)
{
    if (count > in->rest.len) {
        fail(in);
        return STR("");
    }
    struct str bytes = str_cut(in->rest, 0, count);
    in->rest = str_cut(in->rest, count, in->rest.len);
    return bytes;
}

struct str packed_take_str(struct packed *in)
{
    uint64_t len = packed_take(in);
    return packed_take_bytes(in, len > SIZE_MAX ? SIZE_MAX : (size_t)len);
}

size_t packed_take_count(struct packed *in, size_t least_bytes)
{
    uint64_t count = packed_take(in);
    if (least_bytes > 0 && count > in->rest.len / least_bytes)
        return (size_t)fail(in);
    return (size_t)count;
}
