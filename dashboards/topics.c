/* SPDX-License-Identifier: MIT */
#include "topics.h"

#include <stdlib.h>

#include "base/banned.h"

#define RISING_TIMES 2.0
#define EASING_PART  0.5
enum { RISING_MORE = 3, EASING_USUAL_LEAST = 5 };

static struct topic *topic_for(struct topics *topics, struct str issue)
{
    for (size_t i = 0; i < topics->count; i++)
        if (str_eq(topics->items[i].issue, issue))
            return &topics->items[i];
    if (topics->count == TOPICS_MOST)
        return NULL;
    struct topic *topic = &topics->items[topics->count++];
    *topic = (struct topic){.issue = issue, .usual = -1};
    return topic;
}

static void take(struct topic *topic, const struct summary_cell *cell)
{
    bool whole = cell->place.len == 0;
    if (!whole && topic->place_count < TOPICS_PLACES_MOST)
        topic->places[topic->place_count++] = cell;
    if (topic->whole != NULL && !whole)
        return;
    topic->whole = cell;
    topic->people = cell->people;
    topic->posts = cell->posts;
    topic->usual = cell->usual;
}

static int by_people(const void *a, const void *b)
{
    const struct topic *left = a, *right = b;
    if (left->people != right->people)
        return left->people < right->people ? 1 : -1;
    return str_compare(left->issue, right->issue);
}

struct topics topics_of(const struct summary *summary, enum reading_class class_, struct arena *arena)
{
    struct topics topics = {ARENA_ARRAY(arena, struct topic, TOPICS_MOST), 0};
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct summary_cell *cell = &summary->cells[i];
        struct topic *topic = cell->class_ == class_ && cell->issue.len > 0 ? topic_for(&topics, cell->issue) : NULL;
        if (topic != NULL)
            take(topic, cell);
    }
    qsort(topics.items, topics.count, sizeof *topics.items, by_people);
    return topics;
}

bool topics_is_rising(const struct topic *topic)
{
    return topic->usual >= 0 && (double)topic->people >= topic->usual + RISING_MORE &&
           (double)topic->people >= topic->usual * RISING_TIMES;
}

bool topics_is_easing(const struct topic *topic)
{
    return topic->usual >= EASING_USUAL_LEAST && (double)topic->people <= topic->usual * EASING_PART;
}
