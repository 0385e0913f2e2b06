/* SPDX-License-Identifier: MIT */

/* model — the small linear model beside the rules: what words, their pieces and their neighbours say.
 *
 * Takes   analysis/data/model.bin, made by analysis/train; grams and traits of a text
 * Gives   a number for each head (logits), and for an issue when asked; which words weighed most
 * Errors  CONFIG: the file cannot be read, or is of another version
 * Memory  maps the file (under 4 MB) and shares its pages; what it adds up of a word is left in the word's sense
 * Cost    about 40 ns a word met before; 1 us for all issues
 * After   hashed linear models (Weinberger and others 2009), subwords (Bojanowski and others 2017), pooled GloVe
 *         vectors (Pennington and others 2014) in int8, one hidden layer over vectors and traits, and what three words
 *         in a row mean together (Kim 2014, convolution over word vectors). All sums are in one order, so that every machine
 *         gives the same */
#ifndef ANALYSIS_MODEL_H
#define ANALYSIS_MODEL_H

#include "base/err.h"
#include "grams.h"
#include "model_word.h"
#include "traits.h"

enum {
    MODEL_HEADS = 15,
    MODEL_SAID = MODEL_HEADS + 11, /* the heads, and the chances of feelings and classes: see danger.h */
    MODEL_HIDDEN = 32,
    MODEL_TRIO_VECTOR = 32, /* of a vector, the first so many, which say most of it */
    MODEL_TRIO_STEPS = 1024, /* to one */
    MODEL_INPUT = MODEL_VECTOR + TRAITS + 3, /* and what the general sentiment says */
    MODEL_ISSUES = 131,                      /* those of the built-in list, and none */
    MODEL_ISSUE_LANES = 136,                 /* the same, padded */
    MODEL_TOPIC_BITS = 13,                   /* of a row's number, the first so many: those rows are fewer */
    MODEL_ISSUE_BYTES = 48,
    MODEL_UNITS_SHOWN = 64, /* the first units of a text, which may be its evidence */
    MODEL_SLOTS = 1 << 16
};

/* Heads: three of sentiment as anybody writes, five classes, two flags, three of sentiment as written to a council, a
 * complaint of any kind, and whether the text looks written to or about a council. */
enum model_head {
    MODEL_GENERAL = 0,
    MODEL_CLASS = 3,
    MODEL_URGENT = 8,
    MODEL_DATA_PROTECTION = 9,
    MODEL_COUNCIL = 10,
    MODEL_COMPLAINT = 13,
    MODEL_GATE = 14
};

/* Numbers fitted on data held back from training. */
struct model_fit {
    float warmth_general, warmth_council, warmth_class; /* what logits are multiplied by to be honest */
    float danger[MODEL_SAID];                           /* what each counts for a danger */
    float urgent_least[2], data_protection_least;       /* on danger_of's number, in English and in Welsh; on the logit */
    float score_warmth, score_model, score_rules;       /* how the number of sentiment is blended */
    float unsure_under;                                 /* a class less sure than this is unsure */
    float issue_cue[3]; /* what a cue adds to its issue: by its score, for being sure, for being there */
    float issue_warmth, issue_least;
    float complaint_least; /* on its head's logit, of what is written to no council */
};

struct model;

struct model_output {
    float heads[MODEL_LANES];
    float topics[MODEL_TOPIC];
    float units[MODEL_UNITS_SHOWN][MODEL_LANES]; /* what each of the first adds to the heads, not yet scaled */
};

bool model_open(const char *path, struct model **model, struct err *err);
void model_free(struct model *model);
const struct model_fit *model_fit(const struct model *model);

/* Asks the memory for what a text needs; best some texts before it is run. */
void model_expect(const struct model *model, const struct grams *grams);
void model_run(const struct model *model, const struct grams *grams, const float traits[TRAITS], struct model_output *output);

/* What is said of every issue before its cues are added, by the model's own numbering; and the id of a number. */
void model_issues(const struct model *model, const struct model_output *output, float points[MODEL_ISSUE_LANES]);
struct str model_issue_id(const struct model *model, size_t number);

/* How much more each of the first `count` units of so many adds to one head than to another, for evidence: in the units of
 * the heads' logits. */
void model_lean(const struct model *model, const struct model_output *output, size_t units, int for_head, int against_head,
                size_t count, double leans[]);

/* Last-layer corrections from a council's own machine: added to the heads' constants. */
void model_nudge(struct model *model, const float nudges[MODEL_LANES]);

#endif
