/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/utf8.h"

#include "base/banned.h"

struct reader {
    struct rules *rules;
    const char *path;
    struct str rest; /* of the file */
    int line;        /* of the statement being read */
    int next_line;
    int32_t section; /* -1 before the first */
    bool welsh;
    struct str key, value;
    size_t at; /* in the value */
    struct err *err;
};

/* FILE:LINE: [section] key: what is wrong: with what. */
static bool fail(struct reader *reader, const char *what, struct str detail)
{
    struct str section = reader->section < 0 ? STR("") : reader->rules->sections[reader->section].id;
    return err_set(reader->err, ERR_CONFIG, "%s:%d: %s" STR_FMT "%s" STR_FMT "%s%s: " STR_FMT, reader->path, reader->line,
                   section.len > 0 ? "[" : "", STR_ARG(section), section.len > 0 ? "] " : "", STR_ARG(reader->key),
                   reader->key.len > 0 ? ": " : "", what, STR_ARG(detail));
}

static void *room(void *items, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return items;
    *cap = *cap ? *cap * 2 : 64;
    items = realloc(items, *cap * size);
    MUST(items != NULL);
    return items;
}

#define APPEND(list, items, count, cap, ...)                                                                   \
    ((list)->items = room((list)->items, (list)->count, &(list)->cap, sizeof *(list)->items),                   \
     (list)->items[(list)->count++] = (__VA_ARGS__))

static uint32_t new_group(struct rules *rules)
{
    APPEND(rules, groups, group_count, group_cap, (struct rules_group){.first = (uint32_t)rules->member_count});
    return (uint32_t)rules->group_count - 1;
}

static bool at_end(const struct reader *reader)
{
    return reader->at >= reader->value.len;
}

static char peek(struct reader *reader)
{
    while (!at_end(reader) && (reader->value.ptr[reader->at] == ' ' || reader->value.ptr[reader->at] == '\t'))
        reader->at++;
    return at_end(reader) ? '\0' : reader->value.ptr[reader->at];
}

static bool take(struct reader *reader, char c)
{
    if (peek(reader) != c)
        return false;
    reader->at++;
    return true;
}

/* Where a rule cannot be read on: what stands there, or the rule whose end it is. */
static bool fail_here(struct reader *reader, const char *what)
{
    bool end = peek(reader) == '\0';
    return fail(reader, arena_printf(&reader->rules->arena, "%s %s", what, end ? "at the end of" : "before").ptr,
                end ? reader->value : str_cut(reader->value, reader->at, reader->value.len));
}

static bool ends_piece(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == '(' || c == ')';
}

/* The next piece up to a space, comma or bracket, without taking it. */
static struct str next_piece(struct reader *reader)
{
    peek(reader);
    size_t end = reader->at;
    while (end < reader->value.len && !ends_piece(reader->value.ptr[end]))
        end++;
    return str_cut(reader->value, reader->at, end);
}

static bool is_operator(struct str piece)
{
    return str_eq(piece, STR("AND")) || str_eq(piece, STR("NOT")) || str_eq(piece, STR("NEAR")) ||
           str_starts(piece, STR("NEAR/"));
}

static bool is_or(struct str piece)
{
    return str_eq(piece, STR("OR"));
}

/* A comma, or the word for it. */
static bool take_or(struct reader *reader)
{
    if (take(reader, ','))
        return true;
    struct str piece = next_piece(reader);
    reader->at += is_or(piece) ? piece.len : 0;
    return is_or(piece);
}

/* The words up to a comma, a bracket or an operator. */
static struct str take_keyword(struct reader *reader)
{
    struct str first = next_piece(reader), last = first;
    for (struct str piece = first; piece.len > 0 && !is_operator(piece) && !is_or(piece); piece = next_piece(reader)) {
        last = piece;
        reader->at = (size_t)(piece.ptr - reader->value.ptr) + piece.len;
    }
    if (first.len == 0 || is_operator(first) || is_or(first))
        return STR_NONE;
    return (struct str){first.ptr, (size_t)(last.ptr - first.ptr) + last.len};
}

static const struct rules_set *find_set(const struct reader *reader, struct str name)
{
    for (size_t i = reader->rules->set_count; i-- > 0;)
        if (reader->rules->sets[i].welsh == reader->welsh && str_eq(reader->rules->sets[i].name, name))
            return &reader->rules->sets[i];
    return NULL;
}

/* To the newest group: the others' members stand before it. */
static void add_phrase(struct rules *rules, uint32_t group, uint32_t phrase)
{
    MUST(group + 1 == rules->group_count);
    APPEND(rules, members, member_count, member_cap, phrase);
    rules->groups[group].count++;
}

static bool add_set(struct reader *reader, uint32_t group, struct str name)
{
    const struct rules_set *set = find_set(reader, name);
    if (set == NULL)
        return fail(reader, "a set that is not defined above", name);
    struct rules_group of = reader->rules->groups[set->group];
    for (uint32_t i = 0; i < of.count; i++)
        add_phrase(reader->rules, group, reader->rules->members[of.first + i]);
    return true;
}

