/* SPDX-License-Identifier: MIT */
#include "shelf.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"

#include "base/banned.h"

enum { SHARDS_MOST = 64, FIRST_ROWS = 1024 };

/* One filling of the shelf. */
struct rack {
    struct arena arena;
    struct shelf_row *rows; /* by time, oldest first */
    size_t count, cap;
    uint64_t *slots; /* row key set, open addressing: 0 is empty */
    size_t slot_count;
    struct table places;
    struct str *place_names;
    size_t place_cap;
    struct str position[SHARDS_MOST];
    bool full;   /* has reached the end once */
    bool behind; /* had more to read than it read last */
    int64_t begun_ms;
};

struct shelf {
    struct rack now, next;
    bool building;
};

static void rack_free(struct rack *rack)
{
    arena_free(&rack->arena);
    table_free(&rack->places);
    free(rack->rows);
    free(rack->slots);
    free(rack->place_names);
    *rack = (struct rack){0};
}

struct shelf *shelf_new(void)
{
    struct shelf *shelf = calloc(1, sizeof *shelf);
    MUST(shelf != NULL);
    shelf->now.begun_ms = clock_monotonic_ms();
    return shelf;
}

void shelf_free(struct shelf *shelf)
{
    if (shelf == NULL)
        return;
    rack_free(&shelf->now);
    rack_free(&shelf->next);
    free(shelf);
}

static uint64_t key_of(struct str id)
{
    uint64_t key = hash_u64(hash_plain(id));
    return key == 0 ? 1 : key;
}

static void *grown(void *memory, size_t count, size_t size)
{
    void *more = reallocarray(memory, count, size);
    MUST(more != NULL);
    return more;
}

static size_t slot_of(const struct rack *rack, uint64_t key)
{
    size_t at = (size_t)key & (rack->slot_count - 1);
    while (rack->slots[at] != 0 && rack->slots[at] != key)
        at = (at + 1) & (rack->slot_count - 1);
    return at;
}

static void fill_slots(struct rack *rack)
{
    memset(rack->slots, 0, rack->slot_count * sizeof *rack->slots);
    for (size_t i = 0; i < rack->count; i++)
        rack->slots[slot_of(rack, rack->rows[i].key)] = rack->rows[i].key;
}

static void make_room(struct rack *rack)
{
    if (rack->count < rack->cap)
        return;
    rack->cap = rack->cap ? rack->cap * 2 : FIRST_ROWS;
    rack->rows = grown(rack->rows, rack->cap, sizeof *rack->rows);
    rack->slot_count = rack->cap * 2;
    rack->slots = grown(rack->slots, rack->slot_count, sizeof *rack->slots);
    fill_slots(rack);
}

static const struct post *keep_post(struct arena *arena, const struct post *post)
{
    struct post *kept = ARENA_NEW(arena, struct post);
    kept->id = arena_str(arena, post->id);
    kept->url = arena_str(arena, post->url);
    kept->title = arena_str(arena, post->title);
    kept->text = arena_str(arena, post->text);
    kept->kind = arena_str(arena, post->kind);
    kept->source = arena_str(arena, post->source);
    kept->author_key = arena_str(arena, post->author_key);
    kept->repost_of = arena_str(arena, post->repost_of);
    kept->published_ms = post->published_ms;
    return kept;
}

static const struct reading *keep_reading(struct arena *arena, const struct reading *reading)
{
    struct reading *kept = ARENA_NEW(arena, struct reading);
    *kept = *reading;
    kept->id = STR_NONE;
    kept->language = arena_str(arena, reading->language);
    kept->analyser = arena_str(arena, reading->analyser);
    for (size_t i = 0; i < kept->issue_count; i++)
        kept->issues[i].id = arena_str(arena, reading->issues[i].id);
    for (size_t i = 0; i < kept->place_count; i++) {
        struct reading_place *place = &kept->places[i];
        *place = (struct reading_place){arena_str(arena, place->id), arena_str(arena, place->name),
                                        arena_str(arena, place->kind), arena_str(arena, place->ward)};
    }
    for (size_t i = 0; i < kept->evidence_count; i++)
        kept->evidence[i].what = arena_str(arena, str_from(reading->evidence[i].what)).ptr;
    return kept;
}

static void learn_places(struct rack *rack, const struct reading *reading)
{
    for (size_t i = 0; i < reading->place_count; i++) {
        uint32_t number = table_add(&rack->places, reading->places[i].id);
        if (number >= rack->place_cap) {
            rack->place_cap = rack->place_cap ? rack->place_cap * 2 : FIRST_ROWS;
            rack->place_names = grown(rack->place_names, rack->place_cap, sizeof *rack->place_names);
        }
        rack->place_names[number] = reading->places[i].name;
    }
}

