/* SPDX-License-Identifier: MIT */
#include "letter.h"

#include "base/utf8.h"

#include "base/banned.h"

enum {
    LATIN_FROM = 0xC0,
    LATIN_TO = 0x250,
    VIETNAMESE_FROM = 0x1E00, /* Latin Extended Additional: ẁ ẃ ẅ ỳ are in it */
    VIETNAMESE_TO = 0x1F00,
    LATIN_COUNT = LATIN_TO - LATIN_FROM,
    TABLE_COUNT = LATIN_COUNT + VIETNAMESE_TO - VIETNAMESE_FROM,
};

static struct letter_fold folds[TABLE_COUNT];

/* enum letter_kind of each byte, 16 a row: controls and spaces; signs; digits; letters. */
const uint8_t letter_ascii[128] = {
    8, 8, 8, 8, 8, 8, 8, 8, 8, 3, 3, 3, 3, 3, 8, 8,
    8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    3, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 5, 0, 0,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
    4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 8,
};

struct range {
    uint32_t from, to;
    uint8_t kind;
};

/* In order; what no range holds is asked of utf8proc. */
static const struct range ranges[] = {
    {0x80, 0x9F, LETTER_NOTHING},      {0xA0, 0xA0, LETTER_SPACE},       {0xAD, 0xAD, LETTER_NOTHING},
    {0xB4, 0xB4, LETTER_APOSTROPHE},   {0x2BC, 0x2BC, LETTER_APOSTROPHE}, {0x300, 0x36F, LETTER_MARK},
    {0x180E, 0x180E, LETTER_NOTHING},  {0x2000, 0x200A, LETTER_SPACE},   {0x200B, 0x200F, LETTER_NOTHING},
    {0x2010, 0x2011, LETTER_HYPHEN},   {0x2018, 0x2019, LETTER_APOSTROPHE}, {0x2028, 0x2029, LETTER_SPACE},
    {0x202A, 0x202E, LETTER_NOTHING},  {0x202F, 0x202F, LETTER_SPACE},   {0x203C, 0x203C, LETTER_EMOJI},
    {0x2049, 0x2049, LETTER_EMOJI},    {0x205F, 0x205F, LETTER_SPACE},   {0x2060, 0x206F, LETTER_NOTHING},
    {0x231A, 0x23FF, LETTER_EMOJI},    {0x2600, 0x27BF, LETTER_EMOJI},   {0x2B05, 0x2B55, LETTER_EMOJI},
    {0x3000, 0x3000, LETTER_SPACE},    {0xFE00, 0xFE0F, LETTER_NOTHING}, {0xFEFF, 0xFEFF, LETTER_NOTHING},
    {0xFF07, 0xFF07, LETTER_APOSTROPHE}, {0xFF10, 0xFF19, LETTER_DIGIT}, {0x1F000, 0x1FAFF, LETTER_EMOJI},
    {0xE0000, 0xE0FFF, LETTER_NOTHING},
};

static const struct range *range_of(uint32_t point)
{
    size_t low = 0, high = sizeof ranges / sizeof ranges[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (point > ranges[middle].to)
            low = middle + 1;
        else if (point < ranges[middle].from)
            high = middle;
        else
            return &ranges[middle];
    }
    return NULL;
}

enum letter_kind letter_kind_wide(struct str text, size_t *at, uint32_t *point)
{
    *point = utf8_next(text, at);
    if (*point >= LATIN_FROM && *point < LATIN_TO)
        return *point == 0xD7 || *point == 0xF7 ? LETTER_SIGN : LETTER_LETTER;
    const struct range *range = range_of(*point);
    if (range != NULL)
        return (enum letter_kind)range->kind;
    if (utf8_is_letter(*point))
        return LETTER_LETTER;
    return utf8_is_mark(*point) ? LETTER_MARK : LETTER_SIGN;
}

/* Letters dressed up: full width, and the mathematical alphabets that pass for bold and italic in posts. */
static uint32_t undress(uint32_t point)
{
    if (point >= 0xFF21 && point <= 0xFF5A)
        return point - 0xFF21 + 'A';
    if (point >= 0xFF10 && point <= 0xFF19)
        return point - 0xFF10 + '0';
    if (point >= 0x1D400 && point <= 0x1D6A3)
        return (point - 0x1D400) % 52 < 26 ? 'A' + (point - 0x1D400) % 52 : 'a' + (point - 0x1D400) % 52 - 26;
    return point;
}

