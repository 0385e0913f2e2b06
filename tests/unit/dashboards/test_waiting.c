/* SPDX-License-Identifier: MIT */
#include "borough.h"

#include "waiting.h"

static bool is_by(const char *account, const char *name, const char *url)
{
    struct str item = str_from(account);
    struct settings_list accounts = {&item, 1};
    struct post post = {.author_name = str_from(name), .author_url = str_from(url)};
    return waiting_is_ours(&accounts, &post);
}

static void test_only_the_council_s_own_accounts_answer(void **state)
{
    (void)state;
    const char *page = "https://toot.wales/@cyngor";
    assert_true(is_by("@cyngor", "cyngor", page));
    assert_true(is_by("cyngor", "@Cyngor", ""));
    assert_true(is_by("@cyngor@toot.wales", "cyngor", page));
    assert_true(is_by("@cyngor@toot.wales", "cyngor@toot.wales", page)); /* as another server names it */
    assert_true(is_by(page, "Cyngor Aberwen", page));
    assert_false(is_by("@cyngor@toot.wales", "cyngor", "https://elsewhere.example/@cyngor"));
    assert_false(is_by("@cyngor", "cyngorydd", page));
    assert_false(is_by("@cyngor", "", ""));
    struct settings_list none = {0};
    assert_false(waiting_is_ours(&none, &(struct post){.author_name = STR("cyngor")}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_only_the_council_s_own_accounts_answer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
