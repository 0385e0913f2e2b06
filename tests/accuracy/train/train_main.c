/* SPDX-License-Identifier: MIT */
/* Trains the model of analysis/model.h from what train.py prepares:
 *
 *   train MODEL                              writes a model that knows nothing, for the features to be printed with
 *   train MODEL LIST WORDS VECTORS ISSUES    trains; LIST is sets.h's, ISSUES the ids of the issue list in order
 *
 * Each fold is left out in turn, to set thresholds on what was not seen; then all of it is learnt once more. Not
 * installed. */
#include <stdio.h>
#include <stdlib.h>

#include "fit.h"
#include "heads.h"
#include "topics.h"

#include "base/banned.h"

static struct sets sets;

static int write_model(const char *path, const struct model_file *model)
{
    FILE *file = fopen(path, "wb");
    size_t bytes = sizeof *model + (size_t)model->words * MODEL_VECTOR;
    bool ok = file != NULL && fwrite(model, bytes, 1, file) == 1;
    ok = file != NULL && fclose(file) == 0 && ok;
    printf("%s: %zu bytes%s\n", path, bytes, ok ? "" : " cannot be written");
    return ok ? 0 : 1;
}

static int write_empty(const char *path)
{
    static struct model_file empty;
    memcpy(empty.magic, "earshot1", 8);
    memset(empty.places, 0xff, sizeof empty.places);
    return write_model(path, &empty);
}

static void read_issues(const char *path, struct model_file *model)
{
    FILE *file = fopen(path, "r");
    MUST(file != NULL);
    for (int i = 0; i < MODEL_ISSUES && fscanf(file, "%47s", model->issue_ids[i]) == 1; i++)
        continue;
    fclose(file);
}

static void see(int fold)
{
    for (size_t s = 0; s < sets.count; s++)
        for (size_t i = 0; i < sets.items[s].count; i++)
            if (sets.items[s].items[i].fold == fold || (sets.items[s].role == SETS_TEST && fold == 0))
                fit_see(&sets.items[s].items[i]);
}

/* What the general heads say is an input of the others. */
static void add_general(void)
{
    float heads[MODEL_LANES];
    for (size_t s = 0; s < sets.count; s++)
        for (size_t i = 0; i < sets.items[s].count; i++) {
            struct sets_example *example = &sets.items[s].items[i];
            heads_run(example, heads);
            heads_softmax(heads, 1, example->input + MODEL_VECTOR + TRAITS, 3);
        }
}

static void learn(struct sets_example **items, size_t count, int fold_left_out)
{
    heads_learn_general(items, count, fold_left_out);
    add_general();
    heads_learn_council(items, count, fold_left_out);
    topics_learn(items, count, fold_left_out);
}

static void train(struct model_file *model)
{
    size_t count;
    struct sets_example **items = sets_to_train(&sets, &count);
    for (int fold = 0; fold < SETS_FOLDS; fold++) {
        learn(items, count, fold);
        see(fold);
    }
    fit_all(&model->fit);
    fit_print(&model->fit);
    learn(items, count, -1);
    heads_pack(model);
    topics_pack(model);
    free(items);
}

int main(int argc, char **argv)
{
    if (argc == 2)
        return write_empty(argv[1]);
    if (argc != 6) {
        fprintf(stderr, "usage: train MODEL [LIST WORDS VECTORS ISSUES]\n");
        return 2;
    }
    struct model_file *model = sets_read_vectors(argv[3], argv[4]);
    read_issues(argv[5], model);
    sets_read(argv[2], model, &sets);
    train(model);
    return write_model(argv[1], model);
}
