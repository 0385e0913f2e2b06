/* SPDX-License-Identifier: MIT */
#include "map.h"

#include <math.h>

#include "base/buf.h"
#include "template.h"

#include "base/banned.h"

enum { SIDE = 1000, LEAST_HEIGHT = 500, SVG_BYTES_MOST = 1 << 20, BIGGEST = 70, SMALLEST = 9, NAMES_MOST = 10, NAMES_SMALL = 4 };
enum { NAME_HEIGHT = 34, LETTER_WIDTH = 15 };
#define MARGIN 0.12
#define LEAST_SPAN 0.01 /* degrees: about a kilometre */
#define RADIANS (3.14159265358979 / 180)

/* Degrees to the picture's units. */
struct frame {
    double west, north, per_lon, per_lat, height;
};

struct box {
    double left, top, right, bottom;
};

static void widen(double *least, double *most, double by)
{
    double middle = (*least + *most) / 2, half = fmax((*most - *least) / 2, LEAST_SPAN / 2) * (1 + by);
    *least = middle - half;
    *most = middle + half;
}

static struct frame frame_of(const struct map *map)
{
    double south = 90, north = -90, west = 180, east = -180;
    for (size_t i = 0; i < map->count; i++) {
        south = fmin(south, map->places[i].lat);
        north = fmax(north, map->places[i].lat);
        west = fmin(west, map->places[i].lon);
        east = fmax(east, map->places[i].lon);
    }
    widen(&south, &north, 2 * MARGIN);
    widen(&west, &east, 2 * MARGIN);
    double shorter = cos((south + north) / 2 * RADIANS), wide = (east - west) * shorter, high = north - south;
    if (wide < high) { /* never higher than wide */
        widen(&west, &east, high / wide - 1);
        wide = high;
    }
    double per_lat = SIDE / wide;
    return (struct frame){west, north, per_lat * shorter, per_lat, fmax(high * per_lat, LEAST_HEIGHT)};
}

static double x_of(const struct frame *frame, double lon)
{
    return (lon - frame->west) * frame->per_lon;
}

static double y_of(const struct frame *frame, double lat)
{
    return (frame->north - lat) * frame->per_lat;
}

static double radius_of(const struct map *map, int64_t people)
{
    double most = map->places[0].people > 0 ? (double)map->places[0].people : 1;
    return fmax(BIGGEST * sqrt((double)people / most), SMALLEST);
}

static void put_others(const struct map *map, const struct frame *frame, struct buf *out)
{
    buf_add(out, STR("<path class=\"others\" d=\""));
    for (size_t i = 0; i < map->other_count; i++) {
        double x = x_of(frame, map->others[i].lon), y = y_of(frame, map->others[i].lat);
        if (x >= 0 && x <= SIDE && y >= 0 && y <= frame->height)
            buf_printf(out, "M%.0f %.0fh0", x, y);
    }
    buf_add(out, STR("\"/>"));
}

static void put_place(const struct map *map, const struct map_place *place, const struct frame *frame, struct buf *out)
{
    buf_printf(out, "<circle class=\"%s%s\" cx=\"%.0f\" cy=\"%.0f\" r=\"%.0f\"><title>", place->side,
               place->people > 0 ? "" : " few", x_of(frame, place->lon), y_of(frame, place->lat),
               radius_of(map, place->people));
    template_escape(place->words, out);
    buf_add(out, STR("</title></circle>"));
}

static bool lies_over(const struct box *box, const struct box *taken, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (box->left < taken[i].right && taken[i].left < box->right && box->top < taken[i].bottom &&
            taken[i].top < box->bottom)
            return true;
    return false;
}

/* Beside the circle, on the side where there is room. */
static void put_names(const struct map *map, const struct frame *frame, struct buf *out)
{
    struct box taken[NAMES_MOST];
    size_t count = 0;
    for (size_t i = 0; i < map->count && count < NAMES_MOST; i++) {
        const struct map_place *place = &map->places[i];
        double x = x_of(frame, place->lon), y = y_of(frame, place->lat), away = radius_of(map, place->people) + 8;
        double width = (double)place->name.len * LETTER_WIDTH;
        bool left = x + away + width > SIDE;
        double start = left ? x - away - width : x + away;
        struct box box = {start, y - NAME_HEIGHT / 2., start + width, y + NAME_HEIGHT / 2.};
        if (place->people == 0 || box.left < 0 || lies_over(&box, taken, count))
            continue;
        buf_printf(out, "<text%s x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">", count < NAMES_SMALL ? "" : " class=\"less\"",
                   left ? x - away : x + away, y + NAME_HEIGHT / 4., left ? "end" : "start");
        template_escape(place->name, out);
        buf_add(out, STR("</text>"));
        taken[count++] = box;
    }
}

struct str map_svg(const struct map *map, struct arena *arena)
{
    MUST(map->count > 0 && map->count <= MAP_PLACES_MOST && map->other_count <= MAP_OTHERS_MOST);
    struct buf out = BUF("map", SVG_BYTES_MOST);
    struct frame frame = frame_of(map);
    buf_printf(&out, "<svg class=\"map\" role=\"img\" viewBox=\"0 0 %d %.0f\" aria-labelledby=\"map-title map-desc\">"
                     "<title id=\"map-title\">", SIDE, frame.height);
    template_escape(map->title, &out);
    buf_add(&out, STR("</title><desc id=\"map-desc\">"));
    template_escape(map->words, &out);
    buf_add(&out, STR("</desc>"));
    put_others(map, &frame, &out);
    for (size_t i = 0; i < map->count; i++)
        put_place(map, &map->places[i], &frame, &out);
    put_names(map, &frame, &out);
    buf_add(&out, STR("</svg>"));
    struct str svg = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return svg;
}
