/* SPDX-License-Identifier: MIT */
#include "record/summary.h"

#include "base/banned.h"

enum { MOOD_DECIMALS = 3 };

static struct summary_mood read_mood(const struct json *node)
{
    return (struct summary_mood){.known = json_get(node, "mood") != NULL,
                                 .mood = json_get_double(node, "mood", 0),
                                 .low = json_get_double(node, "low", 0),
                                 .high = json_get_double(node, "high", 0),
                                 .people = json_get_i64(node, "people", 0),
                                 .posts = json_get_i64(node, "posts", 0)};
}

static void read_quotes(const struct json *list, struct summary_cell *cell)
{
    JSON_EACH(one, list)
        if (cell->quote_count < SUMMARY_QUOTES_MOST)
            cell->quotes[cell->quote_count++] = (struct summary_quote){.id = json_get_str(one, "id"),
                                                                       .url = json_get_str(one, "url"),
                                                                       .text = json_get_str(one, "text"),
                                                                       .language = json_get_str(one, "language"),
                                                                       .source = json_get_str(one, "source"),
                                                                       .at_ms = json_get_i64(one, "at_ms", 0)};
}

static bool read_cell(const struct json *node, struct summary_cell *cell, struct err *err)
{
    struct str name = json_get_str(node, "class");
    *cell = (struct summary_cell){.issue = json_get_str(node, "issue"),
                                  .place = json_get_str(node, "place"),
                                  .place_name = json_get_str(node, "place_name"),
                                  .place_name_cy = json_get_str(node, "place_name_cy"),
                                  .class_ = READING_CLASSES,
                                  .people = json_get_i64(node, "people", 0),
                                  .posts = json_get_i64(node, "posts", 0),
                                  .usual = json_get_double(node, "usual", -1),
                                  .temperature = read_mood(json_get(node, "temperature")),
                                  .usual_temperature = read_mood(json_get(node, "usual_temperature"))};
    read_quotes(json_get(node, "quotes"), cell);
    return name.ptr == NULL || reading_class_from(name, &cell->class_) ||
           err_set(err, ERR_INPUT, "cells: class: not a class");
}

static bool read_cells(const struct json *list, struct summary *summary, struct err *err)
{
    JSON_EACH(one, list)
        if (summary->cell_count < SUMMARY_CELLS_MOST &&
            !read_cell(one, &summary->cells[summary->cell_count++], err))
            return false;
    return true;
}

static void read_sources(const struct json *list, struct summary *summary)
{
    enum { MOST = sizeof summary->sources / sizeof summary->sources[0] };
    JSON_EACH(one, list)
        if (summary->source_count < MOST)
            summary->sources[summary->source_count++] = hearing_from_json(one);
}

static void read_numbers(const struct json *node, struct summary *summary)
{
    summary->from_ms = json_get_i64(node, "from_ms", 0);
    summary->to_ms = json_get_i64(node, "to_ms", 0);
    summary->complete = json_get_bool(node, "complete", false);
    summary->people = json_get_i64(node, "people", 0);
    summary->posts = json_get_i64(node, "posts", 0);
    summary->reposts = json_get_i64(node, "reposts", 0);
    summary->late = json_get_i64(node, "late", 0);
    summary->welsh_people = json_get_i64(node, "welsh_people", 0);
    summary->english_people = json_get_i64(node, "english_people", 0);
    summary->welsh_waiting = json_get_i64(node, "welsh_waiting", 0);
    const struct json *classes = json_get(node, "by_class");
    for (int i = 0; i < READING_CLASSES; i++)
        summary->by_class[i] = json_get_i64(classes, reading_class_name((enum reading_class)i), 0);
}

static void read_rules(const struct json *node, struct summary_rules *rules)
{
    *rules = (struct summary_rules){.at_ms = json_get_i64(node, "at_ms", 0),
                                    .posts = json_get_i64(node, "posts", 0),
                                    .before = read_mood(json_get(node, "before")),
                                    .after = read_mood(json_get(node, "after"))};
}

bool summary_from_json(const struct json *node, struct arena *arena, struct summary *summary, struct err *err)
{
    (void)arena; /* json_parse has copied every text already */
    memset(summary, 0, sizeof *summary);
    summary->id = json_get_str(node, "id");
    summary->period = json_get_str(node, "period");
    summary->analyser = json_get_str(node, "analyser");
    if (summary->id.len == 0)
        return err_set(err, ERR_INPUT, "id: a summary must have one");
    read_numbers(node, summary);
    summary->temperature = read_mood(json_get(node, "temperature"));
    JSON_EACH(one, json_get(node, "earlier"))
        if (summary->earlier_count < SUMMARY_WEEKS)
            summary->earlier[summary->earlier_count++] = read_mood(one);
    read_sources(json_get(node, "sources"), summary);
    read_rules(json_get(node, "rules"), &summary->rules);
    return read_cells(json_get(node, "cells"), summary, err);
}

