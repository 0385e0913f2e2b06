/* SPDX-License-Identifier: MIT */
#include "words_command.h"

#include <stdio.h>

#include "base/json_out.h"
#include "base/process.h"
#include "language.h"
#include "lines.h"
#include "record/council.h"
#include "stem.h"
#include "vocabulary.h"

#include "base/banned.h"

enum { LINE_BYTES_MOST = 64 << 10, OUTPUT_BYTES_MOST = 64 << 20 };

const struct args_option words_command_options[] = {
    {"lang", "L", "read every text as this language: en or cy"},
    {NULL, NULL, NULL},
};

static struct str term_of(const struct word *word)
{
    return words_is_text(word) ? vocabulary_term(word->sense) : word->form;
}

/* The parts of a compound are further terms of the whole. */
static size_t print_word(struct json_out *out, const struct words *words, size_t at, size_t line)
{
    const struct word *word = &words->items[at++];
    json_out_open(out, '{');
    json_out_member_str(out, "form", words_surface(words, word));
    json_out_member_i64(out, "start", word->start);
    json_out_member_i64(out, "end", word->end);
    json_out_key(out, "terms");
    json_out_open(out, '[');
    json_out_str(out, term_of(word));
    for (; at < words->count && words->items[at].flags & WORD_PART; at++)
        json_out_str(out, term_of(&words->items[at]));
    json_out_close(out, ']');
    json_out_member_i64(out, "line", (int64_t)line);
    json_out_close(out, '}');
    json_out_line(out);
    return at;
}

/* What the command reads with. */
struct reader {
    struct welsh *welsh;
    struct stem *stem;
    struct language *language; /* NULL: the language was given */
    enum word_language given;
};

static void print_line(struct json_out *out, const struct reader *reader, struct words *words, size_t line)
{
    if (reader->language != NULL)
        language_identify(reader->language, words);
    else
        language_set(words, reader->given);
    stem_words(reader->stem, words);
    for (size_t i = 0; i < words->count;)
        i = print_word(out, words, i, line);
    fwrite(out->buf->data, 1, out->buf->len, stdout);
    buf_clear(out->buf);
}

static void print_all(const struct reader *reader)
{
    struct buf buf = BUF("words of a line", OUTPUT_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    struct words words = {0};
    struct lines lines = LINES(stdin, LINE_BYTES_MOST);
    for (struct str line; lines_next(&lines, &line);) {
        words_split(&words, line);
        print_line(&out, reader, &words, lines.number);
    }
    lines_free(&lines);
    words_free(&words);
    buf_free(&buf);
}

static bool open_reader(const struct args *args, struct arena *arena, struct reader *reader, struct err *err)
{
    struct council council;
    const char *name = args_get(args, "lang");
    if (name != NULL && strcmp(name, "en") != 0 && strcmp(name, "cy") != 0)
        return err_set(err, ERR_CONFIG, "--lang %s: en or cy", name);
    if (!council_read(args->config_path, arena, &council, err))
        return false;
    struct str lexicon = council.place.welsh_lexicon;
    if (!welsh_open(process_data(arena, "analysis/welsh.bin").ptr, lexicon.len > 0 ? lexicon.ptr : NULL,
                    &reader->welsh, err))
        return false;
    if (name == NULL && !language_open(process_data(arena, "analysis/language.bin").ptr, &reader->language, err))
        return false;
    reader->given = name != NULL && strcmp(name, "cy") == 0 ? WORD_WELSH : WORD_ENGLISH;
    reader->stem = stem_new(reader->welsh);
    return true;
}

int words_command_run(const struct args *args)
{
    struct err err;
    struct arena arena = {0};
    struct reader reader = {0};
    bool ok = open_reader(args, &arena, &reader, &err);
    if (ok)
        print_all(&reader);
    stem_free(reader.stem);
    language_free(reader.language);
    welsh_free(reader.welsh);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
