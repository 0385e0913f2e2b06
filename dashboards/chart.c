/* SPDX-License-Identifier: MIT */
#include "chart.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "png.h"
#include "template.h"

#include "base/banned.h"

enum { SVG_BYTES_MOST = 512 << 10, WIDTH = 1000, HEIGHT = 300, PNG_WIDTH = 1120, PNG_HEIGHT = 240, GAP = 6,
       REACH_LEAST = 20, REACH_MOST = 100 };

/* The palette of letters: paper, zero line, other days, below zero, above zero, how sure; from paper to ink. */
static const uint32_t letter_palette[] = {0xfbfaf7, 0x9aa0a6, 0xb9c4c9, 0xb4532a, 0x1f6f78, 0x20242a,
                                          0xfbfaf7, 0xecece9, 0xdedddc, 0xcfcfce, 0xc1c1c0,
                                          0xb2b3b3, 0xa3a4a5, 0x959697, 0x86888a, 0x787a7c, 0x696b6e,
                                          0x5a5d61, 0x4c4f53, 0x3d4145, 0x2f3238, 0x20242a};
enum { PAPER, RULE, OTHER, BELOW, ABOVE, SURE };

struct scale {
    double least, most;
    int height;
};

struct chart_scale chart_scale(const struct chart *chart)
{
    struct chart_scale scale = {chart->least, chart->most};
    if (scale.least != 0 || scale.most != 0)
        return scale;
    scale.most = 1;
    for (size_t i = 0; i < chart->count; i++) {
        scale.most = fmax(scale.most, chart->points[i].value);
        scale.most = fmax(scale.most, chart->points[i].usual);
    }
    return scale;
}

static struct scale scale_of(const struct chart *chart, int height)
{
    struct chart_scale scale = chart_scale(chart);
    return (struct scale){scale.least, scale.most, height};
}

double chart_reach(const struct chart_point *points, size_t count)
{
    double reach = REACH_LEAST;
    for (size_t i = 0; i < count; i++)
        if (points[i].known)
            reach = fmax(reach, fmax(fabs(points[i].low), fmax(fabs(points[i].high), fabs(points[i].value))));
    return fmin(ceil(reach / 10) * 10, REACH_MOST);
}

static double y_of(struct scale scale, double value)
{
    double part = (fmin(fmax(value, scale.least), scale.most) - scale.least) / (scale.most - scale.least);
    return (1 - part) * scale.height;
}

static void svg_text(struct buf *out, const char *element, const char *id, struct str text)
{
    buf_printf(out, "<%s", element);
    if (id != NULL)
        buf_printf(out, " id=\"%s-%s\"", id, element);
    buf_char(out, '>');
    template_escape(text, out);
    buf_printf(out, "</%s>", element);
}

static void svg_bar(struct buf *out, const struct chart *chart, struct scale scale, size_t i)
{
    const struct chart_point *point = &chart->points[i];
    double step = (double)WIDTH / (double)chart->count, gap = fmin(step * 0.25, GAP), x = (double)i * step + gap / 2;
    double zero = y_of(scale, 0), y = y_of(scale, point->value);
    buf_printf(out, "<g class=\"%s%s\">", point->value < 0 ? "below" : "above", point->now ? " now" : "");
    if (point->words.len > 0)
        svg_text(out, "title", NULL, point->words);
    buf_printf(out, "<rect class=\"hit\" x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%d\"/>", x - gap / 2, step, HEIGHT);
    if (point->known)
        buf_printf(out, "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", x, fmin(y, zero),
                   step - gap, fmax(fabs(y - zero), 1.5));
    if (point->known && point->low < point->high)
        buf_printf(out, "<path class=\"sure\" d=\"M%.1f %.1fV%.1f\"/>", x + (step - gap) / 2, y_of(scale, point->high),
                   y_of(scale, point->low));
    buf_add(out, STR("</g>"));
}

static void svg_usual(struct buf *out, const struct chart *chart, struct scale scale)
{
    double step = (double)WIDTH / (double)chart->count;
    bool drawing = false;
    buf_add(out, STR("<path class=\"usual\" d=\""));
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        if (point->usual >= 0)
            buf_printf(out, "%c%.1f %.1fH%.1f", drawing ? 'L' : 'M', (double)i * step, y_of(scale, point->usual),
                       (double)(i + 1) * step);
        drawing = point->usual >= 0;
    }
    buf_add(out, STR("\"/>"));
}