static void write_mood(const struct summary_mood *mood, struct json_out *out)
{
    json_out_open(out, '{');
    if (mood->known) {
        json_out_member_double(out, "mood", mood->mood, MOOD_DECIMALS);
        json_out_member_double(out, "low", mood->low, MOOD_DECIMALS);
        json_out_member_double(out, "high", mood->high, MOOD_DECIMALS);
    }
    json_out_member_i64(out, "people", mood->people);
    json_out_member_i64(out, "posts", mood->posts);
    json_out_close(out, '}');
}

static void write_quotes(const struct summary_cell *cell, struct json_out *out)
{
    json_out_key(out, "quotes");
    json_out_open(out, '[');
    for (size_t i = 0; i < cell->quote_count; i++) {
        const struct summary_quote *quote = &cell->quotes[i];
        json_out_open(out, '{');
        json_out_member_str(out, "id", quote->id);
        json_out_member_str(out, "url", quote->url);
        json_out_member_str(out, "text", quote->text);
        json_out_member_str(out, "language", quote->language);
        json_out_member_str(out, "source", quote->source);
        json_out_member_i64(out, "at_ms", quote->at_ms);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_cell(const struct summary_cell *cell, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_str(out, "issue", cell->issue);
    json_out_member_str(out, "place", cell->place);
    json_out_member_str(out, "place_name", cell->place_name);
    json_out_member_str(out, "place_name_cy", cell->place_name_cy);
    if (cell->class_ != READING_CLASSES)
        json_out_member_str(out, "class", str_from(reading_class_name(cell->class_)));
    json_out_member_i64(out, "people", cell->people);
    json_out_member_i64(out, "posts", cell->posts);
    if (cell->usual >= 0)
        json_out_member_double(out, "usual", cell->usual, MOOD_DECIMALS);
    json_out_key(out, "temperature");
    write_mood(&cell->temperature, out);
    if (cell->usual_temperature.known) {
        json_out_key(out, "usual_temperature");
        write_mood(&cell->usual_temperature, out);
    }
    write_quotes(cell, out);
    json_out_close(out, '}');
}

void summary_counts_to_json(const struct summary *summary, struct json_out *out)
{
    json_out_member_i64(out, "posts", summary->posts);
    json_out_member_i64(out, "reposts", summary->reposts);
    json_out_member_i64(out, "late", summary->late);
    json_out_key(out, "by_class");
    json_out_open(out, '{');
    for (int i = 0; i < READING_CLASSES; i++)
        json_out_member_i64(out, reading_class_name((enum reading_class)i), summary->by_class[i]);
    json_out_close(out, '}');
    json_out_member_i64(out, "welsh_people", summary->welsh_people);
    json_out_member_i64(out, "english_people", summary->english_people);
    json_out_member_i64(out, "welsh_waiting", summary->welsh_waiting);
}

static void write_numbers(const struct summary *summary, struct json_out *out)
{
    json_out_member_i64(out, "from_ms", summary->from_ms);
    json_out_member_i64(out, "to_ms", summary->to_ms);
    json_out_member_bool(out, "complete", summary->complete);
    json_out_member_i64(out, "people", summary->people);
    summary_counts_to_json(summary, out);
}

static void write_lists(const struct summary *summary, struct json_out *out)
{
    json_out_key(out, "earlier");
    json_out_open(out, '[');
    for (size_t i = 0; i < summary->earlier_count; i++)
        write_mood(&summary->earlier[i], out);
    json_out_close(out, ']');
    json_out_key(out, "cells");
    json_out_open(out, '[');
    for (size_t i = 0; i < summary->cell_count; i++)
        write_cell(&summary->cells[i], out);
    json_out_close(out, ']');
    json_out_key(out, "sources");
    json_out_open(out, '[');
    for (size_t i = 0; i < summary->source_count; i++)
        hearing_to_json(&summary->sources[i], out);
    json_out_close(out, ']');
}

static void write_rules(const struct summary_rules *rules, struct json_out *out)
{
    json_out_key(out, "rules");
    json_out_open(out, '{');
    json_out_member_i64(out, "at_ms", rules->at_ms);
    json_out_member_i64(out, "posts", rules->posts);
    json_out_key(out, "before");
    write_mood(&rules->before, out);
    json_out_key(out, "after");
    write_mood(&rules->after, out);
    json_out_close(out, '}');
}

void summary_to_json(const struct summary *summary, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_str(out, "id", summary->id);
    json_out_member_str(out, "period", summary->period);
    write_numbers(summary, out);
    json_out_key(out, "temperature");
    write_mood(&summary->temperature, out);
    write_lists(summary, out);
    if (summary->rules.at_ms > 0)
        write_rules(&summary->rules, out);
    json_out_member_str(out, "analyser", summary->analyser);
    json_out_close(out, '}');
}
