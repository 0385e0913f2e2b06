/* SPDX-License-Identifier: MIT */
#include "phrases.h"

#include <stdlib.h>

#include "base/err.h"
#include "phrases_keys.h"

#include "base/banned.h"

enum {
    FRONT_MOST = VOCABULARY_KEYS_MOST * 2,
    WAY_BITS = 1 << 18,
    HITS_FROM_MOST = FRONT_MOST * PHRASES_WORDS_MOST /* that begin with one token */
};

void phrases_init(struct phrases *phrases)
{
    *phrases = (struct phrases){.edge_cap = 1 << 15, .node_cap = 1 << 15, .node_count = 1};
    phrases->edges = calloc(phrases->edge_cap, sizeof *phrases->edges);
    phrases->nodes = calloc(phrases->node_cap, sizeof *phrases->nodes);
    MUST(phrases->edges != NULL && phrases->nodes != NULL);
    phrases->nodes[0] = (struct phrases_node){.phrase = PHRASES_NONE};
}

void phrases_free(struct phrases *phrases)
{
    free(phrases->edges);
    free(phrases->nodes);
    free(phrases->ways);
    free(phrases->way_bits);
    free(phrases->marks);
    words_free(&phrases->words);
    *phrases = (struct phrases){0};
}

void phrases_text_free(struct phrases_text *text)
{
    free(text->tokens);
    free(text->hits);
    arena_free(&text->arena);
    *text = (struct phrases_text){0};
}

