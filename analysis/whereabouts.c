/* SPDX-License-Identifier: MIT */
#include "whereabouts.h"

#include "base/banned.h"

struct str whereabouts_council(const struct place_names *names)
{
    struct str council = STR_NONE;
    for (size_t i = 0; i < names->ids.count; i++) {
        if (names->rows[i].parent.len > 0)
            continue;
        if (council.len > 0)
            return STR_NONE;
        council = names->rows[i].id;
    }
    return council;
}

/* False: it is there already, or there is no room. */
static bool add(struct whereabouts *places, struct str id)
{
    for (size_t i = 0; i < places->count; i++)
        if (str_eq(places->ids[i], id))
            return false;
    if (id.len == 0 || places->count == WHEREABOUTS_MOST)
        return false;
    places->ids[places->count++] = id;
    return true;
}

/* A circle of parents ends where it began, because that place is there already. */
static void add_around(struct whereabouts *places, const struct place_names *names, struct str id, struct str council)
{
    const struct place_name_row *row = place_names_find(names, id);
    while (row != NULL && !str_eq(row->parent, council) && add(places, row->parent))
        row = place_names_find(names, row->parent);
}

struct whereabouts whereabouts_of(const struct reading *reading, const struct place_names *names, struct str council)
{
    struct whereabouts places = {.count = 0};
    for (size_t i = 0; i < reading->place_count; i++)
        if (!str_eq(reading->places[i].id, council))
            add(&places, reading->places[i].id);
    for (size_t i = 0; i < reading->place_count; i++) {
        if (!str_eq(reading->places[i].ward, council))
            add(&places, reading->places[i].ward);
        add_around(&places, names, reading->places[i].id, council);
    }
    return places;
}
