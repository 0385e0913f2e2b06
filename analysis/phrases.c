/* SPDX-License-Identifier: MIT */
#include "phrases.h"

#include <stdlib.h>

#include "base/err.h"
#include "vocabulary.h"

#include "base/banned.h"

/* One word's key differs by how it is matched and in which language, so that Welsh "dim" is not English "dim". */
enum { FRONT_MOST = VOCABULARY_KEYS_MOST * 2 };

static const uint64_t salt_form = 0x9e6c63d0876a9a47, salt_welsh = 0x3c6ef372fe94f82b, salt_sign = 0x5be0cd19137e2179;
static const uint64_t number_key = 0x1f83d9abfb41bd6b, negation_key = 0x6a09e667f3bcc909;

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
    phrases->nodes[from].next_words |= next_word_bit(key);
}

static uint32_t check_of(uint64_t edge_key)
{
    return (uint32_t)(edge_key >> 32);
}

void phrases_ready(struct phrases *phrases)
{
    if (phrases->ways != NULL)
        return;
    phrases->ways = calloc(phrases->edge_cap, sizeof *phrases->ways);
    phrases->marks = calloc(phrases->count + 1, sizeof *phrases->marks);
    MUST(phrases->ways != NULL && phrases->marks != NULL);
    for (size_t i = 0; i < phrases->edge_cap; i++) {
        const struct phrases_edge *edge = &phrases->edges[i];
        phrases->ways[i] = (struct phrases_way){check_of(edge->key), edge->next};
    }
}

