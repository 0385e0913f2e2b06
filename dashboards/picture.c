/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include "base/banned.h"

enum { MARGIN = 30, HEAD_Y = 50, LINE = 32, HEAD_LINES = 2, CAPTION_LINES = 3, SCALE_GAP = 12, SCALE_DROP = 8 };
static const struct chart_area area = {110, 130, 1060, 350};

struct sheet {
    struct png png;
    const struct letters *letters;
};

static void write(struct sheet *sheet, size_t x, size_t y, struct str text)
{
    letters_write(sheet->letters, &sheet->png, x, y, text, CHART_TEXT);
}

static void write_right(struct sheet *sheet, size_t right, size_t y, struct str text)
{
    size_t width = letters_width(sheet->letters, text);
    write(sheet, width < right ? right - width : 0, y, text);
}

/* As many words as fit a line. */
static struct str take_line(const struct sheet *sheet, struct str *rest)
{
    size_t most = PICTURE_WIDTH - 2 * MARGIN, end = str_find(*rest, ' ', 0);
    while (end < rest->len) {
        size_t next = str_find(*rest, ' ', end + 1);
        if (letters_width(sheet->letters, str_cut(*rest, 0, next)) > most)
            break;
        end = next;
    }
    struct str line = str_cut(*rest, 0, end);
    *rest = str_cut(*rest, end + (end < rest->len), rest->len);
    return line;
}

static void write_lines(struct sheet *sheet, size_t y, int most, struct str text)
{
    for (int i = 0; i < most && text.len > 0; i++, y += LINE)
        write(sheet, MARGIN, y, take_line(sheet, &text));
}

/* The scale and the dates that the page has around the same chart. */
static void write_around(struct sheet *sheet, const struct show *show, const struct chart *chart)
{
    struct str top, middle, bottom;
    figure_scale(show, chart, &top, &middle, &bottom);
    size_t right = (size_t)area.x - SCALE_GAP, above = (size_t)area.y + SCALE_DROP, below = above + (size_t)area.height;
    write_right(sheet, right, above, top);
    write_right(sheet, right, (above + below) / 2, middle);
    write_right(sheet, right, below, bottom);
    write(sheet, (size_t)area.x, below + LINE, chart->points[0].label);
    if (chart->count > 1)
        write_right(sheet, (size_t)(area.x + area.width), below + LINE, chart->points[chart->count - 1].label);
}

struct str picture_png(const struct show *show, const struct letters *letters, struct str heading,
                       const struct chart *chart)
{
    struct arena *arena = show->tongue.arena;
    struct sheet sheet = {chart_canvas(PICTURE_WIDTH, PICTURE_HEIGHT, arena), letters};
    write_lines(&sheet, HEAD_Y, HEAD_LINES, heading);
    chart_draw(chart, &sheet.png, area);
    write_around(&sheet, show, chart);
    write_lines(&sheet, (size_t)(area.y + area.height) + 3 * LINE, CAPTION_LINES, chart->caption);
    return png_encode(&sheet.png, arena);
}
