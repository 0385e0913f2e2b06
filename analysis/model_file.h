/* SPDX-License-Identifier: MIT */

/* model_file — what analysis/data/model.bin holds, byte for byte.
 *
 * Takes   nothing
 * Gives   one struct that the trainer writes and the model maps; numbers in little-endian, as every machine we run on
 * Errors  none
 * Memory  3.9 MB
 * After   hashes are str_hash's and those of grams.c, which stay */
#ifndef ANALYSIS_MODEL_FILE_H
#define ANALYSIS_MODEL_FILE_H

#include "model.h"

enum { MODEL_NO_PLACE = 0xffff, MODEL_NO_ROW = 0xffff, MODEL_WORDS_MOST = 1 << 15 };

struct model_file {
    char magic[8]; /* "earshot1" */
    uint32_t words, spare_word;
    struct model_fit fit;
    float row_scale[MODEL_LANES], vector_scale, topic_scale;
    float spare[2];
    float dense[MODEL_INPUT + 1][MODEL_LANES]; /* the last row is the constant */
    float first[MODEL_INPUT + 1][MODEL_HIDDEN];
    float second[MODEL_HIDDEN][MODEL_LANES];
    int16_t trios[MODEL_TRIO_VECTOR][MODEL_TRIOS]; /* in 256ths of a step */
    float trio_heads[MODEL_TRIO][MODEL_LANES];
    int16_t trio_constants[MODEL_TRIO];
    float topic_of_vector[MODEL_VECTOR][MODEL_TOPIC];
    float issues[MODEL_TOPIC + 1][MODEL_ISSUE_LANES]; /* the last row is the constant */
    char issue_ids[MODEL_ISSUES][MODEL_ISSUE_BYTES];
    int8_t rows[1 << GRAMS_ROW_BITS][MODEL_LANES];
    int8_t topics[1 << MODEL_TOPIC_BITS][MODEL_TOPIC];
    uint32_t checks[MODEL_SLOTS]; /* of a word's hash */
    uint16_t places[MODEL_SLOTS]; /* MODEL_NO_PLACE: empty */
    uint16_t english[MODEL_WORDS_MOST]; /* by a word's place: the row of what the glossary calls it; MODEL_NO_ROW: none */
    int8_t vectors[][MODEL_VECTOR];
};

/* A row's number, among the rows of topics. */
static inline const int8_t *model_topics_of(const struct model_file *file, uint32_t row)
{
    return file->topics[row >> (GRAMS_ROW_BITS - MODEL_TOPIC_BITS)];
}

#endif
