/* SPDX-License-Identifier: MIT */
#include "heads.h"

#include "trios.h"

#include "base/banned.h"

enum {
    ROWS = 1 << GRAMS_ROW_BITS,
    GENERAL = 3,
    GENERAL_LANES = 4,
    GENERAL_EPOCHS = 6,
    COUNCIL_EPOCHS = 14,
    PARTS = 4, /* of an epoch, after each of which the weights are looked at for their mean */
    PLAIN_EVERY = 4
};

static const float row_rate = 0.1f, general_row_rate = 0.05f, dense_rate = 0.045f, constant_rate = 0.03f, hidden_rate = 0.025f;
static const float general_shrink = 1e-7f, council_shrink = 3e-5f;
static const float displeased_more = 1.7f; /* tweets that complain are what a council must not miss */
static const float urgent_more = 2, gate_share = 0.2f, dropped = 0.3f;
static const float council_in_general = 0.15f; /* so that displeasure with a service is known wherever it is met */
static const float service_gate = 0.7f;        /* a company is written to as a council is, but for three in ten */
static const float service_complaint = 0.3f;   /* what a complaint is others draw another line at */

/* As in model_file.h, so that a step is taken for many heads at once. */
struct weights {
    float rows[ROWS][MODEL_LANES], dense[MODEL_INPUT + 1][MODEL_LANES];
    float first[MODEL_INPUT + 1][MODEL_HIDDEN], second[MODEL_HIDDEN][MODEL_LANES];
};

static struct weights now, squares, total;
static int totalled;
static float hidden[MODEL_HIDDEN];
static bool general; /* the heads that are being trained: of sentiment as anybody writes, or the others */

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

static void add_times(float *into, const float *row, float times, int lanes)
{
    for (int i = 0; i < lanes; i++)
        into[i] += row[i] * times;
}

static void run_hidden(const float *input, float *lanes)
{
    memcpy(hidden, now.first[MODEL_INPUT], sizeof hidden);
    for (int i = 0; i < MODEL_INPUT; i++)
        add_times(hidden, now.first[i], input[i], MODEL_HIDDEN);
    for (int h = 0; h < MODEL_HIDDEN; h++) {
        hidden[h] = fmaxf(0, hidden[h]);
        add_times(lanes, now.second[h], hidden[h], MODEL_LANES);
    }
}

/* What a post's words say one by one, and its signs. */
static void run_words(const struct sets_example *example, float heads[MODEL_LANES])
{
    int lanes = general ? GENERAL_LANES : MODEL_LANES;
    memcpy(heads, now.dense[MODEL_INPUT], sizeof now.dense[MODEL_INPUT]);
    for (int i = 0; i < MODEL_INPUT; i++)
        add_times(heads, now.dense[i], example->input[i], lanes);
    for (uint32_t i = 0; i < example->row_count; i++)
        add_times(heads, now.rows[example->rows[i].number], example->rows[i].weight, lanes);
    if (!general)
        run_hidden(example->input, heads);
}