static uint64_t edge_key(uint32_t state, uint64_t key)
{
    uint64_t mixed = (key ^ (state * 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu;
    return mixed ^ mixed >> 32;
}

static struct phrases_edge *edge_slot(const struct phrases *phrases, uint64_t key)
{
    size_t mask = phrases->edge_cap - 1, at = key & mask;
    while (phrases->edges[at].next != 0 && phrases->edges[at].key != key)
        at = (at + 1) & mask;
    return &phrases->edges[at];
}

static void grow_edges(struct phrases *phrases)
{
    struct phrases_edge *old = phrases->edges;
    size_t old_cap = phrases->edge_cap;
    phrases->edge_cap *= 2;
    phrases->edges = calloc(phrases->edge_cap, sizeof *old);
    MUST(phrases->edges != NULL);
    for (size_t i = 0; i < old_cap; i++)
        if (old[i].next != 0)
            *edge_slot(phrases, old[i].key) = old[i];
    free(old);
}

static uint32_t add_node(struct phrases *phrases)
{
    if (phrases->node_count == phrases->node_cap) {
        phrases->node_cap *= 2;
        phrases->nodes = realloc(phrases->nodes, phrases->node_cap * sizeof *phrases->nodes);
        MUST(phrases->nodes != NULL);
    }
    phrases->nodes[phrases->node_count] = (struct phrases_node){.phrase = PHRASES_NONE};
    return (uint32_t)phrases->node_count++;
}

static uint32_t next_word_bit(uint64_t key)
{
    return (uint32_t)1 << (key >> 59);
}

static void add_edge(struct phrases *phrases, uint32_t from, uint64_t key, uint32_t to)
{
    if (phrases->edge_count * 3 >= phrases->edge_cap * 2)
        grow_edges(phrases);
    struct phrases_edge *edge = edge_slot(phrases, edge_key(from, key));
    if (edge->next == 0) {
        *edge = (struct phrases_edge){edge_key(from, key), to};
        phrases->edge_count++;
    }
    if (from != 0)
        phrases->nodes[from].next_words |= next_word_bit(key);
}

static uint32_t check_of(uint64_t edge_key)
{
    return (uint32_t)(edge_key >> 32);
}

/* Where an edge's bit is. */
static size_t way_word(uint64_t edge_key)
{
    return edge_key >> 46 & (WAY_BITS / 64 - 1);
}

static uint64_t way_bit(uint64_t edge_key)
{
    return (uint64_t)1 << (edge_key >> 58);
}

void phrases_ready(struct phrases *phrases)
{
    if (phrases->ways != NULL)
        return;
    phrases->ways = calloc(phrases->edge_cap, sizeof *phrases->ways);
    phrases->marks = calloc(phrases->count + 1, sizeof *phrases->marks);
    phrases->way_bits = calloc(WAY_BITS / 64, sizeof *phrases->way_bits);
    MUST(phrases->ways != NULL && phrases->marks != NULL && phrases->way_bits != NULL);
    for (size_t i = 0; i < phrases->edge_cap; i++) {
        const struct phrases_edge *edge = &phrases->edges[i];
        if (edge->next != 0)
            phrases->way_bits[way_word(edge->key)] |= way_bit(edge->key);
        phrases->ways[i] = (struct phrases_way){check_of(edge->key), edge->next};
    }
}

uint8_t phrases_new_mark(struct phrases *phrases)
{
    MUST(phrases->marks_given < 8);
    return (uint8_t)(1 << phrases->marks_given++);
}

void phrases_mark(struct phrases *phrases, uint32_t phrase, uint8_t mark)
{
    phrases->marks[1 + phrase] |= mark;
}

static void pack_edges(const struct phrases *phrases, struct buf *out)
{
    packed_put(out, phrases->edge_count);
    for (size_t i = 0; i < phrases->edge_cap; i++)
        if (phrases->edges[i].next != 0) {
            packed_put_fixed(out, phrases->edges[i].key);
            packed_put(out, phrases->edges[i].next);
        }
}

void phrases_pack(const struct phrases *phrases, struct buf *out)
{
    packed_put(out, phrases->count);
    packed_put(out, phrases->node_count);
    for (size_t i = 0; i < phrases->node_count; i++) {
        packed_put(out, (uint64_t)(phrases->nodes[i].phrase - PHRASES_NONE));
        packed_put(out, phrases->nodes[i].next_words);
    }
    pack_edges(phrases, out);
}

static void unpack_edges(struct phrases *phrases, struct packed *in)
{
    size_t count = packed_take_count(in, sizeof(uint64_t) + 1);
    while (count * 3 >= phrases->edge_cap * 2)
        grow_edges(phrases);
    for (; phrases->edge_count < count && !in->bad; phrases->edge_count++) {
        struct phrases_edge edge = {.key = packed_take_fixed(in)};
        uint64_t next = packed_take(in);
        edge.next = (uint32_t)next;
        in->bad |= next == 0 || next >= phrases->node_count;
        *edge_slot(phrases, edge.key) = edge;
    }
}

void phrases_unpack(struct phrases *phrases, struct packed *in)
{
    phrases->count = packed_take_count(in, 1);
    size_t nodes = packed_take_count(in, 2);
    while (phrases->node_count < nodes)
        add_node(phrases);
    for (size_t i = 0; i < nodes && !in->bad; i++) {
        uint64_t phrase = packed_take(in);
        in->bad |= phrase > phrases->count;
        phrases->nodes[i].phrase = (int32_t)phrase + PHRASES_NONE;
        phrases->nodes[i].next_words = (uint32_t)packed_take(in);
    }
    unpack_edges(phrases, in);
}

static uint32_t step(const struct phrases *phrases, uint32_t from, uint64_t key)
{
    return edge_slot(phrases, edge_key(from, key))->next;
}

/* A text word that stands for itself: the whole of a compound is met by its parts. */
static bool is_plain_word(const struct word *word)
{
    return word->kind == WORD_TEXT || word->kind == WORD_NUMBER;
}

/* Welsh is often typed without its circumflexes: the bare form leads to the same node. */
static void add_bare_edge(struct phrases *phrases, uint32_t from, const struct word *word, uint32_t to)
{
    if (word->language == WORD_WELSH && word->plain.ptr != word->form.ptr)
        add_edge(phrases, from, phrases_keys_bare(word), to);
}

static uint32_t add_word(struct phrases *phrases, uint32_t from, const struct word *word, bool exact)
{
    uint64_t key = phrases_keys_of_keyword(word, exact);
    uint32_t to = step(phrases, from, key);
    if (to == 0) {
        to = add_node(phrases);
        add_edge(phrases, from, key, to);
    }
    if (word->kind == WORD_TEXT)
        add_bare_edge(phrases, from, word, to);
    return to;
}

static void split_keyword(struct phrases *phrases, struct stem *stem, enum word_language language, struct str keyword,
                          bool exact)
{
    words_split(&phrases->words, keyword);
    for (size_t i = 0; i < phrases->words.count; i++)
        phrases->words.items[i].language = (uint8_t)language;
    if (!exact)
        stem_words(stem, &phrases->words);
}

bool phrases_add(struct phrases *phrases, struct stem *stem, enum word_language language, struct str keyword,
                 bool exact, uint32_t *number)
{
    MUST(phrases->ways == NULL);
    split_keyword(phrases, stem, language, keyword, exact);
    uint32_t state = 0;
    size_t count = 0;
    for (size_t i = 0; i < phrases->words.count; i++) {
        const struct word *word = &phrases->words.items[i];
        if (!is_plain_word(word) && !phrases_keys_is_symbol(word) && !phrases_keys_is_number_sign(word))
            continue;
        if (++count > PHRASES_WORDS_MOST)
            return false;
        state = add_word(phrases, state, word, exact);
    }
    if (count == 0)
        return false;
    if (phrases->nodes[state].phrase == PHRASES_NONE)
        phrases->nodes[state].phrase = (int32_t)phrases->count++;
    *number = (uint32_t)phrases->nodes[state].phrase;
    return true;
}

/* Where a key leads to from a node; 0: nowhere. */
static uint32_t way_of(const struct phrases *phrases, uint32_t from, uint64_t key)
{
    uint64_t mixed = edge_key(from, key);
    if (!(phrases->way_bits[way_word(mixed)] & way_bit(mixed)))
        return 0;
    size_t mask = phrases->edge_cap - 1, at = mixed & mask;
    while (phrases->ways[at].next != 0 && phrases->ways[at].check != check_of(mixed))
        at = (at + 1) & mask;
    return phrases->ways[at].next;
}

/* Adds a node to some, if it is one and not yet among them. */
static size_t add_new(uint32_t nodes[], size_t count, size_t most, uint32_t node)
{
    if (node == 0 || count == most)
        return count;
    for (size_t i = 0; i < count; i++)
        if (nodes[i] == node)
            return count;
    nodes[count] = node;
    return count + 1;
}

static void fill_keys(const struct phrases *phrases, struct vocabulary_sense *sense, const struct word *word)
{
    phrases_keys_fill(sense, word);
    sense->has_keys = true;
    for (size_t k = 0; k < sense->key_count; k++) {
        sense->key_bits |= next_word_bit(sense->keys[k]);
        sense->begun = (uint8_t)add_new(sense->nodes, sense->begun, VOCABULARY_KEYS_MOST, way_of(phrases, 0, sense->keys[k]));
    }
}

/* Keywords are of words and symbols: the whole of a compound is met by its parts, and links, handles and signs are not. */
static bool is_met(const struct word *word)
{
    return 1u << word->kind & (1u << WORD_TEXT | 1u << WORD_NUMBER | 1u << WORD_EMOJI | 1u << WORD_EMOTICON);
}

/* A word's keys are kept with it, but for those that hang on how it was drawn out. */
static const struct vocabulary_sense *keys_of(const struct phrases *phrases, const struct word *word,
                                              struct phrases_text *text)
{
    struct vocabulary_sense *sense = word->sense;
    if (phrases_keys_is_drawn_out(word))
        sense = ARENA_NEW(&text->arena, struct vocabulary_sense);
    if (!sense->has_keys)
        fill_keys(phrases, sense, word);
    return sense;
}

void phrases_expect(const struct phrases *phrases, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        __builtin_prefetch(&phrases->nodes[words->items[i].sense->nodes[0]]);
        __builtin_prefetch(&phrases->nodes[words->items[i].sense->nodes[1]]);
    }
}

static void make_room(struct phrases_text *text, size_t count)
{
    if (text->hits == NULL)
        text->hits = calloc(PHRASES_HITS_MOST + HITS_FROM_MOST, sizeof *text->hits);
    if (text->cap <= count) {
        text->cap = text->cap * 2 > count ? text->cap * 2 : count + 256;
        text->tokens = realloc(text->tokens, text->cap * sizeof *text->tokens);
    }
    MUST(text->hits != NULL && text->tokens != NULL);
}

/* Whether a sentence or clause ends before a word, or with a sign. */
static bool ends(const struct word *word)
{
    bool sign = word->kind == WORD_SIGN && word->form.len > 0;
    return word->flags & WORD_NEW_LINE || (sign && memchr(".,;:?!", word->form.ptr[0], 6) != NULL);
}

static bool is_comma(const struct word *word)
{
    return word->kind == WORD_SIGN && word->form.ptr[0] == ',';
}

static void fill_tokens(const struct phrases *phrases, const struct words *words, struct phrases_text *text)
{
    uint32_t place = 0;
    bool breaks = true;
    struct phrases_token *token = text->tokens;
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->items[i];
        bool met = is_met(word);
        if ((!met || word->flags & WORD_NEW_LINE) && ends(word)) {
            place += breaks || is_comma(word) ? 0 : 2;
            breaks = true;
        }
        if (!met)
            continue;
        const struct vocabulary_sense *sense = keys_of(phrases, word, text);
        *token++ = (struct phrases_token){sense, place++, (uint32_t)i, breaks ? 0 : sense->key_bits};
        breaks = false;
    }
    *token = (struct phrases_token){.sense = NULL};
    text->count = (size_t)(token - text->tokens);
}