static bool read_item(struct reader *reader, uint32_t group)
{
    struct str keyword = take_keyword(reader);
    if (keyword.len == 0 && peek(reader) == '(')
        return fail(reader, "no brackets inside brackets, make it two rules",
                    str_cut(reader->value, reader->at, reader->value.len));
    if (keyword.len == 0)
        return fail_here(reader, "a word is missing");
    if (str_find(keyword, '*', 0) < keyword.len)
        return fail(reader, "words match by their stem, without *", keyword);
    if (keyword.ptr[0] == '@')
        return add_set(reader, group, str_cut(keyword, 1, keyword.len));
    bool exact = keyword.ptr[0] == '=';
    uint32_t phrase;
    if (!phrases_add(reader->rules->phrases, reader->rules->stem, reader->welsh ? WORD_WELSH : WORD_ENGLISH,
                     str_cut(keyword, exact, keyword.len), exact, &phrase))
        return fail(reader, "one to eight words are needed", keyword);
    add_phrase(reader->rules, group, phrase);
    return true;
}

static bool read_items(struct reader *reader, uint32_t group)
{
    do {
        if (!read_item(reader, group))
            return false;
    } while (take_or(reader));
    return true;
}

static bool read_group(struct reader *reader, uint32_t *group)
{
    *group = new_group(reader->rules);
    if (!take(reader, '('))
        return read_item(reader, *group);
    if (!read_items(reader, *group))
        return false;
    return take(reader, ')') || fail_here(reader, "a bracket is not closed");
}

static bool read_distance(struct reader *reader, struct str piece, struct rules_part *part)
{
    int64_t distance = RULES_NEAR;
    if (piece.len > 5 && (!str_to_i64(str_cut(piece, 5, piece.len), &distance) || distance < 1 || distance > 50))
        return fail(reader, "NEAR/1 to NEAR/50", piece);
    part->distance = (uint8_t)distance;
    part->operator_ = RULES_NEAR_TO;
    return true;
}

static bool read_operator(struct reader *reader, struct rules_part *part)
{
    struct str piece = next_piece(reader);
    reader->at += piece.len;
    *part = (struct rules_part){.operator_ = RULES_AND};
    if (str_starts(piece, STR("NEAR")))
        return read_distance(reader, piece, part);
    if (str_eq(piece, STR("NOT")))
        part->operator_ = RULES_BUT_NOT;
    return true;
}

static bool read_rule(struct reader *reader, enum rules_kind kind)
{
    struct rules *rules = reader->rules;
    struct rules_rule rule = {.section = (uint32_t)reader->section, .part_first = (uint32_t)rules->part_count,
                              .kind = (uint8_t)kind, .welsh = reader->welsh};
    peek(reader);
    size_t start = reader->at;
    struct rules_part part = {.operator_ = RULES_FIRST};
    for (;;) {
        if (!read_group(reader, &part.group))
            return false;
        APPEND(rules, parts, part_count, part_cap, part);
        rule.part_count++;
        if (!is_operator(next_piece(reader)))
            break;
        if (!read_operator(reader, &part))
            return false;
    }
    rule.text = str_trim(str_cut(reader->value, start, reader->at));
    APPEND(rules, rules, rule_count, rule_cap, rule);
    return true;
}

static bool read_rules(struct reader *reader, enum rules_kind kind)
{
    do {
        if (!read_rule(reader, kind))
            return false;
    } while (take_or(reader));
    return at_end(reader) || fail_here(reader, "a comma or an operator is missing");
}

static bool read_set(struct reader *reader, struct str key)
{
    if (!str_starts(key, STR("@en ")) && !str_starts(key, STR("@cy ")))
        return fail(reader, "a set begins with @en or @cy", key);
    reader->welsh = key.ptr[1] == 'c';
    uint32_t group = new_group(reader->rules);
    if (!read_items(reader, group))
        return false;
    if (!at_end(reader))
        return fail(reader, "a set is words with commas, not", str_cut(reader->value, reader->at, reader->value.len));
    struct rules_set set = {str_trim(str_cut(key, 4, key.len)), reader->value, reader->welsh, group};
    APPEND(reader->rules, sets, set_count, set_cap, set);
    return true;
}

static bool read_title(struct reader *reader, struct str *title)
{
    struct str value = reader->value;
    if (value.len < 2 || value.ptr[0] != '"' || value.ptr[value.len - 1] != '"')
        return fail(reader, "a title stands in quotes", value);
    *title = str_cut(value, 1, value.len - 1);
    return true;
}

static bool read_switch(struct reader *reader, struct str key, bool *on)
{
    *on = str_eq(reader->value, STR("yes"));
    return *on || str_eq(reader->value, STR("no")) || fail(reader, "yes or no", key);
}

