/* SPDX-License-Identifier: MIT */
#include "redact.h"

#include "base/buf.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { DIGITS_OF_A_NUMBER = 7, TEXT_MOST = 16 << 10 };

static const struct str hidden = STR_INIT("[…]");

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(struct str word)
{
    size_t digits = 0;
    for (size_t i = 0; i < word.len; i++)
        digits += is_digit(word.ptr[i]);
    return digits;
}

/* Digits and what people write between them. */
static bool is_number_part(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!is_digit(word.ptr[i]) && strchr("+-()./,", word.ptr[i]) == NULL)
            return false;
    return count_digits(word) > 0;
}

/* The second half of a postcode: 9AB; the first is before it. */
static bool is_inward(struct str word)
{
    while (word.len > 3 && strchr(".,!?;:)", word.ptr[word.len - 1]) != NULL)
        word.len--;
    if (word.len != 3 || !is_digit(word.ptr[0]))
        return false;
    for (size_t i = 1; i < 3; i++)
        if ((word.ptr[i] | 0x20) < 'a' || (word.ptr[i] | 0x20) > 'z')
            return false;
    return true;
}

static bool is_outward(struct str word)
{
    return word.len >= 2 && word.len <= 4 && (word.ptr[0] | 0x20) >= 'a' && (word.ptr[0] | 0x20) <= 'z' &&
           count_digits(word) > 0;
}

static bool is_link(struct str word)
{
    return str_find_str(word, STR("://"), 0) < word.len || str_starts(word, STR("www."));
}

static bool is_handle_or_mail(struct str word)
{
    size_t at = str_find(word, '@', 0);
    return at + 1 < word.len && (utf8_is_letter((unsigned char)word.ptr[at + 1]) || is_digit(word.ptr[at + 1]) ||
                                 word.ptr[at + 1] == '_');
}

static bool is_title(struct str word)
{
    static const char *const titles[] = {"mr",   "mr.",   "mrs", "mrs.", "ms",     "ms.",        "miss", "dr",
                                         "dr.",  "cllr",  "cllr.", "cyng", "cyng.", "councillor", "cynghorydd",
                                         "nyrs", "nurse", "rev", "rev.", "parch"};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (str_eq_nocase(word, str_from(titles[i])))
            return true;
    return false;
}

static bool is_capitalised(struct str word)
{
    size_t at = 0;
    return word.len > 0 && utf8_is_upper(utf8_next(word, &at));
}

/* "my name is", "fy enw i yw", "call me": the words before this one. */
static bool introduces_name(struct str before)
{
    static const char *const phrases[] = {"my name is", "my name's", "fy enw i yw", "fy enw i ydy", "fy enw yw",
                                          "enw i yw", "enw i ydy"};
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        struct str phrase = str_from(phrases[i]);
        if (before.len >= phrase.len && str_eq_nocase(str_cut(before, before.len - phrase.len, before.len), phrase))
            return true;
    }
    return false;
}

/* What of the words so far bears on the next. */
struct redactor {
    struct buf *out;
    size_t number_start; /* where in out a run of number parts began, or SIZE_MAX */
    size_t run_digits;
    size_t outward_start; /* where a first half of a postcode may be, or SIZE_MAX */
    bool naming;          /* a title or introduction came before: capitals are a name */
};

static void hide_from(struct redactor *redactor, size_t start)
{
    redactor->out->len = start;
    buf_add(redactor->out, hidden);
}

static void add_number_part(struct redactor *redactor, struct str word)
{
    size_t start = redactor->out->len;
    buf_add(redactor->out, word);
    if (redactor->number_start == SIZE_MAX) {
        redactor->number_start = start;
        redactor->run_digits = 0;
    }
    redactor->run_digits += count_digits(word);
    if (redactor->run_digits >= DIGITS_OF_A_NUMBER)
        hide_from(redactor, redactor->number_start);
}

static void add_word(struct redactor *redactor, struct str word)
{
    struct str before = buf_str(redactor->out);
    size_t outward = redactor->outward_start;
    redactor->outward_start = SIZE_MAX;
    bool named = (redactor->naming || introduces_name(before)) && is_capitalised(word);
    if (before.len > 0)
        buf_char(redactor->out, ' ');
    redactor->naming = named || is_title(word);
    if (is_number_part(word)) {
        add_number_part(redactor, word);
        return;
    }
    redactor->number_start = SIZE_MAX;
    if (outward != SIZE_MAX && is_inward(word)) {
        hide_from(redactor, outward);
        return;
    }
    size_t start = redactor->out->len;
    if (is_outward(word))
        redactor->outward_start = start;
    buf_add(redactor->out, named || is_link(word) || is_handle_or_mail(word) ||
                                   count_digits(word) >= DIGITS_OF_A_NUMBER
                               ? hidden
                               : word);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

struct str redact_quote(struct arena *arena, struct str text, size_t letters_most)
{
    struct buf out = BUF("quote", TEXT_MOST * 4);
    struct redactor redactor = {&out, SIZE_MAX, 0, SIZE_MAX, false};
    text = utf8_clean(arena, utf8_shorten(arena, text, TEXT_MOST / 4));
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && !is_space(text.ptr[end]))
            end++;
        if (end > at)
            add_word(&redactor, str_cut(text, at, end));
        at = end + 1;
    }
    struct str quote = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return utf8_shorten(arena, quote, letters_most);
}
