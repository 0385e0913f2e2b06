/* SPDX-License-Identifier: MIT */
#include "model.h"

#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "calibrate.h"
#include "lanes.h"
#include "model_file.h"
#include "vocabulary.h"

#include "base/banned.h"

enum { FILE_BYTES_MOST = 64 << 20 };
_Static_assert(MODEL_INPUT <= UINT8_MAX, "a byte holds an input's number");

struct model {
    struct str mapped;
    const struct model_file *file;
    float nudges[MODEL_LANES];
};

bool model_open(const char *path, struct model **model, struct err *err)
{
    struct model *made = *model = calloc(1, sizeof *made);
    MUST(made != NULL);
    if (!file_map(path, FILE_BYTES_MOST, &made->mapped, err))
        return false;
    made->file = (const void *)made->mapped.ptr;
    if (made->mapped.len < sizeof *made->file || memcmp(made->file->magic, "earshot1", 8) != 0 ||
        made->mapped.len != sizeof *made->file + (size_t)made->file->words * MODEL_VECTOR)
        return err_set(err, ERR_CONFIG, "%s: not a model of this version", path);
    return true;
}

void model_free(struct model *model)
{
    if (model == NULL)
        return;
    file_unmap(model->mapped);
    free(model);
}

const struct model_fit *model_fit(const struct model *model)
{
    return &model->file->fit;
}

/* Three words in a row: of those that were met, and of those whose last, or last two, are yet to come. */
struct trios {
    int16_t most[MODEL_TRIO], open[MODEL_TRIO], begun[MODEL_TRIO];
};

/* What the words of a text add up to. */
struct sums {
    lanes_floats heads[MODEL_LANES / LANES], topics[MODEL_TOPIC / LANES];
    lanes_ints vector[MODEL_VECTOR / LANES];
    struct trios trios;
    size_t met; /* words that have a vector */
};

static void begin_trios(const struct model_file *file, struct trios *trios)
{
    memset(trios->most, 0, sizeof trios->most);
    for (size_t i = 0; i < MODEL_TRIO; i++)
        trios->open[i] = INT16_MIN / 2; /* there is none before the first word */
    memcpy(trios->begun, file->trio_constants, sizeof trios->begun);
}

LANES_INLINE int16_t larger(int16_t a, int16_t b)
{
    return a > b ? a : b;
}

LANES_INLINE void add_trio(const struct model_file *file, const struct model_word *word, struct trios *trios)
{
    const int16_t *first = word->trios, *second = first + MODEL_TRIO, *last = second + MODEL_TRIO;
    for (size_t i = 0; i < MODEL_TRIO; i++) {
        trios->most[i] = larger((int16_t)(trios->open[i] + last[i]), trios->most[i]);
        trios->open[i] = (int16_t)(trios->begun[i] + second[i]);
        trios->begun[i] = (int16_t)(file->trio_constants[i] + first[i]);
    }
}

/* What the unit adds to the heads, which is kept for evidence, and to the topics. */
LANES_INLINE void add_unit(const struct model_file *file, const struct grams_unit *unit, struct sums *sums, float *kept)
{
    const struct model_word *word = &unit->word->sense->model;
    lanes_floats heads[MODEL_LANES / LANES];
    lanes_load(heads, word->rows, MODEL_LANES);
    lanes_add(sums->heads, word->rows, MODEL_LANES);
    lanes_add(sums->topics, word->topics, MODEL_TOPIC);
    lanes_add_bytes(heads, file->rows[unit->pair], 1, MODEL_LANES);
    lanes_add_bytes(sums->heads, file->rows[unit->pair], 1, MODEL_LANES);
    lanes_add_bytes(sums->topics, model_topics_of(file, unit->pair), 1, MODEL_TOPIC);
    if (unit->negated != GRAMS_NONE) {
        lanes_add_bytes(heads, file->rows[unit->negated], 1, MODEL_LANES);
        lanes_add_bytes(sums->heads, file->rows[unit->negated], 1, MODEL_LANES);
        lanes_add_bytes(sums->topics, model_topics_of(file, unit->negated), 1, MODEL_TOPIC);
    }
    lanes_store(heads, kept, MODEL_LANES);
}

