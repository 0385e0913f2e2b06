/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "model_file.h"
#include "vocabulary.h"

enum { WORDS = 9, UNITS_MOST = 150 };

static struct model_file *file;
static struct model *model;

static uint64_t key_of(size_t word)
{
    return (uint64_t)(word + 1) << 32 | (word + 1);
}

/* Whole numbers everywhere, so that every sum is exact. */
static void fill(void)
{
    memcpy(file->magic, "earshot1", 8);
    memset(file->places, 0xff, sizeof file->places);
    memset(file->english, 0xff, sizeof file->english);
    file->words = WORDS;
    for (size_t i = 0; i < WORDS; i++) {
        file->places[key_of(i) % MODEL_SLOTS] = (uint16_t)i;
        file->checks[key_of(i) % MODEL_SLOTS] = (uint32_t)(key_of(i) >> 32);
        for (size_t d = 0; d < MODEL_VECTOR; d++)
            file->vectors[i][d] = (int8_t)((i * 7 + d * 5) % 11 - 5);
    }
    for (size_t d = 0; d < MODEL_TRIO_VECTOR; d++)
        for (size_t t = 0; t < MODEL_TRIOS; t++)
            file->trios[d][t] = (int16_t)(256 * ((int)((d * 13 + t * 17) % 7) - 3));
    for (size_t t = 0; t < MODEL_TRIO; t++) {
        file->trio_constants[t] = (int16_t)(t * 3) - 40;
        file->trio_heads[t][MODEL_URGENT] = (float)(t % 5) - 2;
    }
}

static int open_model(void **state)
{
    (void)state;
    char path[] = "/tmp/model-XXXXXX";
    struct err err;
    size_t bytes = sizeof *file + WORDS * MODEL_VECTOR;
    int descriptor = mkstemp(path);
    FILE *out = fdopen(descriptor, "wb");
    file = calloc(1, bytes);
    fill();
    assert_int_equal(fwrite(file, bytes, 1, out), 1);
    assert_int_equal(fclose(out), 0);
    assert_true(model_open(path, &model, &err));
    return unlink(path);
}

static int close_model(void **state)
{
    (void)state;
    model_free(model);
    free(file);
    return 0;
}

/* Of a word, or of none where it has no vector or lies outside. */
static int part(const size_t words[], size_t count, size_t at, size_t number)
{
    if (at >= count || words[at] >= WORDS)
        return 0;
    int sum = MODEL_TRIO_VECTOR / 2;
    for (size_t d = 0; d < MODEL_TRIO_VECTOR; d++)
        sum += file->vectors[words[at]][d] * file->trios[d][number] / 256;
    return sum;
}

static float expected(const size_t words[], size_t count)
{
    float head = 0;
    for (size_t t = 0; t < MODEL_TRIO; t++) {
        int most = 0;
        for (size_t i = 0; i < count; i++) {
            int sum = file->trio_constants[t] + part(words, count, i - 1, t) + part(words, count, i, MODEL_TRIO + t) +
                      part(words, count, i + 1, 2 * MODEL_TRIO + t);
            most = sum > most ? sum : most;
        }
        head += (float)most * file->trio_heads[t][MODEL_URGENT];
    }
    return head;
}

static float found(const size_t words[], size_t count)
{
    static struct grams_unit units[UNITS_MOST];
    static struct vocabulary_sense senses[UNITS_MOST];
    static struct word of[UNITS_MOST];
    static struct model_output output;
    struct grams grams = {.units = units, .count = count};
    float traits[TRAITS] = {0};
    for (size_t i = 0; i < count; i++) {
        senses[i] = (struct vocabulary_sense){.term_hash = 0};
        of[i] = (struct word){.form = STR("word"), .hash = key_of(words[i]), .kind = WORD_TEXT, .sense = &senses[i]};
        units[i] = (struct grams_unit){.word = &of[i], .negated = GRAMS_NONE};
    }
    model_run(model, &grams, traits, &output);
    return output.heads[MODEL_URGENT];
}

/* However long a text is, at its ends, and where a word is not known. */
static void check_trios(void **state)
{
    (void)state;
    size_t words[UNITS_MOST];
    for (size_t i = 0; i < UNITS_MOST; i++)
        words[i] = i * i % (WORDS + 2);
    for (size_t count = 0; count < UNITS_MOST; count++)
        assert_true(found(words, count) == expected(words, count));
}

static void check_order_counts(void **state)
{
    (void)state;
    static const size_t one[] = {0, 1, 2, 3}, other[] = {3, 1, 0, 2};
    assert_true(found(one, 4) != found(other, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_trios), cmocka_unit_test(check_order_counts)};
    return cmocka_run_group_tests(tests, open_model, close_model);
}
