/* SPDX-License-Identifier: MIT */
#include "vocabulary.h"

#include <stdlib.h>

#include "base/err.h"

#include "base/banned.h"

enum { ENTRIES = 1 << 15, SENSES = 1 << 15, SENSES_TRIED = 64, TWO_LINES = 128 };

_Static_assert(sizeof(struct vocabulary_entry) <= TWO_LINES && offsetof(struct vocabulary_sense, model) == TWO_LINES, "no more");

struct vocabulary {
    struct slots entries;
    struct slots senses; /* taken one after the other */
    size_t next_sense;
    uint32_t reading; /* the texts being read */
};

/* What an entry is of. */
struct identity {
    uint64_t hash;
    struct str form;
    uint8_t kind;
};

struct vocabulary *vocabulary_new(void)
{
    struct vocabulary *vocabulary = calloc(1, sizeof *vocabulary);
    MUST(vocabulary != NULL);
    vocabulary->reading = 1;
    slots_init(&vocabulary->entries, ENTRIES, TWO_LINES);
    slots_init(&vocabulary->senses, SENSES, sizeof(struct vocabulary_sense));
    return vocabulary;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
    if (vocabulary == NULL)
        return;
    slots_free(&vocabulary->entries);
    slots_free(&vocabulary->senses);
    free(vocabulary);
}

void vocabulary_begin(struct vocabulary *vocabulary)
{
    vocabulary->reading++;
}

/* Of handles and links nothing is known but what they are. */
static inline bool has_form(const struct word *word)
{
    return word->kind != WORD_HANDLE && word->kind != WORD_LINK;
}

static inline uint8_t kind_of(const struct word *word)
{
    return word->kind == WORD_COMPOUND ? WORD_TEXT : word->kind;
}

static inline uint64_t hash_of(const struct word *word)
{
    return (has_form(word) ? word->hash : 0) + kind_of(word) * 0x9e3779b97f4a7c15u;
}

static inline struct identity identity_of(const struct word *word)
{
    return (struct identity){hash_of(word), has_form(word) ? word->form : STR(""), kind_of(word)};
}

static bool is_of(const struct vocabulary_entry *entry, const struct identity *identity)
{
    return entry->hash == identity->hash && entry->form_len == identity->form.len && entry->kind == identity->kind &&
           memcmp(entry->form, identity->form.ptr, identity->form.len) == 0;
}

static struct vocabulary_entry *fill(struct vocabulary_entry *entry, const struct identity *identity, uint32_t reading)
{
    *entry = (struct vocabulary_entry){.hash = identity->hash, .kind = identity->kind, .reading = reading, .kept = true};
    entry->form_len = (uint8_t)identity->form.len;
    if (identity->form.len > 0)
        memcpy(entry->form, identity->form.ptr, identity->form.len);
    return entry;
}

static bool may_go(const void *record, uint32_t reading)
{
    return ((const struct vocabulary_entry *)record)->reading != reading;
}

/* NULL if all that could give way are of texts being read. */
static struct vocabulary_entry *meet_anew(struct vocabulary *vocabulary, const struct identity *identity)
{
    struct vocabulary_entry *entry = slots_find(&vocabulary->entries, identity->hash);
    if (entry != NULL && is_of(entry, identity))
        return entry;
    if (entry == NULL)
        entry = slots_replace(&vocabulary->entries, identity->hash, may_go, vocabulary->reading);
    else if (!may_go(entry, vocabulary->reading))
        return NULL;
    return entry != NULL ? fill(entry, identity, vocabulary->reading) : NULL;
}

static void meet(struct words *words, struct word *word)
{
    struct identity identity = identity_of(word);
    struct vocabulary *vocabulary = words->vocabulary;
    bool keeps = vocabulary != NULL && identity.form.len <= VOCABULARY_FORM_MOST;
    if (keeps && (word->entry == NULL || !is_of(word->entry, &identity)))
        word->entry = meet_anew(vocabulary, &identity);
    if (!keeps || word->entry == NULL)
        word->entry = ARENA_NEW(&words->arena, struct vocabulary_entry);
    word->entry->reading = vocabulary != NULL ? vocabulary->reading : 0;
}

void vocabulary_expect(struct words *words)
{
    const struct slots *entries = &words->vocabulary->entries;
    for (size_t i = 0; i < words->count; i++) {
        struct word *word = &words->items[i];
        word->entry = slots_find(entries, hash_of(word));
        if (word->entry != NULL)
            slots_fetch(word->entry, TWO_LINES);
    }
}

void vocabulary_meet(struct words *words)
{
    if (words->met)
        return;
    words->met = true;
    for (size_t i = 0; i < words->count; i++)
        meet(words, &words->items[i]);
}

void vocabulary_expect_senses(const struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        const struct vocabulary_sense *sense = words->items[i].entry->senses[words->items[i].language];
        if (sense != NULL)
            slots_fetch(sense, TWO_LINES);
    }
}

static struct vocabulary_sense *next_sense(struct vocabulary *vocabulary)
{
    for (int tried = 0; tried < SENSES_TRIED; tried++) {
        struct vocabulary_sense *sense = slots_record(&vocabulary->senses, vocabulary->next_sense++ % SENSES);
        if (sense->reading != vocabulary->reading)
            return sense;
    }
    return NULL;
}

struct vocabulary_sense *vocabulary_sense_anew(struct words *words, const struct word *word)
{
    struct vocabulary_sense *sense = word->entry->kept ? next_sense(words->vocabulary) : NULL;
    if (sense == NULL)
        sense = ARENA_NEW(&words->arena, struct vocabulary_sense);
    *sense = (struct vocabulary_sense){.of = word->entry, .language = word->language, .reading = word->entry->reading};
    word->entry->senses[word->language] = sense;
    return sense;
}