/* The nodes that what was read so far leads to. */
struct front {
    uint32_t nodes[FRONT_MOST];
    size_t count;
};

static void advance(const struct phrases *phrases, const struct vocabulary_sense *sense, const struct front *from,
                    struct front *to)
{
    to->count = 0;
    for (size_t i = 0; i < from->count; i++) {
        uint32_t next_words = phrases->nodes[from->nodes[i]].next_words;
        for (size_t k = 0; next_words != 0 && k < sense->key_count; k++)
            if (next_words & next_word_bit(sense->keys[k]))
                to->count = add_new(to->nodes, to->count, FRONT_MOST, way_of(phrases, from->nodes[i], sense->keys[k]));
    }
}

/* A hit if a keyword ends at the node: it is written, and stays if there is one, as no machine guesses which. */
static inline struct phrases_hit *report(const struct phrases *phrases, uint32_t node, size_t first, size_t last,
                                         struct phrases_hit *hit)
{
    int32_t phrase = phrases->nodes[node].phrase;
    *hit = (struct phrases_hit){(uint32_t)phrase, (uint32_t)first, (uint32_t)last, phrases->marks[1 + phrase]};
    return hit + (phrase != PHRASES_NONE);
}

/* The keywords of several words that begin with a token. */
static struct phrases_hit *go_on(const struct phrases *phrases, const struct phrases_text *text, size_t first,
                                 struct phrases_hit *hit)
{
    struct front fronts[2], *front = &fronts[0], *next = &fronts[1];
    const struct vocabulary_sense *sense = text->tokens[first].sense;
    front->count = sense->begun;
    memcpy(front->nodes, sense->nodes, sizeof sense->nodes);
    for (size_t at = first + 1; front->count > 0 && at < first + PHRASES_WORDS_MOST && text->tokens[at].key_bits != 0; at++) {
        advance(phrases, text->tokens[at].sense, front, next);
        for (size_t i = 0; i < next->count; i++)
            hit = report(phrases, next->nodes[i], first, at, hit);
        struct front *swap = front;
        front = next;
        next = swap;
    }
    return hit;
}