void heads_run(const struct sets_example *example, float heads[MODEL_LANES])
{
    run_words(example, heads);
    if (!general)
        trios_run(example, false, heads);
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

/* What is only known not to be displeased may be either of the others. */
static void miss_general(const struct sets_example *example, const float *heads, float *gradient)
{
    if (example->sentiment != SETS_NOT_NEGATIVE) {
        miss(heads, 3, example->sentiment, example->sentiment == 0 ? displeased_more : 1, gradient);
        return;
    }
    heads_softmax(heads, 1, gradient, 3);
    float others = gradient[1] + gradient[2], negative = gradient[0];
    gradient[1] -= gradient[1] / others;
    gradient[2] -= gradient[2] / others;
    gradient[0] = negative;
}

static void miss_gate(const struct sets_example *example, float gate, float *gradient)
{
    float right = example->council ? 1 : example->service ? service_gate : 0;
    *gradient = (sigmoid(gate) - right) * gate_share * (example->council ? 3 : 1 / example->weight);
}

/* What a council's post complains of is its class's to say: the head of complaints learns from people who write to
 * companies. What they feel, and whether they ask or praise, a council's heads learn too. */
static void miss_others(const struct sets_example *example, const float *heads, float *gradient)
{
    int complaint = sets_complaint(example);
    if (example->council)
        miss_council(example, heads, gradient);
    if (example->service) {
        miss(heads + MODEL_COUNCIL, 3, example->sentiment, 1, gradient + MODEL_COUNCIL);
        miss(heads + MODEL_CLASS, 5, example->class_, 1, gradient + MODEL_CLASS);
    }
    if (complaint >= 0)
        gradient[MODEL_COMPLAINT] =
            (sigmoid(heads[MODEL_COMPLAINT]) - (float)complaint) * (example->service ? service_complaint : 1);
    miss_gate(example, heads[MODEL_GATE], &gradient[MODEL_GATE]);
}

static void gradient_of(const struct sets_example *example, const float *heads, float gradient[MODEL_LANES])
{
    float weight = example->weight * (general && example->council ? council_in_general : 1);
    memset(gradient, 0, MODEL_LANES * sizeof *gradient);
    if (general)
        miss_general(example, heads, gradient);
    else
        miss_others(example, heads, gradient);
    for (int o = 0; o < MODEL_HEADS; o++)
        gradient[o] *= weight;
}

/* One step for every head or hidden number that has a part in it. */
struct step {
    float gradient[MODEL_HIDDEN], part[MODEL_HIDDEN]; /* part: 0 or 1 */
    float shrink;
    int lanes, stride;
};

static void step_row(const struct step *step, float times, float rate, float *row, float *square)
{
    for (int i = 0; i < step->lanes; i++) {
        float gradient = (step->gradient[i] * times + step->shrink * row[i]) * step->part[i];
        square[i] += gradient * gradient;
        row[i] -= rate * gradient / (sqrtf(square[i]) + 1e-4f);
    }
}

/* The last row is the constant's. */
static void learn_inputs(const struct step *step, const float *input, float rate, float of_constant, float *rows, float *square)
{
    for (int i = 0; i < MODEL_INPUT; i++)
        if (input[i] != 0)
            step_row(step, input[i], rate, rows + i * step->stride, square + i * step->stride);
    step_row(step, 1, of_constant, rows + MODEL_INPUT * step->stride, square + MODEL_INPUT * step->stride);
}

static void learn_hidden(const struct sets_example *example, const struct step *heads)
{
    struct step back = {.shrink = council_shrink, .lanes = MODEL_HIDDEN, .stride = MODEL_HIDDEN};
    for (int h = 0; h < MODEL_HIDDEN; h++) {
        back.part[h] = hidden[h] > 0;
        for (int o = 0; o < MODEL_LANES && hidden[h] > 0; o++)
            back.gradient[h] += heads->gradient[o] * now.second[h][o];
        if (hidden[h] > 0)
            step_row(heads, hidden[h], hidden_rate, now.second[h], squares.second[h]);
    }
    learn_inputs(&back, example->input, hidden_rate, hidden_rate, now.first[0], squares.first[0]);
}

/* Without some of its rows, so that no word alone decides; the others count for them. */
static struct sets_example drop_some(const struct sets_example *whole)
{
    static struct sets_pair kept[1 << 18];
    struct sets_example example = *whole;
    example.rows = kept;
    example.row_count = 0;
    for (uint32_t i = 0; i < whole->row_count && example.row_count < 1 << 18; i++)
        if ((float)(sets_random() % 1000) >= dropped * 1000)
            kept[example.row_count++] = (struct sets_pair){whole->rows[i].number, whole->rows[i].weight / (1 - dropped)};
    return example;
}

static void learn(const struct sets_example *whole)
{
    struct sets_example example = general ? *whole : drop_some(whole);
    struct step step = {.shrink = general ? general_shrink : council_shrink,
                        .lanes = general ? GENERAL_LANES : MODEL_LANES,
                        .stride = MODEL_LANES};
    float heads[MODEL_LANES];
    bool has_trios = !general && (whole->council || whole->service);
    run_words(&example, heads);
    if (has_trios)
        trios_run(whole, true, heads);
    gradient_of(&example, heads, step.gradient);
    for (int o = 0; o < MODEL_HEADS; o++)
        step.part[o] = step.gradient[o] != 0;
    if (!general)
        learn_hidden(&example, &step);
    if (has_trios)
        trios_learn(step.gradient);
    for (uint32_t i = 0; i < example.row_count; i++) {
        uint32_t row = example.rows[i].number;
        step_row(&step, example.rows[i].weight, general ? general_row_rate : row_rate, now.rows[row], squares.rows[row]);
    }
    learn_inputs(&step, example.input, dense_rate, constant_rate, now.dense[0], squares.dense[0]);
}

static void add_to_mean(void)
{
    float *into = (float *)&total, *from = (float *)&now;
    for (size_t i = 0; i < sizeof now / sizeof(float); i++)
        into[i] += from[i];
    totalled++;
    if (!general)
        trios_add_to_mean();
}

static void take_mean(void)
{
    float *from = (float *)&total, *into = (float *)&now;
    for (size_t i = 0; i < sizeof now / sizeof(float); i++)
        into[i] = from[i] / (float)totalled;
}

/* Of what is not a council's, one in four is enough to tell the two apart. */
static bool has_part(const struct sets_example *example, size_t at, int fold_left_out)
{
    if (example->role == SETS_WORDS || (example->fold >= 0 && example->fold == fold_left_out))
        return false;
    return general ? example->sentiment >= 0 : example->class_ >= 0 || at % PLAIN_EVERY == 0;
}

/* What the order of the examples alone has moved is evened out by the mean of the later half (Polyak and Juditsky 1992). */
static void learn_all(struct sets_example **items, size_t count, int fold_left_out, int epochs)
{
    memset(&squares, 0, sizeof squares);
    memset(&total, 0, sizeof total);
    totalled = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
        sets_shuffle(items, count);
        for (size_t i = 0; i < count; i++) {
            if (has_part(items[i], i, fold_left_out))
                learn(items[i]);
            if (epoch >= epochs / 2 && (i + 1) % (count / PARTS) == 0)
                add_to_mean();
        }
    }
    take_mean();
    if (!general)
        trios_take_mean();
}

