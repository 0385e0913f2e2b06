/* SPDX-License-Identifier: MIT */
#include "words.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/utf8.h"
#include "letter.h"
#include "words_shape.h"

#include "base/banned.h"

enum { JOINTS_MOST = 8, CLITIC_BYTES = 8 };

struct splitter {
    struct words *words;
    struct str text;
    char *ink; /* where the next form is written */
    size_t at;
    uint16_t pending; /* flags of the next token */
};

static void grow(struct words *words)
{
    words->cap = words->cap ? words->cap * 2 : 64;
    words->items = realloc(words->items, words->cap * sizeof *words->items);
    MUST(words->items != NULL);
}

static inline struct word *add(struct splitter *s, enum word_kind kind, size_t start, size_t end)
{
    struct words *words = s->words;
    if (words->count == words->cap)
        grow(words);
    struct word *word = &words->items[words->count++];
    *word = (struct word){.start = (uint32_t)start, .end = (uint32_t)end, .kind = (uint8_t)kind, .flags = s->pending};
    s->pending = WORD_GLUED;
    return word;
}

static void set_form(struct word *word, struct str form)
{
    word->form = word->plain = form;
    word->hash = str_hash(form);
}

static void add_as_written(struct splitter *s, enum word_kind kind, size_t start, size_t end)
{
    set_form(add(s, kind, start, end), str_cut(s->text, start, end));
    s->at = end;
}

/* What one pass of folding saw. */
struct fold {
    char *out;
    uint32_t last, before; /* code points written */
    size_t letters, uppers, digits, latin, foreign;
    uint16_t flags;
    bool wide, first_upper, imitate;
};

static void fold_mark(struct fold *fold, uint32_t mark)
{
    uint32_t composed = letter_compose(fold->last, mark);
    if (composed == 0)
        return;
    fold->out += utf8_put(composed, fold->out - 1) - 1;
    fold->last = composed;
    fold->wide = true;
}

static inline void fold_letter(struct fold *fold, uint32_t point, bool upper)
{
    if (fold->letters == 0)
        fold->first_upper = upper;
    fold->letters++;
    fold->uppers += upper;
    if (point == fold->last && point == fold->before) {
        fold->flags |= WORD_DRAWN_OUT;
        return;
    }
    fold->before = fold->last;
    fold->last = point;
    if (point < 0x80)
        *fold->out++ = (char)point;
    else
        fold->out += utf8_put(point, fold->out);
}

static void fold_wide_letter(struct fold *fold, uint32_t point)
{
    struct letter_fold folded = letter_fold(point);
    size_t at = 0;
    uint32_t lower = utf8_next((struct str){folded.form, folded.form_len}, &at);
    bool foreign = letter_is_foreign(lower);
    fold->foreign += foreign;
    fold->latin += !foreign;
    if (fold->imitate)
        lower = letter_lookalike(lower);
    if (lower < 0x80 && (lower < 'a' || lower > 'z')) { /* a digit of full width */
        *fold->out++ = (char)lower;
        return;
    }
    fold->wide |= lower >= 0x80;
    fold_letter(fold, lower, folded.upper);
}

static void fold_sign(struct fold *fold, char sign)
{
    *fold->out++ = sign;
    fold->last = fold->before = 0;
    if (sign == '*')
        fold->flags |= WORD_MASKED;
}

static void fold_wide(struct fold *fold, struct str text, size_t *at)
{
    uint32_t point;
    switch (letter_kind(text, at, &point)) {
    case LETTER_LETTER:
    case LETTER_DIGIT:
        fold_wide_letter(fold, point);
        break;
    case LETTER_MARK:
        fold_mark(fold, point);
        break;
    case LETTER_APOSTROPHE:
        fold_sign(fold, '\'');
        break;
    case LETTER_HYPHEN:
        fold_sign(fold, '-');
        break;
    default: /* zero width: seen by nobody */
        fold->flags |= WORD_DISGUISED;
        break;
    }
}

