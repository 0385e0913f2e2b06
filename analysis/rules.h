/* SPDX-License-Identifier: MIT */

/* rules — lists of words that an officer can read and edit, compiled, and met in a text.
 *
 * Takes   files of sections, each with rules in English and Welsh: the form is told in analysis/README.md
 * Gives   the rules that a text fulfils, each with the tokens that did it
 * Errors  CONFIG with file, line, section and key: an unknown key, a set that is not defined, a rule that cannot be read
 * Memory  owns everything until rules_free; a text's scratch is kept and used again
 * Cost    reading about 1 us a keyword; matching O(keywords met), bounded by the ceilings below
 * After   the Boolean queries with NEAR of library catalogues, without nesting so that they stay readable */
#ifndef ANALYSIS_RULES_H
#define ANALYSIS_RULES_H

#include "base/buf.h"
#include "base/err.h"
#include "phrases.h"

enum { RULES_MET_MOST = 256, RULES_GROUP_HITS_MOST = 16, RULES_NEAR = 5, RULES_FILE_BYTES = 4 << 20 };

enum rules_kind { RULES_SURE, RULES_HINT, RULES_NOT };
enum rules_operator { RULES_FIRST, RULES_AND, RULES_NEAR_TO, RULES_BUT_NOT };

struct rules_part {
    uint32_t group;
    uint8_t operator_, distance;
};

struct rules_rule {
    uint32_t section, part_first, part_count;
    uint8_t kind;
    bool welsh;
    struct str text; /* as written */
};

struct rules_section {
    struct str id, name, name_cy;
    struct str evidence; /* "issue:" and the id, ended by NUL */
    bool off;
    uint32_t since; /* rules below this number were replaced */
};

/* Keywords of which any will do: so many members from the first. */
struct rules_group {
    uint32_t first, count;
};

struct rules_set {
    struct str name, text; /* text: as written */
    bool welsh;
    uint32_t group;
};

struct rules_index; /* phrase -> rules, made by rules_ready */

struct rules {
    struct arena arena;
    struct phrases *phrases; /* shared with other lists */
    struct stem *stem;
    bool of_services; /* ids are service.issue */
    struct rules_section *sections;
    size_t section_count, section_cap;
    struct rules_rule *rules;
    size_t rule_count, rule_cap;
    struct rules_part *parts;
    size_t part_count, part_cap;
    struct rules_group *groups;
    size_t group_count, group_cap;
    uint32_t *members; /* phrases, group after group */
    size_t member_count, member_cap;
    struct rules_set *sets;
    size_t set_count, set_cap;
    struct rules_index *index;
};

struct rules_met {
    uint32_t rule, section;
    enum rules_kind kind;
    struct phrases_hit hit, other; /* other: what stood NEAR, or the same as hit */
};

void rules_init(struct rules *rules, struct phrases *phrases, struct stem *stem);
void rules_free(struct rules *rules);

/* A second file adds to the first; a section that says `replace = yes` takes the place of the one of its id. */
bool rules_read(struct rules *rules, const char *path, struct err *err);
bool rules_read_text(struct rules *rules, const char *path, struct str text, struct err *err);

/* What was read so far, and the same taken back into rules just begun, of whose phrases there are as many as there were:
 * in.bad if it is none. Texts stay where they were packed. */
void rules_pack(const struct rules *rules, struct buf *out);
void rules_unpack(struct rules *rules, struct packed *in);

/* After the last file and before the first text. */
void rules_ready(struct rules *rules);

/* Ask the memory for what it holds of the keywords that a text met, to be there for rules_find: first where their rules are,
 * then, when that is there, the rules. */
void rules_expect(const struct rules *rules, const struct phrases_text *text);
void rules_expect_beginnings(const struct rules *rules, const struct phrases_text *text);

/* The rules that are fulfilled, in order of their number; at most RULES_MET_MOST. */
size_t rules_find(const struct rules *rules, const struct phrases_text *text, struct rules_met *met);

/* The section of that id, or NULL. */
struct rules_section *rules_section(const struct rules *rules, struct str id);

#endif
