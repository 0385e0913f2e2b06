/* SPDX-License-Identifier: MIT */
#include "words_shape.h"

#include "base/utf8.h"
#include "letter.h"

#include "base/banned.h"

enum { STARS_MOST = 4, CLITIC_MOST = 12, HOST_MOST = 253, MAILBOX_MOST = 64 };

static enum letter_kind kind_at(struct str text, size_t at)
{
    uint32_t point;
    return at < text.len ? letter_kind(text, &at, &point) : LETTER_SPACE;
}

static bool is_wordly(enum letter_kind kind)
{
    return kind == LETTER_LETTER || kind == LETTER_DIGIT;
}

static bool is_alnum(char c)
{
    return (unsigned char)c < 0x80 && is_wordly(letter_kind_ascii((unsigned char)c));
}

static size_t after_stars(struct str text, size_t at)
{
    size_t end = at;
    while (end < text.len && end - at < STARS_MOST && text.ptr[end] == '*')
        end++;
    return kind_at(text, end) == LETTER_LETTER ? end : at;
}

/* Past one sign that may stand inside a word, or `at` if the word ends here. */
static size_t past_joint(struct words_run *run, struct str text, size_t at, enum letter_kind kind, size_t next)
{
    if (kind == LETTER_APOSTROPHE && kind_at(text, next) == LETTER_LETTER) {
        run->apostrophe = at;
        return next;
    }
    if (kind == LETTER_HYPHEN && run->hyphen_count < WORDS_HYPHENS_MOST && is_wordly(kind_at(text, next))) {
        run->hyphens[run->hyphen_count] = at;
        run->hyphen_ends[run->hyphen_count++] = next;
        return next;
    }
    return text.ptr[at] == '*' ? after_stars(text, at) : at;
}

struct words_run words_shape_run(struct str text, size_t at)
{
    struct words_run run = {.start = at, .end = at, .apostrophe = 0, .hyphen_count = 0};
    while (at < text.len) {
        while (at < text.len && is_alnum(text.ptr[at])) /* most of most texts */
            run.end = ++at;
        if (at == text.len || text.ptr[at] == ' ')
            break;
        size_t next = at;
        uint32_t point;
        enum letter_kind kind = letter_kind(text, &next, &point);
        if (is_wordly(kind) || kind == LETTER_MARK) {
            run.end = next;
        } else if (kind != LETTER_NOTHING) {
            next = past_joint(&run, text, at, kind, next);
            if (next == at)
                break;
        }
        at = next;
    }
    return run;
}

/* Lower-case ASCII letters of a short piece; 0 if it is longer or has others. */
static size_t short_letters(struct str piece, char out[CLITIC_MOST])
{
    if (piece.len >= CLITIC_MOST)
        return 0;
    for (size_t i = 0; i < piece.len; i++) {
        if (letter_kind_ascii((unsigned char)piece.ptr[i]) != LETTER_LETTER || (unsigned char)piece.ptr[i] >= 0x80)
            return 0;
        out[i] = (char)(piece.ptr[i] | 32);
    }
    return piece.len;
}

/* `list` holds words between single spaces, one at each end. */
static bool is_listed(struct str piece, const char *list)
{
    char needle[CLITIC_MOST + 2] = " ";
    size_t len = short_letters(piece, needle + 1);
    needle[len + 1] = ' ';
    return len > 0 && memmem(list, strlen(list), needle, len + 2) != NULL;
}

bool words_shape_prefixed(struct str text, const struct words_run *run)
{
    struct str first = str_cut(text, run->start, run->hyphens[0]);
    if (is_listed(first, " y yr "))
        return false;
    return run->hyphen_count == 1 &&
           (first.len <= 2 || is_listed(first, " cyd gyd chyd nghyd cyn gyn chyn ail ddi rhag gwrth wrth hunan aml "
                                               "is uwch non pre pro anti semi "));
}

bool words_shape_clitic(struct str piece, size_t apostrophe)
{
    size_t end = apostrophe;
    utf8_next(piece, &end);
    struct str rest = str_cut(piece, end, piece.len);
    if (is_listed(rest, " m "))
        return !is_listed(str_cut(piece, 0, apostrophe), " i ");
    return is_listed(rest, " n r w i u ch th ");
}

bool words_shape_opening_clitic(struct str text, size_t at, size_t *end)
{
    size_t from = at;
    uint32_t point;
    if (letter_kind(text, &from, &point) != LETTER_APOSTROPHE)
        return false;
    size_t to = from;
    while (to < text.len && to - from < CLITIC_MOST && is_alnum(text.ptr[to]))
        to++;
    enum letter_kind after = kind_at(text, to);
    *end = to;
    return !is_wordly(after) && after != LETTER_APOSTROPHE &&
           is_listed(str_cut(text, from, to), " n r w i u m s d th ch di na ma ny dyn dan dw sdim sneb sa fo da co "
                                              "cos cw ta tha sti lly mond rioed steddfod dolig em til cause bout tis ");
}

