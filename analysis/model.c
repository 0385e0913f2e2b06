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

/* What the words of a text add up to. */
struct sums {
    float heads[MODEL_LANES], topics[MODEL_TOPIC];
    int32_t vector[MODEL_VECTOR];
    int16_t trios[MODEL_TRIO];
    size_t met; /* words that have a vector */
};

/* The same on the way, in registers: nothing here is copied by memcpy, which would take it through the memory. Of three words in
 * a row: those that were met, and those whose last, or last two, are yet to come. */
struct running {
    lanes_floats heads[MODEL_LANES / LANES], topics[MODEL_TOPIC / LANES];
    lanes_shorts vector[MODEL_VECTOR / LANES / 2];
    int16_t most[MODEL_TRIO], open[MODEL_TRIO], begun[MODEL_TRIO];
};

enum { SHORT_MOST = 128 }; /* so many bytes add up to no more than a short holds */

LANES_INLINE void begin(const struct model_file *file, struct running *running, struct sums *sums)
{
    for (size_t i = 0; i < MODEL_LANES / LANES; i++)
        running->heads[i] = (lanes_floats){0};
    for (size_t i = 0; i < MODEL_TOPIC / LANES; i++)
        running->topics[i] = (lanes_floats){0};
    for (size_t i = 0; i < MODEL_VECTOR / LANES / 2; i++)
        running->vector[i] = (lanes_shorts){0};
    for (size_t i = 0; i < MODEL_VECTOR; i++)
        sums->vector[i] = 0;
    for (size_t i = 0; i < MODEL_TRIO; i++) {
        running->most[i] = 0;
        running->open[i] = INT16_MIN / 2; /* there is none before the first word */
        running->begun[i] = file->trio_constants[i];
    }
    sums->met = 0;
}

/* Before the shorts are full. */
LANES_INLINE void put_vector(struct running *running, struct sums *sums)
{
    for (size_t i = 0; i < MODEL_VECTOR / LANES / 2; i++) {
        for (size_t d = 0; d < 2 * LANES; d++)
            sums->vector[i * 2 * LANES + d] += running->vector[i][d];
        running->vector[i] = (lanes_shorts){0};
    }
}

LANES_INLINE int16_t larger(int16_t a, int16_t b)
{
    return a > b ? a : b;
}

LANES_INLINE void end(struct running *running, struct sums *sums)
{
    put_vector(running, sums);
    lanes_store(running->heads, sums->heads, MODEL_LANES);
    lanes_store(running->topics, sums->topics, MODEL_TOPIC);
    for (size_t i = 0; i < MODEL_TRIO; i++)
        sums->trios[i] = larger(running->open[i], running->most[i]);
}

LANES_INLINE void add_trio(const struct model_file *file, const struct model_word *word, struct running *running)
{
    const int16_t *first = word->trios, *second = first + MODEL_TRIO, *last = second + MODEL_TRIO;
    for (size_t i = 0; i < MODEL_TRIO; i++) {
        running->most[i] = larger((int16_t)(running->open[i] + last[i]), running->most[i]);
        running->open[i] = (int16_t)(running->begun[i] + second[i]);
        running->begun[i] = (int16_t)(file->trio_constants[i] + first[i]);
    }
}

/* What a row of the table adds to a unit's heads, which are kept for evidence, and to the text's. */
LANES_INLINE void add_row(const struct model_file *file, uint32_t row, lanes_floats heads[], struct running *running)
{
    lanes_add_bytes(heads, file->rows[row], 1, MODEL_LANES);
    lanes_add_bytes(running->heads, file->rows[row], 1, MODEL_LANES);
    lanes_add_bytes(running->topics, model_topics_of(file, row), 1, MODEL_TOPIC);
}

LANES_INLINE void count_vector(const int8_t *row, lanes_shorts sum[])
{
    for (size_t i = 0; i < MODEL_VECTOR / LANES / 2; i++) {
        int16_t shorts[2 * LANES];
        for (size_t k = 0; k < 2 * LANES; k++)
            shorts[k] = row[i * 2 * LANES + k];
        sum[i] += *(const lanes_shorts *)shorts;
    }
}

LANES_INLINE void add_unit(const struct model_file *file, const struct grams_unit *unit, struct running *running, float *kept)
{
    const struct model_word *word = &unit->word->sense->model;
    lanes_floats heads[MODEL_LANES / LANES];
    lanes_load(heads, word->rows, MODEL_LANES);
    lanes_add(running->heads, word->rows, MODEL_LANES);
    lanes_add(running->topics, word->topics, MODEL_TOPIC);
    add_row(file, unit->pair, heads, running);
    if (unit->negated != GRAMS_NONE)
        add_row(file, unit->negated, heads, running);
    lanes_store(heads, kept, MODEL_LANES);
    count_vector(word->vector, running->vector);
    add_trio(file, word, running);
}

