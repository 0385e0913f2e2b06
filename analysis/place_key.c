/* SPDX-License-Identifier: MIT */
#include "place_key.h"

#include "base/banned.h"

struct shortening {
    struct str from, to;
};

static const struct shortening later[] = {
    {STR_INIT("st"), STR_INIT("street")},     {STR_INIT("str"), STR_INIT("street")},
    {STR_INIT("saint"), STR_INIT("street")},  {STR_INIT("rd"), STR_INIT("road")},
    {STR_INIT("ave"), STR_INIT("avenue")},    {STR_INIT("av"), STR_INIT("avenue")},
    {STR_INIT("cres"), STR_INIT("crescent")}, {STR_INIT("crest"), STR_INIT("crescent")},
    {STR_INIT("tce"), STR_INIT("terrace")},   {STR_INIT("terr"), STR_INIT("terrace")},
    {STR_INIT("ter"), STR_INIT("terrace")},   {STR_INIT("ln"), STR_INIT("lane")},
    {STR_INIT("cl"), STR_INIT("close")},      {STR_INIT("dr"), STR_INIT("drive")},
    {STR_INIT("pl"), STR_INIT("place")},      {STR_INIT("sq"), STR_INIT("square")},
    {STR_INIT("gdns"), STR_INIT("gardens")},  {STR_INIT("ct"), STR_INIT("court")},
    {STR_INIT("pk"), STR_INIT("park")},       {STR_INIT("est"), STR_INIT("estate")},
    {STR_INIT("yr"), STR_INIT("y")},          {STR_INIT("r"), STR_INIT("y")},
};

static const struct shortening at_first[] = {
    {STR_INIT("saint"), STR_INIT("st")}, {STR_INIT("mount"), STR_INIT("mt")},   {STR_INIT("yr"), STR_INIT("y")},
    {STR_INIT("r"), STR_INIT("y")},      {STR_INIT("ffd"), STR_INIT("ffordd")}, {STR_INIT("str"), STR_INIT("stryd")},
};

enum { SHORT_MOST = 5 };

static uint64_t expand(struct str word, const struct shortening *rows, size_t count, uint64_t hash)
{
    for (size_t i = 0; word.len <= SHORT_MOST && i < count; i++)
        if (str_eq(rows[i].from, word))
            return str_hash(rows[i].to);
    return hash;
}

static bool has_joint(struct str word)
{
    return memchr(word.ptr, '\'', word.len) != NULL || memchr(word.ptr, '-', word.len) != NULL;
}

uint64_t place_key_word(const struct word *word, bool first)
{
    struct str plain = word->plain;
    char room[64];
    uint64_t hash = plain.ptr == word->form.ptr ? word->hash : 0;
    if (plain.len <= sizeof room && has_joint(plain)) {
        size_t len = 0;
        for (size_t i = 0; i < plain.len; i++)
            if (plain.ptr[i] != '\'' && plain.ptr[i] != '-')
                room[len++] = plain.ptr[i];
        plain = (struct str){room, len};
        hash = 0;
    }
    if (hash == 0)
        hash = str_hash(plain);
    return first ? expand(plain, at_first, sizeof at_first / sizeof at_first[0], hash)
                 : expand(plain, later, sizeof later / sizeof later[0], hash);
}

uint64_t place_key_owner(const struct word *word)
{
    static const struct str ending = STR_INIT("'s");
    if (word->plain.len <= ending.len || !str_ends(word->plain, ending))
        return 0;
    struct word owner = {.form = str_cut(word->plain, 0, word->plain.len - ending.len)};
    owner.plain = owner.form;
    owner.hash = str_hash(owner.form);
    return place_key_word(&owner, false);
}

uint64_t place_key_run(uint64_t run, uint64_t word)
{
    uint64_t mixed = (run ^ word) * 0x9E3779B97F4A7C15u;
    mixed ^= mixed >> 29;
    return run == 0 ? word | 1 : mixed | 1;
}

/* FNV-1a, as str_hash: a joined name has the hash of the one word it makes. */
uint64_t place_key_join(uint64_t joined, struct str plain)
{
    uint64_t hash = joined == 0 ? 0xCBF29CE484222325u : joined;
    for (size_t i = 0; i < plain.len; i++)
        if (plain.ptr[i] != '\'' && plain.ptr[i] != '-')
            hash = (hash ^ (unsigned char)plain.ptr[i]) * 0x100000001B3u;
    return hash;
}