static inline void fold_ascii(struct fold *fold, char c)
{
    unsigned char lower = (unsigned char)c | 32;
    if ((unsigned char)(lower - 'a') < 26) {
        fold->latin++;
        fold_letter(fold, lower, c < 'a');
    } else if (c >= '0' && c <= '9') {
        fold->digits++;
        fold->last = 0;
        *fold->out++ = c;
    } else if (c == '`') {
        fold_sign(fold, '\'');
    } else if (c != '_') {
        fold_sign(fold, c);
    }
}

static struct fold fold_run(struct str text, size_t from, size_t to, char *out, bool imitate)
{
    struct fold fold = {.out = out, .imitate = imitate};
    struct str piece = str_cut(text, 0, to);
    for (size_t at = from; at < to;)
        if ((unsigned char)text.ptr[at] < 0x80)
            fold_ascii(&fold, text.ptr[at++]);
        else
            fold_wide(&fold, piece, &at);
    return fold;
}

static struct str plain_of(struct arena *arena, struct str form)
{
    char *plain = arena_take(arena, form.len * 2 + 4);
    size_t len = 0;
    for (size_t at = 0; at < form.len;) {
        if ((unsigned char)form.ptr[at] < 0x80) {
            plain[len++] = form.ptr[at++];
            continue;
        }
        struct letter_fold fold = letter_fold(utf8_next(form, &at));
        memcpy(plain + len, fold.plain, fold.plain_len);
        len += fold.plain_len;
    }
    return (struct str){plain, len};
}

static uint16_t flags_of(const struct fold *fold, struct str form)
{
    uint16_t flags = fold->flags;
    if (fold->first_upper)
        flags |= WORD_CAPITAL;
    if (fold->uppers > 1 && fold->uppers == fold->letters)
        flags |= WORD_SHOUTED;
    if (fold->digits > 0)
        flags |= WORD_DIGITS;
    if (str_ends(form, STR("n't")))
        flags |= WORD_NEGATED;
    return flags;
}

/* Folds the text's bytes from … to into `word`. */
static void fold_word(struct splitter *s, struct word *word, size_t from, size_t to)
{
    struct fold fold = fold_run(s->text, from, to, s->ink, false);
    if (fold.foreign > 0 && fold.latin > 0) {
        fold = fold_run(s->text, from, to, s->ink, true);
        fold.flags |= WORD_DISGUISED;
    }
    struct str form = {s->ink, (size_t)(fold.out - s->ink)};
    s->ink = fold.out;
    set_form(word, form);
    word->flags |= flags_of(&fold, form);
    if (fold.wide)
        word->plain = plain_of(&s->words->arena, form);
    s->words->wide |= fold.wide;
}

static void add_text(struct splitter *s, size_t start, size_t end, uint16_t flags)
{
    struct word *word = add(s, WORD_TEXT, start, end);
    fold_word(s, word, start, end);
    word->flags |= flags;
}

/* A segment between hyphens: the word, and the Welsh clitic cut off its end. `apostrophe` is 0 if there is none. */
static void add_segment(struct splitter *s, size_t start, size_t end, size_t apostrophe, uint16_t flags)
{
    if (apostrophe > start && words_shape_clitic(str_cut(s->text, start, end), apostrophe - start)) {
        add_text(s, start, apostrophe, flags);
        add_text(s, apostrophe, end, flags | WORD_CLITIC);
    } else {
        add_text(s, start, end, flags);
    }
}

static void add_compound(struct splitter *s, const struct words_run *run)
{
    struct word *whole = add(s, WORD_COMPOUND, run->start, run->end);
    fold_word(s, whole, run->start, run->end);
    size_t start = run->start;
    for (size_t i = 0; i <= run->hyphen_count; i++) {
        size_t end = i < run->hyphen_count ? run->hyphens[i] : run->end;
        size_t apostrophe = run->apostrophe < end ? run->apostrophe : 0;
        add_segment(s, start, end, apostrophe, WORD_PART);
        start = i < run->hyphen_count ? run->hyphen_ends[i] : end;
    }
}

