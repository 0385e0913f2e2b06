/* SPDX-License-Identifier: MIT */
#include "record/reading.h"

#include <stdlib.h>

#include "base/banned.h"

enum { LIKENESS_DIGITS = 16 };

static const char *const class_names[READING_CLASSES] = {"complaint", "compliment", "comment",
                                                         "request",   "question",   "unsure"};
static const char *const label_names[READING_LABELS] = {"negative", "neutral", "positive"};

const char *reading_class_name(enum reading_class class_)
{
    MUST(class_ < READING_CLASSES);
    return class_names[class_];
}

const char *reading_label_name(enum reading_label label)
{
    MUST(label < READING_LABELS);
    return label_names[label];
}

static bool name_index(const char *const names[], int count, struct str name, int *index)
{
    for (*index = 0; *index < count; (*index)++)
        if (str_eq(str_from(names[*index]), name))
            return true;
    return false;
}

bool reading_class_from(struct str name, enum reading_class *class_)
{
    int index;
    bool known = name_index(class_names, READING_CLASSES, name, &index);
    *class_ = known ? (enum reading_class)index : READING_UNSURE;
    return known;
}

bool reading_label_from(struct str name, enum reading_label *label)
{
    int index;
    bool known = name_index(label_names, READING_LABELS, name, &index);
    *label = known ? (enum reading_label)index : READING_NEUTRAL;
    return known;
}

static void read_issues(const struct json *node, struct reading *reading)
{
    JSON_EACH(issue, json_get(node, "issues"))
        if (reading->issue_count < READING_ISSUES_MOST && json_get_str(issue, "id").len > 0)
            reading->issues[reading->issue_count++] = (struct reading_issue){
                .id = json_get_str(issue, "id"), .confidence = json_get_double(issue, "confidence", 0)};
}

static void read_places(const struct json *node, struct reading *reading)
{
    JSON_EACH(place, json_get(node, "places"))
        if (reading->place_count < READING_PLACES_MOST && json_get_str(place, "id").len > 0)
            reading->places[reading->place_count++] = (struct reading_place){.id = json_get_str(place, "id"),
                                                                             .name = json_get_str(place, "name"),
                                                                             .kind = json_get_str(place, "kind"),
                                                                             .ward = json_get_str(place, "ward")};
}

static void read_evidence(const struct json *node, struct reading *reading)
{
    JSON_EACH(one, json_get(node, "evidence")) {
        int64_t start = json_get_i64(one, "start", -1), end = json_get_i64(one, "end", -1);
        struct str what = json_get_str(one, "for");
        if (reading->evidence_count == READING_EVIDENCE_MOST || what.len == 0 || start < 0 || end < start)
            continue;
        reading->evidence[reading->evidence_count++] =
            (struct reading_evidence){.what = what.ptr, /* ends in NUL: it is an arena's copy */
                                      .start = (size_t)start,
                                      .end = (size_t)end,
                                      .weight = json_get_double(one, "weight", 0)};
    }
}

static bool read_labels(const struct json *node, struct reading *reading, struct err *err)
{
    if (!reading_class_from(json_get_str(node, "class"), &reading->class_))
        return err_set(err, ERR_INPUT, "class: not a class");
    if (!reading_label_from(json_get_str(node, "sentiment_label"), &reading->label))
        return err_set(err, ERR_INPUT, "sentiment_label: not a label");
    return true;
}

bool reading_from_json(const struct json *node, struct arena *arena, struct reading *reading, struct err *err)
{
    (void)arena; /* json_parse has copied every text already */
    *reading = (struct reading){.id = json_get_str(node, "id"), .language = json_get_str(node, "language")};
    if (reading->id.len == 0)
        return err_set(err, ERR_INPUT, "id: a reading must name its post");
    reading->language_confidence = json_get_double(node, "language_confidence", 0);
    reading->sentiment = json_get_double(node, "sentiment", 0);
    reading->sentiment_confidence = json_get_double(node, "sentiment_confidence", 0);
    reading->class_confidence = json_get_double(node, "class_confidence", 0);
    reading->urgent = json_get_bool(node, "urgent", false);
    reading->data_protection = json_get_bool(node, "data_protection", false);
    reading->analyser = json_get_str(node, "analyser");
    struct str likeness = json_get_str(node, "likeness");
    reading->likeness = likeness.ptr ? strtoull(likeness.ptr, NULL, 16) : 0;
    read_issues(node, reading);
    read_places(node, reading);
    read_evidence(node, reading);
    return read_labels(node, reading, err);
}

static void write_issues(const struct reading *reading, struct json_out *out)
{
    json_out_key(out, "issues");
    json_out_open(out, '[');
    for (size_t i = 0; i < reading->issue_count; i++) {
        json_out_open(out, '{');
        json_out_member_str(out, "id", reading->issues[i].id);
        json_out_member_double(out, "confidence", reading->issues[i].confidence, 3);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_places(const struct reading *reading, struct json_out *out)
{
    json_out_key(out, "places");
    json_out_open(out, '[');
    for (size_t i = 0; i < reading->place_count; i++) {
        json_out_open(out, '{');
        json_out_member_str(out, "id", reading->places[i].id);
        json_out_member_str(out, "name", reading->places[i].name);
        json_out_member_str(out, "kind", reading->places[i].kind);
        json_out_member_str(out, "ward", reading->places[i].ward);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_evidence(const struct reading *reading, struct json_out *out)
{
    json_out_key(out, "evidence");
    json_out_open(out, '[');
    for (size_t i = 0; i < reading->evidence_count; i++) {
        const struct reading_evidence *one = &reading->evidence[i];
        json_out_open(out, '{');
        json_out_member_str(out, "for", str_from(one->what));
        json_out_member_i64(out, "start", (int64_t)one->start);
        json_out_member_i64(out, "end", (int64_t)one->end);
        json_out_member_double(out, "weight", one->weight, 3);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

void reading_to_json(const struct reading *reading, struct json_out *out)
{
    char likeness[LIKENESS_DIGITS];
    for (int i = 0; i < LIKENESS_DIGITS; i++)
        likeness[i] = "0123456789abcdef"[reading->likeness >> (LIKENESS_DIGITS - 1 - i) * 4 & 15];
    json_out_open(out, '{');
    json_out_member_str(out, "id", reading->id);
    json_out_member_str(out, "language", reading->language);
    json_out_member_double(out, "language_confidence", reading->language_confidence, 3);
    json_out_member_double(out, "sentiment", reading->sentiment, 3);
    json_out_member_str(out, "sentiment_label", str_from(reading_label_name(reading->label)));
    json_out_member_double(out, "sentiment_confidence", reading->sentiment_confidence, 3);
    json_out_member_str(out, "class", str_from(reading_class_name(reading->class_)));
    json_out_member_double(out, "class_confidence", reading->class_confidence, 3);
    json_out_member_bool(out, "urgent", reading->urgent);
    json_out_member_bool(out, "data_protection", reading->data_protection);
    write_issues(reading, out);
    write_places(reading, out);
    write_evidence(reading, out);
    json_out_member_str(out, "analyser", reading->analyser);
    json_out_member_str(out, "likeness", (struct str){likeness, LIKENESS_DIGITS});
    json_out_close(out, '}');
}
