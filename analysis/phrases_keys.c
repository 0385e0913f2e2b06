/* SPDX-License-Identifier: MIT */
#include "phrases_keys.h"

#include "base/banned.h"

static const uint64_t salt_form = 0x9e6c63d0876a9a47, salt_welsh = 0x3c6ef372fe94f82b, salt_sign = 0x5be0cd19137e2179;
static const uint64_t number_key = 0x1f83d9abfb41bd6b, negation_key = 0x6a09e667f3bcc909;

/* Of these the form says what the lemma does not: "oes rhywun" asks, "mae rhywun" tells; "ceir" is cars. */
static bool says_itself(const struct word *word)
{
    static const char *const lemmas[] = {"bod", "cael", "dod", "gan", "gwneud", "i", "mynd"};
    if (word->language != WORD_WELSH || str_eq(vocabulary_term(word->sense), word->form))
        return false;
    for (size_t i = 0; i < sizeof lemmas / sizeof *lemmas; i++)
        if (str_eq(vocabulary_term(word->sense), str_from(lemmas[i])))
            return true;
    return false;
}

uint64_t phrases_keys_of_keyword(const struct word *word, bool exact)
{
    if (phrases_keys_is_number_sign(word))
        return number_key;
    if (phrases_keys_is_symbol(word))
        return word->hash ^ salt_sign;
    if (str_eq(word->form, STR("n't")))
        return negation_key;
    uint64_t salt = word->language == WORD_WELSH ? salt_welsh : 0;
    if (exact || word->kind == WORD_NUMBER || says_itself(word))
        return word->hash ^ salt ^ salt_form;
    return word->sense->term_hash ^ salt;
}

uint64_t phrases_keys_bare(const struct word *word)
{
    return str_hash(word->plain) ^ salt_welsh ^ salt_form;
}

/* "soo" is "so", "loove" is "love": the double letter that folding left of a long run. */
static uint64_t undrawn_hash(struct str form)
{
    char bare[64];
    size_t len = 0;
    for (size_t i = 0; i < form.len && len < sizeof bare; i++)
        if (len == 0 || form.ptr[i] != bare[len - 1])
            bare[len++] = form.ptr[i];
    return str_hash((struct str){bare, len});
}

static void add_key(struct vocabulary_sense *sense, uint64_t key)
{
    if (sense->key_count < VOCABULARY_KEYS_MOST)
        sense->keys[sense->key_count++] = key;
}

static void add_welsh_keys(struct vocabulary_sense *sense, const struct word *word)
{
    if (word->language == WORD_WELSH)
        add_key(sense, word->sense->term_hash ^ salt_welsh);
    add_key(sense, word->hash ^ salt_welsh ^ salt_form);
    if (word->plain.ptr != word->form.ptr)
        add_key(sense, phrases_keys_bare(word));
    else if (word->language != WORD_WELSH)
        add_key(sense, word->hash ^ salt_welsh);
}

static void add_word_keys(struct vocabulary_sense *sense, const struct word *word)
{
    if (word->language != WORD_WELSH) {
        add_key(sense, word->sense->term_hash);
        add_key(sense, word->hash ^ salt_form);
    }
    if (word->language != WORD_WELSH && word->flags & WORD_NEGATED)
        add_key(sense, negation_key);
    if (phrases_keys_is_drawn_out(word)) {
        uint64_t hash = undrawn_hash(word->form);
        add_key(sense, hash);
        add_key(sense, hash ^ salt_form);
    }
    if (word->language != WORD_ENGLISH)
        add_welsh_keys(sense, word);
}

void phrases_keys_fill(struct vocabulary_sense *sense, const struct word *word)
{
    if (word->kind == WORD_TEXT)
        add_word_keys(sense, word);
    else
        add_key(sense, word->hash ^ (phrases_keys_is_symbol(word) ? salt_sign : salt_form));
    if (word->kind == WORD_NUMBER)
        add_key(sense, number_key);
}
