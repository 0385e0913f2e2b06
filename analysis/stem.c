/* SPDX-License-Identifier: MIT */
#include "stem.h"

#include <libstemmer.h>
#include <stdlib.h>

#include "base/err.h"
#include "vocabulary.h"

#include "base/banned.h"

enum { STEMMED_MOST = 60 };

struct stem {
    struct sb_stemmer *english;
    const struct welsh *welsh;
    char room[WELSH_BYTES_MOST * 2]; /* of the last Welsh lemma */
};

struct stem *stem_new(const struct welsh *welsh)
{
    struct stem *stem = calloc(1, sizeof *stem);
    MUST(stem != NULL);
    stem->welsh = welsh;
    stem->english = sb_stemmer_new("english", "UTF_8");
    MUST(stem->english != NULL);
    return stem;
}

void stem_free(struct stem *stem)
{
    if (stem == NULL)
        return;
    sb_stemmer_delete(stem->english);
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

/* A term longer than there is room for is cut, whether its word is kept or not. */
static struct str cut(struct str form, struct str term)
{
    return form.len <= VOCABULARY_FORM_MOST && term.len > VOCABULARY_FORM_MOST ? str_cut(term, 0, VOCABULARY_FORM_MOST) : term;
}

static void fill(struct stem *stem, const struct word *word, struct vocabulary_sense *sense, struct arena *arena)
{
    struct str term = cut(word->form, term_of(stem, (enum word_language)word->language, word->form));
    sense->term_hash = str_hash(term);
    sense->has_term = true;
    sense->term_len = (uint32_t)term.len;
    sense->term = sense->room;
    if (term.len > VOCABULARY_FORM_MOST)
        sense->term = arena_str(arena, term).ptr;
    else
        memcpy(sense->room, term.ptr, term.len);
}

void stem_words(struct stem *stem, struct words *words)
{
    vocabulary_meet(words);
    for (size_t i = 0; i < words->count; i++) {
        struct word *word = &words->items[i];
        word->sense = vocabulary_sense(words, word);
        if (words_is_text(word) && !word->sense->has_term)
            fill(stem, word, word->sense, &words->arena);
    }
}

struct str stem_term(struct stem *stem, enum word_language language, struct str form, struct arena *arena)
{
    return arena_str(arena, cut(form, term_of(stem, language, form)));
}
