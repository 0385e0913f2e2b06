/* SPDX-License-Identifier: MIT */
#include "place_cue.h"

#include "base/banned.h"

enum { SLOTS = 256 };

/* Words between spaces, and their hashes once the list was asked. */
struct list {
    const char *words;
    uint64_t slots[SLOTS];
    bool ready;
};

static void make_ready(struct list *list)
{
    struct str rest = str_from(list->words), word;
    while (str_next(&rest, ' ', &word)) {
        if (word.len == 0)
            continue;
        uint64_t hash = str_hash(word);
        size_t at = hash % SLOTS;
        while (list->slots[at] != 0)
            at = (at + 1) % SLOTS;
        list->slots[at] = hash;
    }
    list->ready = true;
}

static bool is_listed(const struct word *word, struct list *list)
{
    if (!list->ready)
        make_ready(list);
    uint64_t hash = word->plain.ptr == word->form.ptr ? word->hash : str_hash(word->plain);
    for (size_t at = hash % SLOTS; list->slots[at] != 0; at = (at + 1) % SLOTS)
        if (list->slots[at] == hash)
            return true;
    return false;
}

static struct list strong_before = {.words =
    " in near around outside inside across through via between towards beyond throughout visiting visit leaving "
    "central north south east west northern southern eastern western upper lower yn ym yng ger tua trwy drwy rhwng "
    "canol nghanol ngogledd gogledd de dwyrain gorllewin ardal tref dref nhref pentref bentref mhentref ward stad "};
static struct list weak_before = {.words = " to from at of for into onto by past serving live lives living moved i o at ar dros "
                                  "dyma hyd am wrth cyngor ysgol gyngor eglwys "};
static struct list strong_after = {.words =
    " council town city village centre center station library road street lane avenue terrace beach school "
    "hospital market park pier castle area residents ward estate bypass roundabout surgery leisure pool bay docks hill "
    "bridge primary comprehensive high seafront prom promenade harbour marina cemetery community constituency "
    "county borough district square cross common green junction tip depot bus train line hub "};
static struct list person_before = {.words =
    " mr mrs ms miss dr cllr councillor sir lady lord prof professor rev uncle auntie aunt nan grandad mp pc sgt "
    "judge captain pastor minister sam thanks cheers dear hi hello hey mate "};
static struct list person_after = {.words =
    " said says told tells asked thinks thought wrote replied jones davies williams evans thomas roberts lewis "
    "hughes morgan griffiths edwards owen james phillips rees price smith brown taylor johnson wilson white clark "
    "walker wright green hall wood jackson clarke hill moore cooper ward turner parker morris bell murphy kelly "};
static struct list thing_after = {.words =
    " cheese sauce pudding fc afc rfc united rovers wanderers albion athletic argyle cake cakes biscuits sandwich "
    "terrier tweed crossword pudding sausage rarebit mutineers dancers flag knives hat "};

static struct list street_kinds = {.words =
    " road rd street avenue ave lane ln close drive terrace terr tce crescent cres grove way gardens gdns court mews row walk "};
static struct list street_kinds_cy = {.words = "heol hewl ffordd stryd lon rhodfa clos teras"};
static struct list saint = {.words = "st saint"};
static struct list day = {.words = "day"};
static struct list sold = {.words = "sale"};
static struct list selling = {.words = "for on"};
static struct list own = {.words = "the a an my your our his her their this that no some"};
static struct list civic = {.words = "town city village"};
static struct list civic_after = {.words = "centre center council hall square high"};
static struct list beside_streets = {.words =
    " on along down up off in near at by outside from to of onto around past behind between ar yn ym i o ger dros ger ar lawr "
    "lan fyny rownd tu wrth "};
