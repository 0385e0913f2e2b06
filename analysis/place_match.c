/* SPDX-License-Identifier: MIT */
#include "place_match.h"

#include "place_cue.h"
#include "place_danger.h"
#include "place_key.h"
#include "welsh.h"

#include "base/banned.h"

enum { ENDS_MOST = PLACE_KEY_WORDS_MOST, ROOM = 64, JOINED_MOST = 4, JOINED_BYTES = 12 };

/* Where names that begin at one word end, shortest first. */
struct ends {
    size_t last[ENDS_MOST];
    uint32_t name[ENDS_MOST];
    size_t count;
};

/* The next word of a name: on the same line, with at most a hyphen, an apostrophe or the full stop of St. between. */
static size_t next_word(const struct words *words, size_t at)
{
    for (size_t i = at + 1; i < words->count && i <= at + 2; i++) {
        const struct word *word = &words->items[i];
        if (word->flags & WORD_NEW_LINE)
            break;
        if (place_key_counts(word))
            return i;
        bool stop = word->kind == WORD_SIGN && str_eq(word->form, STR(".")) && words->items[at].form.len <= 4;
        if (word->kind != WORD_COMPOUND && !stop)
            break;
    }
    return words->count;
}

static void add_end(struct ends *ends, size_t at, uint32_t name)
{
    if (name == GAZETTEER_NONE)
        return;
    ends->last[ends->count] = at;
    ends->name[ends->count++] = name;
}

/* Cardiff's is Cardiff, but St Mary's is first a name. */
static struct ends find_ends(const struct gazetteer *gazetteer, const struct words *words, size_t at, uint64_t key)
{
    struct ends ends = {.count = 0};
    uint64_t run = 0, owner = place_key_owner(&words->items[at]);
    if (!gazetteer_begins(gazetteer, key) && (owner == 0 || !gazetteer_begins(gazetteer, owner)))
        return ends;
    for (bool more = true, unused; more && at < words->count && ends.count + 1 < ENDS_MOST; at = next_word(words, at)) {
        if ((owner = place_key_owner(&words->items[at])) != 0)
            add_end(&ends, at, gazetteer_find(gazetteer, place_key_run(run, owner), &unused));
        run = place_key_run(run, run == 0 ? key : place_key_word(&words->items[at], false));
        add_end(&ends, at, gazetteer_find(gazetteer, run, &more));
    }
    return ends;
}

/* Little words within a name need no capital: Betws-y-Coed, Stow on the Wold. */
static bool is_little(const struct word *word)
{
    return word->form.len <= 3 || word->kind == WORD_NUMBER;
}

/* A word in capitals alone may only shout. */
static bool has_capitals(const struct words *words, const struct place_match *match)
{
    size_t capitals = 0;
    for (size_t i = match->first; i <= match->last; i++) {
        const struct word *word = &words->items[i];
        if (!place_key_counts(word) || (is_little(word) && i > match->first))
            continue;
        bool shouted = word->flags & WORD_SHOUTED && word->form.len > 3;
        if (!(word->flags & WORD_CAPITAL) || shouted)
            return false;
        capitals++;
    }
    return capitals > 0;
}

/* The start of a sentence, where a capital tells nothing. */
static bool is_explained(const struct words *words, const struct place_match *match)
{
    const struct word *word = &words->items[match->first];
    return match->first == match->last && word->flags & WORD_FIRST && !(word->flags & WORD_IN_TAG);
}

static bool is_month_or_road(const struct word *word)
{
    return str_eq(word->form, STR("march")) || str_eq(word->form, STR("street")) || str_eq(word->form, STR("may"));
}

/* In the middle of a longer name that the gazetteer does not have: Silicon Valley, Hope Solo. */
static bool is_within_name(const struct words *words, const struct place_match *match)
{
    size_t at = words_before(words, match->first);
    const struct word *first = &words->items[match->first], *after = &words->items[match->last] + 1;
    const struct word *before = at == WORDS_NONE ? NULL : &words->items[at];
    bool left = before != NULL && before->kind == WORD_TEXT && before->flags & WORD_CAPITAL &&
                !(before->flags & (WORD_FIRST | WORD_IN_TAG)) && !(first->flags & WORD_NEW_LINE);
    bool right = match->last + 1 < words->count && after->kind == WORD_TEXT && after->flags & WORD_CAPITAL &&
                 !(after->flags & (WORD_NEW_LINE | WORD_IN_TAG));
    return (left && before != NULL && before->form.len > 2) || right;
}

