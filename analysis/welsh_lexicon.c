/* SPDX-License-Identifier: MIT */
#include "welsh_lexicon.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { BYTES_MOST = 256 << 20, ROWS_MOST = 4000000 };

/* Rows of one form stand in neighbouring slots. */
struct slot {
    uint32_t hash;
    uint32_t row; /* offset of the row in the text, plus one; 0 is empty */
};

struct welsh_lexicon {
    struct arena arena;
    struct str text; /* folded */
    struct slot *slots;
    size_t slot_count;
};

static struct str form_of(struct str text, size_t row)
{
    return str_cut(text, row, str_find(text, '\t', row));
}

static struct str lemma_of(struct str text, size_t row)
{
    size_t from = str_find(text, '\t', row) + 1, to = from;
    while (to < text.len && text.ptr[to] != '\t' && text.ptr[to] != '\n' && text.ptr[to] != '\r')
        to++;
    return str_cut(text, from, to);
}

static void insert(struct welsh_lexicon *lexicon, size_t row)
{
    uint64_t hash = str_hash(form_of(lexicon->text, row));
    size_t at = hash & (lexicon->slot_count - 1);
    while (lexicon->slots[at].row != 0)
        at = (at + 1) & (lexicon->slot_count - 1);
    lexicon->slots[at] = (struct slot){(uint32_t)(hash >> 32), (uint32_t)row + 1};
}

static bool read_rows(struct welsh_lexicon *lexicon, const char *path, struct err *err)
{
    struct str rest = lexicon->text, line;
    for (size_t number = 1; str_next(&rest, '\n', &line); number++) {
        if (line.len == 0)
            continue;
        if (str_find(line, '\t', 0) == line.len)
            return err_set(err, ERR_CONFIG, "%s:%zu: no tab between form and lemma", path, number);
        insert(lexicon, (size_t)(line.ptr - lexicon->text.ptr));
    }
    return true;
}

static bool make_slots(struct welsh_lexicon *lexicon, const char *path, struct err *err)
{
    size_t rows = 1;
    for (size_t at = 0; at < lexicon->text.len; at++)
        rows += lexicon->text.ptr[at] == '\n';
    if (rows > ROWS_MOST)
        return err_set(err, ERR_CONFIG, "%s: over %d rows", path, ROWS_MOST);
    lexicon->slot_count = 16;
    while (lexicon->slot_count < rows * 2)
        lexicon->slot_count *= 2;
    lexicon->slots = calloc(lexicon->slot_count, sizeof *lexicon->slots);
    MUST(lexicon->slots != NULL);
    return true;
}

bool welsh_lexicon_read(const char *path, struct welsh_lexicon **out, struct err *err)
{
    struct welsh_lexicon *lexicon = calloc(1, sizeof *lexicon);
    MUST(lexicon != NULL);
    struct str text;
    bool ok = file_read(path, BYTES_MOST, &lexicon->arena, &text, err);
    if (ok && !utf8_valid(text))
        ok = err_set(err, ERR_CONFIG, "%s: not a text in UTF-8; a packed lexicon must be unpacked first", path);
    if (ok) {
        lexicon->text = utf8_fold(&lexicon->arena, text, false);
        ok = make_slots(lexicon, path, err) && read_rows(lexicon, path, err);
    }
    if (!ok) {
        welsh_lexicon_free(lexicon);
        return false;
    }
    *out = lexicon;
    return true;
}

void welsh_lexicon_free(struct welsh_lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    arena_free(&lexicon->arena);
    free(lexicon->slots);
    free(lexicon);
}

static bool is_new(const struct str *lemmas, size_t count, struct str lemma)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(lemmas[i], lemma))
            return false;
    return true;
}

size_t welsh_lexicon_find(const struct welsh_lexicon *lexicon, struct str form,
                          struct str lemmas[WELSH_LEXICON_LEMMAS_MOST])
{
    uint64_t hash = str_hash(form);
    size_t count = 0;
    for (size_t at = hash & (lexicon->slot_count - 1); count < WELSH_LEXICON_LEMMAS_MOST;
         at = (at + 1) & (lexicon->slot_count - 1)) {
        const struct slot *slot = &lexicon->slots[at];
        if (slot->row == 0)
            break;
        if (slot->hash != (uint32_t)(hash >> 32) || !str_eq(form_of(lexicon->text, slot->row - 1), form))
            continue;
        struct str lemma = lemma_of(lexicon->text, slot->row - 1);
        if (lemma.len > 0 && is_new(lemmas, count, lemma))
            lemmas[count++] = lemma;
    }
    return count;
}
