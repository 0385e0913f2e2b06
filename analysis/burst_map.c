/* SPDX-License-Identifier: MIT */
#include "burst_map.h"

#include <stdlib.h>

#include "base/err.h"

#include "base/banned.h"

static size_t find(const struct burst_map *map, uint64_t key)
{
    size_t mask = map->slots - 1, at = (size_t)burst_mix(key) & mask;
    while (map->values[at] != 0 && map->keys[at] != key)
        at = (at + 1) & mask;
    return at;
}

uint32_t burst_map_get(const struct burst_map *map, uint64_t key)
{
    return map->slots == 0 ? BURST_MAP_NONE : map->values[find(map, key)] - 1;
}

static void grow(struct burst_map *map)
{
    struct burst_map old = *map;
    map->slots = old.slots == 0 ? 16 : old.slots * 2;
    map->keys = calloc(map->slots, sizeof *map->keys);
    map->values = calloc(map->slots, sizeof *map->values);
    MUST(map->keys != NULL && map->values != NULL);
    for (size_t i = 0; i < old.slots; i++)
        if (old.values[i] != 0) {
            size_t at = find(map, old.keys[i]);
            map->keys[at] = old.keys[i];
            map->values[at] = old.values[i];
        }
    burst_map_free(&old);
}

void burst_map_put(struct burst_map *map, uint64_t key, uint32_t value)
{
    if (map->count * 2 >= map->slots)
        grow(map);
    size_t at = find(map, key);
    map->count += map->values[at] == 0;
    map->keys[at] = key;
    map->values[at] = value + 1;
}

void burst_map_free(struct burst_map *map)
{
    free(map->keys);
    free(map->values);
    *map = (struct burst_map){0};
}
