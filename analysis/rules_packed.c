/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "rules.h"

#include "base/banned.h"

/* Small numbers share a number: below them all the flags, above them what may be large. */
enum { OPERATOR_BITS = 2, KIND_BITS = 2 };

static void pack_sections(const struct rules *rules, struct buf *out)
{
    packed_put(out, rules->section_count);
    for (size_t i = 0; i < rules->section_count; i++) {
        const struct rules_section *section = &rules->sections[i];
        packed_put_str(out, section->id);
        packed_put_str(out, section->name);
        packed_put_str(out, section->name_cy);
        packed_put(out, section->off | (uint64_t)section->since << 1);
    }
}

static void pack_groups(const struct rules *rules, struct buf *out)
{
    packed_put(out, rules->member_count);
    for (size_t i = 0; i < rules->member_count; i++)
        packed_put(out, rules->members[i]);
    packed_put(out, rules->group_count);
    for (size_t i = 0; i < rules->group_count; i++)
        packed_put(out, rules->groups[i].count);
}

static void pack_sets(const struct rules *rules, struct buf *out)
{
    packed_put(out, rules->set_count);
    for (size_t i = 0; i < rules->set_count; i++) {
        packed_put_str(out, rules->sets[i].name);
        packed_put_str(out, rules->sets[i].text);
        packed_put(out, rules->sets[i].welsh | rules->sets[i].group << 1);
    }
}

static void pack_rules(const struct rules *rules, struct buf *out)
{
    packed_put(out, rules->part_count);
    for (size_t i = 0; i < rules->part_count; i++) {
        packed_put(out, rules->parts[i].group);
        packed_put(out, rules->parts[i].operator_ | (unsigned)rules->parts[i].distance << OPERATOR_BITS);
    }
    packed_put(out, rules->rule_count);
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct rules_rule *rule = &rules->rules[i];
        packed_put(out, rule->section);
        packed_put(out, rule->kind | (rule->welsh | rule->part_count << 1) << KIND_BITS);
        packed_put_str(out, rule->text);
    }
}

void rules_pack(const struct rules *rules, struct buf *out)
{
    pack_sections(rules, out);
    pack_groups(rules, out);
    pack_sets(rules, out);
    pack_rules(rules, out);
}

/* Room for as many as are said to follow, of which each takes at least `least_bytes`. */
static void *take_room(struct packed *in, size_t least_bytes, size_t size, size_t *count, size_t *cap)
{
    *count = packed_take_count(in, least_bytes);
    *cap = *count;
    void *items = calloc(*count ? *count : 1, size);
    MUST(items != NULL);
    return items;
}

/* A number below a ceiling. */
static uint32_t take_below(struct packed *in, uint64_t ceiling)
{
    uint64_t number = packed_take(in);
    in->bad |= number >= ceiling;
    return (uint32_t)number;
}

static void take_sections(struct rules *rules, struct packed *in)
{
    rules->sections = take_room(in, 4, sizeof *rules->sections, &rules->section_count, &rules->section_cap);
    for (size_t i = 0; i < rules->section_count; i++) {
        struct rules_section *section = &rules->sections[i];
        section->id = packed_take_str(in);
        section->name = packed_take_str(in);
        section->name_cy = packed_take_str(in);
        uint64_t flags = packed_take(in);
        section->off = flags & 1;
        section->since = (uint32_t)(flags >> 1);
        section->evidence = arena_printf(&rules->arena, "issue:" STR_FMT, STR_ARG(section->id));
    }
}

static void take_groups(struct rules *rules, struct packed *in)
{
    uint32_t first = 0;
    rules->members = take_room(in, 1, sizeof *rules->members, &rules->member_count, &rules->member_cap);
    for (size_t i = 0; i < rules->member_count; i++)
        rules->members[i] = take_below(in, rules->phrases->count);
    rules->groups = take_room(in, 1, sizeof *rules->groups, &rules->group_count, &rules->group_cap);
    for (size_t i = 0; i < rules->group_count; i++) {
        rules->groups[i] = (struct rules_group){first, take_below(in, rules->member_count - first + 1)};
        first += in->bad ? 0 : rules->groups[i].count;
    }
}

static void take_sets(struct rules *rules, struct packed *in)
{
    rules->sets = take_room(in, 3, sizeof *rules->sets, &rules->set_count, &rules->set_cap);
    for (size_t i = 0; i < rules->set_count; i++) {
        struct rules_set *set = &rules->sets[i];
        set->name = packed_take_str(in);
        set->text = packed_take_str(in);
        uint32_t head = take_below(in, (uint64_t)rules->group_count << 1);
        set->welsh = head & 1;
        set->group = head >> 1;
    }
}

static void take_parts(struct rules *rules, struct packed *in)
{
    rules->parts = take_room(in, 2, sizeof *rules->parts, &rules->part_count, &rules->part_cap);
    for (size_t i = 0; i < rules->part_count; i++) {
        rules->parts[i].group = take_below(in, rules->group_count);
        uint32_t head = take_below(in, (UINT8_MAX + 1) << OPERATOR_BITS);
        rules->parts[i].operator_ = (uint8_t)(head % (1 << OPERATOR_BITS));
        rules->parts[i].distance = (uint8_t)(head >> OPERATOR_BITS);
    }
}

static void take_rules(struct rules *rules, struct packed *in)
{
    uint32_t first = 0;
    rules->rules = take_room(in, 3, sizeof *rules->rules, &rules->rule_count, &rules->rule_cap);
    for (size_t i = 0; i < rules->rule_count && !in->bad; i++) {
        struct rules_rule *rule = &rules->rules[i];
        *rule = (struct rules_rule){.section = take_below(in, rules->section_count), .part_first = first};
        uint64_t head = packed_take(in);
        rule->kind = (uint8_t)(head % (1 << KIND_BITS));
        rule->welsh = head >> KIND_BITS & 1;
        rule->part_count = (uint32_t)(head >> (KIND_BITS + 1));
        rule->text = packed_take_str(in);
        in->bad |= rule->kind > RULES_NOT || rule->part_count == 0 || rule->part_count > rules->part_count - first;
        first += rule->part_count;
    }
}

void rules_unpack(struct rules *rules, struct packed *in)
{
    take_sections(rules, in);
    take_groups(rules, in);
    take_sets(rules, in);
    take_parts(rules, in);
    take_rules(rules, in);
}
