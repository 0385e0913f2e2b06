/* SPDX-License-Identifier: MIT */

/* reading — what the analyser made of one post, with the words that decided it.
 *
 * Takes   JSON of the form CONTRACT.md gives
 * Gives   the same form; sentiment -1…1, confidences 0…1, offsets in bytes into the post's text
 * Errors  INPUT naming the field
 * Memory  borrows from the arena it was read into
 * Cost    O(bytes) */
#ifndef STORE_RECORD_READING_H
#define STORE_RECORD_READING_H

#include "base/json_out.h"

enum reading_class {
    READING_COMPLAINT,
    READING_COMPLIMENT,
    READING_COMMENT,
    READING_REQUEST,
    READING_QUESTION,
    READING_UNSURE,
    READING_CLASSES
};

enum reading_label { READING_NEGATIVE, READING_NEUTRAL, READING_POSITIVE, READING_LABELS };

enum { READING_ISSUES_MOST = 8, READING_PLACES_MOST = 8, READING_EVIDENCE_MOST = 64 };

struct reading_issue {
    struct str id;
    double confidence;
};

struct reading_place {
    struct str id, name, kind, ward; /* ward: id of the ward it is in, or absent */
};

struct reading_evidence {
    const char *what; /* "sentiment", "class", "issue:waste.missed-collection", "place:…", "language", "urgent" */
    size_t start, end;
    double weight;
    struct str rule; /* as its list has it; empty: a word's own weight. Told by `earshot explain`, not in JSON */
};

struct reading {
    struct str id;
    struct str language; /* en, cy, mixed, und or another's code */
    double language_confidence;
    double sentiment, sentiment_confidence;
    enum reading_label label;
    enum reading_class class_;
    double class_confidence;
    bool urgent, data_protection;
    struct str analyser; /* "1.0.0+rules:9f3c…" */
    uint64_t likeness;   /* SimHash of the text: near copies differ in few bits; "likeness" in JSON, as hex */
    size_t issue_count, place_count, evidence_count;
    struct reading_issue issues[READING_ISSUES_MOST]; /* of these lists nothing is set but what is counted */
    struct reading_place places[READING_PLACES_MOST];
    struct reading_evidence evidence[READING_EVIDENCE_MOST];
};

/* Begins one: clearing its lists, which are long, would cost as much as filling them. */
void reading_begin(struct reading *reading, struct str id);

const char *reading_class_name(enum reading_class class_);
const char *reading_label_name(enum reading_label label);
bool reading_class_from(struct str name, enum reading_class *class_);
bool reading_label_from(struct str name, enum reading_label *label);

bool reading_from_json(const struct json *node, struct arena *arena, struct reading *reading, struct err *err);
void reading_to_json(const struct reading *reading, struct json_out *out);

#endif
