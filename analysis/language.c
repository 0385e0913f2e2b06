/* SPDX-License-Identifier: MIT */
#include "language.h"

#include <math.h>
#include <stdlib.h>

#include "lanes.h"
#include "language_model.h"
#include "script.h"
#include "vocabulary.h"

#include "base/banned.h"

enum {
    ENGLISH,
    WELSH, /* the first two of language_model_codes */
    WEIGHT_FULL = 4,
    SUMMED_MOST = 1 << 12, /* words, whose sums fit in 32 bits */
    CLIP = 6 * LANGUAGE_MODEL_UNIT,        /* of one word in a path: a rare spelling does not make a stretch */
    SWITCH_COST = 4 * LANGUAGE_MODEL_UNIT,  /* of changing language between two words */
    STRETCH_LEAST = 5 * LANGUAGE_MODEL_UNIT, /* of the lesser language of a mixed post, beyond the cost */
    NAMED_LEAST = 2 * LANGUAGE_MODEL_UNIT    /* of what is English around names that may be Welsh */
};

/* Shares of the likelihood. A council's post is English or Welsh until shown otherwise. */
static const double home_sure = 0.6, home_likely = 0.15, foreign_sure = 0.85, foreign_likely = 0.45,
                    named_sure = 0.95;

struct language {
    struct language_model *model;
};

/* What is known of one text. */
struct sums {
    int64_t of[LANGUAGE_MODEL_LANGUAGES];
    size_t words;
};

/* What one word says: quarters that it counts, and how much more Welsh than English it is. */
struct voice {
    int16_t weight, lean;
};

bool language_open(const char *path, struct language **out, struct err *err)
{
    struct language *language = calloc(1, sizeof *language);
    MUST(language != NULL);
    if (!language_model_open(path, &language->model, err)) {
        free(language);
        return false;
    }
    *out = language;
    return true;
}

void language_free(struct language *language)
{
    if (language == NULL)
        return;
    language_model_free(language->model);
    free(language);
}

void language_set(struct words *words, enum word_language language)
{
    for (size_t i = 0; i < words->count; i++)
        words->items[i].language = (uint8_t)language;
}

/* Names of Welsh places show by how they begin, and are as common in English posts. */
static bool looks_like_place(struct str plain)
{
    static const struct str starts[] = {
        STR_INIT("llan"), STR_INIT("aber"), STR_INIT("pont"), STR_INIT("pen"),  STR_INIT("tre"),  STR_INIT("cwm"),
        STR_INIT("caer"), STR_INIT("ystr"), STR_INIT("rhos"), STR_INIT("rhyd"), STR_INIT("bryn"), STR_INIT("glan"),
        STR_INIT("nant"), STR_INIT("maes"), STR_INIT("cefn"), STR_INIT("pant"), STR_INIT("bet"),  STR_INIT("porth"),
        STR_INIT("ynys"), STR_INIT("llyn"), STR_INIT("blae"), STR_INIT("dol"),  STR_INIT("heol"), STR_INIT("ffor"),
        STR_INIT("stry"), STR_INIT("parc"), STR_INIT("plas"), STR_INIT("rhod"), STR_INIT("gwyn"), STR_INIT("ysgol"),
        STR_INIT("cyngor"), STR_INIT("ysby"), STR_INIT("lon"), STR_INIT("clos"), STR_INIT("ty"), STR_INIT("coed"),
    };
    for (size_t i = 0; plain.len > 1 && i < sizeof starts / sizeof starts[0]; i++)
        if (plain.ptr[0] == starts[i].ptr[0] && plain.ptr[1] == starts[i].ptr[1] && str_starts(plain, starts[i]))
            return true;
    return false;
}

static bool is_name_like(const struct word *word)
{
    return word->flags & WORD_CAPITAL && !(word->flags & WORD_SHOUTED);
}

