/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/process.h"
#include "language.h"

static struct language *open_model(struct arena *arena)
{
    struct err err;
    struct language *language = NULL;
    if (!language_open(process_data(arena, "analysis/language.bin").ptr, &language, &err))
        fail_msg("%s", err.text);
    return language;
}

static void test_codes(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "und"},
        {"😀 12:30 https://a.cymru @x", "und"},
        {"Llanelli", "und"},
        {"The bins have not been collected", "en"},
        {"Heol y Bont is flooded again", "en"},
        {"Nid yw'r biniau wedi eu casglu", "cy"},
        {"dwi di bod yn aros ers oria", "cy"},
        {"DIOLCH I BAWB AM HELPU", "cy"},
        {"THANK YOU ALL FOR HELPING", "en"},
        {"Mae'r ffordd ar gau heddiw. The road is closed today.", "mixed"},
        {"la rue est pleine de poubelles", "fr"},
        {"ulica jest pełna śmieci", "pl"},
        {"вулиця повна сміття", "uk"},
        {"улица полна мусора сегодня", "ru"},
        {"شكرا جزيلا على مساعدتكم", "ar"},
        {"آپ کی مدد کا بہت شکریہ", "ur"},
        {"非常感谢你们的帮助", "zh"},
        {"ありがとうございます", "ja"},
    };
    struct arena arena = {0};
    struct language *language = open_model(&arena);
    struct words words = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        words_split(&words, str_from(rows[i][0]));
        struct language_reading reading = language_identify(language, &words);
        if (strcmp(reading.code, rows[i][1]) != 0)
            fail_msg("\"%s\": got %s, want %s", rows[i][0], reading.code, rows[i][1]);
        assert_true(reading.confidence >= 0 && reading.confidence <= 1);
    }
    words_free(&words);
    language_free(language);
    arena_free(&arena);
}

static void test_words_of_a_mixed_post(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct language *language = open_model(&arena);
    struct words words = {0};
    words_split(&words, STR("Dwi wedi aros am oriau and nobody ever came back"));
    struct language_reading reading = language_identify(language, &words);
    assert_string_equal(reading.code, "mixed");
    assert_int_equal(words.items[2].language, WORD_WELSH);
    assert_int_equal(words.items[6].language, WORD_ENGLISH);
    assert_true(reading.evidence_count > 0);
    for (size_t i = 0; i < reading.evidence_count; i++)
        assert_true(reading.evidence[i].start < reading.evidence[i].end &&
                    reading.evidence[i].end <= words.text.len);
    words_free(&words);
    language_free(language);
    arena_free(&arena);
}

static void test_bad_model(void **state)
{
    (void)state;
    struct err err;
    struct language *language;
    assert_false(language_open("/dev/null", &language, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_words_of_a_mixed_post),
        cmocka_unit_test(test_bad_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