size_t words_shape_number(struct str text, size_t at)
{
    size_t end = at;
    bool separated = false;
    while (end < text.len && is_alnum(text.ptr[end])) {
        if (letter_kind_ascii((unsigned char)text.ptr[end]) == LETTER_LETTER)
            return separated ? end : at;
        end++;
        bool separator = end + 1 < text.len && strchr(".,:", text.ptr[end]) != NULL && text.ptr[end] != '\0';
        if (separator && letter_kind_ascii((unsigned char)text.ptr[end + 1]) == LETTER_DIGIT &&
            (unsigned char)text.ptr[end + 1] < 0x80) {
            separated = true;
            end++;
        }
    }
    return is_wordly(kind_at(text, end)) && !separated ? at : end;
}

size_t words_shape_tag(struct str text, size_t at)
{
    bool letter = false;
    size_t end = ++at;
    while (at < text.len) {
        uint32_t point;
        enum letter_kind kind = letter_kind(text, &at, &point);
        bool counts = is_wordly(kind) || kind == LETTER_MARK || point == '_';
        if (!counts && kind != LETTER_NOTHING)
            break;
        letter |= kind == LETTER_LETTER;
        end = counts ? at : end;
    }
    return letter ? end : 0;
}

struct tag_state {
    size_t letters, digits;
    bool upper, underscore;
};

/* Whether a part of a tag ends before this letter. */
static bool part_ends(const struct tag_state *state, enum letter_kind kind, bool upper, bool lower_next)
{
    if (state->underscore)
        return kind == LETTER_LETTER || kind == LETTER_DIGIT;
    if (kind == LETTER_DIGIT)
        return state->letters >= 3 && state->digits == 0;
    if (kind != LETTER_LETTER || !upper)
        return false;
    if (state->digits > 0)
        return state->digits >= 2;
    return state->letters > 0 && (!state->upper || lower_next);
}

static bool is_lower_at(struct str text, size_t at, size_t end)
{
    uint32_t point;
    if (at >= end || letter_kind(text, &at, &point) != LETTER_LETTER)
        return false;
    return !utf8_is_upper(point);
}

size_t words_shape_tag_part(struct str text, size_t from, size_t end)
{
    struct tag_state state = {0};
    for (size_t at = from; at < end;) {
        size_t next = at;
        uint32_t point;
        enum letter_kind kind = letter_kind(text, &next, &point);
        bool upper = kind == LETTER_LETTER && utf8_is_upper(point);
        if (at > from && part_ends(&state, kind, upper, is_lower_at(text, next, end)))
            return at;
        state.letters += kind == LETTER_LETTER;
        state.digits += kind == LETTER_DIGIT;
        state.upper = upper;
        state.underscore = point == '_' && state.letters + state.digits > 0;
        at = next;
    }
    return end;
}

/* Letters, digits and `others`, ending in a letter or digit. */
static size_t address_end(struct str text, size_t at, size_t most, const char *others)
{
    size_t end = at;
    for (size_t i = at; i < text.len && i - at < most; i++) {
        if (is_alnum(text.ptr[i]))
            end = i + 1;
        else if (text.ptr[i] == '\0' || strchr(others, text.ptr[i]) == NULL)
            break;
    }
    return end;
}

size_t words_shape_handle(struct str text, size_t at)
{
    size_t end = address_end(text, at + 1, MAILBOX_MOST, "_.-");
    if (end == at + 1)
        return 0;
    while (end < text.len && text.ptr[end] == '_')
        end++;
    if (end + 1 < text.len && text.ptr[end] == '@' && is_alnum(text.ptr[end + 1]))
        end = address_end(text, end + 1, HOST_MOST, ".-");
    return end;
}

/* Where an address that a person wrote in a sentence stops. */
static size_t link_end(struct str text, size_t at)
{
    size_t end = at, open = 0;
    for (; at < text.len; at++) {
        unsigned char c = (unsigned char)text.ptr[at];
        if (c <= ' ' || c == '<' || c == '>' || c == '"' || (c == ')' && open == 0))
            break;
        open += c == '(';
        open -= c == ')';
        if (strchr(".,;:!?'*", (char)c) == NULL)
            end = at + 1;
    }
    return end;
}

static bool has_known_ending(struct str host)
{
    size_t dot = host.len;
    while (dot > 0 && host.ptr[dot - 1] != '.')
        dot--;
    return dot > 1 && is_listed(str_cut(host, dot, host.len), " com org net uk cymru wales scot gov eu io info ly "
                                                              "gl be social tv app news ");
}

static bool starts_nocase(struct str text, size_t at, struct str prefix)
{
    return text.len - at > prefix.len && str_eq_nocase(str_cut(text, at, at + prefix.len), prefix);
}