/* Quarters of its score that a word counts. */
static int weight_of(const struct words *words, size_t at)
{
    const struct word *word = &words->items[at];
    if (word->kind != WORD_TEXT || word->flags & WORD_PLACE)
        return 0;
    if (word->flags & WORD_IN_TAG)
        return 1;
    if (is_name_like(word)) {
        bool place = word->entry->place_like;
        return word->flags & WORD_FIRST ? (place ? 1 : WEIGHT_FULL) : (place ? 0 : WEIGHT_FULL / 2);
    }
    bool between = at > 0 && at + 1 < words->count && word[-1].flags & word[1].flags & WORD_CAPITAL; /* few are */
    bool linked = between && word->form.len <= 4 && is_name_like(word - 1) && is_name_like(word + 1);
    return linked ? 0 : WEIGHT_FULL; /* Heol y Bont, Rhos on Sea */
}

static struct voice voice_of(int weight, const struct language_scores *scores)
{
    int lean = (scores->of[WELSH] - scores->of[ENGLISH]) * weight / WEIGHT_FULL;
    return (struct voice){(int16_t)weight, (int16_t)(lean > CLIP ? CLIP : lean < -CLIP ? -CLIP : lean)};
}

/* What is known of the words' languages by themselves. */
static void know(const struct language *language, struct words *words)
{
    vocabulary_meet(words);
    for (size_t i = 0; i < words->count; i++) {
        struct vocabulary_entry *entry = words->items[i].entry;
        if (entry->has_scores)
            continue;
        entry->scores = language_model_score(language->model, words->items[i].form);
        entry->place_like = looks_like_place(words->items[i].plain);
        entry->has_scores = true;
    }
}

LANES_WIDE static void add_some(const struct words *words, size_t from, struct voice *voices, struct sums *sums)
{
    size_t to = words->count - from < SUMMED_MOST ? words->count : from + SUMMED_MOST;
    lanes_ints some[LANGUAGE_MODEL_LANGUAGES / LANES] = {0};
    for (size_t at = from; at < to; at++) {
        int weight = weight_of(words, at);
        const struct language_scores *scores = &words->items[at].entry->scores;
        lanes_count_times(some, scores->of, weight, LANGUAGE_MODEL_LANGUAGES);
        voices[at] = voice_of(weight, scores);
        sums->words += weight > 0;
    }
    for (size_t i = 0; i < LANGUAGE_MODEL_LANGUAGES; i++)
        sums->of[i] += some[i / LANES][i % LANES];
}

static struct sums sum_up(struct language *language, const struct words *words, struct voice *voices)
{
    struct sums sums = {.words = 0};
    struct language_scores start = language_model_start(language->model);
    for (size_t i = 0; i < LANGUAGE_MODEL_LANGUAGES; i++)
        sums.of[i] = start.of[i] * WEIGHT_FULL;
    for (size_t from = 0; from < words->count; from += SUMMED_MOST)
        add_some(words, from, voices, &sums);
    return sums;
}

static size_t best_of(const struct sums *sums)
{
    size_t best = 0;
    for (size_t i = 1; i < LANGUAGE_MODEL_LANGUAGES; i++)
        if (sums->of[i] > sums->of[best])
            best = i;
    return best;
}

static double nats(int64_t score)
{
    return (double)score / (LANGUAGE_MODEL_UNIT * WEIGHT_FULL);
}

struct shares {
    double of[LANGUAGE_MODEL_LANGUAGES];
};

/* Of the likelihood, which is nothing for whatever is 20 nats behind the best. */
static struct shares share_out(const struct sums *sums, size_t best)
{
    struct shares shares;
    double total = 0;
    for (size_t i = 0; i < LANGUAGE_MODEL_LANGUAGES; i++) {
        double behind = nats(sums->of[i] - sums->of[best]);
        shares.of[i] = behind < -20 ? 0 : exp(behind);
        total += shares.of[i];
    }
    for (size_t i = 0; i < LANGUAGE_MODEL_LANGUAGES; i++)
        shares.of[i] /= total;
    return shares;
}

/* The likeliest path through the two languages; each word is left with its own. Gives what going through Welsh and
 * English is better by than staying in the better one. */
