/* SPDX-License-Identifier: MIT */
#include "topics.h"

#include <math.h>

#include "heads.h"

#include "base/banned.h"

enum { ROWS = 1 << MODEL_TOPIC_BITS, EPOCHS = 12, CUES = 3 };

static const float rate = 0.15f, constant_rate = 0.05f, cue_rate = 0.002f, shrink = 1e-5f, dropped = 0.2f;
static const float words_share = 0.15f, sure_score = 0.75f;

struct weights {
    float rows[ROWS][MODEL_TOPIC], vector[MODEL_VECTOR][MODEL_TOPIC], issues[MODEL_ISSUES][MODEL_TOPIC];
    float constants[MODEL_ISSUES];
};

static struct weights now, squares;
static float cues[CUES]; /* for its score, for being sure, for being there at all */

static void fill_random(float *weights, size_t count, float most)
{
    for (size_t i = 0; i < count; i++)
        weights[i] = ((float)(sets_random() % 2001) / 1000 - 1) * most;
}

static void fill(float *weights, size_t count, float value)
{
    for (size_t i = 0; i < count; i++)
        weights[i] = value;
}

static void begin(void)
{
    memset(&now, 0, sizeof now);
    fill_random(now.rows[0], ROWS * MODEL_TOPIC, 0.09f);
    fill_random(now.issues[0], MODEL_ISSUES * MODEL_TOPIC, 0.09f);
    fill_random(now.vector[0], MODEL_VECTOR * MODEL_TOPIC, 0.02f);
    fill((float *)&squares, sizeof squares / sizeof(float), 1e-2f);
    cues[0] = 3, cues[1] = 0.5f, cues[2] = 1;
}

static const float *row_of(const struct weights *weights, uint32_t number)
{
    return weights->rows[number >> (GRAMS_ROW_BITS - MODEL_TOPIC_BITS)];
}

static void topics_of(const struct sets_example *example, float topics[MODEL_TOPIC])
{
    memset(topics, 0, MODEL_TOPIC * sizeof *topics);
    for (uint32_t i = 0; i < example->row_count; i++)
        for (int t = 0; t < MODEL_TOPIC; t++)
            topics[t] += row_of(&now, example->rows[i].number)[t] * example->rows[i].weight;
    for (int d = 0; d < MODEL_VECTOR; d++)
        for (int t = 0; t < MODEL_TOPIC; t++)
            topics[t] += now.vector[d][t] * example->input[d];
}

static void points_of(const float topics[MODEL_TOPIC], float points[MODEL_ISSUES])
{
    for (int i = 0; i < MODEL_ISSUES; i++) {
        points[i] = now.constants[i];
        for (int t = 0; t < MODEL_TOPIC; t++)
            points[i] += now.issues[i][t] * topics[t];
    }
}

void topics_add_cues(const struct sets_example *example, float share, float points[MODEL_ISSUES])
{
    for (uint32_t c = 0; c < example->cue_count; c++) {
        const struct sets_pair *cue = &example->cues[c];
        points[cue->number] += share * (cues[0] * cue->weight + cues[1] * (cue->weight > sure_score) + cues[2]);
    }
}

void topics_run(const struct sets_example *example, float points[MODEL_ISSUES])
{
    float topics[MODEL_TOPIC];
    topics_of(example, topics);
    points_of(topics, points);
}

static void miss(const struct sets_example *example, const float *points, float gradient[MODEL_ISSUES])
{
    int right = 0;
    heads_softmax(points, 1, gradient, MODEL_ISSUES);
    while (right < SETS_ISSUES_MOST && example->issues[right] >= 0)
        right++;
    for (int i = 0; i < right; i++)
        gradient[example->issues[i]] -= 1 / (float)right;
    for (int i = 0; i < MODEL_ISSUES && example->role == SETS_WORDS; i++)
        gradient[i] *= words_share;
}

static void learn_issues(const float *topics, const float *gradient, float back[MODEL_TOPIC])
{
    memset(back, 0, MODEL_TOPIC * sizeof *back);
    for (int i = 0; i < MODEL_ISSUES; i++) {
        for (int t = 0; t < MODEL_TOPIC; t++) {
            back[t] += gradient[i] * now.issues[i][t];
            heads_step(&now.issues[i][t], &squares.issues[i][t], gradient[i] * topics[t], rate, shrink);
        }
        heads_step(&now.constants[i], &squares.constants[i], gradient[i], constant_rate, 0);
    }
}

static void learn_cues(const struct sets_example *example, const float *gradient)
{
    for (uint32_t c = 0; c < example->cue_count; c++) {
        const struct sets_pair *cue = &example->cues[c];
        cues[0] -= cue_rate * gradient[cue->number] * cue->weight;
        cues[1] -= cue_rate * gradient[cue->number] * (cue->weight > sure_score);
        cues[2] -= cue_rate * gradient[cue->number];
    }
}

/* Some rows are left out each time, so that no word alone decides. */
static void learn(const struct sets_example *whole)
{
    static struct sets_pair kept[1 << 18];
    struct sets_example example = *whole;
    float topics[MODEL_TOPIC], points[MODEL_ISSUES], gradient[MODEL_ISSUES], back[MODEL_TOPIC];
    example.rows = kept;
    example.row_count = 0;
    for (uint32_t i = 0; i < whole->row_count && example.row_count < 1 << 18; i++)
        if ((float)(sets_random() % 1000) >= dropped * 1000)
            kept[example.row_count++] = whole->rows[i];
    topics_of(&example, topics);
    points_of(topics, points);
    topics_add_cues(&example, 1, points);
    miss(&example, points, gradient);
    learn_issues(topics, gradient, back);
    learn_cues(&example, gradient);
    for (uint32_t i = 0; i < example.row_count; i++) {
        uint32_t row = kept[i].number >> (GRAMS_ROW_BITS - MODEL_TOPIC_BITS);
        for (int t = 0; t < MODEL_TOPIC; t++)
            heads_step(&now.rows[row][t], &squares.rows[row][t], back[t] * kept[i].weight, rate, 0);
    }
    for (int d = 0; d < MODEL_VECTOR; d++)
        for (int t = 0; t < MODEL_TOPIC; t++)
            heads_step(&now.vector[d][t], &squares.vector[d][t], back[t] * example.input[d], constant_rate, shrink);
}

void topics_learn(struct sets_example **items, size_t count, int fold_left_out)
{
    begin();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        sets_shuffle(items, count);
        for (size_t i = 0; i < count; i++)
            if (items[i]->issues[0] >= 0 && (items[i]->fold < 0 || items[i]->fold != fold_left_out))
                learn(items[i]);
    }
}

void topics_pack(struct model_file *model)
{
    float most = 1e-9f;
    for (int row = 0; row < ROWS; row++)
        for (int t = 0; t < MODEL_TOPIC; t++)
            most = fmaxf(most, fabsf(now.rows[row][t]));
    model->topic_scale = most / 127;
    for (int row = 0; row < ROWS; row++)
        for (int t = 0; t < MODEL_TOPIC; t++)
            model->topics[row][t] = (int8_t)roundf(now.rows[row][t] / model->topic_scale);
    memcpy(model->topic_of_vector, now.vector, sizeof now.vector);
    for (int i = 0; i < MODEL_ISSUES; i++) {
        for (int t = 0; t < MODEL_TOPIC; t++)
            model->issues[t][i] = now.issues[i][t];
        model->issues[MODEL_TOPIC][i] = now.constants[i];
    }
    for (int c = 0; c < CUES; c++)
        model->fit.issue_cue[c] *= cues[c];
}