size_t words_shape_link(struct str text, size_t at)
{
    if (starts_nocase(text, at, STR("http://")) || starts_nocase(text, at, STR("https://")) ||
        starts_nocase(text, at, STR("www.")) || starts_nocase(text, at, STR("mailto:")))
        return link_end(text, at);
    size_t end = address_end(text, at, MAILBOX_MOST, "._%+-");
    if (end + 1 < text.len && text.ptr[end] == '@' && is_alnum(text.ptr[end + 1]))
        return address_end(text, end + 1, HOST_MOST, ".-");
    end = address_end(text, at, HOST_MOST, ".-");
    if (!has_known_ending(str_cut(text, at, end)))
        return 0;
    return end < text.len && text.ptr[end] == '/' ? link_end(text, at) : end;
}

static bool in(const char *set, char c)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* Faces lying on their side: eyes, perhaps a nose or a tear, a mouth as often as the writer felt it. */
static size_t face_end(struct str text, size_t at)
{
    size_t mouth = at + 1;
    if (mouth < text.len && in("-^'", text.ptr[mouth]))
        mouth++;
    if (mouth >= text.len || !in(")(][}{DPpOo/\\|*3<>@cSsx$", text.ptr[mouth]))
        return 0;
    size_t end = mouth + 1;
    if (is_alnum(text.ptr[mouth]))
        return end < text.len && is_alnum(text.ptr[end]) ? 0 : end;
    if (in("/\\", text.ptr[mouth]) && end < text.len && (text.ptr[end] == '/' || is_alnum(text.ptr[end])))
        return 0;
    while (end < text.len && text.ptr[end] == text.ptr[mouth])
        end++;
    return end;
}

size_t words_shape_emoticon(struct str text, size_t at)
{
    static const struct str whole[] = {STR_INIT("<3"),  STR_INIT("</3"), STR_INIT("^^"),  STR_INIT("^_^"),
                                       STR_INIT("-_-"), STR_INIT(">:("), STR_INIT(">:)"), STR_INIT("xD"),
                                       STR_INIT("XD"),  STR_INIT("x-D")};
    char c = text.ptr[at];
    if (in(":;=", c))
        return face_end(text, at);
    if (!in("<^->xX", c))
        return 0;
    struct str rest = str_cut(text, at, text.len);
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        if (str_starts(rest, whole[i])) {
            size_t end = at + whole[i].len;
            return end < text.len && is_alnum(text.ptr[end]) ? 0 : end;
        }
    return 0;
}

bool words_shape_is_nose(struct str text, size_t start, size_t at, size_t end)
{
    if (!in(":;=", text.ptr[start]))
        return false;
    bool nose = at == start + 1 && at + 1 < end && in("-^", text.ptr[at]);
    return nose || (at > start + 1 && text.ptr[at] == text.ptr[at - 1]);
}

bool words_shape_is_tone(uint32_t point)
{
    return (point >= 0x1F3FB && point <= 0x1F3FF) || point == 0xFE0F || point == 0xFE0E;
}

static bool is_flag_letter(uint32_t point)
{
    return point >= 0x1F1E6 && point <= 0x1F1FF;
}

size_t words_shape_emoji(struct str text, size_t at)
{
    uint32_t first, point;
    letter_kind(text, &at, &first);
    bool pair = is_flag_letter(first);
    while (at < text.len) {
        size_t next = at;
        enum letter_kind kind = letter_kind(text, &next, &point);
        bool tag = point >= 0xE0020 && point <= 0xE007F; /* the flags of Wales, Scotland and England */
        bool joined = point == 0x200D && kind_at(text, next) == LETTER_EMOJI;
        if (joined)
            letter_kind(text, &next, &point);
        else if (!words_shape_is_tone(point) && !tag && !(pair && kind == LETTER_EMOJI && is_flag_letter(point)))
            break;
        else if (is_flag_letter(point))
            pair = false;
        at = next;
    }
    return at;
}

static bool starts_other(struct str text, size_t at)
{
    char c = text.ptr[at];
    if (c == '#' || c == '@')
        return is_wordly(kind_at(text, at + 1));
    size_t end;
    return words_shape_emoticon(text, at) > 0 || words_shape_opening_clitic(text, at, &end);
}

size_t words_shape_signs(struct str text, size_t at)
{
    uint32_t point;
    letter_kind(text, &at, &point);
    while (at < text.len && !starts_other(text, at)) {
        size_t next = at;
        enum letter_kind kind = letter_kind(text, &next, &point);
        if (kind != LETTER_SIGN && kind != LETTER_APOSTROPHE && kind != LETTER_HYPHEN)
            break;
        at = next;
    }
    return at;
}

bool words_shape_ends_sentence(struct str signs)
{
    for (size_t i = 0; i < signs.len; i++)
        if (in(".!?", signs.ptr[i]))
            return true;
    return str_find_str(signs, STR("…"), 0) < signs.len;
}