static int64_t find_path(struct words *words, const struct voice *voices)
{
    int64_t english = 0, welsh = 0, all = 0;
    uint8_t *from = arena_take(&words->arena, words->count + 1); /* bit 0: English came from Welsh; bit 1: reverse */
    for (size_t i = 0; i < words->count; i++) {
        int lean = voices[i].lean;
        int64_t before_english = english, before_welsh = welsh;
        from[i] = (uint8_t)((welsh - SWITCH_COST > english) | (english - SWITCH_COST > welsh) << 1);
        english = (from[i] & 1 ? before_welsh - SWITCH_COST : before_english) - lean;
        welsh = (from[i] & 2 ? before_english - SWITCH_COST : before_welsh) + lean;
        all += lean;
    }
    bool in_welsh = welsh > english;
    int64_t best = in_welsh ? welsh : english;
    for (size_t i = words->count; i-- > 0;) {
        words->items[i].language = in_welsh ? WORD_WELSH : WORD_ENGLISH;
        in_welsh = in_welsh ? !(from[i] & 2) : from[i] & 1;
    }
    return best - (all > 0 ? all : -all);
}

struct stretches {
    size_t english, welsh; /* words that count */
};

static struct stretches count_stretches(const struct words *words, const struct voice *voices)
{
    struct stretches stretches = {0, 0};
    for (size_t i = 0; i < words->count; i++)
        if (voices[i].weight >= WEIGHT_FULL / 2) {
            stretches.welsh += words->items[i].language == WORD_WELSH;
            stretches.english += words->items[i].language == WORD_ENGLISH;
        }
    return stretches;
}

/* How much a word says for the language chosen: for another than English and Welsh, against English. */
static int said(const struct words *words, const struct voice *voices, size_t chosen, size_t at)
{
    if (chosen == LANGUAGE_MODEL_LANGUAGES || chosen == WELSH)
        return voices[at].lean;
    const struct language_scores *scores = &words->items[at].entry->scores;
    return chosen == ENGLISH ? -voices[at].lean : (scores->of[chosen] - scores->of[ENGLISH]) * voices[at].weight / WEIGHT_FULL;
}

/* How a word ranks, the first of equals before others; 0 if it says nothing. Of a mixed post whatever counts says something. */
static int64_t rank(int lean, bool mixed, int weight, size_t at)
{
    int says = mixed ? (lean < 0 ? -lean : lean) + (weight > 0) : lean;
    return says > 0 ? ((int64_t)says << 32) + (int64_t)(UINT32_MAX - at) : 0;
}

/* The most telling words. Each word is compared with all that are kept, as no machine guesses which it is to pass. */
static void find_evidence(const struct words *words, const struct voice *voices, size_t chosen,
                          struct language_reading *reading)
{
    int64_t kept[LANGUAGE_EVIDENCE_MOST] = {0};
    for (size_t at = 0; at < words->count; at++) {
        int64_t next = rank(said(words, voices, chosen, at), chosen == LANGUAGE_MODEL_LANGUAGES, voices[at].weight, at);
        for (size_t i = 0; i < LANGUAGE_EVIDENCE_MOST; i++) {
            int64_t more = next > kept[i] ? next : kept[i];
            next = next > kept[i] ? kept[i] : next;
            kept[i] = more;
        }
    }
    for (size_t i = 0; i < LANGUAGE_EVIDENCE_MOST && kept[i] > 0; i++) {
        size_t at = UINT32_MAX - (uint32_t)kept[i];
        double lean = said(words, voices, chosen, at);
        reading->evidence[reading->evidence_count++] =
            (struct language_evidence){words->items[at].start, words->items[at].end, lean / LANGUAGE_MODEL_UNIT};
    }
}

static double rounded(double confidence)
{
    return round((confidence > 0.999 ? 0.999 : confidence) * 1000) / 1000;
}

static bool all_english(const struct words *words, const struct voice *voices)
{
    int16_t most = 0;
    for (size_t i = 0; i < words->count; i++)
        most = voices[i].lean > most ? voices[i].lean : most;
    return most == 0;
}

