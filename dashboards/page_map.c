/* SPDX-License-Identifier: MIT */
#include "page_map.h"

#include <stdlib.h>

#include "map.h"

#include "base/banned.h"

const char *page_map_side(const struct summary_mood *mood)
{
    return !mood->known ? "level" : mood->high < 0 ? "below" : mood->low > 0 ? "above" : "level";
}

static int most_first(const void *a, const void *b)
{
    const struct map_place *left = a, *right = b;
    return (left->people < right->people) - (left->people > right->people);
}

/* A place is in many cells; the first is its busiest. */
static size_t places_of(const struct visit *visit, const struct summary *day, struct map_place *places)
{
    const struct show *show = &visit->show;
    struct table seen = {0};
    size_t count = 0;
    for (size_t i = 0; i < day->cell_count && count < MAP_PLACES_MOST; i++) {
        const struct summary_cell *cell = &day->cells[i];
        const struct place_name_row *row = place_names_find(show->board->places, cell->place);
        if (row == NULL || !row->has_point || table_find(&seen, cell->place) != TABLE_NONE)
            continue;
        table_add(&seen, cell->place);
        struct str name = show_place(show, cell->place, cell->place_name, cell->place_name_cy);
        places[count++] = (struct map_place){
            row->lat, row->lon, name,
            arena_printf(visit->request->arena, STR_FMT ": " STR_FMT, STR_ARG(name),
                         STR_ARG(show_people(show, cell->people))),
            cell->people < SHOW_PEOPLE_LEAST ? 0 : cell->people, page_map_side(&cell->temperature)};
    }
    table_free(&seen);
    return count;
}

static size_t others_of(const struct place_names *names, struct map_point *others)
{
    size_t count = 0;
    for (uint32_t i = 0; names != NULL && i < names->ids.count && count < MAP_OTHERS_MOST; i++)
        if (names->rows[i].has_point)
            others[count++] = (struct map_point){names->rows[i].lat, names->rows[i].lon};
    return count;
}

void page_map_put(const struct visit *visit, struct view *view, const struct summary *day)
{
    struct arena *arena = visit->request->arena;
    struct map_place *places = ARENA_ARRAY(arena, struct map_place, MAP_PLACES_MOST);
    struct map_point *others = ARENA_ARRAY(arena, struct map_point, MAP_OTHERS_MOST);
    struct map map = {.title = tongue_get(&visit->show.tongue, "places.title"),
                      .words = tongue_get(&visit->show.tongue, "places.map"),
                      .places = places, .others = others};
    map.count = day != NULL ? places_of(visit, day, places) : 0;
    map.other_count = others_of(visit->show.board->places, others);
    qsort(places, map.count, sizeof *places, most_first);
    if (map.count > 0)
        view_markup(view, "map", map_svg(&map, arena));
}