static struct list idiom_places = {.words = "coventry newcastle"};
static struct list to = {.words = "to"};
static struct list idiom_verbs = {.words = "sent send coals"};
static struct list articles = {.words = "the y yr 'r r sunny lovely old"};
static struct list new_word = {.words = "new"};
static struct list newydd = {.words = "newydd"};
static struct list mutating = {.words = "i o ar am at dan dros drwy trwy gan heb hyd wrth yn ym yng a gyda na tua neu y yr 'r r ei fy dy eu ein eich tref dref pentref bentref ac rhwng nac oni mai ger 'i 'w"};
static struct list name_starts = {.words = "pont bont llan pen ben aber tre dre cwm betws caer gaer bryn fryn rhyd port porth ystrad blaen glyn cefn maes nant pant tal ynys tref"};

static bool is_name_word(const struct words *words, size_t at)
{
    const struct word *word = &words->items[at];
    return word->kind == WORD_TEXT && word->flags & WORD_CAPITAL && !(word->flags & WORD_SHOUTED);
}

static bool is_before(const struct words *words, size_t at, struct list *list)
{
    size_t before = words_before(words, at);
    return before != WORDS_NONE && is_listed(&words->items[before], list);
}

static bool is_after(const struct words *words, size_t at, struct list *list)
{
    return at + 1 < words->count && is_listed(&words->items[at + 1], list);
}

/* Sent to Coventry, coals to Newcastle; for sale; St David's Day. */
static bool is_idiom(const struct words *words, size_t first, size_t last)
{
    if (is_listed(&words->items[first], &sold) && is_before(words, first, &selling))
        return true;
    if (is_listed(&words->items[first], &saint) && is_after(words, last, &day))
        return true;
    return first >= 2 && is_listed(&words->items[first], &idiom_places) && is_before(words, first, &to) &&
           is_before(words, first - 1, &idiom_verbs);
}

enum place_cue place_cue_beside(const struct words *words, size_t first, size_t last)
{
    if (words->items[first].flags & WORD_IN_TAG || is_after(words, last, &strong_after))
        return PLACE_CUE_STRONG;
    size_t at = is_before(words, first, &articles) ? words_before(words, first) : first;
    if (words->items[at].flags & WORD_NEW_LINE)
        return PLACE_CUE_NONE;
    if (is_before(words, at, &strong_before))
        return PLACE_CUE_STRONG;
    return is_before(words, at, &weak_before) ? PLACE_CUE_WEAK : PLACE_CUE_NONE;
}

bool place_cue_is_other(const struct words *words, size_t first, size_t last, bool given)
{
    if (is_after(words, last, &thing_after) || is_idiom(words, first, last) || is_before(words, first, &person_before))
        return true;
    if (is_before(words, first, &new_word) || is_after(words, last, &newydd))
        return true;
    if (!given)
        return false;
    bool surname = last + 1 < words->count && is_name_word(words, last + 1) && !is_after(words, last, &strong_after);
    return surname || is_after(words, last, &person_after);
}

bool place_cue_mutates(const struct words *words, size_t first)
{
    return is_before(words, first, &mutating);
}

bool place_cue_starts_name(const struct word *word)
{
    return is_listed(word, &name_starts);
}

bool place_cue_is_certain(const struct words *words, size_t last)
{
    return is_after(words, last, &civic) && is_after(words, last + 1, &civic_after);
}

bool place_cue_is_owned(const struct words *words, size_t first, size_t last)
{
    return is_before(words, first, &own) && !is_after(words, last, &strong_after);
}

bool place_cue_beside_street(const struct words *words, size_t first)
{
    size_t at = is_before(words, first, &articles) ? words_before(words, first) : first;
    return is_before(words, at, &beside_streets);
}

/* "Cardiff St Davids" is no street. */
bool place_cue_is_street(const struct words *words, size_t first, size_t last)
{
    size_t before = words_before(words, first);
    if (before != WORDS_NONE && is_listed(&words->items[before], &articles))
        before = words_before(words, before);
    if (before != WORDS_NONE && is_name_word(words, before) && is_listed(&words->items[before], &street_kinds_cy))
        return true;
    if (last + 1 >= words->count || !is_name_word(words, last + 1))
        return false;
    bool saintly = is_after(words, last, &saint) && (last + 2 >= words->count || !is_name_word(words, last + 2));
    return saintly || is_after(words, last, &street_kinds);
}
