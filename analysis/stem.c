/* SPDX-License-Identifier: MIT */
#include "stem.h"

#include <libstemmer.h>
#include <stdlib.h>

#include "base/err.h"
#include "slots.h"

#include "base/banned.h"

enum { WORDS_KEPT = 1 << 15, TEXT_MOST = 24, STEMMED_MOST = 60, FETCHED_MOST = 64 };

/* One line of the machine's memory. */
struct known {
    _Alignas(64) uint64_t term_hash;
    char form[TEXT_MOST], term[TEXT_MOST];
    uint8_t form_len, term_len, language; /* form_len 0: empty */
};

struct stem {
    struct sb_stemmer *english;
    const struct welsh *welsh;
    struct slots known;
    char room[WELSH_BYTES_MOST * 2]; /* of the last Welsh lemma */
};

struct stem *stem_new(const struct welsh *welsh)
{
    struct stem *stem = calloc(1, sizeof *stem);
    MUST(stem != NULL);
    stem->welsh = welsh;
    stem->english = sb_stemmer_new("english", "UTF_8");
    MUST(stem->english != NULL);
    slots_init(&stem->known, WORDS_KEPT, sizeof(struct known));
    return stem;
}

void stem_free(struct stem *stem)
{
    if (stem == NULL)
        return;
    sb_stemmer_delete(stem->english);
    slots_free(&stem->known);
    free(stem);
}

/* The stem is borrowed from the stemmer until its next word. */
static struct str english_term(struct stem *stem, struct str form)
{
    const sb_symbol *term = sb_stemmer_stem(stem->english, (const sb_symbol *)form.ptr, (int)form.len);
    MUST(term != NULL);
    return (struct str){(const char *)term, (size_t)sb_stemmer_length(stem->english)};
}

static struct str term_of(struct stem *stem, enum word_language language, struct str form)
{
    if (language == WORD_WELSH && stem->welsh != NULL)
        return welsh_lemma(stem->welsh, form, stem->room);
    bool english = language == WORD_ENGLISH || language == WORD_UNKNOWN;
    return english && form.len <= STEMMED_MOST ? english_term(stem, form) : form;
}

static bool holds(const struct known *known, enum word_language language, struct str form)
{
    return known->language == language && known->form_len == form.len && memcmp(known->form, form.ptr, form.len) == 0;
}

static void fill(struct known *known, enum word_language language, struct str form, struct str term)
{
    *known = (struct known){.term_hash = str_hash(term), .language = (uint8_t)language};
    known->form_len = (uint8_t)form.len;
    known->term_len = (uint8_t)term.len;
    memcpy(known->form, form.ptr, form.len);
    memcpy(known->term, term.ptr, term.len);
}

/* Most stems are the beginning of their word: then nothing is copied. */
static struct str keep(struct str form, struct str term, struct arena *arena)
{
    return str_starts(form, term) ? str_cut(form, 0, term.len) : arena_str(arena, term);
}

static uint64_t known_hash(const struct word *word)
{
    return word->hash + word->language * 0x9e3779b97f4a7c15u;
}

static struct known *known_of(struct stem *stem, const struct word *word)
{
    return slots_at(&stem->known, known_hash(word));
}

static void stem_word(struct stem *stem, struct word *word, struct arena *arena)
{
    enum word_language language = (enum word_language)word->language;
    if (word->form.len > TEXT_MOST || word->form.len == 0) {
        word->term = keep(word->form, term_of(stem, language, word->form), arena);
        word->term_hash = str_hash(word->term);
        return;
    }
    struct known *known = known_of(stem, word);
    if (!holds(known, language, word->form)) {
        struct str term = term_of(stem, language, word->form);
        if (term.len > TEXT_MOST)
            term.len = TEXT_MOST;
        fill(known, language, word->form, term);
    }
    word->term = keep(word->form, (struct str){known->term, known->term_len}, arena);
    word->term_hash = known->term_hash;
}

void stem_words(struct stem *stem, struct words *words)
{
    for (size_t i = 0; i < words->count && i < FETCHED_MOST; i++)
        slots_fetch_tags(&stem->known, known_hash(&words->items[i]));
    for (size_t i = 0; i < words->count && i < FETCHED_MOST; i++)
        slots_fetch(known_of(stem, &words->items[i]), sizeof(struct known));
    for (size_t i = 0; i < words->count; i++)
        if (words_is_text(&words->items[i]))
            stem_word(stem, &words->items[i], &words->arena);
}

struct str stem_term(struct stem *stem, enum word_language language, struct str form, struct arena *arena)
{
    struct word word = {.form = form, .hash = str_hash(form), .language = (uint8_t)language};
    stem_word(stem, &word, arena);
    return arena_str(arena, word.term);
}
