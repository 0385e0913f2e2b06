/* SPDX-License-Identifier: MIT */
#include "record/tally.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

enum { VERSION = 1, FIRST_SLOTS = 64, CELL_BYTES_LEAST = 10 };

static const struct str MAGIC = STR_INIT("ET");

static uint64_t hash_of(const struct tally_cell *cell)
{
    const uint64_t parts[] = {cell->issue, cell->place, cell->channel, cell->language, (uint64_t)cell->class_};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        hash = (hash ^ parts[i]) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

static bool same(const struct tally_cell *a, const struct tally_cell *b)
{
    return a->issue == b->issue && a->place == b->place && a->channel == b->channel && a->language == b->language &&
           a->class_ == b->class_;
}

static uint32_t *slot_of(const struct tally *tally, const struct tally_cell *cell)
{
    size_t at = hash_of(cell) & (tally->slot_count - 1);
    while (tally->slots[at] != 0 && !same(&tally->cells[tally->slots[at] - 1], cell))
        at = (at + 1) & (tally->slot_count - 1);
    return &tally->slots[at];
}

static void make_room(struct tally *tally)
{
    if (tally->count == tally->cap) {
        tally->cap = tally->cap == 0 ? FIRST_SLOTS / 2 : tally->cap * 2;
        tally->cells = realloc(tally->cells, tally->cap * sizeof *tally->cells);
        MUST(tally->cells != NULL);
    }
    if (tally->slot_count >= 2 * (tally->count + 1))
        return;
    tally->slot_count = tally->slot_count == 0 ? FIRST_SLOTS : tally->slot_count * 2;
    free(tally->slots);
    tally->slots = calloc(tally->slot_count, sizeof *tally->slots);
    MUST(tally->slots != NULL);
    for (size_t i = 0; i < tally->count; i++)
        *slot_of(tally, &tally->cells[i]) = (uint32_t)i + 1;
}

/* The cell with these names and class, empty if it is new. */
static struct tally_cell *cell_for(struct tally *tally, const struct tally_cell *like)
{
    make_room(tally);
    uint32_t *slot = slot_of(tally, like);
    if (*slot == 0) {
        tally->cells[tally->count] = (struct tally_cell){.issue = like->issue,
                                                         .place = like->place,
                                                         .channel = like->channel,
                                                         .language = like->language,
                                                         .class_ = like->class_};
        *slot = (uint32_t)++tally->count;
    }
    return &tally->cells[*slot - 1];
}

static uint32_t number_of(struct tally *tally, struct str name)
{
    return name.len == 0 ? TABLE_NONE : table_add(&tally->names, name);
}

void tally_add(struct tally *tally, const struct tally_key *key, uint32_t person, double sentiment)
{
    struct tally_cell like = {.issue = number_of(tally, key->issue),
                              .place = number_of(tally, key->place),
                              .channel = number_of(tally, key->channel),
                              .language = number_of(tally, key->language),
                              .class_ = key->class_};
    int64_t milli = llround(1000 * fmin(1, fmax(-1, sentiment)));
    struct tally_cell *cell = cell_for(tally, &like);
    cell->posts++;
    cell->milli += milli;
    cell->micro += milli * milli;
    people_add(&cell->people, person, &tally->arena);
}

void tally_reader(struct tally *tally, struct str analyser)
{
    for (size_t i = 0; i < tally->reader_count; i++)
        if (str_eq(tally->readers[i], analyser))
            return;
    if (tally->reader_count < TALLY_READERS_MOST && analyser.len > 0)
        tally->readers[tally->reader_count++] = arena_str(&tally->arena, analyser);
}

static uint32_t number_from(struct tally *tally, const struct tally *other, uint32_t number)
{
    return number == TABLE_NONE ? TABLE_NONE : table_add(&tally->names, table_name(&other->names, number));
}

static void cell_add(struct tally *tally, const struct tally_cell *like, const struct tally_cell *from)
{
    struct tally_cell *cell = cell_for(tally, like);
    cell->posts += from->posts;
    cell->milli += from->milli;
    cell->micro += from->micro;
    people_merge(&cell->people, &from->people, &tally->arena);
}

void tally_merge(struct tally *tally, const struct tally *other)
{
    for (size_t i = 0; i < other->count; i++) {
        const struct tally_cell *from = &other->cells[i];
        struct tally_cell like = {.issue = number_from(tally, other, from->issue),
                                  .place = number_from(tally, other, from->place),
                                  .channel = number_from(tally, other, from->channel),
                                  .language = number_from(tally, other, from->language),
                                  .class_ = from->class_};
        cell_add(tally, &like, from);
    }
    for (size_t i = 0; i < other->reader_count; i++)
        tally_reader(tally, other->readers[i]);
}

static struct tally_key key_of(const struct tally *tally, const struct tally_cell *cell)
{
    const uint32_t numbers[] = {cell->issue, cell->place, cell->channel, cell->language};
    struct str names[4];
    for (size_t i = 0; i < 4; i++)
        names[i] = numbers[i] == TABLE_NONE ? STR_NONE : table_name(&tally->names, numbers[i]);
    return (struct tally_key){.issue = names[0], .place = names[1], .class_ = cell->class_, .channel = names[2],
                              .language = names[3]};
}

/* A post whose words were edited since may be taken out as what it was not counted as. */
static void hold_in_bounds(struct tally_cell *cell)
{
    int64_t posts = cell->posts > 0 ? cell->posts : 0, most = 1000 * posts;
    cell->milli = cell->milli > most ? most : cell->milli < -most ? -most : cell->milli;
    cell->micro = cell->micro > 1000 * most ? 1000 * most : cell->micro < 0 ? 0 : cell->micro;
}

static void replace_cell(struct tally *tally, const struct tally_key *key, const struct tally_cell *was,
                         const struct tally_cell *now)
{
    static const struct tally_cell none;
    was = was != NULL ? was : &none;
    now = now != NULL ? now : &none;
    struct tally_cell like = {.issue = number_of(tally, key->issue),
                              .place = number_of(tally, key->place),
                              .channel = number_of(tally, key->channel),
                              .language = number_of(tally, key->language),
                              .class_ = key->class_};
    struct tally_cell *cell = cell_for(tally, &like);
    cell->posts += now->posts - was->posts;
    cell->milli += now->milli - was->milli;
    cell->micro += now->micro - was->micro;
    hold_in_bounds(cell);
    people_replace(&cell->people, &was->people, &now->people, &tally->arena);
}

static void drop_empty(struct tally *tally)
{
    size_t kept = 0;
    for (size_t i = 0; i < tally->count; i++)
        if (tally->cells[i].posts > 0)
            tally->cells[kept++] = tally->cells[i];
    tally->count = kept;
    memset(tally->slots, 0, tally->slot_count * sizeof *tally->slots);
    for (size_t i = 0; i < kept; i++)
        *slot_of(tally, &tally->cells[i]) = (uint32_t)i + 1;
}

static void replace_readers(struct tally *tally, const struct tally *was, const struct tally *now)
{
    size_t kept = 0;
    for (size_t i = 0; i < tally->reader_count; i++) {
        bool gone = false;
        for (size_t k = 0; k < was->reader_count; k++)
            gone = gone || str_eq(tally->readers[i], was->readers[k]);
        if (!gone)
            tally->readers[kept++] = tally->readers[i];
    }
    tally->reader_count = kept;
    for (size_t i = 0; i < now->reader_count; i++)
        tally_reader(tally, now->readers[i]);
}

void tally_replace(struct tally *tally, const struct tally *was, const struct tally *now)
{
    for (size_t i = 0; i < was->count; i++) {
        struct tally_key key = key_of(was, &was->cells[i]);
        replace_cell(tally, &key, &was->cells[i], tally_find(now, &key));
    }
    for (size_t i = 0; i < now->count; i++) {
        struct tally_key key = key_of(now, &now->cells[i]);
        if (tally_find(was, &key) == NULL)
            replace_cell(tally, &key, NULL, &now->cells[i]);
    }
    replace_readers(tally, was, now);
    if (tally->count > 0)
        drop_empty(tally);
}

void tally_roll(const struct tally *from, struct tally *rolled)
{
    for (size_t i = 0; i < from->names.count; i++)
        table_add(&rolled->names, table_name(&from->names, (uint32_t)i)); /* so that numbers stay */
    for (size_t i = 0; i < from->count; i++) {
        struct tally_cell like = from->cells[i];
        like.channel = like.language = TABLE_NONE;
        cell_add(rolled, &like, &from->cells[i]);
        like.class_ = TALLY_ANY_CLASS;
        if (from->cells[i].class_ < READING_CLASSES)
            cell_add(rolled, &like, &from->cells[i]);
    }
    for (size_t i = 0; i < from->reader_count; i++)
        tally_reader(rolled, from->readers[i]);
}

void tally_forget(struct tally *tally)
{
    for (size_t i = 0; i < tally->count; i++)
        people_forget(&tally->cells[i].people);
}

void tally_free(struct tally *tally)
{
    arena_free(&tally->arena);
    table_free(&tally->names);
    free(tally->cells);
    free(tally->slots);
    *tally = (struct tally){0};
}

/* Numbers are written one up: 0 is "all". */
static void write_cell(const struct tally_cell *cell, struct buf *out)
{
    packed_put(out, (uint32_t)(cell->issue + 1));
    packed_put(out, (uint32_t)(cell->place + 1));
    packed_put(out, (uint32_t)(cell->channel + 1));
    packed_put(out, (uint32_t)(cell->language + 1));
    packed_put(out, (uint64_t)cell->class_);
    packed_put(out, (uint64_t)cell->posts);
    packed_put_signed(out, cell->milli);
    packed_put(out, (uint64_t)cell->micro);
    people_write(&cell->people, out);
}

bool tally_write(const struct tally *tally, struct buf *out, struct err *err)
{
    if (tally->count > TALLY_CELLS_MOST)
        return err_set(err, ERR_LIMIT, "tally: over %d cells in one bucket", TALLY_CELLS_MOST);
    buf_add(out, MAGIC);
    packed_put(out, VERSION);
    packed_put(out, tally->reader_count);
    for (size_t i = 0; i < tally->reader_count; i++)
        packed_put_str(out, tally->readers[i]);
    packed_put(out, tally->names.count);
    for (size_t i = 0; i < tally->names.count; i++)
        packed_put_str(out, table_name(&tally->names, (uint32_t)i));
    packed_put(out, tally->count);
    for (size_t i = 0; i < tally->count; i++)
        write_cell(&tally->cells[i], out);
    return buf_ok(out, err);
}

static void read_names(struct packed *in, struct tally *tally)
{
    size_t readers = packed_take_count(in, 1);
    in->bad = in->bad || readers > TALLY_READERS_MOST;
    for (size_t i = 0; !in->bad && i < readers; i++)
        tally_reader(tally, packed_take_str(in));
    size_t names = packed_take_count(in, 1);
    for (size_t i = 0; !in->bad && i < names; i++)
        in->bad = table_add(&tally->names, packed_take_str(in)) != i || in->bad;
}

static uint32_t read_number(struct packed *in, const struct tally *tally)
{
    uint64_t number = packed_take(in);
    in->bad = in->bad || number > tally->names.count;
    return (uint32_t)number - 1;
}

static void read_cell(struct packed *in, struct tally *tally)
{
    struct tally_cell cell = {.issue = read_number(in, tally)};
    cell.place = read_number(in, tally);
    cell.channel = read_number(in, tally);
    cell.language = read_number(in, tally);
    uint64_t class_ = packed_take(in), posts = packed_take(in);
    cell.class_ = (int)(class_ & INT16_MAX);
    cell.posts = (int64_t)(posts & INT32_MAX);
    cell.milli = packed_take_signed(in);
    cell.micro = (int64_t)(packed_take(in) & INT64_MAX);
    people_read(in, &cell.people, &tally->arena);
    in->bad = in->bad || class_ >= TALLY_CLASSES || cell.milli > 1000 * cell.posts ||
              cell.milli < -1000 * cell.posts || cell.micro > 1000000 * cell.posts;
    if (!in->bad)
        *cell_for(tally, &cell) = cell;
}

bool tally_read(struct str bytes, struct tally *tally, struct err *err)
{
    *tally = (struct tally){0};
    struct packed in = {.rest = bytes};
    if (!str_eq(packed_take_bytes(&in, MAGIC.len), MAGIC))
        return err_set(err, ERR_INPUT, "tally: these bytes are none");
    uint64_t version = packed_take(&in);
    if (version != VERSION)
        return err_set(err, ERR_INPUT, "tally: version %u, this program reads %d", (unsigned)version, VERSION);
    read_names(&in, tally);
    size_t cells = packed_take_count(&in, CELL_BYTES_LEAST);
    for (size_t i = 0; !in.bad && i < cells; i++)
        read_cell(&in, tally);
    if (in.bad || in.rest.len > 0 || tally->count != cells) {
        tally_free(tally);
        return err_set(err, ERR_INPUT, "tally: damaged");
    }
    return true;
}

/* False: this tally has nothing of that name. */
static bool find_name(const struct tally *tally, struct str name, uint32_t *number)
{
    *number = name.len == 0 ? TABLE_NONE : table_find(&tally->names, name);
    return name.len == 0 || *number != TABLE_NONE;
}

const struct tally_cell *tally_find(const struct tally *tally, const struct tally_key *key)
{
    struct tally_cell like = {.class_ = key->class_};
    if (tally->count == 0 || !find_name(tally, key->issue, &like.issue) ||
        !find_name(tally, key->place, &like.place) || !find_name(tally, key->channel, &like.channel) ||
        !find_name(tally, key->language, &like.language))
        return NULL;
    uint32_t slot = *slot_of(tally, &like);
    return slot == 0 ? NULL : &tally->cells[slot - 1];
}

void tally_sum_add(struct tally_sum *sum, const struct tally_cell *cell, struct arena *arena)
{
    sum->posts += cell->posts;
    sum->milli += cell->milli;
    sum->micro += cell->micro;
    people_merge(&sum->people, &cell->people, arena);
}

void tally_sum(const struct tally *tally, const struct tally_filter *filter, struct tally_sum *sum,
               struct arena *arena)
{
    uint32_t issue, place, channel, language;
    if (!find_name(tally, filter->issue, &issue) || !find_name(tally, filter->place, &place) ||
        !find_name(tally, filter->channel, &channel) || !find_name(tally, filter->language, &language))
        return;
    for (size_t i = 0; i < tally->count; i++) {
        const struct tally_cell *cell = &tally->cells[i];
        bool class_fits = filter->class_ == TALLY_ANY_CLASS ? cell->class_ < READING_CLASSES
                                                            : cell->class_ == filter->class_;
        if (class_fits && cell->issue == issue && cell->place == place &&
            (channel == TABLE_NONE || cell->channel == channel) &&
            (language == TABLE_NONE || cell->language == language))
            tally_sum_add(sum, cell, arena);
    }
}

struct mood_sums tally_mood_sums(const struct tally_sum *sum)
{
    return (struct mood_sums){.people = people_count(&sum->people),
                              .posts = sum->posts,
                              .sum = (double)sum->milli / 1e3,
                              .squares = (double)sum->micro / 1e6};
}
