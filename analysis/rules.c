/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include <stdlib.h>

#include "base/banned.h"

/* Numbers to lists of numbers, packed: the list of i is items[first[i]] … items[first[i + 1]]. */
struct lists {
    uint32_t *first, *items;
    size_t count;
};

/* A keyword: where its beginnings and its groups stand, which end where the next one's begin; and a bit for each group that
 * another part of a rule may ask for, of 64, which tells of most that they are not met. */
struct keyword {
    uint32_t beginning, group;
    uint64_t group_bits;
};

/* A rule as a keyword of its first part leads to it. */
struct beginning {
    uint64_t needs; /* bits of the groups that its other parts ask for */
    uint32_t rule, section;
    uint8_t kind;
    bool alone; /* the first part is all of it */
};

/* A keyword that the text met and rules want. */
struct heard {
    const struct keyword *keyword;
    const struct phrases_hit *hit;
};

struct rules_index {
    struct keyword *keywords;
    struct beginning *beginnings; /* keyword after keyword, those of one in order of their groups */
    uint32_t *groups;             /* keyword after keyword: those of rules of several parts */
    uint8_t mark;
    /* of the text being read */
    struct heard *heard; /* in order */
    size_t heard_count;
    uint64_t heard_bits;
    uint64_t *tried; /* a bit a rule */
};

void rules_init(struct rules *rules, struct phrases *phrases, struct stem *stem)
{
    *rules = (struct rules){.phrases = phrases, .stem = stem};
}

static void lists_free(struct lists *lists)
{
    free(lists->first);
    free(lists->items);
}

void rules_free(struct rules *rules)
{
    if (rules->index != NULL) {
        free(rules->index->keywords);
        free(rules->index->beginnings);
        free(rules->index->groups);
        free(rules->index->heard);
        free(rules->index->tried);
        free(rules->index);
    }
    free(rules->sections);
    free(rules->rules);
    free(rules->parts);
    free(rules->groups);
    free(rules->members);
    free(rules->sets);
    arena_free(&rules->arena);
    *rules = (struct rules){0};
}

struct rules_section *rules_section(const struct rules *rules, struct str id)
{
    for (size_t i = 0; i < rules->section_count; i++)
        if (str_eq(rules->sections[i].id, id))
            return &rules->sections[i];
    return NULL;
}

static bool rule_counts(const struct rules *rules, size_t number)
{
    const struct rules_section *section = &rules->sections[rules->rules[number].section];
    return !section->off && number >= section->since;
}

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    MUST(memory != NULL);
    return memory;
}

/* Two passes: the first counts, the second (items not NULL) fills; `first` is one behind while filling. */
static void list_put(struct lists *lists, uint32_t of, uint32_t item)
{
    if (lists->items == NULL)
        lists->first[of + 1]++;
    else
        lists->items[lists->first[of]++] = item;
}

static void lists_counted(struct lists *lists)
{
    for (size_t i = 0; i < lists->count; i++)
        lists->first[i + 1] += lists->first[i];
    lists->items = zeroed(lists->first[lists->count], sizeof *lists->items);
}

static void lists_filled(struct lists *lists)
{
    for (size_t i = lists->count; i > 0; i--)
        lists->first[i] = lists->first[i - 1];
    lists->first[0] = 0;
}

static void put_for_members(const struct rules *rules, struct lists *lists, uint32_t group, uint32_t item)
{
    for (size_t i = 0; i < rules->groups[group].count; i++)
        list_put(lists, rules->members[rules->groups[group].first + i], item);
}

/* Rules by the group that they begin with. */
static void put_rules(const struct rules *rules, struct lists *lists)
{
    for (size_t i = 0; i < rules->rule_count; i++)
        if (rule_counts(rules, i))
            list_put(lists, rules->parts[rules->rules[i].part_first].group, (uint32_t)i);
}

static struct lists make_lists(const struct rules *rules, size_t count,
                               void (*put)(const struct rules *, struct lists *))
{
    struct lists lists = {.count = count, .first = zeroed(count + 1, sizeof(uint32_t))};
    put(rules, &lists);
    lists_counted(&lists);
    put(rules, &lists);
    lists_filled(&lists);
    return lists;
}

/* Rules by the keywords that they begin with, in order of their groups. */
static void put_beginnings(const struct rules *rules, struct lists *lists)
{
    struct lists of_group = make_lists(rules, rules->group_count, put_rules);
    for (uint32_t group = 0; group < rules->group_count; group++)
        for (uint32_t i = of_group.first[group]; i < of_group.first[group + 1]; i++)
            put_for_members(rules, lists, group, of_group.items[i]);
    lists_free(&of_group);
}

/* What rules of several parts make of each group. */
enum use { UNUSED, FIRST_PART, OTHER_PART };

