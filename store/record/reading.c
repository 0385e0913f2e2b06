/* SPDX-License-Identifier: MIT */
#include "record/reading.h"

#include <stdlib.h>

#include "base/json_form.h"

#include "base/banned.h"

static const struct str class_names[READING_CLASSES] = {STR_INIT("complaint"), STR_INIT("compliment"), STR_INIT("comment"),
                                                        STR_INIT("request"),   STR_INIT("question"),   STR_INIT("unsure")};
static const struct str label_names[READING_LABELS] = {STR_INIT("negative"), STR_INIT("neutral"), STR_INIT("positive")};

const char *reading_class_name(enum reading_class class_)
{
    MUST(class_ < READING_CLASSES);
    return class_names[class_].ptr;
}

const char *reading_label_name(enum reading_label label)
{
    MUST(label < READING_LABELS);
    return label_names[label].ptr;
}

static bool name_index(const struct str names[], int count, struct str name, int *index)
{
    for (*index = 0; *index < count; (*index)++)
        if (str_eq(names[*index], name))
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

static void write_number(struct buf *buf, struct str key, double value)
{
    char *at = json_form_open(buf, key.len + JSON_FORM_NUMBER);
    if (at != NULL)
        json_form_close(buf, json_form_double(json_form_bytes(at, key), value, 3));
}

static void write_issues(const struct reading *reading, struct buf *buf)
{
    for (size_t i = 0; i < reading->issue_count; i++) {
        buf_add(buf, i > 0 ? STR(",{\"id\":") : STR("{\"id\":"));
        json_form_str(buf, reading->issues[i].id);
        write_number(buf, STR(",\"confidence\":"), reading->issues[i].confidence);
        buf_char(buf, '}');
    }
}

static void write_str(struct buf *buf, struct str key, struct str text)
{
    if (text.ptr == NULL)
        return;
    buf_add(buf, key);
    json_form_str(buf, text);
}

static void write_places(const struct reading *reading, struct buf *buf)
{
    for (size_t i = 0; i < reading->place_count; i++) {
        buf_add(buf, i > 0 ? STR(",{\"id\":") : STR("{\"id\":"));
        json_form_str(buf, reading->places[i].id);
        write_str(buf, STR(",\"name\":"), reading->places[i].name);
        write_str(buf, STR(",\"kind\":"), reading->places[i].kind);
        write_str(buf, STR(",\"ward\":"), reading->places[i].ward);
        buf_char(buf, '}');
    }
}

static char *put_span(char *at, const struct reading_evidence *one)
{
    at = json_form_i64(JSON_FORM(at, ",\"start\":"), (int64_t)one->start);
    at = json_form_i64(JSON_FORM(at, ",\"end\":"), (int64_t)one->end);
    at = json_form_double(JSON_FORM(at, ",\"weight\":"), one->weight, 3);
    return JSON_FORM(at, "}");
}

/* Evidence for one thing, which is written once and then copied from there. */
static void write_spans(const struct reading_evidence spans[], size_t count, struct buf *buf)
{
    enum { KEYS = 48 };
    size_t from = buf->len;
    json_form_str(buf, str_from(spans[0].what));
    size_t len = buf->len - from;
    char *at = json_form_open(buf, count * (KEYS + len + 3 * JSON_FORM_NUMBER));
    if (at == NULL)
        return;
    at = put_span(at, &spans[0]);
    for (size_t i = 1; i < count; i++) {
        at = json_form_bytes(JSON_FORM(at, ",{\"for\":"), (struct str){buf->data + from, len});
        at = put_span(at, &spans[i]);
    }
    json_form_close(buf, at);
}

static void write_evidence(const struct reading *reading, struct buf *buf)
{
    const struct reading_evidence *evidence = reading->evidence;
    for (size_t from = 0, to; from < reading->evidence_count; from = to) {
        for (to = from + 1; to < reading->evidence_count && evidence[to].what == evidence[from].what;)
            to++;
        buf_add(buf, from > 0 ? STR(",{\"for\":") : STR("{\"for\":"));
        write_spans(evidence + from, to - from, buf);
    }
}

static void write_labels(const struct reading *reading, struct buf *buf)
{
    enum { KEYS = 192, NAMES = 32 };
    char *at = json_form_open(buf, KEYS + NAMES + 4 * JSON_FORM_NUMBER);
    if (at == NULL)
        return;
    at = json_form_double(JSON_FORM(at, ",\"language_confidence\":"), reading->language_confidence, 3);
    at = json_form_double(JSON_FORM(at, ",\"sentiment\":"), reading->sentiment, 3);
    at = json_form_bytes(JSON_FORM(at, ",\"sentiment_label\":\""), label_names[reading->label]);
    at = json_form_double(JSON_FORM(at, "\",\"sentiment_confidence\":"), reading->sentiment_confidence, 3);
    at = json_form_bytes(JSON_FORM(at, ",\"class\":\""), class_names[reading->class_]);
    at = json_form_double(JSON_FORM(at, "\",\"class_confidence\":"), reading->class_confidence, 3);
    at = reading->urgent ? JSON_FORM(at, ",\"urgent\":true") : JSON_FORM(at, ",\"urgent\":false");
    at = reading->data_protection ? JSON_FORM(at, ",\"data_protection\":true") : JSON_FORM(at, ",\"data_protection\":false");
    json_form_close(buf, JSON_FORM(at, ",\"issues\":["));
}

static void write_likeness(const struct reading *reading, struct buf *buf)
{
    enum { KEYS = 16, DIGITS = 16 };
    char *at = json_form_open(buf, KEYS + DIGITS);
    if (at == NULL)
        return;
    at = JSON_FORM(at, ",\"likeness\":\"");
    for (int i = DIGITS - 1; i >= 0; i--)
        *at++ = "0123456789abcdef"[reading->likeness >> i * 4 & 15];
    json_form_close(buf, JSON_FORM(at, "\"}"));
}

void reading_to_json(const struct reading *reading, struct json_out *out)
{
    struct buf *buf = json_out_form(out);
    write_str(buf, STR("{\"id\":"), reading->id);
    write_str(buf, STR(",\"language\":"), reading->language);
    write_labels(reading, buf);
    write_issues(reading, buf);
    buf_add(buf, STR("],\"places\":["));
    write_places(reading, buf);
    buf_add(buf, STR("],\"evidence\":["));
    write_evidence(reading, buf);
    buf_char(buf, ']');
    write_str(buf, STR(",\"analyser\":"), reading->analyser);
    write_likeness(reading, buf);
}
