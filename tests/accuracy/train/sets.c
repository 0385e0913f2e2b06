/* SPDX-License-Identifier: MIT */
#include "sets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

#include "base/banned.h"

enum { LINE_BYTES = 512 };

static float rounded_vectors[MODEL_WORDS_MOST][MODEL_VECTOR];

static FILE *open_or_end(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file != NULL)
        return file;
    fprintf(stderr, "train: %s cannot be read\n", path);
    exit(1);
}

static void take(void *into, size_t bytes, FILE *file)
{
    if (bytes == 0 || fread(into, bytes, 1, file) == 1)
        return;
    fprintf(stderr, "train: a file of features or vectors is too short\n");
    exit(1);
}

static uint64_t key_of(struct str word)
{
    bool welsh = str_starts(word, STR("cy:"));
    return welsh ? str_hash(str_cut(word, 3, word.len)) ^ GRAMS_WELSH : str_hash(word);
}

/* The first of two words with one key keeps it. */
static void place(struct model_file *model, uint64_t key, size_t number)
{
    size_t slot = key % MODEL_SLOTS;
    while (model->places[slot] != MODEL_NO_PLACE)
        slot = (slot + 1) % MODEL_SLOTS;
    model->places[slot] = (uint16_t)number;
    model->checks[slot] = (uint32_t)(key >> 32);
}

/* A line is a word, or a Welsh one, a tabulator and the term of its English one. */
static size_t place_words(struct model_file *model, const char *words)
{
    char line[LINE_BYTES];
    size_t count = 0;
    FILE *file = open_or_end(words);
    memset(model->places, 0xff, sizeof model->places);
    memset(model->english, 0xff, sizeof model->english);
    for (; count < MODEL_WORDS_MOST && fgets(line, sizeof line, file) != NULL; count++) {
        struct str rest = {line, strcspn(line, "\n")}, word;
        str_next(&rest, '\t', &word);
        place(model, key_of(word), count);
        if (rest.len > 0)
            model->english[count] = (uint16_t)grams_term(&(struct grams_word){.term = str_hash(rest)});
    }
    fclose(file);
    return count;
}

static int8_t rounded(float value, float scale)
{
    float steps = roundf(value / scale);
    return (int8_t)fmaxf(-127, fminf(127, steps));
}

struct model_file *sets_read_vectors(const char *words, const char *vectors)
{
    const float most = 6;
    struct model_file *model = calloc(1, sizeof *model + (size_t)MODEL_WORDS_MOST * MODEL_VECTOR);
    MUST(model != NULL);
    memcpy(model->magic, "earshot1", 8);
    model->words = (uint32_t)place_words(model, words);
    model->vector_scale = most / 127;
    FILE *file = open_or_end(vectors);
    for (size_t i = 0; i < model->words; i++) {
        float vector[MODEL_VECTOR];
        take(vector, sizeof vector, file);
        for (int d = 0; d < MODEL_VECTOR; d++) {
            model->vectors[i][d] = rounded(vector[d], model->vector_scale);
            rounded_vectors[i][d] = (float)model->vectors[i][d] * model->vector_scale;
        }
    }
    fclose(file);
    return model;
}

const float *sets_vector(uint16_t place)
{
    return place == MODEL_NO_PLACE ? NULL : rounded_vectors[place];
}

static size_t place_of(const struct model_file *model, uint64_t key)
{
    for (size_t slot = key % MODEL_SLOTS; model->places[slot] != MODEL_NO_PLACE; slot = (slot + 1) % MODEL_SLOTS)
        if (model->checks[slot] == (uint32_t)(key >> 32))
            return model->places[slot];
    return MODEL_NO_PLACE;
}

static void pool(const struct model_file *model, const uint64_t *keys, size_t count, float *out)
{
    size_t met = 0;
    for (size_t i = 0; i < count; i++) {
        size_t place = place_of(model, keys[i]);
        met += place != MODEL_NO_PLACE;
        for (int d = 0; d < MODEL_VECTOR && place != MODEL_NO_PLACE; d++)
            out[d] += (float)model->vectors[place][d];
    }
    for (int d = 0; d < MODEL_VECTOR && met > 0; d++)
        out[d] *= model->vector_scale / (float)met;
}

static void keep_words(const struct model_file *model, const uint64_t *keys, size_t count, struct sets_example *example)
{
    example->word_count = (uint32_t)count;
    example->words = calloc(count + 1, sizeof *example->words);
    MUST(example->words != NULL);
    for (size_t i = 0; i < count; i++)
        example->words[i] = (uint16_t)place_of(model, keys[i]);
}

