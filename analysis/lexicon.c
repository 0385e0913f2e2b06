/* SPDX-License-Identifier: MIT */
#include "lexicon.h"

#include <stdlib.h>

#include "base/file.h"

#include "base/banned.h"

enum { FILE_BYTES = 4 << 20, ROLE_BITS = 3 };

struct reader {
    struct lexicon *lexicon;
    struct phrases *phrases;
    struct stem *stem;
    enum word_language language;
    const char *path;
    int line;
    struct err *err;
};

static bool fail(const struct reader *reader, const char *what, struct str detail)
{
    return err_set(reader->err, ERR_CONFIG, "%s:%d: %s: " STR_FMT, reader->path, reader->line, what,
                   STR_ARG(detail));
}

static void put(struct lexicon *lexicon, uint32_t phrase, struct lexicon_entry entry)
{
    if (phrase >= lexicon->cap) {
        size_t cap = lexicon->cap ? lexicon->cap * 2 : 4096;
        while (cap <= phrase)
            cap *= 2;
        lexicon->entries = realloc(lexicon->entries, cap * sizeof entry);
        MUST(lexicon->entries != NULL);
        memset(lexicon->entries + lexicon->cap, 0, (cap - lexicon->cap) * sizeof entry);
        lexicon->cap = cap;
    }
    lexicon->entries[phrase] = entry;
}

/* "booster 0.3", "not", "-2.4" */
static bool read_role(const struct reader *reader, struct str head, struct lexicon_entry *entry)
{
    static const struct {
        struct str name;
        enum lexicon_role role;
    } roles[] = {{STR_INIT("not"), LEXICON_NOT},     {STR_INIT("booster"), LEXICON_BOOSTER},
                 {STR_INIT("after"), LEXICON_AFTER}, {STR_INIT("but"), LEXICON_BUT},
                 {STR_INIT("polite"), LEXICON_POLITE}};
    double value = 0;
    entry->role = LEXICON_VALENCE;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (str_starts(head, roles[i].name)) {
            entry->role = (uint8_t)roles[i].role;
            head = str_trim(str_cut(head, roles[i].name.len, head.len));
        }
    bool bare = head.len == 0 && (entry->role == LEXICON_NOT || entry->role == LEXICON_BUT);
    if (!bare && (!str_to_double(head, &value) || value < -4 || value > 4))
        return fail(reader, "a number from -4 to 4, or not, but, booster, after, polite, before the colon", head);
    entry->value = (float)value;
    return true;
}

static bool read_word(const struct reader *reader, struct str word, struct lexicon_entry entry)
{
    entry.exact = word.len > 0 && word.ptr[0] == '=';
    word = str_cut(word, entry.exact, word.len);
    uint32_t phrase;
    if (!phrases_add(reader->phrases, reader->stem, reader->language, word, entry.exact, &phrase))
        return fail(reader, "one to eight words are needed", word);
    put(reader->lexicon, phrase, entry);
    return true;
}

static bool read_line(const struct reader *reader, struct str line)
{
    size_t colon = str_find(line, ':', 0);
    if (colon == line.len)
        return fail(reader, "no colon", line);
    struct lexicon_entry entry = {0};
    if (!read_role(reader, str_trim(str_cut(line, 0, colon)), &entry))
        return false;
    struct str rest = str_cut(line, colon + 1, line.len);
    for (struct str word; str_next(&rest, ',', &word);)
        if (!read_word(reader, str_trim(word), entry))
            return false;
    return true;
}

bool lexicon_read(struct lexicon *lexicon, struct phrases *phrases, struct stem *stem, enum word_language language,
                  const char *path, struct err *err)
{
    struct arena arena = {0};
    struct str text, line;
    struct reader reader = {lexicon, phrases, stem, language, path, 0, err};
    bool ok = file_read(path, FILE_BYTES, &arena, &text, err);
    while (ok && str_next(&text, '\n', &line)) {
        reader.line++;
        line = str_trim(line);
        if (line.len > 0 && line.ptr[0] != '#')
            ok = read_line(&reader, line);
    }
    arena_free(&arena);
    return ok;
}

static void see_line(struct str line, lexicon_see *see, void *self)
{
    size_t colon = str_find(line, ':', 0);
    struct str rest = str_cut(line, colon < line.len ? colon + 1 : colon, line.len);
    for (struct str word; str_next(&rest, ',', &word);)
        see(self, str_trim(str_cut(line, 0, colon)), str_trim(word));
}

bool lexicon_each(const char *path, lexicon_see *see, void *self, struct err *err)
{
    struct arena arena = {0};
    struct str text, line;
    bool ok = file_read(path, FILE_BYTES, &arena, &text, err);
    while (ok && str_next(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.len > 0 && line.ptr[0] != '#')
            see_line(line, see, self);
    }
    arena_free(&arena);
    return ok;
}

void lexicon_pack(const struct lexicon *lexicon, size_t phrase_count, struct buf *out)
{
    for (uint32_t i = 0; i < phrase_count; i++) {
        const struct lexicon_entry *entry = lexicon_of(lexicon, i);
        packed_put(out, entry->role | (unsigned)entry->exact << ROLE_BITS);
        if (entry->role != LEXICON_NOTHING)
            packed_put_double(out, (double)entry->value);
    }
}

void lexicon_unpack(struct lexicon *lexicon, size_t phrase_count, struct packed *in)
{
    for (uint32_t i = 0; i < phrase_count && !in->bad; i++) {
        uint64_t head = packed_take(in);
        struct lexicon_entry entry = {.role = head % (1 << ROLE_BITS), .exact = head >> ROLE_BITS};
        if (entry.role == LEXICON_NOTHING)
            continue;
        double value = packed_take_double(in);
        if (entry.role >= LEXICON_ROLES || !(value >= -4 && value <= 4))
            in->bad = true;
        entry.value = (float)value;
        put(lexicon, i, entry);
    }
}

void lexicon_ready(struct lexicon *lexicon, struct phrases *phrases)
{
    lexicon->mark = phrases_new_mark(phrases);
    for (uint32_t i = 0; i < phrases->count; i++)
        if (lexicon_of(lexicon, i)->role != LEXICON_NOTHING)
            phrases_mark(phrases, i, lexicon->mark);
}

void lexicon_free(struct lexicon *lexicon)
{
    free(lexicon->entries);
    *lexicon = (struct lexicon){0};
}