static bool is_before(const struct shelf_row *row, int64_t at_ms, uint64_t key)
{
    return row->at_ms < at_ms || (row->at_ms == at_ms && row->key < key);
}

static size_t first_not_before(const struct rack *rack, int64_t at_ms, uint64_t key)
{
    size_t low = 0, high = rack->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&rack->rows[middle], at_ms, key))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* `store` may be NULL: then nothing of it can be told to be erased. */
static void put(struct rack *rack, const struct store *store, const struct post *post, const struct reading *reading)
{
    if (rack->count == SHELF_POSTS_MOST)
        return;
    make_room(rack);
    struct shelf_row row = {.at_ms = post->published_ms, .key = key_of(post->id)};
    size_t slot = slot_of(rack, row.key), at = first_not_before(rack, row.at_ms, row.key);
    bool known = rack->slots[slot] == row.key;
    if (store != NULL) {
        row.tomb_id = records_tomb_key(store, post->id);
        row.tomb_author = records_tomb_key(store, post->author_key);
    }
    row.post = keep_post(&rack->arena, post);
    row.reading = keep_reading(&rack->arena, reading);
    learn_places(rack, row.reading);
    if (known && at < rack->count && rack->rows[at].key == row.key) {
        rack->rows[at] = row;
        return;
    }
    if (known)
        return; /* its time changed: the next filling puts it right */
    memmove(&rack->rows[at + 1], &rack->rows[at], (rack->count - at) * sizeof row);
    rack->rows[at] = row;
    rack->slots[slot] = row.key;
    rack->count++;
}

void shelf_put(struct shelf *shelf, const struct post *post, const struct reading *reading)
{
    put(&shelf->now, NULL, post, reading);
}

/* Reads one entry of each shard; *came counts the posts. False only if the store is away. */
static bool read_on(struct rack *rack, struct store *store, struct arena *scratch, size_t *came, struct err *err)
{
    rack->behind = false;
    for (int shard = 0; shard < store_shards(store) && shard < SHARDS_MOST; shard++) {
        struct stream_page page;
        if (!stream_read_out(store, shard, rack->position[shard], 1, 0, scratch, &page, err))
            return false;
        for (size_t i = 0; i < page.count; i++)
            put(rack, store, &page.items[i].post, &page.items[i].reading);
        *came += page.count;
        rack->behind = rack->behind || page.more;
        if (!str_eq(page.position, rack->position[shard]))
            rack->position[shard] = arena_str(&rack->arena, page.position);
        arena_reset(scratch);
    }
    rack->full = rack->full || !rack->behind;
    return true;
}

/* Reads on until the end or the end of the slice. */
static bool fill(struct rack *rack, struct store *store, size_t *came, struct err *err)
{
    struct arena scratch = {0};
    int64_t end_ms = clock_monotonic_ms() + SHELF_SLICE_MS;
    bool fine = true;
    *came = 0;
    do
        fine = read_on(rack, store, &scratch, came, err);
    while (fine && rack->behind && clock_monotonic_ms() < end_ms);
    arena_free(&scratch);
    return fine;
}

static int by_size(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static bool is_among(const uint64_t *sorted, size_t count, uint64_t key)
{
    return key != 0 && bsearch(&key, sorted, count, sizeof key, by_size) != NULL;
}

static void forget(struct rack *rack, const uint64_t *tombs, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < rack->count; i++)
        if (!is_among(tombs, count, rack->rows[i].tomb_id) && !is_among(tombs, count, rack->rows[i].tomb_author))
            rack->rows[kept++] = rack->rows[i];
    if (kept == rack->count)
        return;
    rack->count = kept;
    fill_slots(rack);
}

bool shelf_forget(struct shelf *shelf, struct store *store, struct err *err)
{
    struct arena arena = {0};
    uint64_t *tombs;
    size_t count;
    bool fine = records_tombs(store, &arena, &tombs, &count, err);
    if (fine) {
        forget(&shelf->now, tombs, count);
        forget(&shelf->next, tombs, count);
    }
    arena_free(&arena);
    return fine;
}

bool shelf_is_behind(const struct shelf *shelf)
{
    return shelf->now.behind;
}

