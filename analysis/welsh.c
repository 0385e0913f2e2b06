/* SPDX-License-Identifier: MIT */
#include "welsh.h"

#include <stdlib.h>

#include "base/file.h"
#include "welsh_lexicon.h"

#include "base/banned.h"

enum {
    TABLE_BYTES_MOST = 16 << 20,
    HEAD_BYTES = 20, /* "EWL1", root, edges, outputs, bytes of endings */
    RANK_CERTAIN = 15,
    STATE_SHIFT = 9,
    LAST_EDGE = 1 << 8,
    NOWHERE = -1
};

struct welsh {
    struct str mapped;
    const unsigned char *edges, *outputs;
    struct str endings;
    uint32_t root, edge_count, output_count;
    struct welsh_lexicon *lexicon;
};

static uint32_t u32_at(const unsigned char *bytes, size_t index)
{
    const unsigned char *at = bytes + index * 4;
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool table_take(struct welsh *welsh, struct str file)
{
    const unsigned char *bytes = (const unsigned char *)file.ptr;
    if (file.len < HEAD_BYTES || memcmp(bytes, "EWL1", 4) != 0)
        return false;
    welsh->root = u32_at(bytes, 1);
    welsh->edge_count = u32_at(bytes, 2);
    welsh->output_count = u32_at(bytes, 3);
    welsh->edges = bytes + HEAD_BYTES;
    welsh->outputs = welsh->edges + (size_t)welsh->edge_count * 4;
    size_t tables = HEAD_BYTES + ((size_t)welsh->edge_count + welsh->output_count) * 4;
    if (welsh->root >= welsh->edge_count || tables > file.len || file.len - tables != u32_at(bytes, 4))
        return false;
    welsh->endings = str_cut(file, tables, file.len);
    return true;
}

bool welsh_open(const char *table, const char *lexicon, struct welsh **out, struct err *err)
{
    struct welsh *welsh = calloc(1, sizeof *welsh);
    MUST(welsh != NULL);
    bool ok = file_map(table, TABLE_BYTES_MOST, &welsh->mapped, err);
    if (ok && !table_take(welsh, welsh->mapped))
        ok = err_set(err, ERR_CONFIG, "%s: no table of Welsh forms; the installation is damaged", table);
    if (ok && lexicon != NULL)
        ok = welsh_lexicon_read(lexicon, &welsh->lexicon, err);
    if (!ok) {
        welsh_free(welsh);
        return false;
    }
    *out = welsh;
    return true;
}

void welsh_free(struct welsh *welsh)
{
    if (welsh == NULL)
        return;
    welsh_lexicon_free(welsh->lexicon);
    file_unmap(welsh->mapped);
    free(welsh);
}

/* The target of a state's edge: the next state, or for letter 0 the number of an output. */
static int64_t follow(const struct welsh *welsh, uint32_t state, unsigned char letter)
{
    for (uint32_t at = state; at < welsh->edge_count; at++) {
        uint32_t edge = u32_at(welsh->edges, at);
        if ((edge & 0xFF) == letter)
            return edge >> STATE_SHIFT;
        if (edge & LAST_EDGE)
            break;
    }
    return NOWHERE;
}

static int64_t follow_bytes(const struct welsh *welsh, int64_t state, struct str bytes)
{
    for (size_t i = 0; i < bytes.len && state != NOWHERE; i++)
        state = bytes.ptr[i] == '\0' ? NOWHERE : follow(welsh, (uint32_t)state, (unsigned char)bytes.ptr[i]);
    return state;
}

/* One reading of a form. */
struct found {
    struct welsh_radical radical;
    uint32_t output;
    int rank;
};

static bool look_up(const struct welsh *welsh, struct str form, struct welsh_radical radical, struct found *found)
{
    int64_t state = follow_bytes(welsh, welsh->root, str_from(radical.start));
    state = follow_bytes(welsh, state, str_cut(form, radical.cut, form.len));
    int64_t output = state == NOWHERE ? NOWHERE : follow(welsh, (uint32_t)state, 0);
    if (output == NOWHERE || output >= welsh->output_count)
        return false;
    uint32_t packed = u32_at(welsh->outputs, (size_t)output);
    int rank = (int)(packed & 15);
    int doubled = (rank == RANK_CERTAIN ? RANK_CERTAIN - 1 : rank) * 2 - radical.doubt;
    *found = (struct found){radical, packed, radical.doubt == 0 && rank == RANK_CERTAIN ? RANK_CERTAIN * 2 : doubled};
    return true;
}

static struct str write_radical(struct welsh_radical radical, struct str form, char room[WELSH_BYTES_MOST * 2])
{
    size_t start = strlen(radical.start);
    memcpy(room, radical.start, start);
    memcpy(room + start, form.ptr + radical.cut, form.len - radical.cut);
    return (struct str){room, start + form.len - radical.cut};
}

static struct str write_lemma(const struct welsh *welsh, const struct found *found, struct str form,
                              char room[WELSH_BYTES_MOST * 2])
{
    struct str lemma = write_radical(found->radical, form, room);
    size_t cut = found->output >> 4 & 15, more = found->output >> 8 & 15, at = found->output >> 12;
    if (cut > lemma.len || at + more > welsh->endings.len)
        return form;
    lemma.len -= cut;
    memcpy(room + lemma.len, welsh->endings.ptr + at, more);
    lemma.len += more;
    return lemma;
}

struct undo {
    const char *start, *radical;
    const char *unless[3]; /* a longer letter that begins alike */
    int doubt;
};

/* Soft, nasal and aspirate mutation turned round; make_welsh.py has the same table. */
static const struct undo undos[] = {
    {"b", "p", {0}, 2},          {"b", "m", {0}, 2},    {"mh", "p", {0}, 2},         {"ph", "p", {0}, 2},
    {"d", "t", {"dd"}, 2},       {"nh", "t", {0}, 2},   {"th", "t", {0}, 2},         {"g", "c", {0}, 2},
    {"ngh", "c", {0}, 2},        {"ch", "c", {0}, 2},   {"f", "b", {"ff"}, 2},       {"f", "m", {"ff"}, 2},
    {"m", "b", {"mh"}, 2},       {"dd", "d", {0}, 2},   {"n", "d", {"ng", "nh"}, 2}, {"ng", "g", {"ngh"}, 2},
    {"l", "ll", {"ll"}, 2},      {"r", "rh", {"rh"}, 2}, {"mh", "m", {0}, 2},        {"nh", "n", {0}, 2},
    {"j", "ts", {0}, 8},
};

static bool undo_fits(const struct undo *undo, struct str form)
{
    if (form.ptr[0] != undo->start[0] || !str_starts(form, str_from(undo->start)))
        return false;
    for (size_t i = 0; undo->unless[i] != NULL; i++)
        if (str_starts(form, str_from(undo->unless[i])))
            return false;
    return true;
}

/* Also â ê î ô û (C3 xx), ŵ ŷ (C5 xx). */
static bool is_vowel(struct str form, size_t at)
{
    if (at >= form.len)
        return false;
    unsigned char c = (unsigned char)form.ptr[at];
    return (c < 0x80 && c != '\0' && strchr("aeiouwy", c) != NULL) || c == 0xC3 || c == 0xC5;
}

size_t welsh_radicals(struct str form, struct welsh_radical radicals[WELSH_RADICALS_MOST])
{
    size_t count = 0;
    radicals[count++] = (struct welsh_radical){"", 0, 0};
    if (form.len < 2)
        return count;
    for (size_t i = 0; i < sizeof undos / sizeof undos[0] && count < WELSH_RADICALS_MOST - 2; i++)
        if (undo_fits(&undos[i], form))
            radicals[count++] = (struct welsh_radical){undos[i].radical, strlen(undos[i].start), undos[i].doubt};
    if (is_vowel(form, 0) || strchr("lrn", form.ptr[0]) != NULL)
        radicals[count++] = (struct welsh_radical){"g", 0, 2};
    if (form.ptr[0] == 'h' && is_vowel(form, 1))
        radicals[count++] = (struct welsh_radical){"", 1, 8};
    return count;
}

/* Beginnings that no Welsh word has but by mutation. */
static struct str guess(struct str form, char room[WELSH_BYTES_MOST * 2])
{
    static const struct welsh_radical sure[] = {{"c", 3, 2}, {"p", 2, 2}, {"t", 2, 2}, {"d", 2, 2}};
    static const struct str starts[] = {STR_INIT("ngh"), STR_INIT("mh"), STR_INIT("nh"), STR_INIT("dd")};
    for (size_t i = 0; i < sizeof sure / sizeof sure[0]; i++)
        if (form.len > 5 && str_starts(form, starts[i]))
            return write_radical(sure[i], form, room);
    return form;
}

static bool find_best(const struct welsh *welsh, struct str form, struct found *best)
{
    struct welsh_radical radicals[WELSH_RADICALS_MOST];
    size_t count = welsh_radicals(form, radicals);
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        struct found found;
        if (!look_up(welsh, form, radicals[i], &found))
            continue;
        if (!any || found.rank > best->rank)
            *best = found;
        any = true;
        if (found.rank == RANK_CERTAIN * 2)
            break;
    }
    return any;
}

bool welsh_knows(const struct welsh *welsh, struct str form)
{
    struct found found;
    return look_up(welsh, form, (struct welsh_radical){"", 0, 0}, &found);
}

/* The lexicon says what lemmas a form can have; where it leaves a choice the table's own stands. */
static struct str agreed(const struct welsh *welsh, struct str form, struct str lemma)
{
    struct str lemmas[WELSH_LEXICON_LEMMAS_MOST];
    size_t count = welsh->lexicon ? welsh_lexicon_find(welsh->lexicon, form, lemmas) : 0;
    for (size_t i = 0; i < count; i++)
        if (str_eq(lemmas[i], lemma))
            return lemma;
    return count > 0 ? lemmas[0] : lemma;
}

struct str welsh_lemma(const struct welsh *welsh, struct str form, char room[WELSH_BYTES_MOST * 2])
{
    if (form.len == 0 || form.len > WELSH_BYTES_MOST)
        return form;
    struct found best = {0};
    if (!find_best(welsh, form, &best))
        return agreed(welsh, form, guess(form, room));
    struct str lemma = write_lemma(welsh, &best, form, room);
    return best.rank == RANK_CERTAIN * 2 ? lemma : agreed(welsh, form, lemma);
}