static bool read_mixed(struct words *words, const struct voice *voices, struct language_reading *reading)
{
    if (all_english(words, voices)) {
        language_set(words, WORD_ENGLISH);
        return false;
    }
    int64_t gain = find_path(words, voices);
    if (gain < STRETCH_LEAST)
        return false;
    struct stretches stretches = count_stretches(words, voices);
    if (stretches.english < 2 || stretches.welsh < 2)
        return false;
    reading->code = "mixed";
    reading->confidence = rounded(1 - exp(-(double)gain / LANGUAGE_MODEL_UNIT));
    return true;
}

/* The language to name, or LANGUAGE_MODEL_LANGUAGES for none: `best` is the likeliest. */
static size_t name_language(const struct sums *sums, const struct shares *shares, size_t best)
{
    double english = shares->of[ENGLISH], welsh = shares->of[WELSH], share = shares->of[best];
    size_t home = welsh > english ? WELSH : ENGLISH;
    bool foreign = best > WELSH && sums->words >= 2 && english + welsh < 1 - foreign_sure && share >= foreign_likely;
    if (foreign)
        return best;
    double least = sums->words >= 3 ? home_likely : home_sure;
    bool home_known = sums->words > 0 && shares->of[home] >= least;
    return home_known ? home : LANGUAGE_MODEL_LANGUAGES;
}

/* "Gareth Llywelyn from Ysgol Gwynllyw has resigned" is English: but for names, which any post may have, nothing is Welsh. */
static bool only_names_are_welsh(const struct words *words, const struct voice *voices)
{
    int64_t english = 0;
    size_t count = 0, names = 0;
    for (size_t i = 0; i < words->count; i++) {
        int lean = voices[i].lean;
        bool name = is_name_like(&words->items[i]);
        names += name && lean > 0;
        if (name || voices[i].weight < WEIGHT_FULL || words->items[i].flags & WORD_PART)
            continue;
        if (lean > LANGUAGE_MODEL_UNIT)
            return false;
        english -= lean;
        count += lean < 0;
    }
    return names > 0 && count >= 2 && english >= NAMED_LEAST;
}

static struct language_reading as_english(struct language_reading reading, struct words *words, const struct voice *voices)
{
    language_set(words, WORD_ENGLISH);
    reading.code = language_model_codes[ENGLISH];
    reading.confidence = named_sure;
    find_evidence(words, voices, ENGLISH, &reading);
    return reading;
}

struct language_reading language_identify(struct language *language, struct words *words)
{
    struct language_reading reading = {.code = "und"};
    const char *script = script_language(words);
    if (script != NULL) {
        language_set(words, WORD_FOREIGN);
        reading.code = script;
        reading.confidence = 0.95;
        return reading;
    }
    know(language, words);
    struct voice *voices = ARENA_ARRAY(&words->arena, struct voice, words->count + 1);
    struct sums sums = sum_up(language, words, voices);
    size_t best = best_of(&sums), none = LANGUAGE_MODEL_LANGUAGES;
    if (best <= WELSH && only_names_are_welsh(words, voices))
        return as_english(reading, words, voices);
    if (best <= WELSH && read_mixed(words, voices, &reading)) {
        find_evidence(words, voices, none, &reading);
        return reading;
    }
    struct shares shares = share_out(&sums, best);
    size_t named = name_language(&sums, &shares, best);
    reading.confidence = sums.words > 0 ? rounded(shares.of[named < none ? named : best]) : 0;
    if (named > WELSH)
        language_set(words, named < none ? WORD_FOREIGN : WORD_UNKNOWN);
    else if (best > WELSH)
        language_set(words, named == WELSH ? WORD_WELSH : WORD_ENGLISH);
    if (named < none) {
        reading.code = language_model_codes[named];
        find_evidence(words, voices, named, &reading);
    }
    return reading;
}

void language_write(const struct language_reading *language, struct reading *reading)
{
    reading->language = str_from(language->code);
    reading->language_confidence = language->confidence;
    for (size_t i = 0; i < language->evidence_count && reading->evidence_count < READING_EVIDENCE_MOST; i++) {
        const struct language_evidence *evidence = &language->evidence[i];
        reading->evidence[reading->evidence_count++] = (struct reading_evidence){
            .what = "language", .start = evidence->start, .end = evidence->end, .weight = evidence->weight};
    }
}