/* The line breaks where a value is not known; the band around it is how sure we are. */
static void svg_line(struct buf *out, const struct chart *chart, struct scale scale)
{
    double step = (double)WIDTH / (double)chart->count;
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        if (point->known && point->low < point->high)
            buf_printf(out, "<rect class=\"band\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                       (double)i * step, y_of(scale, point->high), step + 0.3,
                       y_of(scale, point->low) - y_of(scale, point->high));
    }
    buf_add(out, STR("<path class=\"line\" d=\""));
    for (size_t i = 0; i < chart->count; i++)
        if (chart->points[i].known)
            buf_printf(out, "%c%.1f %.1f", i > 0 && chart->points[i - 1].known ? 'L' : 'M', ((double)i + 0.5) * step,
                       y_of(scale, chart->points[i].value));
    buf_add(out, STR("\"/>"));
}

struct str chart_svg(const struct chart *chart, struct arena *arena)
{
    MUST(chart->count > 0 && chart->count <= CHART_POINTS_MOST);
    struct buf out = BUF("chart", SVG_BYTES_MOST);
    struct scale scale = scale_of(chart, HEIGHT);
    buf_printf(&out, "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
                     "aria-labelledby=\"%s-title %s-desc\">",
               WIDTH, HEIGHT, chart->id, chart->id);
    svg_text(&out, "title", chart->id, chart->title);
    svg_text(&out, "desc", chart->id, chart->words);
    buf_printf(&out, "<path class=\"zero\" d=\"M0 %.1fH%d\"/>", y_of(scale, 0), WIDTH);
    if (chart->line)
        svg_line(&out, chart, scale);
    for (size_t i = 0; i < chart->count && !chart->line; i++)
        svg_bar(&out, chart, scale, i);
    svg_usual(&out, chart, scale);
    buf_add(&out, STR("</svg>"));
    struct str svg = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return svg;
}

static void png_bar(struct png *png, const struct chart *chart, struct chart_area area, struct scale scale, size_t i)
{
    const struct chart_point *point = &chart->points[i];
    double step = (double)area.width / (double)chart->count;
    int gap = (int)fmin(step * 0.25, 4 * GAP), x = area.x + (int)((double)i * step) + gap / 2, width = (int)step - gap;
    int zero = area.y + (int)y_of(scale, 0), y = area.y + (int)y_of(scale, point->value), sure = x + width / 2 - 1;
    if (!point->known)
        return;
    png_fill(png, x, y < zero ? y : zero, width, (y < zero ? zero - y : y - zero) + 2,
             !point->now ? OTHER : point->value < 0 ? BELOW : ABOVE);
    if (point->low < point->high) {
        int top = area.y + (int)y_of(scale, point->high);
        png_fill(png, sure, top, 3, area.y + (int)y_of(scale, point->low) - top, SURE);
    }
    if (point->usual >= 0)
        png_fill(png, x - gap / 2, area.y + (int)y_of(scale, point->usual), (int)step + 1, 4, SURE);
}

/* The band around it is how sure we are; it breaks where a value is not known. */
static void png_line(struct png *png, const struct chart *chart, struct chart_area area, struct scale scale)
{
    double step = (double)area.width / (double)chart->count;
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        int x = area.x + (int)((double)i * step), top = area.y + (int)y_of(scale, point->high);
        if (point->known && point->low < point->high)
            png_fill(png, x, top, area.x + (int)((double)(i + 1) * step) - x,
                     area.y + (int)y_of(scale, point->low) - top, OTHER);
    }
    for (size_t i = 1; i < chart->count; i++) {
        const struct chart_point *from = &chart->points[i - 1], *to = &chart->points[i];
        int last = area.y + (int)y_of(scale, from->value);
        for (int x = 0; from->known && to->known && x <= (int)step; x++) {
            double value = from->value + (to->value - from->value) * x / step;
            int y = area.y + (int)y_of(scale, value);
            png_fill(png, area.x + (int)(((double)i - 0.5) * step) + x, y < last ? y : last, 3, abs(y - last) + 4, ABOVE);
            last = y;
        }
    }
}

void chart_draw(const struct chart *chart, struct png *png, struct chart_area area)
{
    MUST(chart->count > 0 && chart->count <= CHART_POINTS_MOST);
    struct scale scale = scale_of(chart, area.height - 2);
    if (chart->line)
        png_line(png, chart, area, scale);
    for (size_t i = 0; i < chart->count && !chart->line; i++)
        png_bar(png, chart, area, scale, i);
    png_fill(png, area.x, area.y + (int)y_of(scale, 0), area.width, 2, RULE);
}

struct png chart_canvas(uint32_t width, uint32_t height, struct arena *arena)
{
    struct png png = {width, height, letter_palette, sizeof letter_palette / sizeof letter_palette[0], NULL};
    png.pixels = arena_take(arena, (size_t)width * height);
    return png;
}

struct str chart_png(const struct chart *chart, struct arena *arena)
{
    struct png png = chart_canvas(PNG_WIDTH, PNG_HEIGHT, arena);
    chart_draw(chart, &png, (struct chart_area){0, 0, PNG_WIDTH, PNG_HEIGHT});
    return png_encode(&png, arena);
}
