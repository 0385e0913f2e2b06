/* SPDX-License-Identifier: MIT */
#include "heads.h"

#include <math.h>

#include "base/banned.h"

enum { ROWS = 1 << GRAMS_ROW_BITS, GENERAL = 3, GENERAL_EPOCHS = 2, COUNCIL_EPOCHS = 8, AVERAGED = 4, PLAIN_EVERY = 4 };

static const float rate = 0.1f, dense_rate = 0.045f, constant_rate = 0.03f, hidden_rate = 0.015f;
static const float general_shrink = 1e-7f, council_shrink = 3e-5f;
static const float displeased_more = 1.7f; /* tweets that complain are what a council must not miss */
static const float urgent_more = 2, gate_share = 0.2f;

struct weights {
    float rows[ROWS][MODEL_HEADS], dense[MODEL_HEADS][MODEL_INPUT + 1];
    float first[MODEL_HIDDEN][MODEL_INPUT + 1], second[MODEL_HEADS][MODEL_HIDDEN];
};

static struct weights now, squares, after_general, sum;
static float hidden[MODEL_HIDDEN];
static int from, to = GENERAL; /* the heads that are being trained */

void heads_step(float *weight, float *square, float gradient, float step_rate, float shrink)
{
    gradient += shrink * *weight;
    *square += gradient * gradient;
    *weight -= step_rate * gradient / (sqrtf(*square) + 1e-4f);
}

void heads_softmax(const float *logits, float warmth, float *chances, int count)
{
    float most = logits[0], sum = 0;
    for (int i = 1; i < count; i++)
        most = fmaxf(most, logits[i]);
    for (int i = 0; i < count; i++)
        sum += chances[i] = expf((logits[i] - most) * warmth);
    for (int i = 0; i < count; i++)
        chances[i] /= sum;
}

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

static float dot(const float *weights, const float *input)
{
    float sum = weights[MODEL_INPUT];
    for (int i = 0; i < MODEL_INPUT; i++)
        sum += weights[i] * input[i];
    return sum;
}

void heads_run(const struct sets_example *example, float heads[MODEL_HEADS])
{
    for (int o = 0; o < MODEL_HEADS; o++)
        heads[o] = dot(now.dense[o], example->input);
    for (uint32_t i = 0; i < example->row_count; i++)
        for (int o = 0; o < MODEL_HEADS; o++)
            heads[o] += now.rows[example->rows[i].number][o] * example->rows[i].weight;
    if (to == GENERAL)
        return;
    for (int h = 0; h < MODEL_HIDDEN; h++)
        hidden[h] = fmaxf(0, dot(now.first[h], example->input));
    for (int o = GENERAL; o < MODEL_HEADS; o++)
        for (int h = 0; h < MODEL_HIDDEN; h++)
            heads[o] += now.second[o][h] * hidden[h];
}

static void miss(const float *logits, int count, int right, float more, float *gradient)
{
    heads_softmax(logits, 1, gradient, count);
    gradient[right] -= 1;
    for (int i = 0; i < count; i++)
        gradient[i] *= more;
}

static void miss_council(const struct sets_example *example, const float *heads, float *gradient)
{
    int urgent = example->urgent, personal = example->data_protection;
    miss(heads + MODEL_COUNCIL, 3, example->sentiment, 1, gradient + MODEL_COUNCIL);
    miss(heads + MODEL_CLASS, 5, example->class_, 1, gradient + MODEL_CLASS);
    gradient[MODEL_URGENT] = (sigmoid(heads[MODEL_URGENT]) - (float)urgent) * (urgent ? urgent_more : 1);
    gradient[MODEL_DATA_PROTECTION] =
        (sigmoid(heads[MODEL_DATA_PROTECTION]) - (float)personal) * (personal ? urgent_more : 1);
}

static void gradient_of(const struct sets_example *example, const float *heads, float gradient[MODEL_HEADS])
{
    memset(gradient, 0, MODEL_HEADS * sizeof *gradient);
    if (to == GENERAL) {
        miss(heads, 3, example->sentiment, example->sentiment == 0 ? displeased_more : 1, gradient);
    } else {
        if (example->council)
            miss_council(example, heads, gradient);
        if (example->class_ >= 0)
            gradient[MODEL_COMPLAINT] = sigmoid(heads[MODEL_COMPLAINT]) - (example->class_ == 0);
        gradient[MODEL_GATE] =
            (sigmoid(heads[MODEL_GATE]) - example->council) * gate_share * (example->council ? 4 : 0.5f);
    }
    for (int o = 0; o < MODEL_HEADS; o++)
        gradient[o] *= example->weight;
}

static void learn_dense(const float *input, float *weights, float *square, float gradient, float step, float last, float shrink)
{
    for (int i = 0; i < MODEL_INPUT; i++)
        if (input[i] != 0)
            heads_step(&weights[i], &square[i], gradient * input[i], step, shrink);
    heads_step(&weights[MODEL_INPUT], &square[MODEL_INPUT], gradient, last, shrink);
}