/* en, en_hint, en_not, cy … */
static bool read_words(struct reader *reader, struct str key)
{
    struct str tail = str_cut(key, 2, key.len);
    reader->welsh = str_starts(key, STR("cy"));
    if (tail.len == 0)
        return read_rules(reader, RULES_SURE);
    return read_rules(reader, str_eq(tail, STR("_hint")) ? RULES_HINT : RULES_NOT);
}

static bool is_words_key(struct str key)
{
    static const char *const keys[] = {"en", "en_hint", "en_not", "cy", "cy_hint", "cy_not"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_eq(key, str_from(keys[i])))
            return true;
    return false;
}

static bool read_use(struct reader *reader, struct rules_section *section)
{
    bool on;
    if (!read_switch(reader, STR("use"), &on))
        return false;
    section->off = !on;
    return true;
}

static bool read_replace(struct reader *reader, struct rules_section *section)
{
    bool on;
    if (!read_switch(reader, STR("replace"), &on))
        return false;
    if (on)
        section->since = (uint32_t)reader->rules->rule_count;
    return true;
}

static bool read_member(struct reader *reader, struct str key)
{
    if (reader->section < 0)
        return fail(reader, "stands before the first [section]", key);
    struct rules_section *section = &reader->rules->sections[reader->section];
    if (is_words_key(key))
        return read_words(reader, key);
    if (str_eq(key, STR("name")))
        return read_title(reader, &section->name);
    if (str_eq(key, STR("name_cy")))
        return read_title(reader, &section->name_cy);
    if (str_eq(key, STR("use")))
        return read_use(reader, section);
    if (str_eq(key, STR("replace")))
        return read_replace(reader, section);
    return fail(reader, "unknown key; there are name, name_cy, en, en_hint, en_not, cy, cy_hint, cy_not, use, replace", key);
}

static bool is_id(struct str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_')
            return false;
    }
    return id.len > 0 && id.len <= 80;
}

static bool read_head(struct reader *reader, struct str line)
{
    reader->section = -1;
    if (line.ptr[line.len - 1] != ']' || !is_id(str_cut(line, 1, line.len - 1)))
        return fail(reader, "an id is small letters, digits, dots and hyphens in [ ], not", line);
    struct str id = str_cut(line, 1, line.len - 1);
    if (reader->rules->of_services && str_find(id, '.', 1) + 1 >= id.len)
        return fail(reader, "an issue's id is its service and its own name, as waste.bulky, not", line);
    struct rules_section *old = rules_section(reader->rules, id);
    if (old != NULL) {
        reader->section = (int32_t)(old - reader->rules->sections);
        return true;
    }
    reader->section = (int32_t)reader->rules->section_count;
    struct rules_section section = {.id = id, .name = id, .name_cy = id};
    section.evidence = arena_printf(&reader->rules->arena, "issue:" STR_FMT, STR_ARG(id));
    APPEND(reader->rules, sections, section_count, section_cap, section);
    return true;
}

static bool read_statement(struct reader *reader, struct str line)
{
    reader->key = STR("");
    if (line.ptr[0] == '[')
        return read_head(reader, line);
    size_t equals = str_find(line, '=', 0);
    if (equals == line.len)
        return fail(reader, "neither [section] nor key = value", line);
    struct str key = str_trim(str_cut(line, 0, equals));
    reader->value = str_trim(str_cut(line, equals + 1, line.len));
    reader->at = 0;
    reader->key = key;
    return key.len > 0 && key.ptr[0] == '@' ? read_set(reader, key) : read_member(reader, key);
}

/* One line, and those after a comma at its end, joined in place of their line ends. */
static bool next_statement(struct reader *reader, struct str *statement)
{
    struct str line;
    do {
        reader->line = reader->next_line++;
        if (!str_next(&reader->rest, '\n', &line))
            return false;
        *statement = str_trim(line);
    } while (statement->len == 0 || statement->ptr[0] == '#');
    struct buf joined = BUF("a statement", RULES_FILE_BYTES);
    buf_add(&joined, *statement);
    while (joined.len > 0 && joined.data[joined.len - 1] == ',' && str_next(&reader->rest, '\n', &line)) {
        reader->next_line++;
        buf_char(&joined, ' ');
        buf_add(&joined, str_trim(line));
    }
    *statement = arena_str(&reader->rules->arena, buf_str(&joined));
    buf_free(&joined);
    return true;
}

bool rules_read_text(struct rules *rules, const char *path, struct str text, struct err *err)
{
    struct reader reader = {.rules = rules, .path = path, .rest = text, .next_line = 1, .section = -1,
                            .key = STR(""), .err = err};
    for (struct str statement; next_statement(&reader, &statement);) {
        if (!utf8_valid(statement))
            return fail(&reader, "not UTF-8", STR(""));
        if (!read_statement(&reader, statement))
            return false;
    }
    return true;
}

bool rules_read(struct rules *rules, const char *path, struct err *err)
{
    struct str text;
    if (!file_read(path, RULES_FILE_BYTES, &rules->arena, &text, err))
        return false;
    return rules_read_text(rules, arena_str(&rules->arena, str_from(path)).ptr, text, err);
}
