/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include <stdlib.h>

#include "base/banned.h"

/* Numbers to lists of numbers, packed: the list of i is items[first[i]] … items[first[i + 1]]. */
struct lists {
    uint32_t *first, *items;
    size_t count;
};

/* What rules want of a group: most are only asked for by a rule that another group has begun. */
enum role { UNUSED, ASKED, BEGINNING };

/* A group: the rules that begin with it, and where the text being read met it, as the first and the last of its notes. */
struct meeting {
    uint32_t rule_first, rule_end;
    uint32_t first, last;
    uint8_t count, role;
    bool looked_for; /* of one that is asked for: its notes are all there */
};

/* A keyword: where its groups stand in both lists, which end where the next one's begin; and a bit for each group asked for,
 * of 64, which tells of most that they are not met. */
struct keyword {
    uint32_t beginning, asked;
    uint64_t asked_bits;
};

/* A rule as its first group leads to it. */
struct follow {
    uint32_t rule, section;
    uint8_t kind;
    bool alone; /* the group is all of it */
};

/* A group that a keyword of the text begins. */
struct begun {
    uint32_t group, hit;
};

struct note {
    struct phrases_hit hit;
    uint32_t next; /* of the same group */
};

struct rules_index {
    uint8_t *roles;               /* of the groups */
    struct keyword *keywords;
    uint32_t *beginning, *asked;  /* the groups of that role, keyword after keyword */
    struct follow *follows;       /* group after group */
    /* of the text being read: what it touches lies close together */
    struct meeting *meetings; /* one a group */
    struct begun *begun;
    size_t begun_cap;
    struct note *notes;
    size_t note_count, note_cap;
    uint32_t *touched;
    size_t touched_count;
    uint64_t asked_bits; /* of all keywords met */
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
        free(rules->index->beginning);
        free(rules->index->asked);
        free(rules->index->follows);
        free(rules->index->roles);
        free(rules->index->meetings);
        free(rules->index->begun);
        free(rules->index->notes);
        free(rules->index->touched);
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

static void put_groups(const struct rules *rules, struct lists *lists, enum role role)
{
    for (size_t group = 0; group < rules->group_count; group++)
        for (size_t i = 0; rules->index->roles[group] == role && i < rules->groups[group].count; i++)
            list_put(lists, rules->members[rules->groups[group].first + i], (uint32_t)group);
}

static void put_beginning(const struct rules *rules, struct lists *lists)
{
    put_groups(rules, lists, BEGINNING);
}

static void put_asked(const struct rules *rules, struct lists *lists)
{
    put_groups(rules, lists, ASKED);
}

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

static uint8_t *roles_of(const struct rules *rules)
{
    uint8_t *roles = zeroed(rules->group_count, sizeof *roles);
    for (size_t i = 0; i < rules->rule_count; i++)
        for (uint32_t k = 0; rule_counts(rules, i) && k < rules->rules[i].part_count; k++) {
            uint8_t *role = &roles[rules->parts[rules->rules[i].part_first + k].group];
            *role = k == 0 || *role == BEGINNING ? BEGINNING : ASKED;
        }
    return roles;
}

static void make_follows(const struct rules *rules, struct rules_index *index)
{
    struct lists of_group = make_lists(rules, rules->group_count, put_rules);
    index->meetings = zeroed(rules->group_count, sizeof *index->meetings);
    index->follows = zeroed(rules->rule_count, sizeof *index->follows);
    for (size_t group = 0; group < rules->group_count; group++)
        index->meetings[group] =
            (struct meeting){.rule_first = of_group.first[group], .rule_end = of_group.first[group + 1], .role = index->roles[group]};
    for (uint32_t i = 0; i < of_group.first[rules->group_count]; i++) {
        const struct rules_rule *rule = &rules->rules[of_group.items[i]];
        index->follows[i] = (struct follow){of_group.items[i], rule->section, rule->kind, rule->part_count == 1};
    }
    lists_free(&of_group);
}

static uint64_t group_bit(uint32_t group)
{
    return (uint64_t)1 << group % 64;
}

static void make_keywords(const struct rules *rules, struct rules_index *index)
{
    size_t count = rules->phrases->count;
    struct lists beginning = make_lists(rules, count, put_beginning), asked = make_lists(rules, count, put_asked);
    index->keywords = zeroed(count + 1, sizeof *index->keywords);
    for (size_t i = 0; i <= count; i++) {
        index->keywords[i] = (struct keyword){.beginning = beginning.first[i], .asked = asked.first[i]};
        for (uint32_t k = asked.first[i]; i < count && k < asked.first[i + 1]; k++)
            index->keywords[i].asked_bits |= group_bit(asked.items[k]);
    }
    index->beginning = beginning.items;
    index->asked = asked.items;
    free(beginning.first);
    free(asked.first);
}

void rules_ready(struct rules *rules)
{
    MUST(rules->index == NULL);
    struct rules_index *index = rules->index = zeroed(1, sizeof *index);
    phrases_ready(rules->phrases);
    index->roles = roles_of(rules);
    make_keywords(rules, index);
    index->touched = zeroed(rules->group_count, sizeof *index->touched);
    make_follows(rules, index);
}

static uint32_t new_note(struct rules_index *index, const struct phrases_hit *hit)
{
    if (index->note_count == index->note_cap) {
        index->note_cap = index->note_cap ? index->note_cap * 2 : 256;
        index->notes = realloc(index->notes, index->note_cap * sizeof *index->notes);
        MUST(index->notes != NULL);
    }
    index->notes[index->note_count] = (struct note){.hit = *hit};
    return (uint32_t)index->note_count++;
}

static void note_hit(struct rules_index *index, struct meeting *meeting, const struct phrases_hit *hit)
{
    if (meeting->count == RULES_GROUP_HITS_MOST)
        return;
    uint32_t note = new_note(index, hit);
    if (meeting->count++ == 0)
        meeting->first = note;
    else
        index->notes[meeting->last].next = note;
    meeting->last = note;
}

static struct meeting *touch(struct rules_index *index, uint32_t group)
{
    index->touched[index->touched_count++] = group;
    return &index->meetings[group];
}

static void begin_group(struct rules_index *index, uint32_t group, const struct phrases_hit *hit)
{
    struct meeting *meeting = &index->meetings[group];
    if (meeting->count == 0) {
        touch(index, group);
        __builtin_prefetch(&index->follows[meeting->rule_first]);
    }
    note_hit(index, meeting, hit);
}

static void make_room(struct rules_index *index, size_t count)
{
    if (count <= index->begun_cap)
        return;
    index->begun_cap = count * 2;
    index->begun = realloc(index->begun, index->begun_cap * sizeof *index->begun);
    MUST(index->begun != NULL);
}

/* The groups that keywords begin, one after the other; asks the memory for each. */
static size_t list_begun(struct rules_index *index, const struct phrases_text *text)
{
    size_t count = 0;
    index->asked_bits = 0;
    for (uint32_t i = 0; i < text->hit_count; i++) {
        const struct keyword *keyword = &index->keywords[text->hits[i].phrase];
        index->asked_bits |= keyword->asked_bits;
        make_room(index, count + keyword[1].beginning - keyword->beginning);
        for (size_t k = keyword->beginning; k < keyword[1].beginning; k++) {
            uint32_t group = index->beginning[k];
            __builtin_prefetch(&index->meetings[group]);
            index->begun[count++] = (struct begun){group, i};
        }
    }
    return count;
}

/* In three rounds, as what each reads lies all over the memory: what the next will read is sent for. */
static void begin_groups(struct rules_index *index, const struct phrases_text *text)
{
    for (size_t i = 0; i < text->hit_count; i++)
        __builtin_prefetch(&index->keywords[text->hits[i].phrase]);
    size_t count = list_begun(index, text);
    for (size_t i = 0; i < count; i++)
        begin_group(index, index->begun[i].group, &text->hits[index->begun[i].hit]);
}

static bool asks(const struct rules_index *index, const struct keyword *keyword, uint32_t group)
{
    if (!(keyword->asked_bits & group_bit(group)))
        return false;
    size_t at = keyword->asked, end = keyword[1].asked;
    while (at < end && index->asked[at] != group)
        at++;
    return at < end;
}

/* Where the text met the group of a part. */
static const struct meeting *meet(struct rules_index *index, const struct phrases_text *text, uint32_t group)
{
    struct meeting *meeting = &index->meetings[group];
    if (meeting->role != ASKED || meeting->looked_for || !(index->asked_bits & group_bit(group)))
        return meeting;
    touch(index, group)->looked_for = true;
    for (size_t i = 0; i < text->hit_count; i++)
        if (asks(index, &index->keywords[text->hits[i].phrase], group))
            note_hit(index, meeting, &text->hits[i]);
    return meeting;
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

static const struct phrases_hit *nearest(struct rules_index *index, const struct phrases_text *text,
                                         const struct phrases_hit *hit, const struct rules_part *part)
{
    const struct meeting *meeting = meet(index, text, part->group);
    for (uint32_t i = 0, at = meeting->first; i < meeting->count; i++, at = index->notes[at].next)
        if (is_near(text, hit, &index->notes[at].hit, part->distance))
            return &index->notes[at].hit;
    return NULL;
}

/* What the whole text decides: AND and NOT. */
static bool text_fulfils(const struct rules *rules, const struct phrases_text *text, const struct rules_rule *rule)
{
    for (uint32_t i = 1; i < rule->part_count; i++) {
        const struct rules_part *part = &rules->parts[rule->part_first + i];
        bool there = meet(rules->index, text, part->group)->count > 0;
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

static bool fulfils(const struct rules *rules, const struct phrases_text *text, const struct meeting *meeting,
                    struct rules_met *met)
{
    const struct rules_rule *rule = &rules->rules[met->rule];
    if (!text_fulfils(rules, text, rule))
        return false;
    for (uint32_t i = 0, at = meeting->first; i < meeting->count; i++, at = rules->index->notes[at].next) {
        met->hit = met->other = rules->index->notes[at].hit;
        if (place_fulfils(rules, text, rule, met))
            return true;
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

static size_t find_of_group(const struct rules *rules, const struct phrases_text *text, const struct meeting *meeting,
                            struct rules_met *met, size_t count)
{
    struct phrases_hit first = rules->index->notes[meeting->first].hit;
    for (size_t i = meeting->rule_first; i < meeting->rule_end && count < RULES_MET_MOST; i++) {
        const struct follow *follow = &rules->index->follows[i];
        met[count] = (struct rules_met){follow->rule, follow->section, (enum rules_kind)follow->kind, first, first};
        count += follow->alone || fulfils(rules, text, meeting, &met[count]);
    }
    return count;
}

static void forget(struct rules_index *index)
{
    for (size_t i = 0; i < index->touched_count; i++) {
        struct meeting *meeting = &index->meetings[index->touched[i]];
        meeting->count = 0;
        meeting->looked_for = false;
    }
    index->touched_count = index->note_count = 0;
}

size_t rules_find(const struct rules *rules, const struct phrases_text *text, struct rules_met *met)
{
    struct rules_index *index = rules->index;
    size_t count = 0;
    begin_groups(index, text);
    for (size_t i = 0, begun = index->touched_count; i < begun; i++)
        count = find_of_group(rules, text, &index->meetings[index->touched[i]], met, count);
    forget(index);
    sort_by_rule(met, count);
    return count;
}