static void learn_hidden(const struct sets_example *example, const float *gradient)
{
    for (int h = 0; h < MODEL_HIDDEN; h++) {
        float back = 0;
        if (hidden[h] <= 0)
            continue;
        for (int o = from; o < to; o++)
            back += gradient[o] * now.second[o][h];
        for (int o = from; o < to; o++)
            if (gradient[o] != 0)
                heads_step(&now.second[o][h], &squares.second[o][h], gradient[o] * hidden[h], hidden_rate, council_shrink);
        learn_dense(example->input, now.first[h], squares.first[h], back, hidden_rate, hidden_rate, council_shrink);
    }
}

static void learn(const struct sets_example *example)
{
    float heads[MODEL_HEADS], gradient[MODEL_HEADS], shrink = to == GENERAL ? general_shrink : council_shrink;
    heads_run(example, heads);
    gradient_of(example, heads, gradient);
    if (to > GENERAL)
        learn_hidden(example, gradient);
    for (uint32_t i = 0; i < example->row_count; i++) {
        const struct sets_pair *row = &example->rows[i];
        for (int o = from; o < to; o++)
            if (gradient[o] != 0)
                heads_step(&now.rows[row->number][o], &squares.rows[row->number][o], gradient[o] * row->weight, rate, shrink);
    }
    for (int o = from; o < to; o++)
        if (gradient[o] != 0)
            learn_dense(example->input, now.dense[o], squares.dense[o], gradient[o], dense_rate, constant_rate, shrink);
}

void heads_learn_general(struct sets_example **items, size_t count)
{
    for (int epoch = 0; epoch < GENERAL_EPOCHS; epoch++) {
        sets_shuffle(items, count);
        for (size_t i = 0; i < count; i++)
            if (!items[i]->council && items[i]->sentiment >= 0)
                learn(items[i]);
    }
    after_general = now;
}

static float small_random(void)
{
    return ((float)(sets_random() % 2001) / 1000 - 1) * 0.08f;
}

static void begin_council(void)
{
    now = after_general;
    memset(&squares, 0, sizeof squares);
    for (int h = 0; h < MODEL_HIDDEN; h++) {
        for (int i = 0; i < MODEL_INPUT; i++)
            now.first[h][i] = small_random();
        for (int o = 0; o < MODEL_HEADS; o++)
            now.second[o][h] = small_random();
    }
    from = GENERAL, to = MODEL_HEADS;
}

/* The mean of the last epochs: what the order of the examples alone has moved is evened out (Polyak and Juditsky 1992). */
static void average(int epoch)
{
    float *into = (float *)&sum, *from_now = (float *)&now;
    size_t count = sizeof now / sizeof(float);
    if (epoch == 0)
        memset(&sum, 0, sizeof sum);
    for (size_t i = 0; i < count && epoch >= COUNCIL_EPOCHS - AVERAGED; i++)
        into[i] += from_now[i];
    for (size_t i = 0; i < count && epoch == COUNCIL_EPOCHS - 1; i++)
        from_now[i] = into[i] / AVERAGED;
}

/* Of what is not a council's, one in four is enough to tell the two apart. */
void heads_learn_council(struct sets_example **items, size_t count, int fold_left_out)
{
    begin_council();
    for (int epoch = 0; epoch < COUNCIL_EPOCHS; epoch++) {
        sets_shuffle(items, count);
        for (size_t i = 0; i < count; i++)
            if (items[i]->role != SETS_WORDS && (items[i]->fold < 0 || items[i]->fold != fold_left_out) &&
                (items[i]->class_ >= 0 || i % PLAIN_EVERY == 0))
                learn(items[i]);
        average(epoch);
    }
}

static void pack_rows(struct model_file *model, int head)
{
    float most = 1e-9f;
    for (int row = 0; row < ROWS; row++)
        most = fmaxf(most, fabsf(now.rows[row][head]));
    float scale = model->row_scale[head] = most / 127;
    for (int row = 0; row < ROWS; row++) {
        model->rows[row][head] = (int8_t)roundf(now.rows[row][head] / scale);
        now.rows[row][head] = (float)model->rows[row][head] * scale;
    }
}

void heads_pack(struct model_file *model)
{
    for (int o = 0; o < MODEL_HEADS; o++) {
        pack_rows(model, o);
        for (int i = 0; i <= MODEL_INPUT; i++)
            model->dense[i][o] = now.dense[o][i];
        for (int h = 0; h < MODEL_HIDDEN; h++)
            model->second[h][o] = o < GENERAL ? 0 : now.second[o][h];
    }
    for (int h = 0; h < MODEL_HIDDEN; h++)
        for (int i = 0; i <= MODEL_INPUT; i++)
            model->first[i][h] = now.first[h][i];
}