/* In the bath, but in the Usk, and in the Mumbles, who are Y Mwmbwls. */
static bool is_owned_thing(const struct gazetteer *gazetteer, const struct words *words, const struct place_match *match)
{
    struct str name = gazetteer->places[gazetteer->names[match->name].place].name;
    bool articled = str_starts(name, STR("Y ")) || str_starts(name, STR("Yr ")) || str_starts(name, STR("The "));
    return !articled && match->first == match->last && place_cue_is_owned(words, match->first, match->last) &&
           place_danger_is_common(gazetteer->danger, words->items[match->first].form);
}

/* A name that is an everyday word or a person's: Barry's is his. */
static bool fits_cue(const struct gazetteer *gazetteer, const struct words *words, struct place_match *match)
{
    if (place_cue_is_certain(words, match->last))
        return true;
    bool owner = match->first == match->last && place_key_owner(&words->items[match->first]) != 0;
    if (owner || !has_capitals(words, match) || is_owned_thing(gazetteer, words, match))
        return false;
    enum place_cue cue = place_cue_beside(words, match->first, match->last);
    bool given = gazetteer->names[match->name].given;
    if (is_within_name(words, match) && cue != PLACE_CUE_STRONG)
        return false;
    if (is_explained(words, match)) {
        bool after = match->last + 1 < words->count && words->items[match->last + 1].flags & WORD_CAPITAL;
        match->unsure = cue != PLACE_CUE_STRONG || !after;
    } else if (is_month_or_road(&words->items[match->first])) {
        match->unsure = true;
    } else {
        match->unsure = cue == PLACE_CUE_NONE || (cue == PLACE_CUE_WEAK && given);
    }
    return true;
}

/* A hyphenated word that is a name as a whole is one in lower case too; two English words may meet by accident. */
static bool is_whole_compound(const struct words *words, const struct place_match *match)
{
    const struct word *first = &words->items[match->first];
    bool starts = match->first > 0 && first->flags & WORD_PART && first[-1].kind == WORD_COMPOUND;
    bool ends = starts && words->items[match->last].end == first[-1].end;
    return ends && (match->last - match->first >= 2 || first->language == WORD_WELSH);
}

/* A post that has no capitals where one is due. */
static bool is_hasty(const struct words *words)
{
    return !(words->items[0].flags & WORD_CAPITAL);
}

static bool has_article(const struct words *words, const struct place_match *match)
{
    const struct word *word = &words->items[match->first];
    return str_eq(word->form, STR("the")) || str_eq(word->form, STR("y")) || str_eq(word->form, STR("yr"));
}

static bool fits_capital(const struct words *words, const struct place_match *match)
{
    if (is_whole_compound(words, match))
        return true;
    if (!has_capitals(words, match))
        return is_hasty(words) && match->last > match->first && !has_article(words, match) &&
               place_cue_beside_street(words, match->first);
    return !is_explained(words, match) || place_cue_beside(words, match->first, match->last) == PLACE_CUE_STRONG;
}

/* The surname of a person whose given name stands before it. */
static bool is_surname(const struct gazetteer *gazetteer, const struct words *words, const struct place_match *match)
{
    size_t at = words_before(words, match->first);
    if (at == WORDS_NONE)
        return false;
    const struct word *before = &words->items[at];
    return before->kind == WORD_TEXT && before->flags & WORD_CAPITAL && !(before->flags & WORD_NEW_LINE) &&
           words->items[match->first].flags & WORD_CAPITAL &&
           place_danger_is_given(gazetteer->danger, before->form);
}

/* "portland" in an English sentence with capitals is a cement or an American city; with "in" before it, or in a post
 * that has no capitals at all, it is typed in haste. */
static bool fits_nothing(const struct words *words, struct place_match *match)
{
    const struct word *word = &words->items[match->first];
    bool alone = match->first == match->last && !(word->flags & (WORD_CAPITAL | WORD_IN_TAG));
    if (!alone || word->language == WORD_WELSH || place_cue_starts_name(word))
        return true;
    match->unsure = !is_hasty(words) && place_cue_beside(words, match->first, match->last) == PLACE_CUE_NONE;
    return true;
}

static bool fits(const struct gazetteer *gazetteer, const struct words *words, struct place_match *match)
{
    const struct place_name *name = &gazetteer->names[match->name];
    if (place_cue_is_other(words, match->first, match->last, name->given) || is_surname(gazetteer, words, match))
        return false;
    bool street = str_eq(gazetteer->places[name->place].kind, STR("street"));
    if (!street && place_cue_is_street(words, match->first, match->last))
        return false;
    if (name->require == PLACE_CUE)
        return fits_cue(gazetteer, words, match);
    return name->require == PLACE_CAPITAL ? fits_capital(words, match) : fits_nothing(words, match);
}

