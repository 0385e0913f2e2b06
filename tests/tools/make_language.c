/* SPDX-License-Identifier: MIT */

/* Trains the weights of language_model.h; make_language.py prepares its input and calls it.
 *
 * usage: make_language OUT.bin < texts, a line each: language, tab, repeats, tab, text
 *
 * Logistic regression over hashed n-grams, by stochastic gradient with a step for each weight (Duchi and others
 * 2011), on runs of one to twelve words taken at random from each text, so that short posts are what it knows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "language_model.h"
#include "lines.h"
#include "words.h"

#include "base/banned.h"

enum { CLASSES = LANGUAGE_MODEL_LANGUAGES, TEXTS_MOST = 400000, WORDS_MOST = 40, ROUNDS = 6, RUN_MOST = 12 };

struct text {
    int class_, repeats;
    size_t count;
    struct str words[WORDS_MOST];
};

static float weights[LANGUAGE_MODEL_BUCKETS][CLASSES], squares[LANGUAGE_MODEL_BUCKETS][CLASSES];
static float start[CLASSES];
static struct text *texts;
static size_t text_count;
static uint64_t seed = 88172645463325252u;

static uint32_t draw(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32) % below;
}

static int class_of(struct str code)
{
    for (int i = 0; i < CLASSES; i++)
        if (str_eq(code, str_from(language_model_codes[i])))
            return i;
    fprintf(stderr, "make_language: unknown language " STR_FMT "\n", STR_ARG(code));
    exit(2);
}

/* The words that language.c would look at. */
static void take_words(struct text *text, struct words *words, struct str from, struct arena *arena)
{
    words_split(words, from);
    for (size_t i = 0; i < words->count && text->count < WORDS_MOST; i++)
        if (words->items[i].kind == WORD_TEXT)
            text->words[text->count++] = arena_str(arena, words->items[i].form);
}

static void read_texts(struct arena *arena)
{
    struct lines lines = LINES(stdin, 1 << 16);
    struct words words = {0};
    for (struct str rest; lines_next(&lines, &rest) && text_count < TEXTS_MOST;) {
        struct str code, repeats;
        struct text *text = &texts[text_count];
        int64_t times = 1;
        if (!str_next(&rest, '\t', &code) || !str_next(&rest, '\t', &repeats) || !str_to_i64(repeats, &times))
            continue;
        *text = (struct text){.class_ = class_of(code), .repeats = (int)times};
        take_words(text, &words, rest, arena);
        text_count += text->count > 0;
    }
    words_free(&words);
    lines_free(&lines);
}

static void add_word(struct str word, float logits[CLASSES], const float gradient[CLASSES], float rate)
{
    uint16_t buckets[LANGUAGE_MODEL_FEATURES_MOST];
    size_t count = language_model_features(word, buckets);
    float share = 1.0f / sqrtf((float)(count - 1));
    for (size_t i = 0; i < count; i++) {
        float value = i + 1 == count ? 1.0f : share;
        for (int c = 0; c < CLASSES; c++) {
            float *weight = &weights[buckets[i]][c], *square = &squares[buckets[i]][c];
            if (gradient == NULL) {
                logits[c] += value * *weight;
                continue;
            }
            float slope = value * gradient[c] + 2e-6f * *weight;
            *square += slope * slope;
            *weight -= rate * slope / (1e-3f + sqrtf(*square));
        }
    }
}

static void softmax(float logits[CLASSES])
{
    float most = logits[0], sum = 0;
    for (int c = 1; c < CLASSES; c++)
        most = logits[c] > most ? logits[c] : most;
    for (int c = 0; c < CLASSES; c++)
        sum += logits[c] = expf(logits[c] - most);
    for (int c = 0; c < CLASSES; c++)
        logits[c] /= sum;
}

static float learn(const struct text *text, float rate)
{
    size_t most = text->count < RUN_MOST ? text->count : RUN_MOST;
    size_t run = 1 + draw((uint32_t)most), from = draw((uint32_t)(text->count - run + 1));
    float logits[CLASSES];
    memcpy(logits, start, sizeof start);
    for (size_t i = from; i < from + run; i++)
        add_word(text->words[i], logits, NULL, 0);
    softmax(logits);
    float loss = -logf(logits[text->class_] + 1e-9f);
    logits[text->class_] -= 1.0f;
    for (size_t i = from; i < from + run; i++)
        add_word(text->words[i], NULL, logits, rate);
    for (int c = 0; c < CLASSES; c++)
        start[c] -= rate * 0.01f * logits[c];
    return loss;
}

static void train(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        double loss = 0, count = 0;
        float rate = 0.08f / (float)(1 + round);
        for (size_t i = 0; i < text_count; i++) {
            const struct text *text = &texts[draw((uint32_t)text_count)];
            for (int r = 0; r < text->repeats; r++, count++)
                loss += (double)learn(text, rate);
        }
        fprintf(stderr, "round %d: loss %.4f\n", round + 1, loss / count);
    }
}

static float largest(void)
{
    float most = 0;
    for (size_t b = 0; b < LANGUAGE_MODEL_BUCKETS; b++)
        for (int c = 0; c < CLASSES; c++)
            most = fabsf(weights[b][c]) > most ? fabsf(weights[b][c]) : most;
    return most > 4.0f ? 4.0f : most;
}

static void write_u16(FILE *file, int value)
{
    fputc(value & 0xFF, file);
    fputc(value >> 8 & 0xFF, file);
}

static void write_model(const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        exit(1);
    float unit = 127.0f / largest();
    uint32_t scale = (uint32_t)(unit * 256);
    fputs("ELI1", file);
    write_u16(file, (int)(scale & 0xFFFF));
    write_u16(file, (int)(scale >> 16));
    for (int c = 0; c < CLASSES; c++)
        write_u16(file, (int)lrintf(start[c] * LANGUAGE_MODEL_UNIT));
    for (size_t b = 0; b < LANGUAGE_MODEL_BUCKETS; b++)
        for (int c = 0; c < CLASSES; c++) {
            float value = weights[b][c] * unit;
            fputc((int)lrintf(value > 127 ? 127 : value < -127 ? -127 : value) & 0xFF, file);
        }
    fclose(file);
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    if (argc != 2)
        return 2;
    texts = calloc(TEXTS_MOST, sizeof *texts);
    if (texts == NULL)
        return 1;
    read_texts(&arena);
    train();
    write_model(argv[1]);
    free(texts);
    arena_free(&arena);
    return 0;
}