static void add_run(struct splitter *s, const struct words_run *run)
{
    if (run->hyphen_count > 0 && !words_shape_prefixed(s->text, run))
        add_compound(s, run);
    else
        add_segment(s, run->start, run->end, run->apostrophe, 0);
    s->at = run->end;
}

/* A word; or an address, which shows by the sign after its first word. */
static void split_word(struct splitter *s)
{
    struct words_run run = words_shape_run(s->text, s->at);
    char after = run.end < s->text.len ? s->text.ptr[run.end] : '\0';
    bool may_be_link = after == '.' || after == ':' || after == '@' || after == '_' || after == '+';
    size_t end = may_be_link ? words_shape_link(s->text, s->at) : 0;
    if (end > 0)
        add_as_written(s, WORD_LINK, s->at, end);
    else
        add_run(s, &run);
}

static void split_number(struct splitter *s)
{
    size_t end = words_shape_number(s->text, s->at);
    if (end == s->at)
        split_word(s);
    else
        add_as_written(s, WORD_NUMBER, s->at, end);
}

/* The parts' forms are written one after the other, so that together they are the whole's. */
static void split_tag(struct splitter *s, size_t start, size_t end)
{
    size_t part_end = words_shape_tag_part(s->text, start, end);
    if (part_end == end) {
        add_text(s, start, end, WORD_IN_TAG);
    } else {
        size_t whole = s->words->count;
        fold_word(s, add(s, WORD_COMPOUND, start, end), start, end);
        s->words->items[whole].flags |= WORD_IN_TAG;
        for (size_t from = start; from < end; from = part_end) {
            part_end = words_shape_tag_part(s->text, from, end);
            add_text(s, from, part_end, WORD_IN_TAG | WORD_PART);
        }
    }
    s->at = end;
}

static void split_emoji(struct splitter *s)
{
    size_t start = s->at, end = words_shape_emoji(s->text, start);
    char *out = s->ink;
    for (size_t at = start; at < end;) {
        size_t from = at;
        if (words_shape_is_tone(utf8_next(s->text, &at)))
            continue;
        memcpy(out, s->text.ptr + from, at - from);
        out += at - from;
    }
    set_form(add(s, WORD_EMOJI, start, end), (struct str){s->ink, (size_t)(out - s->ink)});
    s->ink = out;
    s->at = end;
}

static void split_emoticon(struct splitter *s, size_t end)
{
    char *out = s->ink;
    for (size_t at = s->at; at < end; at++)
        if (!words_shape_is_nose(s->text, s->at, at, end))
            *out++ = s->text.ptr[at];
    set_form(add(s, WORD_EMOTICON, s->at, end), (struct str){s->ink, (size_t)(out - s->ink)});
    s->ink = out;
    s->at = end;
}

static void split_sign(struct splitter *s)
{
    size_t end = words_shape_signs(s->text, s->at);
    bool ends_sentence = words_shape_ends_sentence(str_cut(s->text, s->at, end));
    uint16_t first = s->pending & WORD_FIRST;
    add_as_written(s, WORD_SIGN, s->at, end);
    s->pending |= ends_sentence ? WORD_FIRST : first; /* an opening quote leaves the next word first */
}

/* What begins with a sign: a clitic, a tag, a handle, an emoticon, or only signs. */
static void split_at_sign(struct splitter *s)
{
    size_t end;
    char c = s->text.ptr[s->at];
    if (words_shape_opening_clitic(s->text, s->at, &end)) {
        add_text(s, s->at, end, WORD_CLITIC);
        s->at = end;
    } else if (c == '#' && (end = words_shape_tag(s->text, s->at)) > 0) {
        split_tag(s, s->at + 1, end);
    } else if (c == '@' && (end = words_shape_handle(s->text, s->at)) > 0) {
        add_as_written(s, WORD_HANDLE, s->at, end);
    } else if ((end = words_shape_emoticon(s->text, s->at)) > 0) {
        split_emoticon(s, end);
    } else {
        split_sign(s);
    }
}