LANES_WIDE static void add_units(const struct model_file *file, const struct grams *grams, float kept[][MODEL_LANES],
                                 struct sums *sums)
{
    struct sums of = {.met = 0}; /* of their own, so that they can stay in registers */
    float past[MODEL_LANES];
    begin_trios(file, &of.trios);
    for (size_t i = 0; i < grams->count; i++) {
        const struct grams_unit *unit = &grams->units[i];
        add_unit(file, unit, &of, i < MODEL_UNITS_SHOWN ? kept[i] : past);
        lanes_count_bytes(of.vector, unit->word->sense->model.vector, MODEL_VECTOR);
        of.met += unit->word->sense->has_vector;
        add_trio(file, &unit->word->sense->model, &of.trios);
    }
    *sums = of;
}

/* What is kept of words is sent for while others are read; of a new one it is worked out first. */
void model_expect(const struct model *model, const struct grams *grams)
{
    for (size_t i = 0; i < grams->count; i++) {
        const struct grams_unit *unit = &grams->units[i];
        slots_fetch(&unit->word->sense->model, sizeof unit->word->sense->model);
        __builtin_prefetch(model->file->rows[unit->pair]);
        __builtin_prefetch(model_topics_of(model->file, unit->pair));
    }
}

static void fill_words(const struct model_file *file, const struct grams *grams)
{
    for (size_t i = 0; i < grams->count; i++) {
        struct vocabulary_sense *sense = grams->units[i].word->sense;
        if (sense->has_model)
            continue;
        struct grams_word of = grams_word(grams->units[i].word);
        sense->has_vector = model_word_fill(file, &of, &sense->model);
        sense->has_model = true;
    }
}

LANES_WIDE static void put_words(const struct model_file *file, const struct sums *sums, size_t count,
                                 struct model_output *output)
{
    float scale = count > 0 ? 1 / sqrtf((float)count) : 0, topic_scale = count > 0 ? file->topic_scale / sqrtf((float)count) : 0;
    for (int lane = 0; lane < MODEL_LANES; lane++)
        output->heads[lane] = sums->heads[lane / LANES][lane % LANES] * scale * file->row_scale[lane];
    float met = sums->met > 0 ? (float)sums->met : 1;
    for (size_t i = 0; i < MODEL_VECTOR / LANES; i++)
        ((lanes_floats *)output->input)[i] = __builtin_convertvector(sums->vector[i], lanes_floats) * file->vector_scale / met;
    lanes_floats topics[MODEL_TOPIC / LANES];
    for (size_t i = 0; i < MODEL_TOPIC / LANES; i++)
        topics[i] = sums->topics[i] * topic_scale;
    for (int d = 0; d < MODEL_VECTOR; d++)
        lanes_add_times(topics, file->topic_of_vector[d], output->input[d], MODEL_TOPIC);
    lanes_store(topics, output->topics, MODEL_TOPIC);
}

/* What stands after the words, in lanes of the machine: the heads, and the hidden layer on its way to them. */
struct layers {
    float heads[MODEL_LANES], hidden[MODEL_HIDDEN];
};

/* The inputs that are not 0, in order. Half of the traits are, and no machine guesses which: listed first, they cost no
 * wrong guess. */
static size_t list_inputs(const float input[], int from, int to, uint8_t listed[MODEL_INPUT])
{
    size_t count = 0;
    for (int i = from; i < to; i++) {
        listed[count] = (uint8_t)i;
        count += input[i] != 0;
    }
    return count;
}

LANES_WIDE static void add_inputs(const struct model_file *file, const float input[], int from, int to, struct layers *layers)
{
    lanes_floats heads[MODEL_LANES / LANES], hidden[MODEL_HIDDEN / LANES];
    uint8_t listed[MODEL_INPUT];
    size_t count = list_inputs(input, from, to, listed);
    lanes_load(heads, layers->heads, MODEL_LANES);
    lanes_load(hidden, layers->hidden, MODEL_HIDDEN);
    for (size_t at = 0; at < count; at++) {
        uint8_t i = listed[at];
        lanes_add_times(heads, file->dense[i], input[i], MODEL_LANES);
        lanes_add_times(hidden, file->first[i], input[i], MODEL_HIDDEN);
    }
    lanes_store(heads, layers->heads, MODEL_LANES);
    lanes_store(hidden, layers->hidden, MODEL_HIDDEN);
}

