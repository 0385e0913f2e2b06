/* SPDX-License-Identifier: MIT */
#include "model.h"

#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "calibrate.h"
#include "model_file.h"

#include "base/banned.h"

/* Loops over lanes are built for wider machines too; which is taken shows when the program is loaded. The sums are the
 * same, as nothing is fused. Clang 14 gives such a function a name that no other file finds. */
#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("default", "avx2")))
#else
#define WIDE
#endif

enum { CACHE_SLOTS = 1 << 14, FETCHED_MOST = 64, FILE_BYTES_MOST = 64 << 20 };

struct cached {
    uint64_t key, term, meaning;
    float rows[MODEL_LANES]; /* the unit's own row, its term's, and the mean of its pieces', not yet scaled */
    float topics[MODEL_TOPIC]; /* the same of the rows of topics */
    uint32_t vector;
    bool filled;
};

struct model {
    struct str mapped;
    const struct model_file *file;
    struct cached *cache;
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
    made->cache = calloc(CACHE_SLOTS, sizeof *made->cache);
    MUST(made->cache != NULL);
    return true;
}

void model_free(struct model *model)
{
    if (model == NULL)
        return;
    file_unmap(model->mapped);
    free(model->cache);
    free(model);
}

const struct model_fit *model_fit(const struct model *model)
{
    return &model->file->fit;
}

static uint32_t find_vector(const struct model_file *file, uint64_t key)
{
    uint32_t check = (uint32_t)(key >> 32);
    for (size_t slot = key % MODEL_SLOTS;; slot = (slot + 1) % MODEL_SLOTS) {
        if (file->places[slot] == MODEL_NO_PLACE)
            return GRAMS_NONE;
        if (file->checks[slot] == check)
            return file->places[slot];
    }
}

static void add_row(const struct model_file *file, uint32_t row, float weight, float sum[MODEL_LANES])
{
    for (int lane = 0; lane < MODEL_LANES; lane++)
        sum[lane] += (float)file->rows[row][lane] * weight;
}

static void add_topic(const struct model_file *file, uint32_t row, float weight, float sum[MODEL_TOPIC])
{
    const int8_t *topics = file->topics[row >> (GRAMS_ROW_BITS - MODEL_TOPIC_BITS)];
    for (int t = 0; t < MODEL_TOPIC; t++)
        sum[t] += (float)topics[t] * weight;
}

static void add_both(const struct model_file *file, uint32_t row, float weight, struct cached *cached)
{
    add_row(file, row, weight, cached->rows);
    add_topic(file, row, weight, cached->topics);
}

static void fill(const struct model_file *file, const struct grams_unit *unit, struct cached *cached)
{
    uint32_t pieces[GRAMS_PIECES_MOST];
    size_t count = grams_pieces(unit, pieces);
    *cached = (struct cached){.key = unit->key, .term = unit->term, .meaning = unit->meaning, .filled = true};
    cached->vector = find_vector(file, unit->meaning);
    add_both(file, grams_row(unit), 1, cached);
    add_both(file, grams_term(unit), 1, cached);
    if (cached->vector != GRAMS_NONE && cached->vector >= file->words)
        cached->vector = GRAMS_NONE;
    if (count == 0)
        return;
    float weight = 1 / sqrtf((float)count);
    for (size_t i = 0; i < count; i++)
        add_both(file, pieces[i], weight, cached);
}

static bool is_of(const struct cached *cached, const struct grams_unit *unit)
{
    return cached->filled && cached->key == unit->key && cached->term == unit->term && cached->meaning == unit->meaning;
}

static struct cached *slot_of(const struct model *model, const struct grams_unit *unit)
{
    return &model->cache[(unit->key ^ unit->key >> 17) % CACHE_SLOTS];
}

static const struct cached *look_up(struct model *model, const struct grams_unit *unit)
{
    struct cached *cached = slot_of(model, unit);
    if (!is_of(cached, unit))
        fill(model->file, unit, cached);
    return cached;
}

/* All rows lie far apart: asked for together, they come while the first are added. */
static void fetch(const struct model *model, const struct grams *grams)
{
    for (size_t i = 0; i < grams->count && i < FETCHED_MOST; i++) {
        const struct cached *cached = slot_of(model, &grams->units[i]);
        __builtin_prefetch(cached);
        __builtin_prefetch((const char *)(cached + 1) - 1);
        __builtin_prefetch(model->file->rows[grams->units[i].pair]);
    }
}

WIDE static void add_words(struct model *model, const struct grams *grams, struct model_output *output)
{
    const struct model_file *file = model->file;
    float sum[MODEL_LANES] = {0};
    int32_t vector[MODEL_VECTOR] = {0};
    size_t met = 0;
    fetch(model, grams);
    for (size_t i = 0; i < grams->count; i++) {
        const struct grams_unit *unit = &grams->units[i];
        const struct cached *cached = look_up(model, unit);
        for (int lane = 0; lane < MODEL_LANES; lane++)
            sum[lane] += cached->rows[lane];
        add_row(file, unit->pair, 1, sum);
        if (unit->negated != GRAMS_NONE)
            add_row(file, unit->negated, 1, sum);
        if (cached->vector == GRAMS_NONE)
            continue;
        met++;
        for (int d = 0; d < MODEL_VECTOR; d++)
            vector[d] += file->vectors[cached->vector][d];
    }
    float scale = grams->count > 0 ? 1 / sqrtf((float)grams->count) : 0;
    for (int lane = 0; lane < MODEL_LANES; lane++)
        output->heads[lane] = sum[lane] * scale * file->row_scale[lane];
    for (int d = 0; d < MODEL_VECTOR; d++)
        output->input[d] = met > 0 ? (float)vector[d] * file->vector_scale / (float)met : 0;
}

