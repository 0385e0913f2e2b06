/* SPDX-License-Identifier: MIT */
#include "trios.h"

#include <math.h>

#include "heads.h"

#include "base/banned.h"

enum { PARTS = MODEL_TRIOS / MODEL_TRIO, WORDS_MOST = 256, HEADS_FROM = MODEL_CLASS, HEADS_TO = MODEL_COMPLAINT };

static const float rate = 0.03f, shrink = 3e-5f;
static const float words_dropped = 0.1f, dropped = 0.3f;

struct weights {
    float parts[PARTS][MODEL_TRIO][MODEL_TRIO_VECTOR], constants[MODEL_TRIO], heads[MODEL_TRIO][MODEL_LANES];
};

static struct weights now, squares, total;
static int totalled;

/* The post that was run last: its words' vectors, NULL where there is none; what was the most of each number, where it was,
 * and how much it counted. */
static const float *words[WORDS_MOST];
static int word_count, places[MODEL_TRIO];
static float most[MODEL_TRIO], counted[MODEL_TRIO];

static void fill_random(float *weights, size_t count, float most_of_all)
{
    for (size_t i = 0; i < count; i++)
        weights[i] = ((float)(sets_random() % 2001) / 1000 - 1) * most_of_all;
}

void trios_begin(void)
{
    now = squares = total = (struct weights){0};
    totalled = 0;
    fill_random(now.parts[0][0], PARTS * MODEL_TRIO * MODEL_TRIO_VECTOR, 0.1f);
    for (int t = 0; t < MODEL_TRIO; t++)
        fill_random(now.heads[t] + HEADS_FROM, HEADS_TO - HEADS_FROM, 0.05f);
}

static bool left_out(float share)
{
    return (float)(sets_random() % 1000) < share * 1000;
}

/* In eight sums, which a compiler may add at once. */
static float dot(const float *a, const float *b)
{
    float sums[8] = {0}, sum = 0;
    for (int d = 0; d < MODEL_TRIO_VECTOR; d += 8)
        for (int i = 0; i < 8; i++)
            sums[i] += a[d + i] * b[d + i];
    for (int i = 0; i < 8; i++)
        sum += sums[i];
    return sum;
}

/* Which three: by the one in the middle. */
static const float *word_of(int middle, int part)
{
    int at = middle + part - 1;
    return at >= 0 && at < word_count ? words[at] : NULL;
}

static void find_most(const float said[PARTS][MODEL_TRIO][WORDS_MOST + 2])
{
    for (int t = 0; t < MODEL_TRIO; t++) {
        most[t] = 0;
        places[t] = -1;
        for (int i = 0; i < word_count; i++) {
            float sum = now.constants[t] + said[0][t][i] + said[1][t][i + 1] + said[2][t][i + 2];
            if (sum > most[t])
                most[t] = sum, places[t] = i;
        }
    }
}

void trios_run(const struct sets_example *example, bool to_learn, float heads[MODEL_LANES])
{
    static float said[PARTS][MODEL_TRIO][WORDS_MOST + 2]; /* from 1 on; before and behind there is nothing */
    word_count = example->word_count < WORDS_MOST ? (int)example->word_count : WORDS_MOST;
    for (int i = 0; i < word_count; i++)
        words[i] = to_learn && left_out(words_dropped) ? NULL : sets_vector(example->words[i]);
    for (int p = 0; p < PARTS; p++)
        for (int t = 0; t < MODEL_TRIO; t++) {
            for (int i = 0; i < word_count; i++)
                said[p][t][i + 1] = words[i] != NULL ? dot(now.parts[p][t], words[i]) : 0;
            said[p][t][word_count + 1] = 0;
        }
    find_most(said);
    for (int t = 0; t < MODEL_TRIO; t++) {
        counted[t] = !to_learn ? 1 : left_out(dropped) ? 0 : 1 / (1 - dropped);
        for (int o = HEADS_FROM; o < HEADS_TO; o++)
            heads[o] += most[t] * counted[t] * now.heads[t][o];
    }
}

static void learn_parts(int trio, float gradient)
{
    for (int p = 0; p < PARTS; p++) {
        const float *word = word_of(places[trio], p);
        for (int d = 0; d < MODEL_TRIO_VECTOR && word != NULL; d++)
            heads_step(&now.parts[p][trio][d], &squares.parts[p][trio][d], gradient * word[d], rate, shrink);
    }
    heads_step(&now.constants[trio], &squares.constants[trio], gradient, rate, 0);
}

void trios_learn(const float gradient[MODEL_LANES])
{
    for (int t = 0; t < MODEL_TRIO; t++) {
        float back = 0;
        if (places[t] < 0 || counted[t] <= 0)
            continue;
        for (int o = HEADS_FROM; o < HEADS_TO; o++) {
            back += gradient[o] * now.heads[t][o] * counted[t];
            heads_step(&now.heads[t][o], &squares.heads[t][o], gradient[o] * most[t] * counted[t], rate, shrink);
        }
        learn_parts(t, back);
    }
}

void trios_add_to_mean(void)
{
    float *into = (float *)&total, *from = (float *)&now;
    for (size_t i = 0; i < sizeof now / sizeof(float); i++)
        into[i] += from[i];
    totalled++;
}

void trios_take_mean(void)
{
    float *from = (float *)&total, *into = (float *)&now;
    for (size_t i = 0; i < sizeof now / sizeof(float); i++)
        into[i] = from[i] / (float)totalled;
}

static int16_t rounded(float value)
{
    return (int16_t)fmaxf(-INT16_MAX, fminf(INT16_MAX, roundf(value)));
}

/* No word may say so much that three of them, and a constant, are more than an int16 holds. */
static void check_room(const struct model_file *model, int number)
{
    for (size_t i = 0; i < model->words; i++) {
        int sum = 0;
        for (int d = 0; d < MODEL_TRIO_VECTOR; d++)
            sum += model->vectors[i][d] * model->trios[d][number] / 256;
        MUST(sum < INT16_MAX / 4 && sum > -INT16_MAX / 4);
    }
}

void trios_pack(struct model_file *model)
{
    for (int t = 0; t < MODEL_TRIO; t++) {
        for (int p = 0; p < PARTS; p++)
            for (int d = 0; d < MODEL_TRIO_VECTOR; d++)
                model->trios[d][p * MODEL_TRIO + t] = rounded(now.parts[p][t][d] * model->vector_scale * 256 * MODEL_TRIO_STEPS);
        model->trio_constants[t] = rounded(now.constants[t] * MODEL_TRIO_STEPS);
        for (int o = 0; o < MODEL_LANES; o++)
            model->trio_heads[t][o] = now.heads[t][o] / MODEL_TRIO_STEPS;
    }
    for (int number = 0; number < MODEL_TRIOS; number++)
        check_room(model, number);
}
