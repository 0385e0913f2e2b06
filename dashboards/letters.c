/* SPDX-License-Identifier: MIT */
#include "letters.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { FILE_BYTES_MOST = 1 << 20, WIDTH_MOST = 64, UNKNOWN = 0xfffd };

static int grey_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_letter(struct str line, struct letter *letter)
{
    struct str point, width;
    int64_t columns = 0;
    letter->point = 0;
    if (!str_next(&line, ' ', &point) || !str_next(&line, ' ', &width) || point.len == 0 || point.len > 6 ||
        !str_to_i64(width, &columns) || columns < 1 || columns > WIDTH_MOST ||
        line.len != (size_t)columns * LETTERS_HEIGHT)
        return false;
    for (size_t i = 0; i < point.len; i++) {
        if (grey_of(point.ptr[i]) < 0)
            return false;
        letter->point = letter->point << 4 | (uint32_t)grey_of(point.ptr[i]);
    }
    for (size_t i = 0; i < line.len; i++)
        if (grey_of(line.ptr[i]) < 0)
            return false;
    letter->width = (size_t)columns;
    letter->greys = line;
    return true;
}

static int by_point(const void *a, const void *b)
{
    uint32_t left = ((const struct letter *)a)->point, right = ((const struct letter *)b)->point;
    return (left > right) - (left < right);
}

bool letters_load(struct letters *letters, const char *path, struct arena *arena, struct err *err)
{
    struct str text, line;
    if (!file_read(path, FILE_BYTES_MOST, arena, &text, err))
        return false;
    *letters = (struct letters){ARENA_ARRAY(arena, struct letter, LETTERS_MOST), 0};
    for (int number = 1; str_next(&text, '\n', &line); number++) {
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (letters->count == LETTERS_MOST || !read_letter(line, &letters->items[letters->count]))
            return err_set(err, ERR_INPUT, "%s:%d: not a letter", path, number);
        letters->count++;
    }
    qsort(letters->items, letters->count, sizeof *letters->items, by_point);
    return true;
}

static const struct letter *look_up(const struct letters *letters, uint32_t point)
{
    struct letter wanted = {.point = point};
    return bsearch(&wanted, letters->items, letters->count, sizeof wanted, by_point);
}

static const struct letter *find(const struct letters *letters, uint32_t point)
{
    const struct letter *found = look_up(letters, point);
    return found != NULL ? found : look_up(letters, UNKNOWN);
}

size_t letters_width(const struct letters *letters, struct str text)
{
    size_t width = 0;
    for (size_t at = 0; at < text.len;) {
        const struct letter *letter = find(letters, utf8_next(text, &at));
        width += letter != NULL ? letter->width : 0;
    }
    return width;
}

static void draw(const struct letter *letter, struct png *png, size_t x, size_t top, unsigned char paper)
{
    for (size_t row = 0; row < LETTERS_HEIGHT && top + row < png->height; row++)
        for (size_t column = 0; column < letter->width && x + column < png->width; column++) {
            int grey = grey_of(letter->greys.ptr[row * letter->width + column]);
            if (grey > 0)
                png->pixels[(top + row) * png->width + x + column] = (unsigned char)(paper + grey);
        }
}

void letters_write(const struct letters *letters, struct png *png, size_t x, size_t y, struct str text,
                   unsigned char paper)
{
    MUST(y >= LETTERS_BASELINE);
    for (size_t at = 0; at < text.len && x < png->width;) {
        const struct letter *letter = find(letters, utf8_next(text, &at));
        if (letter == NULL)
            continue;
        draw(letter, png, x, y - LETTERS_BASELINE, paper);
        x += letter->width;
    }
}