/* The rows of English terms, which the program adds as it adds a word's own. */
static void add_english(const struct model_file *model, const uint64_t *keys, size_t count, struct sets_example *example)
{
    for (size_t i = 0; i < count; i++) {
        size_t place = place_of(model, keys[i]);
        if (place != MODEL_NO_PLACE && model->english[place] != MODEL_NO_ROW)
            example->rows[example->row_count++] = (struct sets_pair){model->english[place], 1 / sqrtf((float)count)};
    }
}

/* With room for so many more. */
static struct sets_pair *take_pairs(uint32_t count, size_t more, FILE *file)
{
    struct sets_pair *pairs = calloc(count + more + 1, sizeof *pairs);
    MUST(pairs != NULL);
    take(pairs, count * sizeof *pairs, file);
    return pairs;
}

static bool read_features(struct sets_example *example, const struct model_file *model, FILE *file)
{
    uint32_t counts[3];
    if (fread(counts, sizeof counts, 1, file) != 1)
        return false;
    *example = (struct sets_example){.row_count = counts[0], .cue_count = counts[2]};
    size_t words = counts[1] / sizeof(uint64_t);
    uint64_t *keys = calloc(words + 1, sizeof *keys);
    MUST(keys != NULL);
    example->rows = take_pairs(counts[0], words, file);
    take(keys, counts[1], file);
    take(example->input + MODEL_VECTOR, TRAITS * sizeof(float), file);
    example->cues = take_pairs(counts[2], 0, file);
    pool(model, keys, words, example->input);
    add_english(model, keys, words, example);
    keep_words(model, keys, words, example);
    free(keys);
    return true;
}

static void read_label(struct sets_example *example, const char *line)
{
    int got = sscanf(line, "%d %d %d %d %d %d %d %f %d", &example->sentiment, &example->class_, &example->urgent,
                     &example->data_protection, &example->issues[0], &example->issues[1], &example->issues[2],
                     &example->rating, &example->fold);
    MUST(got == 9);
    bool classed = example->class_ >= 0 && example->class_ < SETS_NO_COMPLAINT;
    example->council = classed && example->urgent >= 0;
    example->service = classed && !example->council;
}

static void read_set(struct set *set, float weight, const char *features, const char *labels, const struct model_file *model)
{
    size_t cap = 1024;
    char line[LINE_BYTES];
    FILE *file = open_or_end(features), *label = open_or_end(labels);
    set->items = malloc(cap * sizeof *set->items);
    while (fgets(line, sizeof line, label) != NULL) {
        if (set->count == cap)
            set->items = realloc(set->items, (cap *= 2) * sizeof *set->items);
        MUST(set->items != NULL);
        struct sets_example *example = &set->items[set->count];
        MUST(read_features(example, model, file));
        read_label(example, line);
        example->weight = weight;
        example->role = set->role;
        example->welsh = str_starts(str_from(set->name), STR("cy"));
        set->count++;
    }
    fclose(file);
    fclose(label);
}

static enum sets_role role_of(const char *name)
{
    static const char *const names[] = {"public", "corpus", "test", "words"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return (enum sets_role)i;
    fprintf(stderr, "train: %s is no role\n", name);
    exit(1);
}

void sets_read(const char *list, const struct model_file *model, struct sets *sets)
{
    char features[256], labels[256], role[16];
    float weight;
    FILE *file = open_or_end(list);
    for (sets->count = 0; sets->count < SETS_MOST; sets->count++) {
        struct set *set = &sets->items[sets->count];
        if (fscanf(file, "%63s %f %255s %255s %15s", set->name, &weight, features, labels, role) != 5)
            break;
        set->role = role_of(role);
        read_set(set, weight, features, labels, model);
    }
    fclose(file);
}

struct sets_example **sets_to_train(const struct sets *sets, size_t *count)
{
    size_t total = 0;
    for (size_t s = 0; s < sets->count; s++)
        total += sets->items[s].count;
    struct sets_example **items = calloc(total + 1, sizeof *items);
    MUST(items != NULL);
    *count = 0;
    for (size_t s = 0; s < sets->count; s++)
        for (size_t i = 0; i < sets->items[s].count && sets->items[s].role != SETS_TEST; i++)
            items[(*count)++] = &sets->items[s].items[i];
    return items;
}

uint32_t sets_random(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

void sets_shuffle(struct sets_example **items, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = sets_random() % i;
        struct sets_example *held = items[i - 1];
        items[i - 1] = items[other];
        items[other] = held;
    }
}