static bool longest_that_fits(const struct gazetteer *gazetteer, const struct words *words, size_t at,
                              const struct ends *ends, struct place_match *match)
{
    for (size_t i = ends->count; i-- > 0;) {
        *match = (struct place_match){.first = at, .last = ends->last[i], .name = ends->name[i]};
        if (fits(gazetteer, words, match))
            return true;
    }
    return false;
}

/* A mutated name needs what mutates it before it, or a capital in Welsh. */
static bool may_be_mutated(const struct gazetteer *gazetteer, const struct words *words, size_t at)
{
    const struct word *word = &words->items[at];
    if (word->kind != WORD_TEXT || word->form.len < 3 || word->language == WORD_FOREIGN)
        return false;
    if (!(word->flags & WORD_CAPITAL))
        return word->language == WORD_WELSH && place_cue_mutates(words, at);
    return place_cue_mutates(words, at) ||
           (word->language == WORD_WELSH && !place_danger_is_common(gazetteer->danger, word->form));
}

static uint64_t radical_key(const struct word *word, struct welsh_radical radical)
{
    char room[ROOM + 4];
    size_t start = strlen(radical.start), len = 0;
    memcpy(room, radical.start, start);
    for (size_t i = radical.cut; i < word->plain.len; i++)
        if (word->plain.ptr[i] != '-' && word->plain.ptr[i] != '\'')
            room[start + len++] = word->plain.ptr[i];
    return str_hash((struct str){room, start + len});
}

static bool match_mutated(const struct gazetteer *gazetteer, const struct words *words, size_t at,
                          struct place_match *match)
{
    const struct word *word = &words->items[at];
    struct welsh_radical radicals[WELSH_RADICALS_MOST];
    if (!may_be_mutated(gazetteer, words, at) || word->plain.len > ROOM)
        return false;
    size_t count = welsh_radicals(word->plain, radicals);
    for (size_t i = 1; i < count; i++) {
        struct ends ends = find_ends(gazetteer, words, at, radical_key(word, radicals[i]));
        for (size_t e = ends.count; e-- > 0;) {
            *match = (struct place_match){.first = at, .last = ends.last[e], .name = ends.name[e]};
            bool everyday = ends.last[e] == at && !(word->flags & (WORD_CAPITAL | WORD_PART)) &&
                            place_danger_is_common(gazetteer->danger, word->form);
            if (!everyday && fits(gazetteer, words, match))
                return true;
        }
    }
    return false;
}

/* Pont y pridd, Llan dudno: a name of one word that was written in several, or hyphenated. */
static bool match_joined(const struct gazetteer *gazetteer, const struct words *words, size_t at,
                         struct place_match *match)
{
    uint64_t joined = 0;
    if (words->items[at].kind != WORD_TEXT || !place_cue_starts_name(&words->items[at]))
        return false;
    for (size_t i = at, parts = 0; i < words->count && parts < JOINED_MOST; i = next_word(words, i), parts++) {
        const struct word *word = &words->items[i];
        if (word->kind != WORD_TEXT || word->plain.len > JOINED_BYTES)
            return false;
        joined = place_key_join(joined, word->plain);
        bool more;
        uint32_t name = parts == 0 || !gazetteer_begins(gazetteer, joined)
                            ? GAZETTEER_NONE
                            : gazetteer_find(gazetteer, place_key_run(0, joined), &more);
        *match = (struct place_match){.first = at, .last = i, .name = name};
        if (name != GAZETTEER_NONE && gazetteer->names[name].require == PLACE_NOTHING)
            return true;
    }
    return false;
}

/* The whole of a tag or of a hyphenated word, as one word: #PortTalbot, Pont-y-pridd. */
static bool match_whole(const struct gazetteer *gazetteer, const struct words *words, size_t at,
                        struct place_match *match)
{
    uint64_t key = place_key_join(0, words->items[at].plain);
    bool more;
    if (!gazetteer_begins(gazetteer, key))
        return false;
    *match = (struct place_match){.first = at, .last = at, .name = gazetteer_find(gazetteer, place_key_run(0, key), &more)};
    while (match->last + 1 < words->count && words->items[match->last + 1].flags & WORD_PART)
        match->last++;
    return match->name != GAZETTEER_NONE && fits(gazetteer, words, match);
}

bool place_match_at(const struct gazetteer *gazetteer, const struct words *words, size_t at, struct place_match *match)
{
    const struct word *word = &words->items[at];
    if (word->kind == WORD_COMPOUND)
        return match_whole(gazetteer, words, at, match);
    if (!place_key_counts(word))
        return false;
    struct ends ends = find_ends(gazetteer, words, at, place_key_word(word, true));
    if (longest_that_fits(gazetteer, words, at, &ends, match))
        return true;
    return match_mutated(gazetteer, words, at, match) || match_joined(gazetteer, words, at, match);
}