static uint8_t *uses_of(const struct rules *rules)
{
    uint8_t *uses = zeroed(rules->group_count, sizeof *uses);
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct rules_rule *rule = &rules->rules[i];
        for (uint32_t k = 0; rule->part_count > 1 && rule_counts(rules, i) && k < rule->part_count; k++) {
            uint8_t *use = &uses[rules->parts[rule->part_first + k].group];
            *use = k > 0 || *use == OTHER_PART ? OTHER_PART : FIRST_PART;
        }
    }
    return uses;
}

static void put_groups(const struct rules *rules, struct lists *lists)
{
    uint8_t *uses = uses_of(rules);
    for (uint32_t group = 0; group < rules->group_count; group++)
        if (uses[group] != UNUSED)
            put_for_members(rules, lists, group, group);
    free(uses);
}

static uint64_t group_bit(uint32_t group)
{
    return (uint64_t)1 << group % 64;
}

static uint64_t needs_of(const struct rules *rules, const struct rules_rule *rule)
{
    uint64_t needs = 0;
    for (uint32_t k = 1; k < rule->part_count; k++) {
        const struct rules_part *part = &rules->parts[rule->part_first + k];
        needs |= part->operator_ == RULES_BUT_NOT ? 0 : group_bit(part->group);
    }
    return needs;
}

static struct beginning *make_beginnings(const struct rules *rules, const struct lists *numbers)
{
    size_t count = numbers->first[numbers->count];
    struct beginning *beginnings = zeroed(count, sizeof *beginnings);
    for (size_t i = 0; i < count; i++) {
        const struct rules_rule *rule = &rules->rules[numbers->items[i]];
        beginnings[i] = (struct beginning){needs_of(rules, rule), numbers->items[i], rule->section, rule->kind,
                                           rule->part_count == 1};
    }
    return beginnings;
}

static struct keyword *make_keywords(const struct rules *rules, const struct lists *beginnings, const struct lists *groups)
{
    struct keyword *keywords = zeroed(beginnings->count + 1, sizeof *keywords);
    uint8_t *uses = uses_of(rules);
    for (size_t i = 0; i <= beginnings->count; i++) {
        keywords[i] = (struct keyword){.beginning = beginnings->first[i], .group = groups->first[i]};
        for (uint32_t k = groups->first[i]; i < groups->count && k < groups->first[i + 1]; k++)
            keywords[i].group_bits |= uses[groups->items[k]] == OTHER_PART ? group_bit(groups->items[k]) : 0;
    }
    free(uses);
    return keywords;
}

void rules_ready(struct rules *rules)
{
    MUST(rules->index == NULL);
    phrases_ready(rules->phrases);
    size_t count = rules->phrases->count;
    struct rules_index *index = rules->index = zeroed(1, sizeof *index);
    struct lists beginnings = make_lists(rules, count, put_beginnings), groups = make_lists(rules, count, put_groups);
    index->beginnings = make_beginnings(rules, &beginnings);
    index->keywords = make_keywords(rules, &beginnings, &groups);
    index->groups = groups.items;
    index->heard = zeroed(PHRASES_HITS_MOST + 1, sizeof *index->heard);
    index->tried = zeroed(rules->rule_count / 64 + 1, sizeof *index->tried);
    index->mark = phrases_new_mark(rules->phrases);
    for (size_t i = 0; i < count; i++) {
        const struct keyword *keyword = &index->keywords[i];
        if (keyword[1].beginning > keyword->beginning || keyword[1].group > keyword->group)
            phrases_mark(rules->phrases, (uint32_t)i, index->mark);
    }
    free(groups.first);
    lists_free(&beginnings);
}

void rules_expect(const struct rules *rules, const struct phrases_text *text)
{
    for (size_t i = 0; i < text->hit_count; i++)
        if (text->hits[i].marks & rules->index->mark)
            __builtin_prefetch(&rules->index->keywords[text->hits[i].phrase]);
}

void rules_expect_beginnings(const struct rules *rules, const struct phrases_text *text)
{
    const struct rules_index *index = rules->index;
    for (size_t i = 0; i < text->hit_count; i++)
        if (text->hits[i].marks & index->mark)
            __builtin_prefetch(&index->beginnings[index->keywords[text->hits[i].phrase].beginning]);
}

/* Lists what the rules want of the text. */
static void hear(struct rules_index *index, const struct phrases_text *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->hit_count; i++) {
        const struct phrases_hit *hit = &text->hits[i];
        index->heard[count] = (struct heard){&index->keywords[hit->phrase], hit};
        count += (hit->marks & index->mark) != 0;
    }
    index->heard_count = count;
    index->heard_bits = 0;
    for (size_t i = 0; i < count; i++)
        index->heard_bits |= index->heard[i].keyword->group_bits;
}

static bool is_of(const struct rules_index *index, const struct keyword *keyword, uint32_t group)
{
    size_t at = keyword->group, end = keyword[1].group;
    while (at < end && index->groups[at] != group)
        at++;
    return at < end;
}