void heads_learn_general(struct sets_example **items, size_t count, int fold_left_out)
{
    for (size_t i = 0; i < count; i++)
        memset(items[i]->input + MODEL_VECTOR + TRAITS, 0, GENERAL * sizeof(float)); /* what an earlier training said */
    memset(&now, 0, sizeof now);
    general = true;
    learn_all(items, count, fold_left_out, GENERAL_EPOCHS);
}

static void fill_random(float *weights, size_t count)
{
    for (size_t i = 0; i < count; i++)
        weights[i] = ((float)(sets_random() % 2001) / 1000 - 1) * 0.08f;
}

void heads_learn_council(struct sets_example **items, size_t count, int fold_left_out)
{
    general = false;
    fill_random(now.first[0], MODEL_INPUT * MODEL_HIDDEN);
    for (int h = 0; h < MODEL_HIDDEN; h++)
        fill_random(now.second[h] + GENERAL, MODEL_HEADS - GENERAL);
    trios_begin();
    learn_all(items, count, fold_left_out, COUNCIL_EPOCHS);
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
    for (int o = 0; o < MODEL_HEADS; o++)
        pack_rows(model, o);
    memcpy(model->dense, now.dense, sizeof now.dense);
    memcpy(model->first, now.first, sizeof now.first);
    memcpy(model->second, now.second, sizeof now.second);
    trios_pack(model);
}