LANES_WIDE static void add_hidden(const struct model_file *file, struct layers *layers)
{
    lanes_floats heads[MODEL_LANES / LANES];
    lanes_load(heads, layers->heads, MODEL_LANES);
    for (int h = 0; h < MODEL_HIDDEN; h++)
        lanes_add_times(heads, file->second[h], layers->hidden[h] > 0 ? layers->hidden[h] : 0, MODEL_LANES);
    lanes_store(heads, layers->heads, MODEL_LANES);
}

LANES_WIDE static void add_trios(const struct model_file *file, const struct trios *trios, struct layers *layers)
{
    lanes_floats heads[MODEL_LANES / LANES];
    float most[MODEL_TRIO];
    for (int i = 0; i < MODEL_TRIO; i++)
        most[i] = larger(trios->open[i], trios->most[i]);
    lanes_load(heads, layers->heads, MODEL_LANES);
    for (int i = 0; i < MODEL_TRIO; i++)
        lanes_add_times(heads, file->trio_heads[i], most[i], MODEL_LANES);
    lanes_store(heads, layers->heads, MODEL_LANES);
}

void model_run(const struct model *model, const struct grams *grams, const float traits[TRAITS], struct model_output *output)
{
    const struct model_file *file = model->file;
    const int known = MODEL_VECTOR + TRAITS; /* the other inputs are what the heads say of these */
    struct sums words;
    struct layers layers;
    fill_words(file, grams);
    add_units(file, grams, output->units, &words);
    put_words(file, &words, grams->count, output);
    memcpy(output->input + MODEL_VECTOR, traits, TRAITS * sizeof *traits);
    memcpy(layers.heads, output->heads, sizeof layers.heads);
    memcpy(layers.hidden, file->first[MODEL_INPUT], sizeof layers.hidden);
    add_inputs(file, output->input, 0, known, &layers);
    for (int lane = 0; lane < MODEL_LANES; lane++)
        layers.heads[lane] += file->dense[MODEL_INPUT][lane] + model->nudges[lane];
    calibrate_softmax(layers.heads + MODEL_GENERAL, 3, 1, output->input + known);
    add_inputs(file, output->input, known, MODEL_INPUT, &layers);
    add_hidden(file, &layers);
    add_trios(file, &words.trios, &layers);
    memcpy(output->heads, layers.heads, sizeof layers.heads);
}

/* Of some issues, so few that their sums stay in registers. */
LANES_INLINE void add_topics(const struct model_file *file, const float topics[MODEL_TOPIC], float points[], int from, size_t count)
{
    lanes_floats sum[MODEL_ISSUE_LANES / LANES];
    lanes_load(sum, file->issues[MODEL_TOPIC] + from, count);
    for (int t = 0; t < MODEL_TOPIC; t++)
        lanes_add_times(sum, file->issues[t] + from, topics[t], count);
    lanes_store(sum, points + from, count);
}

LANES_WIDE void model_issues(const struct model *model, const struct model_output *output, float points[MODEL_ISSUE_LANES])
{
    enum { FIRST = 9 * LANES };
    add_topics(model->file, output->topics, points, 0, FIRST);
    add_topics(model->file, output->topics, points, FIRST, MODEL_ISSUE_LANES - FIRST);
}

struct str model_issue_id(const struct model *model, size_t number)
{
    const char *id = model->file->issue_ids[number];
    return (struct str){id, strnlen(id, MODEL_ISSUE_BYTES)};
}

void model_lean(const struct model *model, const struct model_output *output, size_t units, int for_head, int against_head,
                size_t count, double leans[])
{
    float root = sqrtf((float)units), for_scale = model->file->row_scale[for_head];
    float against_scale = model->file->row_scale[against_head];
    MUST(count <= units && count <= MODEL_UNITS_SHOWN);
    for (size_t i = 0; i < count; i++)
        leans[i] = (double)(output->units[i][for_head] * for_scale / root) -
                   (double)(output->units[i][against_head] * against_scale / root);
}

void model_nudge(struct model *model, const float nudges[MODEL_LANES])
{
    memcpy(model->nudges, nudges, sizeof model->nudges);
}
