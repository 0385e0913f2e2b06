/* SPDX-License-Identifier: MIT */
#include "place_code.h"

#include <stdio.h>

#include "place_cue.h"

#include "base/banned.h"

/* Between spaces: every area of a postcode in the United Kingdom. */
static const char areas[] =
    " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX "
    "PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF "
    "WN WR WS WV YO ZE ";

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_area(const char *code, size_t letters)
{
    char needle[5];
    snprintf(needle, sizeof needle, " %.*s ", (int)letters, code);
    return strstr(areas, needle) != NULL;
}

/* Letters, a digit, perhaps another digit or letter: CF10, M1, EC1A. */
static bool is_outward(const char *code, size_t len)
{
    size_t letters = 0;
    while (letters < len && is_letter(code[letters]))
        letters++;
    size_t rest = len - letters;
    if (letters < 1 || letters > 2 || rest < 1 || rest > 2 || !is_digit(code[letters]))
        return false;
    return is_area(code, letters) && (rest == 1 || is_digit(code[len - 1]) || is_letter(code[len - 1]));
}

/* A digit and two letters, of which six are never used. */
static bool is_inward(const char *code, size_t len)
{
    return len == 3 && is_digit(code[0]) && is_letter(code[1]) && is_letter(code[2]) && strchr("CIKMOV", code[1]) == NULL &&
           strchr("CIKMOV", code[2]) == NULL;
}

/* Upper case of a short word of ASCII letters and digits; 0 for any other. */
static size_t code_of(const struct word *word, char out[8])
{
    if (word->kind != WORD_TEXT || !(word->flags & WORD_DIGITS) || word->form.len < 2 || word->form.len > 7)
        return 0;
    for (size_t i = 0; i < word->form.len; i++) {
        char c = word->form.ptr[i];
        out[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        if (!is_letter(out[i]) && !is_digit(out[i]))
            return 0;
    }
    out[word->form.len] = '\0';
    return word->form.len;
}

static bool give(struct place_code *code, const char *text, size_t len, const char *kind, size_t words)
{
    snprintf(code->text, sizeof code->text, "%.*s", (int)len, text);
    code->kind = kind;
    code->words = words;
    return true;
}

static bool is_capital(const struct words *words, const struct word *word)
{
    return is_letter(words->text.ptr[word->start]);
}

/* Alone, a district is told from a size or a model by two capital letters and "in" before it. */
static bool postcode_at(const struct words *words, size_t at, const char *first, size_t len, struct place_code *code)
{
    const struct word *word = &words->items[at];
    char second[8];
    size_t next = at + 1 < words->count ? code_of(word + 1, second) : 0;
    if (is_outward(first, len) && is_inward(second, next) && word[1].start - word->end <= 1)
        return give(code, first, len, "postcode", 2);
    if (len > 4 && is_inward(first + len - 3, 3) && is_outward(first, len - 3))
        return give(code, first, len - 3, "postcode", 1);
    bool cue = place_cue_beside(words, at, at) != PLACE_CUE_NONE;
    if (cue && len >= 3 && is_letter(first[1]) && is_outward(first, len) && is_capital(words, word))
        return give(code, first, len, "postcode", 1);
    return false;
}

static bool is_road_article(struct str form)
{
    return str_eq(form, STR("the")) || str_eq(form, STR("yr")) || str_eq(form, STR("'r"));
}

/* A4 is also a size and M8 a friend: short numbers need "the", and M its capital. */
static bool road_at(const struct words *words, size_t at, const char *text, size_t len, struct place_code *code)
{
    size_t digits = len - 1;
    for (size_t i = 1; i < len; i++)
        if (!is_digit(text[i]))
            return false;
    if (digits < 1 || digits > 4 || strchr("ABM", text[0]) == NULL || text[1] == '0')
        return false;
    const struct word *word = &words->items[at];
    bool article = at > 0 && is_road_article(word[-1].form);
    bool enough = digits >= 3 || (digits == 2 && text[0] == 'A' && is_capital(words, word)) || article ||
                  (text[0] == 'M' && digits <= 2 && is_capital(words, word));
    if (!enough || (text[0] == 'B' && digits < 3) || (text[0] == 'M' && !is_capital(words, word)))
        return false;
    return give(code, text, len, "road", 1);
}

bool place_code_at(const struct words *words, size_t at, struct place_code *code)
{
    char text[8];
    size_t len = code_of(&words->items[at], text);
    return len > 0 && (road_at(words, at, text, len, code) || postcode_at(words, at, text, len, code));
}
