/* SPDX-License-Identifier: MIT */
#include "language_model.h"

#include <stdlib.h>

#include "base/file.h"
#include "lanes.h"

#include "base/banned.h"

enum { LETTERS_MOST = 48, HEAD_BYTES = 8, FILE_BYTES_MOST = 4 << 20 };

const char *const language_model_codes[LANGUAGE_MODEL_LANGUAGES] = {
    "en", "cy", "fr", "de", "es", "pt", "it", "nl", "pl", "ro", "cs", "so", "tr", "uk", "ru", "bg"};

struct language_model {
    struct str mapped;
    struct language_scores start;
    uint32_t scale;        /* weights to the nat, in 1/256 */
    const int8_t *weights; /* bucket after bucket */
};

static uint16_t bucket(uint32_t hash)
{
    return (uint16_t)((hash ^ hash >> 15) % LANGUAGE_MODEL_BUCKETS);
}

size_t language_model_features(struct str form, uint16_t buckets[LANGUAGE_MODEL_FEATURES_MOST])
{
    char marked[LETTERS_MOST + 2] = "<";
    size_t len = form.len < LETTERS_MOST ? form.len : LETTERS_MOST, count = 0;
    memcpy(marked + 1, form.ptr, len);
    marked[len + 1] = '>';
    uint32_t whole = 0x9E3779B9u;
    for (size_t i = 0; i < len + 2; i++) {
        uint32_t hash = 0x811C9DC5u;
        for (size_t n = 0; n < 4 && i + n < len + 2; n++) {
            hash = (hash ^ (unsigned char)marked[i + n]) * 0x01000193u;
            if (n > 0)
                buckets[count++] = bucket(hash);
        }
        whole = (whole ^ (unsigned char)marked[i]) * 0x01000193u;
    }
    buckets[count++] = bucket(whole);
    return count;
}

static uint32_t u32_at(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

bool language_model_open(const char *path, struct language_model **out, struct err *err)
{
    struct language_model *model = calloc(1, sizeof *model);
    MUST(model != NULL);
    size_t starts = LANGUAGE_MODEL_LANGUAGES * 2;
    size_t want = HEAD_BYTES + starts + (size_t)LANGUAGE_MODEL_BUCKETS * LANGUAGE_MODEL_LANGUAGES;
    bool ok = file_map(path, FILE_BYTES_MOST, &model->mapped, err);
    if (ok && (model->mapped.len != want || memcmp(model->mapped.ptr, "ELI1", 4) != 0))
        ok = err_set(err, ERR_CONFIG, "%s: no language model; the installation is damaged", path);
    if (!ok) {
        language_model_free(model);
        return false;
    }
    const unsigned char *bytes = (const unsigned char *)model->mapped.ptr;
    model->scale = u32_at(bytes + 4);
    for (size_t i = 0; i < LANGUAGE_MODEL_LANGUAGES; i++)
        model->start.of[i] = (int16_t)(bytes[HEAD_BYTES + i * 2] | bytes[HEAD_BYTES + i * 2 + 1] << 8);
    model->weights = (const int8_t *)bytes + HEAD_BYTES + starts;
    *out = model;
    return true;
}

void language_model_free(struct language_model *model)
{
    if (model == NULL)
        return;
    file_unmap(model->mapped);
    free(model);
}

struct language_scores language_model_start(const struct language_model *model)
{
    return model->start;
}

static const int8_t *weights_of(const struct language_model *model, uint16_t at)
{
    return model->weights + (size_t)at * LANGUAGE_MODEL_LANGUAGES;
}

/* The largest root with root * root <= square. */
static int32_t root_of(size_t square)
{
    int32_t root = 1;
    while ((size_t)(root + 1) * (size_t)(root + 1) <= square)
        root++;
    return root;
}

/* The n-grams' sum over the root of their number, in 16ths, and the word's own weight. */
LANES_WIDE struct language_scores language_model_score(const struct language_model *model, struct str form)
{
    uint16_t buckets[LANGUAGE_MODEL_FEATURES_MOST];
    size_t count = language_model_features(form, buckets);
    const int8_t *whole = weights_of(model, buckets[count - 1]);
    lanes_ints grams[LANGUAGE_MODEL_LANGUAGES / LANES] = {0};
    for (size_t i = 0; i + 1 < count; i++)
        lanes_count_bytes(grams, weights_of(model, buckets[i]), LANGUAGE_MODEL_LANGUAGES);
    int32_t root = root_of((count - 1) * 256);
    struct language_scores scores;
    for (size_t i = 0; i < LANGUAGE_MODEL_LANGUAGES; i++) {
        int64_t sum = (int64_t)grams[i / LANES][i % LANES] * 16 * 16 / root + (int64_t)whole[i] * 16;
        int64_t nats = sum * LANGUAGE_MODEL_UNIT * 16 / (int64_t)model->scale;
        scores.of[i] = (int16_t)(nats > INT16_MAX ? INT16_MAX : nats < INT16_MIN ? INT16_MIN : nats);
    }
    return scores;
}
