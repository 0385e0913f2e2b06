/* SPDX-License-Identifier: MIT */
#include "png.h"

#include <zlib.h>

#include "base/buf.h"

#include "base/banned.h"

enum { FILE_BYTES_MOST = 1 << 20 };

static void put_u32(struct buf *out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_char(out, (char)(value >> shift & 0xff));
}

static void put_chunk(struct buf *out, const char *type, struct str data)
{
    put_u32(out, (uint32_t)data.len);
    size_t start = out->len;
    buf_add(out, str_from(type));
    buf_add(out, data);
    put_u32(out, (uint32_t)crc32(0, (const unsigned char *)out->data + start, (uInt)(out->len - start)));
}

void png_fill(struct png *png, int x, int y, int width, int height, unsigned char colour)
{
    for (int row = y < 0 ? 0 : y; row < y + height && row < (int)png->height; row++)
        for (int column = x < 0 ? 0 : x; column < x + width && column < (int)png->width; column++)
            png->pixels[(size_t)row * png->width + (size_t)column] = colour;
}

static struct str header(const struct png *png, struct arena *arena)
{
    struct buf out = BUF("png header", 64);
    put_u32(&out, png->width);
    put_u32(&out, png->height);
    buf_add(&out, (struct str){"\x08\x03\0\0\0", 5}); /* 8 bits, palette */
    struct str bytes = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return bytes;
}

static struct str palette(const struct png *png, struct arena *arena)
{
    char *bytes = arena_take(arena, png->colours * 3);
    for (size_t i = 0; i < png->colours; i++)
        for (size_t part = 0; part < 3; part++)
            bytes[i * 3 + part] = (char)(png->palette[i] >> (16 - 8 * part) & 0xff);
    return (struct str){bytes, png->colours * 3};
}

static struct str deflated(const struct png *png, struct arena *arena)
{
    size_t row = png->width + 1, raw_bytes = row * png->height;
    unsigned char *raw = arena_take(arena, raw_bytes);
    for (size_t y = 0; y < png->height; y++)
        memcpy(raw + y * row + 1, png->pixels + y * png->width, png->width); /* filter 0 before each row */
    uLongf bytes = compressBound((uLong)raw_bytes);
    unsigned char *out = arena_take(arena, bytes);
    MUST(compress2(out, &bytes, raw, (uLong)raw_bytes, Z_DEFAULT_COMPRESSION) == Z_OK);
    return (struct str){(const char *)out, bytes};
}

struct str png_encode(const struct png *png, struct arena *arena)
{
    struct buf out = BUF("png", FILE_BYTES_MOST);
    buf_add(&out, (struct str){"\x89PNG\r\n\x1a\n", 8});
    put_chunk(&out, "IHDR", header(png, arena));
    put_chunk(&out, "PLTE", palette(png, arena));
    put_chunk(&out, "IDAT", deflated(png, arena));
    put_chunk(&out, "IEND", STR(""));
    MUST(!out.over);
    struct str file = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return file;
}