/* Whether a run of ASCII letters is a word by itself, as this byte after it joins nothing to it. "www. " is left to
 * those who know links. */
static bool ends_plainly(struct str text, size_t start, size_t at)
{
    if (at == text.len || text.ptr[at] == ' ')
        return true;
    unsigned char after = (unsigned char)text.ptr[at];
    enum letter_kind kind = letter_kind_ascii(after);
    if (after == '.' && at - start != 3)
        return at + 1 == text.len || text.ptr[at + 1] == ' ';
    return after < 0x80 && (kind == LETTER_SPACE || (kind == LETTER_SIGN && memchr("*.:@_+", after, 6) == NULL));
}

/* Most words: ASCII letters and nothing else, folded and hashed in one pass. */
static bool split_plain(struct splitter *s)
{
    uint64_t hash = STR_HASH_START;
    char *out = s->ink, last = 0, before = 0;
    size_t at = s->at, uppers = 0;
    uint16_t flags = 0;
    for (; at < s->text.len; at++) {
        char c = s->text.ptr[at], lower = (char)(c | 32);
        if (lower < 'a' || lower > 'z')
            break;
        uppers += c < 'a';
        if (lower == last && lower == before) {
            flags = WORD_DRAWN_OUT;
            continue;
        }
        before = last;
        *out++ = last = lower;
        hash = str_hash_byte(hash, lower);
    }
    if (!ends_plainly(s->text, s->at, at))
        return false;
    if (s->text.ptr[s->at] < 'a')
        flags |= WORD_CAPITAL;
    if (uppers > 1 && uppers == at - s->at)
        flags |= WORD_SHOUTED;
    struct word *word = add(s, WORD_TEXT, s->at, at);
    word->form = word->plain = (struct str){s->ink, (size_t)(out - s->ink)};
    word->hash = hash;
    word->flags |= flags;
    s->ink = out;
    s->at = at;
    return true;
}

static void split_at_letter(struct splitter *s)
{
    bool laughs = (s->text.ptr[s->at] | 32) == 'x';
    size_t end = laughs ? words_shape_emoticon(s->text, s->at) : 0;
    if (end > 0)
        split_emoticon(s, end);
    else if (!split_plain(s))
        split_word(s);
}

static void skip_space(struct splitter *s, size_t end, uint32_t point)
{
    s->pending &= (uint16_t)~WORD_GLUED;
    if (point == '\n' || point == 0x2028 || point == 0x2029)
        s->pending |= WORD_NEW_LINE | WORD_FIRST;
    s->at = end;
}

static void split_next(struct splitter *s)
{
    size_t end = s->at;
    uint32_t point;
    if (s->text.ptr[s->at] == ' ') { /* after most words */
        s->pending &= (uint16_t)~WORD_GLUED;
        s->at++;
        return;
    }
    switch (letter_kind(s->text, &end, &point)) {
    case LETTER_LETTER:
        split_at_letter(s);
        break;
    case LETTER_DIGIT:
        split_number(s);
        break;
    case LETTER_SPACE:
        skip_space(s, end, point);
        break;
    case LETTER_MARK: /* of no letter */
    case LETTER_NOTHING:
        s->at = end;
        break;
    case LETTER_EMOJI:
        split_emoji(s);
        s->pending |= WORD_FIRST;
        break;
    default:
        split_at_sign(s);
        break;
    }
}

void words_split(struct words *words, struct str text)
{
    MUST(text.len < (size_t)1 << 30);
    arena_reset(&words->arena);
    words->text = text;
    words->count = 0;
    words->wide = words->met = false;
    /* Folding grows no letter to over twice its bytes; a compound is folded whole and in parts. */
    char *ink = arena_take(&words->arena, text.len * 4 + 16);
    struct splitter s = {.words = words, .text = text, .ink = ink, .pending = WORD_FIRST};
    while (s.at < text.len)
        split_next(&s);
}

void words_free(struct words *words)
{
    arena_free(&words->arena);
    free(words->items);
    *words = (struct words){.vocabulary = words->vocabulary};
}
