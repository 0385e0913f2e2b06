/* SPDX-License-Identifier: MIT */
#include "script.h"

#include "base/utf8.h"

#include "base/banned.h"

static const struct {
    uint32_t from, to;
    const char *code;
} blocks[] = {
    {0x370, 0x3FF, "el"},   {0x590, 0x5FF, "he"},   {0x600, 0x6FF, "ar"},   {0x750, 0x77F, "ar"},
    {0x900, 0x97F, "hi"},   {0x980, 0x9FF, "bn"},   {0xA00, 0xA7F, "pa"},   {0xA80, 0xAFF, "gu"},
    {0xB80, 0xBFF, "ta"},   {0xE00, 0xE7F, "th"},   {0x1100, 0x11FF, "ko"}, {0x1200, 0x137F, "am"},
    {0x3040, 0x30FF, "ja"}, {0x3400, 0x9FFF, "zh"}, {0xAC00, 0xD7AF, "ko"}, {0xFB50, 0xFEFC, "ar"},
};

enum { BLOCKS = sizeof blocks / sizeof blocks[0] };

struct count {
    size_t letters[BLOCKS], others, urdu, persian;
    bool any; /* letters of a block */
};

/* ٹ ڈ ڑ ں ہ ھ ے are Urdu's; پ چ ژ گ ک ی both have. */
static void count_arabic(struct count *count, uint32_t point)
{
    static const uint16_t urdu[] = {0x679, 0x688, 0x691, 0x6BA, 0x6BE, 0x6C1, 0x6D2};
    static const uint16_t persian[] = {0x67E, 0x686, 0x698, 0x6A9, 0x6AF, 0x6CC};
    for (size_t i = 0; i < sizeof urdu / sizeof urdu[0]; i++)
        count->urdu += urdu[i] == point;
    for (size_t i = 0; i < sizeof persian / sizeof persian[0]; i++)
        count->persian += persian[i] == point;
}

static void count_point(struct count *count, uint32_t point)
{
    for (size_t i = 0; i < BLOCKS; i++)
        if (point >= blocks[i].from && point <= blocks[i].to) {
            count->letters[i]++;
            count->any = true;
            count_arabic(count, point);
            return;
        }
    count->others++;
}

static void count_word(struct count *count, const struct word *word)
{
    if (!words_is_text(word) || word->flags & WORD_PART || word->form.len == 0)
        return;
    if ((unsigned char)word->form.ptr[0] < 0x80) {
        count->others += word->form.len;
        return;
    }
    for (size_t at = 0; at < word->form.len;)
        count_point(count, utf8_next(word->form, &at));
}

const char *script_language(const struct words *words)
{
    struct count count = {0};
    if (!words->wide)
        return NULL;
    for (size_t i = 0; i < words->count; i++)
        count_word(&count, &words->items[i]);
    if (!count.any)
        return NULL;
    size_t best = 0, kana = 0;
    for (size_t i = 0; i < BLOCKS; i++) {
        best = count.letters[i] > count.letters[best] ? i : best;
        kana += strcmp(blocks[i].code, "ja") == 0 ? count.letters[i] : 0;
    }
    if (count.letters[best] == 0 || count.letters[best] * 2 < count.others) /* a Han letter says more than a Latin */
        return NULL;
    const char *code = blocks[best].code;
    if (strcmp(code, "ar") == 0)
        return count.urdu > 0 ? "ur" : count.persian > 0 ? "fa" : "ar";
    return strcmp(code, "zh") == 0 && kana > 0 ? "ja" : code;
}