bool shelf_tick(struct shelf *shelf, struct store *store, bool *changed, struct err *err)
{
    size_t came = 0, ignored;
    int64_t now_ms = clock_monotonic_ms();
    *changed = false;
    if (store == NULL)
        return true;
    if (!fill(&shelf->now, store, &came, err))
        return false;
    *changed = came > 0;
    if (!shelf->building && shelf->now.full && now_ms - shelf->now.begun_ms > SHELF_ANEW_MS) {
        shelf->building = true;
        shelf->next.begun_ms = now_ms;
    }
    if (!shelf->building)
        return true;
    if (!fill(&shelf->next, store, &ignored, err))
        return false;
    if (shelf->next.full) {
        rack_free(&shelf->now);
        shelf->now = shelf->next;
        shelf->next = (struct rack){0};
        shelf->building = false;
        *changed = true;
    }
    return true;
}

size_t shelf_count(const struct shelf *shelf)
{
    return shelf->now.count;
}

struct shelf_filter shelf_filter_any(void)
{
    return (struct shelf_filter){.class_ = READING_CLASSES, .label = READING_LABELS};
}

static bool has_issue(const struct reading *reading, struct str issue)
{
    for (size_t i = 0; i < reading->issue_count; i++)
        if (str_eq(reading->issues[i].id, issue))
            return true;
    return false;
}

static bool has_place(const struct reading *reading, struct str place)
{
    for (size_t i = 0; i < reading->place_count; i++)
        if (str_eq(reading->places[i].id, place) || str_eq(reading->places[i].ward, place))
            return true;
    return false;
}

/* Every word of the filter is somewhere in the text. */
static bool has_words(const struct post *post, struct str words)
{
    struct str word;
    while (str_next(&words, ' ', &word))
        if (word.len > 0 && !str_contains_nocase(post->text, word))
            return false;
    return true;
}

static bool fits(const struct shelf_row *row, const struct shelf_filter *filter)
{
    const struct reading *reading = row->reading;
    if (filter->class_ != READING_CLASSES && reading->class_ != filter->class_)
        return false;
    if (filter->label != READING_LABELS && reading->label != filter->label)
        return false;
    if (filter->asks && reading->class_ != READING_REQUEST && reading->class_ != READING_QUESTION)
        return false;
    if (filter->urgent && !reading->urgent)
        return false;
    if (filter->language.len > 0 && !str_eq(reading->language, filter->language))
        return false;
    if (filter->kind.len > 0 && !str_eq(row->post->kind, filter->kind))
        return false;
    if (filter->source.len > 0 && !str_eq(row->post->source, filter->source))
        return false;
    if (filter->issue.len > 0 && !has_issue(reading, filter->issue))
        return false;
    if (filter->place.len > 0 && !has_place(reading, filter->place))
        return false;
    return has_words(row->post, filter->words);
}

/* The rows of the filter's times: [*first, last). */
static size_t last_of(const struct rack *rack, const struct shelf_filter *filter, size_t *first)
{
    size_t last = rack->count;
    *first = filter->from_ms != 0 ? first_not_before(rack, filter->from_ms, 0) : 0;
    if (filter->to_ms != 0)
        last = first_not_before(rack, filter->to_ms, 0);
    if (filter->before_ms != 0) {
        size_t before = first_not_before(rack, filter->before_ms, filter->before_key);
        last = before < last ? before : last;
    }
    return last;
}

size_t shelf_search(const struct shelf *shelf, const struct shelf_filter *filter, size_t most,
                    const struct shelf_row **rows, bool *more)
{
    size_t first, count = 0;
    *more = false;
    for (size_t i = last_of(&shelf->now, filter, &first); i > first; i--) {
        const struct shelf_row *row = &shelf->now.rows[i - 1];
        if (!fits(row, filter))
            continue;
        if (count == most) {
            *more = true;
            break;
        }
        rows[count++] = row;
    }
    return count;
}

void shelf_each(const struct shelf *shelf, const struct shelf_filter *filter,
                void (*visit)(void *context, const struct shelf_row *row), void *context)
{
    size_t first;
    for (size_t i = last_of(&shelf->now, filter, &first); i > first; i--)
        if (fits(&shelf->now.rows[i - 1], filter))
            visit(context, &shelf->now.rows[i - 1]);
}

const struct shelf_row *shelf_find(const struct shelf *shelf, struct str id)
{
    const struct rack *rack = &shelf->now;
    uint64_t key = key_of(id);
    if (rack->slot_count == 0 || rack->slots[slot_of(rack, key)] == 0)
        return NULL;
    for (size_t i = rack->count; i > 0; i--)
        if (rack->rows[i - 1].key == key)
            return &rack->rows[i - 1];
    return NULL;
}

const struct table *shelf_places(const struct shelf *shelf)
{
    return &shelf->now.places;
}

struct str shelf_place_name(const struct shelf *shelf, struct str id)
{
    uint32_t number = table_find(&shelf->now.places, id);
    return number == TABLE_NONE ? id : shelf->now.place_names[number];
}
