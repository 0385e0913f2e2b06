/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/buf.h"
#include "base/process.h"
#include "phrases.h"
#include "stem.h"
#include "vocabulary.h"

enum { TEXTS = 120, WORDS = 700, TEXT_BYTES = 16 << 10 };

/* Words that no other text has, more than there is room for in all. */
static struct str text_of(struct buf *buf, unsigned number)
{
    buf_clear(buf);
    for (unsigned i = 0; i < WORDS; i++) {
        buf_add(buf, STR("collections "));
        for (unsigned left = number * WORDS + i + 1; left > 0; left /= 26)
            buf_printf(buf, "%c", (int)('a' + left % 26));
        buf_add(buf, STR("ing "));
    }
    return buf_str(buf);
}

static void read(struct words *words, struct stem *stem, struct str text)
{
    words_split(words, text);
    for (size_t i = 0; i < words->count; i++)
        words->items[i].language = (uint8_t)(i % VOCABULARY_LANGUAGES);
    stem_words(stem, words);
}

static void check_alike(const struct words *a, const struct words *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_true(str_eq(vocabulary_term(a->items[i].sense), vocabulary_term(b->items[i].sense)));
        assert_true(a->items[i].sense->term_hash == b->items[i].sense->term_hash);
    }
}

static void test_a_full_one_reads_the_same(void **state)
{
    (void)state;
    struct vocabulary *vocabulary = vocabulary_new();
    struct stem *stem = stem_new(NULL);
    struct words kept = {.vocabulary = vocabulary}, alone = {.vocabulary = NULL};
    struct buf buf = BUF("a text", TEXT_BYTES);
    for (unsigned i = 0; i < TEXTS; i++) {
        vocabulary_begin(vocabulary);
        struct str text = text_of(&buf, i);
        read(&kept, stem, text);
        read(&alone, stem, text);
        check_alike(&kept, &alone);
    }
    buf_free(&buf);
    words_free(&kept);
    words_free(&alone);
    stem_free(stem);
    vocabulary_free(vocabulary);
}

/* More words than have room, all of texts being read: those that came first keep their entries. */
static void test_what_is_being_read_stays(void **state)
{
    (void)state;
    struct vocabulary *vocabulary = vocabulary_new();
    struct stem *stem = stem_new(NULL);
    struct words first = {.vocabulary = vocabulary}, later = {.vocabulary = vocabulary}, again = {.vocabulary = NULL};
    struct buf buf = BUF("a text", TEXT_BYTES), other = BUF("another", TEXT_BYTES);
    vocabulary_begin(vocabulary);
    read(&first, stem, text_of(&buf, 0));
    for (unsigned i = 1; i < TEXTS; i++)
        read(&later, stem, text_of(&other, i));
    read(&again, stem, text_of(&buf, 0));
    check_alike(&first, &again);
    buf_free(&buf);
    buf_free(&other);
    words_free(&first);
    words_free(&later);
    words_free(&again);
    stem_free(stem);
    vocabulary_free(vocabulary);
}

static void test_a_word_is_kept_for_the_next_text(void **state)
{
    (void)state;
    struct vocabulary *vocabulary = vocabulary_new();
    struct stem *stem = stem_new(NULL);
    struct words words = {.vocabulary = vocabulary};
    read(&words, stem, STR("Bins"));
    const struct vocabulary_entry *entry = words.items[0].entry;
    const struct vocabulary_sense *sense = words.items[0].sense;
    vocabulary_begin(vocabulary);
    read(&words, stem, STR("bins, BINS"));
    assert_ptr_equal(words.items[0].entry, entry);
    assert_ptr_equal(words.items[0].sense, sense);
    assert_ptr_equal(words.items[2].entry, entry);
    words_free(&words);
    stem_free(stem);
    vocabulary_free(vocabulary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_one_reads_the_same),
        cmocka_unit_test(test_what_is_being_read_stays),
        cmocka_unit_test(test_a_word_is_kept_for_the_next_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