/* Where the text meets a group next, from a number of what was heard on; its end if nowhere. */
static size_t next_of(const struct rules_index *index, uint32_t group, size_t from)
{
    while (from < index->heard_count && !is_of(index, index->heard[from].keyword, group))
        from++;
    return from;
}

static bool overlap(const struct phrases_hit *a, const struct phrases_hit *b)
{
    return a->first <= b->last && b->first <= a->last;
}

static bool is_near(const struct phrases_text *text, const struct phrases_hit *a, const struct phrases_hit *b,
                    uint32_t distance)
{
    if (overlap(a, b))
        return false;
    if (a->first > b->first) {
        const struct phrases_hit *swap = a;
        a = b;
        b = swap;
    }
    return text->tokens[b->first].place - text->tokens[a->last].place <= distance;
}

static const struct phrases_hit *nearest(const struct rules_index *index, const struct phrases_text *text,
                                         const struct phrases_hit *hit, const struct rules_part *part)
{
    size_t at = next_of(index, part->group, 0);
    for (int met = 0; at < index->heard_count && met < RULES_GROUP_HITS_MOST; met++) {
        if (is_near(text, hit, index->heard[at].hit, part->distance))
            return index->heard[at].hit;
        at = next_of(index, part->group, at + 1);
    }
    return NULL;
}

/* What the whole text decides: AND and NOT. */
static bool text_fulfils(const struct rules *rules, const struct rules_rule *rule)
{
    for (uint32_t i = 1; i < rule->part_count; i++) {
        const struct rules_part *part = &rules->parts[rule->part_first + i];
        bool there = next_of(rules->index, part->group, 0) < rules->index->heard_count;
        if (part->operator_ == RULES_BUT_NOT ? there : !there)
            return false;
    }
    return true;
}

static bool place_fulfils(const struct rules *rules, const struct phrases_text *text, const struct rules_rule *rule,
                          struct rules_met *met)
{
    for (uint32_t i = 1; i < rule->part_count; i++) {
        const struct rules_part *part = &rules->parts[rule->part_first + i];
        if (part->operator_ != RULES_NEAR_TO)
            continue;
        const struct phrases_hit *other = nearest(rules->index, text, &met->hit, part);
        if (other == NULL)
            return false;
        met->other = *other;
    }
    return true;
}

/* `from` is where the text met the rule's first part first. */
static bool fulfils(const struct rules *rules, const struct phrases_text *text, size_t from, struct rules_met *met)
{
    const struct rules_index *index = rules->index;
    const struct rules_rule *rule = &rules->rules[met->rule];
    uint32_t group = rules->parts[rule->part_first].group;
    if (!text_fulfils(rules, rule))
        return false;
    for (int tried = 0; from < index->heard_count && tried < RULES_GROUP_HITS_MOST; tried++) {
        met->hit = met->other = *index->heard[from].hit;
        if (place_fulfils(rules, text, rule, met))
            return true;
        from = next_of(index, group, from + 1);
    }
    return false;
}

/* Few are met, in runs that are in order. */
static void sort_by_rule(struct rules_met *met, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct rules_met one = met[i];
        size_t at = i;
        for (; at > 0 && met[at - 1].rule > one.rule; at--)
            met[at] = met[at - 1];
        met[at] = one;
    }
}

/* A rule is tried where the text first meets its first part. */
static bool is_tried(struct rules_index *index, uint32_t rule)
{
    uint64_t bit = (uint64_t)1 << rule % 64, before = index->tried[rule / 64];
    index->tried[rule / 64] = before | bit;
    return before & bit;
}

static size_t find_at(const struct rules *rules, const struct phrases_text *text, size_t at, struct rules_met *met,
                      size_t count)
{
    struct rules_index *index = rules->index;
    const struct heard *heard = &index->heard[at];
    for (size_t i = heard->keyword->beginning; i < heard->keyword[1].beginning && count < RULES_MET_MOST; i++) {
        const struct beginning *beginning = &index->beginnings[i];
        if (beginning->needs & ~index->heard_bits || is_tried(index, beginning->rule))
            continue;
        met[count] = (struct rules_met){beginning->rule, beginning->section, (enum rules_kind)beginning->kind, *heard->hit,
                                        *heard->hit};
        count += beginning->alone || fulfils(rules, text, at, &met[count]);
    }
    return count;
}

size_t rules_find(const struct rules *rules, const struct phrases_text *text, struct rules_met *met)
{
    struct rules_index *index = rules->index;
    size_t count = 0;
    hear(index, text);
    for (size_t at = 0; at < index->heard_count; at++)
        count = find_at(rules, text, at, met, count);
    memset(index->tried, 0, (rules->rule_count / 64 + 1) * sizeof *index->tried);
    sort_by_rule(met, count);
    return count;
}