LANES_WIDE static void add_units(const struct model_file *file, const struct grams *grams, float kept[][MODEL_LANES],
                                 struct sums *sums)
{
    struct running running;
    float past[MODEL_LANES];
    begin(file, &running, sums);
    for (size_t i = 0; i < grams->count; i++) {
        const struct grams_unit *unit = &grams->units[i];
        add_unit(file, unit, &running, i < MODEL_UNITS_SHOWN ? kept[i] : past);
        sums->met += unit->word->sense->has_vector;
        if (i % SHORT_MOST == SHORT_MOST - 1)
            put_vector(&running, sums);
    }
    end(&running, sums);
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
                                 float vector[MODEL_VECTOR], struct model_output *output)
{
    float scale = count > 0 ? 1 / sqrtf((float)count) : 0, topic_scale = count > 0 ? file->topic_scale / sqrtf((float)count) : 0;
    for (int lane = 0; lane < MODEL_LANES; lane++)
        output->heads[lane] = sums->heads[lane] * scale * file->row_scale[lane];
    float met = sums->met > 0 ? (float)sums->met : 1;
    for (size_t i = 0; i < MODEL_VECTOR; i++)
        vector[i] = (float)sums->vector[i] * file->vector_scale / met;
    lanes_floats topics[MODEL_TOPIC / LANES];
    lanes_load(topics, sums->topics, MODEL_TOPIC);
    for (size_t i = 0; i < MODEL_TOPIC / LANES; i++)
        topics[i] *= topic_scale;
    for (int d = 0; d < MODEL_VECTOR; d++)
        lanes_add_times(topics, file->topic_of_vector[d], vector[d], MODEL_TOPIC);
    lanes_store(topics, output->topics, MODEL_TOPIC);
}

/* What stands after the words, in lanes of the machine: the heads, and the hidden layer on its way to them. */
struct layers {
    float heads[MODEL_LANES], hidden[MODEL_HIDDEN];
};

/* The traits that are not 0, in order. Half of them are, and no machine guesses which: listed first, they cost no wrong guess. */
static size_t list_traits(const float traits[TRAITS], uint8_t listed[TRAITS])
{
    size_t count = 0;
    for (size_t i = 0; i < TRAITS; i++) {
        uint32_t bits;
        memcpy(&bits, &traits[i], sizeof bits);
        listed[count] = (uint8_t)i;
        count += bits != 0;
    }
    return count;
}

LANES_INLINE void add_input(const struct model_file *file, size_t row, float times, lanes_floats heads[], lanes_floats hidden[])
{
    lanes_add_times(heads, file->dense[row], times, MODEL_LANES);
    lanes_add_times(hidden, file->first[row], times, MODEL_HIDDEN);
}

/* The words' vector, of which hardly any number is 0, and the traits. */
LANES_WIDE static void add_inputs(const struct model_file *file, const float vector[MODEL_VECTOR], const float traits[TRAITS],
                                  struct layers *layers)
{
    lanes_floats heads[MODEL_LANES / LANES], hidden[MODEL_HIDDEN / LANES];
    uint8_t listed[TRAITS];
    size_t count = list_traits(traits, listed);
    lanes_load(heads, layers->heads, MODEL_LANES);
    lanes_load(hidden, file->first[MODEL_INPUT], MODEL_HIDDEN);
    for (size_t d = 0; d < MODEL_VECTOR; d++)
        add_input(file, d, vector[d], heads, hidden);
    for (size_t i = 0; i < count; i++)
        add_input(file, MODEL_VECTOR + listed[i], traits[listed[i]], heads, hidden);
    lanes_store(heads, layers->heads, MODEL_LANES);
    lanes_store(hidden, layers->hidden, MODEL_HIDDEN);
}

/* What the heads say of all that, in general. */
LANES_WIDE static void add_general(const struct model_file *file, const float chances[3], struct layers *layers)
{
    lanes_floats heads[MODEL_LANES / LANES], hidden[MODEL_HIDDEN / LANES];
    lanes_load(heads, layers->heads, MODEL_LANES);
    lanes_load(hidden, layers->hidden, MODEL_HIDDEN);
    for (size_t i = 0; i < 3; i++)
        add_input(file, MODEL_VECTOR + TRAITS + i, chances[i], heads, hidden);
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

LANES_WIDE static void add_trios(const struct model_file *file, const int16_t trios[MODEL_TRIO], struct layers *layers)
{
    lanes_floats heads[MODEL_LANES / LANES];
    lanes_load(heads, layers->heads, MODEL_LANES);
    for (int i = 0; i < MODEL_TRIO; i++)
        lanes_add_times(heads, file->trio_heads[i], trios[i], MODEL_LANES);
    lanes_store(heads, layers->heads, MODEL_LANES);
}

void model_run(const struct model *model, const struct grams *grams, const float traits[TRAITS], struct model_output *output)
{
    const struct model_file *file = model->file;
    struct sums words;
    struct layers layers;
    float vector[MODEL_VECTOR], general[3];
    fill_words(file, grams);
    add_units(file, grams, output->units, &words);
    put_words(file, &words, grams->count, vector, output);
    memcpy(layers.heads, output->heads, sizeof layers.heads);
    add_inputs(file, vector, traits, &layers);
    for (int lane = 0; lane < MODEL_LANES; lane++)
        layers.heads[lane] += file->dense[MODEL_INPUT][lane] + model->nudges[lane];
    calibrate_softmax(layers.heads + MODEL_GENERAL, 3, 1, general);
    add_general(file, general, &layers);
    add_hidden(file, &layers);
    add_trios(file, words.trios, &layers);
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