uint8_t phrases_new_mark(struct phrases *phrases)
{
    MUST(phrases->marks_given < 8);
    return (uint8_t)(1 << phrases->marks_given++);
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

static bool is_number_sign(const struct word *word)
{
    return word->kind == WORD_SIGN && str_eq(word->form, STR("#"));
}

static bool is_symbol(const struct word *word)
{
    return word->kind == WORD_EMOJI || word->kind == WORD_EMOTICON;
}

/* A text word that stands for itself: the whole of a compound is met by its parts. */
static bool is_plain_word(const struct word *word)
{
    return word->kind == WORD_TEXT || word->kind == WORD_NUMBER;
}

/* Of these the form says what the lemma does not: "oes rhywun" asks, "mae rhywun" tells; "ceir" is cars. */
static bool says_itself(const struct word *word)
{
    static const char *const lemmas[] = {"bod", "cael", "dod", "gan", "gwneud", "i", "mynd"};
    if (word->language != WORD_WELSH || str_eq(word->sense->term, word->form))
        return false;
    for (size_t i = 0; i < sizeof lemmas / sizeof *lemmas; i++)
        if (str_eq(word->sense->term, str_from(lemmas[i])))
            return true;
    return false;
}

static uint64_t keyword_key(const struct word *word, bool exact)
{
    if (is_number_sign(word))
        return number_key;
    if (is_symbol(word))
        return word->hash ^ salt_sign;
    if (str_eq(word->form, STR("n't")))
        return negation_key;
    uint64_t salt = word->language == WORD_WELSH ? salt_welsh : 0;
    if (exact || word->kind == WORD_NUMBER || says_itself(word))
        return word->hash ^ salt ^ salt_form;
    return word->sense->term_hash ^ salt;
}

/* Welsh is often typed without its circumflexes: the bare form leads to the same node. */
static void add_bare_edge(struct phrases *phrases, uint32_t from, const struct word *word, uint32_t to)
{
    if (word->language == WORD_WELSH && word->plain.ptr != word->form.ptr)
        add_edge(phrases, from, str_hash(word->plain) ^ salt_welsh ^ salt_form, to);
}

static uint32_t add_word(struct phrases *phrases, uint32_t from, const struct word *word, bool exact)
{
    uint64_t key = keyword_key(word, exact);
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
        if (!is_plain_word(word) && !is_symbol(word) && !is_number_sign(word))
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

/* "soo" is "so", "loove" is "love": the double letter that folding left of a long run. */
static uint64_t undrawn_hash(struct str form)
{
    char bare[64];
    size_t len = 0;
    for (size_t i = 0; i < form.len && len < sizeof bare; i++)
        if (len == 0 || form.ptr[i] != bare[len - 1])
            bare[len++] = form.ptr[i];
    return str_hash((struct str){bare, len});
}

static void add_key(struct vocabulary_sense *sense, uint64_t key)
{
    if (sense->key_count < VOCABULARY_KEYS_MOST)
        sense->keys[sense->key_count++] = key;
}

static void add_welsh_keys(struct vocabulary_sense *sense, const struct word *word)
{
    if (word->language == WORD_WELSH)
        add_key(sense, word->sense->term_hash ^ salt_welsh);
    add_key(sense, word->hash ^ salt_welsh ^ salt_form);
    if (word->plain.ptr != word->form.ptr)
        add_key(sense, str_hash(word->plain) ^ salt_welsh ^ salt_form);
    else if (word->language != WORD_WELSH)
        add_key(sense, word->hash ^ salt_welsh);
}

static bool is_drawn_out(const struct word *word)
{
    return word->flags & WORD_DRAWN_OUT && !(word->flags & WORD_NEGATED) && word->language != WORD_WELSH;
}

static void add_word_keys(struct vocabulary_sense *sense, const struct word *word)
{
    if (word->language != WORD_WELSH) {
        add_key(sense, word->sense->term_hash);
        add_key(sense, word->hash ^ salt_form);
    }
    if (word->language != WORD_WELSH && word->flags & WORD_NEGATED)
        add_key(sense, negation_key);
    if (is_drawn_out(word)) {
        uint64_t hash = undrawn_hash(word->form);
        add_key(sense, hash);
        add_key(sense, hash ^ salt_form);
    }
    if (word->language != WORD_ENGLISH)
        add_welsh_keys(sense, word);
}

/* Where a key leads to from a node; 0: nowhere. */
static uint32_t way_of(const struct phrases *phrases, uint32_t from, uint64_t key)
{
    uint64_t mixed = edge_key(from, key);
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
    sense->has_keys = true;
    if (word->kind == WORD_TEXT)
        add_word_keys(sense, word);
    else
        add_key(sense, word->hash ^ (is_symbol(word) ? salt_sign : salt_form));
    if (word->kind == WORD_NUMBER)
        add_key(sense, number_key);
    for (size_t k = 0; k < sense->key_count; k++)
        sense->begun = (uint8_t)add_new(sense->nodes, sense->begun, VOCABULARY_KEYS_MOST, way_of(phrases, 0, sense->keys[k]));
}

/* A word's keys are kept with it, but for those that hang on how it was drawn out. */
static const struct vocabulary_sense *keys_of(const struct phrases *phrases, const struct word *word,
                                              struct phrases_text *text)
{
    struct vocabulary_sense *sense = word->sense;
    if (is_drawn_out(word))
        sense = ARENA_NEW(&text->arena, struct vocabulary_sense);
    if (!sense->has_keys)
        fill_keys(phrases, sense, word);
    return sense;
}

static struct phrases_token *add_token(struct phrases_text *text)
{
    if (text->count == text->cap) {
        text->cap = text->cap ? text->cap * 2 : 256;
        text->tokens = realloc(text->tokens, text->cap * sizeof *text->tokens);
        MUST(text->tokens != NULL);
    }
    return &text->tokens[text->count++];
}

static bool ends_clause(const struct word *word)
{
    return word->kind == WORD_SIGN && word->form.len > 0 && memchr(".,;:?!", word->form.ptr[0], 6) != NULL;
}

static void fill_tokens(const struct phrases *phrases, const struct words *words, struct phrases_text *text)
{
    uint32_t place = 0;
    bool breaks = true;
    text->count = 0;
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->items[i];
        if (word->flags & WORD_NEW_LINE || ends_clause(word)) {
            place += breaks || (word->kind == WORD_SIGN && word->form.ptr[0] == ',') ? 0 : 2;
            breaks = true;
        }
        if (!is_plain_word(word) && !is_symbol(word))
            continue;
        struct phrases_token *token = add_token(text);
        token->word = (uint32_t)i;
        token->place = place++;
        token->breaks = breaks;
        breaks = false;
        token->sense = keys_of(phrases, word, text);
        for (size_t k = 0; k < token->sense->begun; k++)
            __builtin_prefetch(&phrases->nodes[token->sense->nodes[k]]);
    }
}

/* The nodes that what was read so far leads to. */
struct front {
    uint32_t nodes[FRONT_MOST];
    size_t count;
};

static void start(const struct vocabulary_sense *sense, struct front *front)
{
    front->count = sense->begun;
    for (size_t k = 0; k < sense->begun; k++)
        front->nodes[k] = sense->nodes[k];
}

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

static void report(const struct phrases *phrases, const struct front *front, size_t first, size_t last,
                   struct phrases_text *text)
{
    for (size_t i = 0; i < front->count; i++) {
        int32_t phrase = phrases->nodes[front->nodes[i]].phrase;
        if (phrase != PHRASES_NONE && text->hit_count < PHRASES_HITS_MOST)
            text->hits[text->hit_count++] =
                (struct phrases_hit){(uint32_t)phrase, (uint32_t)first, (uint32_t)last, phrases->marks[phrase]};
    }
}

static void find_from(const struct phrases *phrases, size_t first, struct phrases_text *text)
{
    struct front fronts[2], *front = &fronts[0], *next = &fronts[1];
    start(text->tokens[first].sense, front);
    for (size_t at = first; front->count > 0;) {
        report(phrases, front, first, at, text);
        if (++at == text->count || at == first + PHRASES_WORDS_MOST || text->tokens[at].breaks)
            return;
        advance(phrases, text->tokens[at].sense, front, next);
        struct front *swap = front;
        front = next;
        next = swap;
    }
}

void phrases_find(const struct phrases *phrases, const struct words *words, struct phrases_text *text)
{
    if (text->hits == NULL)
        text->hits = calloc(PHRASES_HITS_MOST, sizeof *text->hits);
    MUST(text->hits != NULL && phrases->ways != NULL);
    text->hit_count = 0;
    arena_reset(&text->arena);
    fill_tokens(phrases, words, text);
    for (size_t first = 0; first < text->count; first++)
        if (text->tokens[first].sense->begun > 0)
            find_from(phrases, first, text);
}
