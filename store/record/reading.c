/* SPDX-License-Identifier: MIT */
#include "record/reading.h"

#include <stdlib.h>

#include "base/json_form.h"

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

void reading_begin(struct reading *reading, struct str id)
{
    memset(reading, 0, offsetof(struct reading, issues));
    reading->id = id;
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
    reading_begin(reading, json_get_str(node, "id"));
    reading->language = json_get_str(node, "language");
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

static void write_issues(const struct reading *reading, struct buf *buf)
{
    for (size_t i = 0; i < reading->issue_count; i++) {
        buf_add(buf, i > 0 ? STR(",{") : STR("{"));
        JSON_FORM(buf, "\"id\":");
        json_form_str(buf, reading->issues[i].id);
        JSON_FORM(buf, ",\"confidence\":");
        json_form_double(buf, reading->issues[i].confidence, 3);
        JSON_FORM(buf, "}");
    }
}

static void member(struct buf *buf, struct str key, struct str text)
{
    if (text.ptr == NULL)
        return;
    buf_add(buf, key);
    json_form_str(buf, text);
}

static void write_places(const struct reading *reading, struct buf *buf)
{
    for (size_t i = 0; i < reading->place_count; i++) {
        buf_add(buf, i > 0 ? STR(",{") : STR("{"));
        JSON_FORM(buf, "\"id\":");
        json_form_str(buf, reading->places[i].id);
        member(buf, STR(",\"name\":"), reading->places[i].name);
        member(buf, STR(",\"kind\":"), reading->places[i].kind);
        member(buf, STR(",\"ward\":"), reading->places[i].ward);
        JSON_FORM(buf, "}");
    }
}

/* Where what the evidence before is for was written: that of the next is most often for the same. */
struct written {
    const char *what;
    size_t from, len;
};

static void write_what(struct buf *buf, const char *what, struct written *last)
{
    if (what == last->what && buf_room(buf, last->len)) {
        buf_add(buf, (struct str){buf->data + last->from, last->len});
        return;
    }
    *last = (struct written){what, buf->len, 0};
    json_form_str(buf, str_from(what));
    last->len = buf->len - last->from;
}

static void write_evidence(const struct reading *reading, struct buf *buf)
{
    struct written last = {NULL, 0, 0};
    for (size_t i = 0; i < reading->evidence_count; i++) {
        const struct reading_evidence *one = &reading->evidence[i];
        if (i > 0)
            buf_char(buf, ',');
        JSON_FORM(buf, "{\"for\":");
        write_what(buf, one->what, &last);
        JSON_FORM(buf, ",\"start\":");
        json_form_i64(buf, (int64_t)one->start);
        JSON_FORM(buf, ",\"end\":");
        json_form_i64(buf, (int64_t)one->end);
        JSON_FORM(buf, ",\"weight\":");
        json_form_double(buf, one->weight, 3);
        JSON_FORM(buf, "}");
    }
}

static void write_labels(const struct reading *reading, struct buf *buf)
{
    JSON_FORM(buf, ",\"sentiment\":");
    json_form_double(buf, reading->sentiment, 3);
    JSON_FORM(buf, ",\"sentiment_label\":");
    json_form_str(buf, str_from(reading_label_name(reading->label)));
    JSON_FORM(buf, ",\"sentiment_confidence\":");
    json_form_double(buf, reading->sentiment_confidence, 3);
    JSON_FORM(buf, ",\"class\":");
    json_form_str(buf, str_from(reading_class_name(reading->class_)));
    JSON_FORM(buf, ",\"class_confidence\":");
    json_form_double(buf, reading->class_confidence, 3);
    buf_add(buf, reading->urgent ? STR(",\"urgent\":true") : STR(",\"urgent\":false"));
    buf_add(buf, reading->data_protection ? STR(",\"data_protection\":true") : STR(",\"data_protection\":false"));
}

void reading_to_json(const struct reading *reading, struct json_out *out)
{
    char likeness[LIKENESS_DIGITS];
    struct buf *buf = json_out_form(out);
    for (int i = 0; i < LIKENESS_DIGITS; i++)
        likeness[i] = "0123456789abcdef"[reading->likeness >> (LIKENESS_DIGITS - 1 - i) * 4 & 15];
    JSON_FORM(buf, "{\"id\":");
    json_form_str(buf, reading->id);
    member(buf, STR(",\"language\":"), reading->language);
    JSON_FORM(buf, ",\"language_confidence\":");
    json_form_double(buf, reading->language_confidence, 3);
    write_labels(reading, buf);
    JSON_FORM(buf, ",\"issues\":[");
    write_issues(reading, buf);
    JSON_FORM(buf, "],\"places\":[");
    write_places(reading, buf);
    JSON_FORM(buf, "],\"evidence\":[");
    write_evidence(reading, buf);
    JSON_FORM(buf, "]");
    member(buf, STR(",\"analyser\":"), reading->analyser);
    member(buf, STR(",\"likeness\":"), (struct str){likeness, LIKENESS_DIGITS});
    JSON_FORM(buf, "}");
}
