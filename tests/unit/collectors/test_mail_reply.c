/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "sources/mail_reply.h"

static void check(const char *text, bool reply, const char *want)
{
    struct arena arena = {0};
    assert_str(mail_reply_own_words(&arena, str_from(text), reply), want);
    arena_free(&arena);
}

static void test_history(void **state)
{
    (void)state;
    check("New words\n\nOn Fri, 20 Nov 2026 at 09:00, X <x@y>\nwrote:\n\n> old\n> old\n", true, "New words");
    check("Geiriau newydd\n\nAr Gwe, 20 Tach 2026 am 09:00, ysgrifennodd X <x@y>:\n> hen\n", true, "Geiriau newydd");
    check("Top\r\n\r\n-----Original Message-----\r\nFrom: X\r\nold\r\n", true, "Top");
    check("Brig\n\n-----Neges Wreiddiol-----\nhen\n", true, "Brig");
    check("Top\n\n________________________________\nFrom: X <x@y>\nSent: 20 November 2026 09:00\nTo: Z\nSubject: W\n\nold", true,
          "Top");
    check("Brig\n\nOddi wrth: X\nAnfonwyd: 20 Tachwedd 2026\nAt: Z\nPwnc: W\n\nhen", true, "Brig");
    check("On 20 Nov 2026 X wrote:\n> asked\nanswered below\n> and more\nagain\n", true, "answered below\nagain");
    check("On Friday someone wrote: nothing much\nreally", true, "On Friday someone wrote: nothing much\nreally");
    check("New\n\n2026-11-20 9:00 GMT+00:00 X Y <x@y.example>:\n\n> old\n", true, "New");
    check("Nouveau\n\nLe ven. 20 nov. 2026 à 09:00, X <x@y> a écrit :\n> vieux", true, "Nouveau");
    check("Nowe\n\npt., 20 lis 2026 o 09:00 X <x@y.example>\nnapisał(a):\n\n> stare", true, "Nowe");
    check("Newydd\n\nO: X\nAnfonwyd: Dydd Gwener, 20 Tachwedd 2026\nAt: Z\nPwnc: W\n\nhen", true, "Newydd");
    check("Newydd\n\nAr Gwe, 20 Tach 2026 am 09:00 Siân <s@x>\nysgrifennodd:\n\n> hen", true, "Newydd");
    check("Newydd\n\n> Ar 20 Tach 2026, am 09:00, ysgrifennodd Siân <s@x>:\n> \n> hen", true, "Newydd");
    check("The list of 3 things:\nbins\n2 bags <red> each:\nmore", true, "The list of 3 things:\nbins\n2 bags <red> each:\nmore");
    check("From: here to there\nno head", true, "From: here to there\nno head");
}

static void test_no_reply_keeps_everything(void **state)
{
    (void)state;
    check("> a quoted line\n-----Original Message-----\nwords", false, "> a quoted line\n-----Original Message-----\nwords");
    check("> only quoted\n> lines\n", true, "> only quoted\n> lines");
    check("", true, "");
}

static void test_signature(void **state)
{
    (void)state;
    check("Words\n-- \nDai\n07700 900123\n", false, "Words");
    check("Words\n\nSent from my iPhone", false, "Words");
    check("Geiriau\n\nAnfonwyd o fy iPhone\n", false, "Geiriau");
    check("one -- two\nthree", false, "one -- two\nthree");
}

static void test_automatic(void **state)
{
    (void)state;
    assert_true(mail_reply_is_automatic(STR("Automatic reply: Bins")));
    assert_true(mail_reply_is_automatic(STR("Ateb awtomatig: Biniau")));
    assert_true(mail_reply_is_automatic(STR("Allan o'r swyddfa: RE: Biniau")));
    assert_false(mail_reply_is_automatic(STR("Ateb: biniau")));
    assert_false(mail_reply_is_automatic(STR("Automatic doors at the library")));
}

static void test_subject(void **state)
{
    (void)state;
    assert_true(mail_reply_is_subject(STR(" RE: bins")));
    assert_true(mail_reply_is_subject(STR("Ateb: biniau")));
    assert_false(mail_reply_is_subject(STR("Fwd: bins")));
    assert_false(mail_reply_is_subject(STR("Recycling")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_history),
        cmocka_unit_test(test_no_reply_keeps_everything),
        cmocka_unit_test(test_signature),
        cmocka_unit_test(test_automatic),
        cmocka_unit_test(test_subject),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