static struct letter_fold fold_of(uint32_t point)
{
    point = undress(point);
    uint32_t lower = utf8_lower(point);
    struct letter_fold fold = {.upper = lower != point};
    fold.form_len = (uint8_t)utf8_put(lower, fold.form);
    memcpy(fold.plain, fold.form, sizeof fold.plain);
    fold.plain_len = fold.form_len;
    return fold;
}

static void table_row(struct letter_fold *row, uint32_t point, struct arena *arena)
{
    *row = fold_of(point);
    struct str plain = utf8_fold(arena, (struct str){row->form, row->form_len}, true);
    if (plain.len > 0 && plain.len <= sizeof row->plain) {
        memcpy(row->plain, plain.ptr, plain.len);
        row->plain_len = (uint8_t)plain.len;
    }
    arena_reset(arena);
}

static void table_make(void)
{
    struct arena arena = {0};
    for (uint32_t i = 0; i < TABLE_COUNT; i++)
        table_row(&folds[i], i < LATIN_COUNT ? LATIN_FROM + i : VIETNAMESE_FROM + i - LATIN_COUNT, &arena);
    arena_free(&arena);
}

struct letter_fold letter_fold(uint32_t point)
{
    if (folds[0].form_len == 0)
        table_make();
    if (point >= LATIN_FROM && point < LATIN_TO)
        return folds[point - LATIN_FROM];
    if (point >= VIETNAMESE_FROM && point < VIETNAMESE_TO)
        return folds[point - VIETNAMESE_FROM + LATIN_COUNT];
    return fold_of(point);
}

uint32_t letter_compose(uint32_t letter, uint32_t mark)
{
    static const struct {
        uint32_t mark;
        uint16_t with[9]; /* of a e i o u w y n c */
    } rows[] = {
        {0x300, {0xE0, 0xE8, 0xEC, 0xF2, 0xF9, 0x1E81, 0x1EF3, 0x1F9, 0}},
        {0x301, {0xE1, 0xE9, 0xED, 0xF3, 0xFA, 0x1E83, 0xFD, 0x144, 0x107}},
        {0x302, {0xE2, 0xEA, 0xEE, 0xF4, 0xFB, 0x175, 0x177, 0, 0x109}},
        {0x303, {0xE3, 0, 0, 0xF5, 0, 0, 0, 0xF1, 0}},
        {0x308, {0xE4, 0xEB, 0xEF, 0xF6, 0xFC, 0x1E85, 0xFF, 0, 0}},
        {0x327, {0, 0, 0, 0, 0, 0, 0, 0, 0xE7}},
    };
    const char *letters = "aeiouwync";
    const char *found = letter > 0 && letter < 0x80 ? strchr(letters, (int)letter) : NULL;
    for (size_t i = 0; found != NULL && i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].mark == mark)
            return rows[i].with[found - letters];
    return 0;
}

bool letter_is_foreign(uint32_t point)
{
    return point >= 0x370 && point < 0x530;
}

uint32_t letter_lookalike(uint32_t point)
{
    static const struct {
        uint16_t from;
        char to;
    } rows[] = {
        {0x430, 'a'}, {0x435, 'e'}, {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'}, {0x445, 'x'},
        {0x456, 'i'}, {0x458, 'j'}, {0x455, 's'}, {0x4BB, 'h'}, {0x501, 'd'}, {0x51B, 'q'}, {0x51D, 'w'},
        {0x432, 'b'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x442, 't'}, {0x43D, 'h'}, {0x3BF, 'o'}, {0x3B1, 'a'},
        {0x3BD, 'v'}, {0x3C1, 'p'}, {0x3B9, 'i'}, {0x3BA, 'k'}, {0x3C5, 'u'}, {0x3B5, 'e'}, {0x3C4, 't'},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].from == point)
            return (uint32_t)rows[i].to;
    return point;
}