WIDE static void add_topics(struct model *model, const struct grams *grams, struct model_output *output)
{
    const struct model_file *file = model->file;
    float sum[MODEL_TOPIC] = {0};
    for (size_t i = 0; i < grams->count; i++) {
        const struct grams_unit *unit = &grams->units[i];
        const struct cached *cached = look_up(model, unit);
        for (int t = 0; t < MODEL_TOPIC; t++)
            sum[t] += cached->topics[t];
        add_topic(file, unit->pair, 1, sum);
        if (unit->negated != GRAMS_NONE)
            add_topic(file, unit->negated, 1, sum);
    }
    float scale = grams->count > 0 ? file->topic_scale / sqrtf((float)grams->count) : 0;
    for (int t = 0; t < MODEL_TOPIC; t++)
        sum[t] *= scale;
    for (int d = 0; d < MODEL_VECTOR; d++)
        for (int t = 0; t < MODEL_TOPIC; t++)
            sum[t] += file->topic_of_vector[d][t] * output->input[d];
    memcpy(output->topics, sum, sizeof sum);
}

/* What stands after the words, in lanes of the machine: the heads, and the hidden layer on its way to them. */
struct layers {
    float heads[MODEL_LANES], hidden[MODEL_HIDDEN];
};

WIDE static void add_inputs(const struct model_file *file, const struct model_output *output, int from, int to, struct layers *layers)
{
    const float *input = output->input;
    float heads[MODEL_LANES], hidden[MODEL_HIDDEN]; /* of their own, so that they can stay in registers */
    memcpy(heads, layers->heads, sizeof heads);
    memcpy(hidden, layers->hidden, sizeof hidden);
    for (int i = from; i < to; i++) {
        if (input[i] == 0)
            continue;
        for (int lane = 0; lane < MODEL_LANES; lane++)
            heads[lane] += file->dense[i][lane] * input[i];
        for (int h = 0; h < MODEL_HIDDEN; h++)
            hidden[h] += file->first[i][h] * input[i];
    }
    memcpy(layers->heads, heads, sizeof heads);
    memcpy(layers->hidden, hidden, sizeof hidden);
}

void model_run(struct model *model, const struct grams *grams, const float traits[TRAITS], struct model_output *output)
{
    const struct model_file *file = model->file;
    const int known = MODEL_VECTOR + TRAITS; /* the other inputs are what the heads say of these */
    struct layers sums;
    add_words(model, grams, output);
    add_topics(model, grams, output);
    memcpy(output->input + MODEL_VECTOR, traits, TRAITS * sizeof *traits);
    memcpy(sums.heads, output->heads, sizeof sums.heads);
    memcpy(sums.hidden, file->first[MODEL_INPUT], sizeof sums.hidden);
    add_inputs(file, output, 0, known, &sums);
    for (int lane = 0; lane < MODEL_LANES; lane++)
        sums.heads[lane] += file->dense[MODEL_INPUT][lane] + model->nudges[lane];
    calibrate_softmax(sums.heads + MODEL_GENERAL, 3, 1, output->input + known);
    add_inputs(file, output, known, MODEL_INPUT, &sums);
    for (int h = 0; h < MODEL_HIDDEN; h++)
        if (sums.hidden[h] > 0)
            for (int lane = 0; lane < MODEL_LANES; lane++)
                sums.heads[lane] += file->second[h][lane] * sums.hidden[h];
    memcpy(output->heads, sums.heads, sizeof sums.heads);
}

WIDE void model_issues(const struct model *model, const struct model_output *output, float points[MODEL_ISSUE_LANES])
{
    const struct model_file *file = model->file;
    memcpy(points, file->issues[MODEL_TOPIC], sizeof file->issues[MODEL_TOPIC]);
    for (int t = 0; t < MODEL_TOPIC; t++)
        for (int i = 0; i < MODEL_ISSUE_LANES; i++)
            points[i] += file->issues[t][i] * output->topics[t];
}

struct str model_issue_id(const struct model *model, size_t number)
{
    const char *id = model->file->issue_ids[number];
    return (struct str){id, strnlen(id, MODEL_ISSUE_BYTES)};
}

static float unit_weight(const struct model_file *file, const struct grams_unit *unit, const float *rows, int head, float root)
{
    float sum = rows[head] + file->rows[unit->pair][head];
    if (unit->negated != GRAMS_NONE)
        sum += file->rows[unit->negated][head];
    return sum * file->row_scale[head] / root;
}

void model_lean(struct model *model, const struct grams *grams, int for_head, int against_head, size_t count, double leans[])
{
    float root = sqrtf((float)grams->count);
    for (size_t i = 0; i < count; i++) {
        const struct grams_unit *unit = &grams->units[i];
        const float *rows = look_up(model, unit)->rows;
        leans[i] = (double)unit_weight(model->file, unit, rows, for_head, root) -
                   (double)unit_weight(model->file, unit, rows, against_head, root);
    }
}

void model_nudge(struct model *model, const float nudges[MODEL_LANES])
{
    memcpy(model->nudges, nudges, sizeof model->nudges);
}
