/* SPDX-License-Identifier: MIT */
#include "model_word.h"

#include <math.h>

#include "lanes.h"
#include "model_file.h"

#include "base/banned.h"

/* The rows to be added, and by how much the last of them count. */
struct rows {
    uint32_t of[GRAMS_PIECES_MOST + 3]; /* those that count whole: the word's and the terms'; and those of the pieces */
    size_t whole, count;
    float of_piece;
};

static uint32_t find_place(const struct model_file *file, uint64_t key)
{
    uint32_t check = (uint32_t)(key >> 32);
    for (size_t slot = key % MODEL_SLOTS;; slot = (slot + 1) % MODEL_SLOTS) {
        if (file->places[slot] == MODEL_NO_PLACE)
            return GRAMS_NONE;
        if (file->checks[slot] == check)
            return file->places[slot];
    }
}

/* All rows lie far apart: asked for together, they come while the first are added. */
static struct rows rows_of(const struct model_file *file, const struct grams_word *word, uint32_t place)
{
    struct rows rows;
    rows.of[0] = grams_row(word);
    rows.of[1] = grams_term(word);
    rows.whole = 2;
    if (place < MODEL_WORDS_MOST && file->english[place] != MODEL_NO_ROW)
        rows.of[rows.whole++] = file->english[place];
    size_t pieces = grams_pieces(word, rows.of + rows.whole);
    rows.count = pieces + rows.whole;
    rows.of_piece = pieces > 0 ? 1 / sqrtf((float)pieces) : 0;
    for (size_t i = 0; i < rows.count; i++) {
        __builtin_prefetch(file->rows[rows.of[i]]);
        __builtin_prefetch(model_topics_of(file, rows.of[i]));
    }
    return rows;
}

LANES_WIDE static void add_up(const struct model_file *file, const struct rows *rows, struct model_word *word)
{
    lanes_floats heads[MODEL_LANES / LANES] = {0}, topics[MODEL_TOPIC / LANES] = {0};
    for (size_t i = 0; i < rows->count; i++) {
        float times = i < rows->whole ? 1 : rows->of_piece;
        lanes_add_bytes(heads, file->rows[rows->of[i]], times, MODEL_LANES);
        lanes_add_bytes(topics, model_topics_of(file, rows->of[i]), times, MODEL_TOPIC);
    }
    lanes_store(heads, word->rows, MODEL_LANES);
    lanes_store(topics, word->topics, MODEL_TOPIC);
}

/* What the word's vector says of three words that it is among: the upper half of each product, which one instruction gives for
 * sixteen at once. What the lower halves would add is half a step each. */
LANES_WIDE static void fill_trios(const struct model_file *file, struct model_word *word)
{
    int16_t sums[MODEL_TRIOS];
    for (size_t i = 0; i < MODEL_TRIOS; i++)
        sums[i] = MODEL_TRIO_VECTOR / 2;
    for (size_t d = 0; d < MODEL_TRIO_VECTOR; d++) {
        int16_t times = (int16_t)(word->vector[d] * 256);
        for (size_t i = 0; i < MODEL_TRIOS; i++)
            sums[i] = (int16_t)(sums[i] + (times * file->trios[d][i] >> 16));
    }
    memcpy(word->trios, sums, sizeof sums);
}

bool model_word_fill(const struct model_file *file, const struct grams_word *of, struct model_word *word)
{
    uint32_t place = find_place(file, of->meaning);
    struct rows rows = rows_of(file, of, place);
    bool has_vector = place < file->words;
    if (has_vector) {
        memcpy(word->vector, file->vectors[place], MODEL_VECTOR);
        fill_trios(file, word);
    } else {
        memset(word->vector, 0, sizeof word->vector);
        memset(word->trios, 0, sizeof word->trios);
    }
    add_up(file, &rows, word);
    return has_vector;
}
