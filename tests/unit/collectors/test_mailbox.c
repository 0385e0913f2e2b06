/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "mailbox.h"

static enum mailbox_answer scan(const char *text, const char *want_line)
{
    size_t scanned = 0;
    struct str line = STR_NONE;
    enum mailbox_answer answer = mailbox_scan(str_from(text), &scanned, &line);
    if (want_line != NULL)
        assert_str(line, want_line);
    return answer;
}

static void test_answers(void **state)
{
    (void)state;
    assert_int_equal(scan("* OK hello\r\ne1 OK [READ-ONLY] done\r\n* SEARCH\r\ne2 OK done\r\n", "e2 OK done"), MAILBOX_YES);
    assert_int_equal(scan("e1 NO [NONEXISTENT] none\r\n", "e1 NO [NONEXISTENT] none"), MAILBOX_NO);
    assert_int_equal(scan("* BYE go\r\n", "* BYE go"), MAILBOX_NO);
    assert_int_equal(scan("e1 OK\r\ne2 OK don", NULL), MAILBOX_NOT_YET);
    assert_int_equal(scan("", NULL), MAILBOX_NOT_YET);
}

/* What stands in a letter is no answer, wherever its bytes end. */
static void test_letters_are_no_answers(void **state)
{
    (void)state;
    assert_int_equal(scan("* 1 FETCH (BODY[] {12}\r\ne2 OK done\r\n)\r\n", NULL), MAILBOX_NOT_YET);
    assert_int_equal(scan("* 1 FETCH (BODY[] {12}\r\ne2 OK done\r\n)\r\ne2 BAD no\r\n", "e2 BAD no"), MAILBOX_NO);
    assert_int_equal(scan("* 1 FETCH (BODY[] {0}\r\ne2 OK\r\ne2 OK true\r\n", "e2 OK true"), MAILBOX_YES);
    assert_int_equal(scan("* 1 FETCH (BODY[] {99999999999}\r\ne2 OK\r\n", NULL), MAILBOX_NOT_YET);
}

static void test_bytes_that_come_one_by_one(void **state)
{
    (void)state;
    struct str whole = STR("* 1 FETCH (A {3}\r\nabc B {2}\r\nde)\r\n* 2 X\r\ne2 OK done\r\n"), line;
    size_t scanned = 0;
    for (size_t length = 0; length < whole.len; length++)
        assert_int_equal(mailbox_scan(str_cut(whole, 0, length), &scanned, &line), MAILBOX_NOT_YET);
    assert_int_equal(mailbox_scan(whole, &scanned, &line), MAILBOX_YES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_letters_are_no_answers),
        cmocka_unit_test(test_bytes_that_come_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