/* Most words begin keywords at two nodes or less: as many are looked at of all. */
static struct phrases_hit *find_from(const struct phrases *phrases, const struct phrases_text *text, size_t first,
                                     struct phrases_hit *hit)
{
    const struct phrases_token *token = &text->tokens[first];
    const uint32_t *nodes = token->sense->nodes;
    uint32_t next_words = phrases->nodes[nodes[0]].next_words | phrases->nodes[nodes[1]].next_words;
    hit = report(phrases, nodes[0], first, first, hit);
    hit = report(phrases, nodes[1], first, first, hit);
    for (size_t k = 2; k < token->sense->begun; k++) {
        hit = report(phrases, nodes[k], first, first, hit);
        next_words |= phrases->nodes[nodes[k]].next_words;
    }
    return next_words & token[1].key_bits ? go_on(phrases, text, first, hit) : hit;
}

void phrases_find(const struct phrases *phrases, const struct words *words, struct phrases_text *text)
{
    MUST(phrases->ways != NULL);
    make_room(text, words->count);
    arena_reset(&text->arena);
    fill_tokens(phrases, words, text);
    struct phrases_hit *hit = text->hits, *full = text->hits + PHRASES_HITS_MOST;
    for (size_t first = 0; first < text->count && hit < full; first++)
        hit = find_from(phrases, text, first, hit);
    text->hit_count = (size_t)((hit < full ? hit : full) - text->hits);
}
