/* SPDX-License-Identifier: MIT */
#include "town_site.h"

static int setup(void **state)
{
    struct town_site *town = calloc(1, sizeof *town);
    town_site_up(town);
    *state = town;
    return 0;
}

static int teardown(void **state)
{
    town_site_down(*state);
    free(*state);
    return 0;
}

static bool has(struct str text, const char *part)
{
    return str_find_str(text, str_from(part), 0) < text.len;
}

static void must_have(struct str text, const char *part)
{
    if (!has(text, part))
        fail_msg("\"%s\" is not in:\n" STR_FMT, part, STR_ARG(text));
}

/* Kept where a person can look at it, when EARSHOT_LOOK names a folder. */
static void look(struct town_site *town, const char *name, struct str contents)
{
    struct err err;
    const char *folder = getenv("EARSHOT_LOOK");
    if (folder != NULL && !file_write(arena_printf(&town->arena, "%s/%s.html", folder, name).ptr, contents, &err))
        fail_msg("%s", err.text);
}

static void test_every_page_answers_in_both_languages(void **state)
{
    struct town_site *town = *state;
    static const char *const pages[] = {"/", "/incidents", "/incidents/bins-1", "/issues",
                                        "/issues/waste.missed-collection", "/places", "/places/y-bont", "/posts",
                                        "/posts/mastodon%3A1", "/days", "/days/2026-09-25", "/sources", "/unheard",
                                        "/sign-in"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        for (int lang = 0; lang < CATALOGUE_LANGS; lang++) {
            const char *code = catalogue_lang_code((enum catalogue_lang)lang);
            struct str page = town_site_get(town, arena_printf(&town->arena, "%s?lang=%s", pages[i], code).ptr);
            assert_int_equal(town->answer.status, 200);
            must_have(page, arena_printf(&town->arena, "<html lang=\"%s\">", code).ptr);
            must_have(page, "</html>");
            assert_false(has(page, "{{"));
            assert_false(has(page, "Secret Name"));
            look(town, arena_printf(&town->arena, "page%zu-%s", i, code).ptr, page);
        }
}

static void test_the_first_language_is_the_council_s(void **state)
{
    struct town_site *town = *state;
    must_have(town_site_get(town, "/"), "<html lang=\"cy\">");
    must_have(town_site_get(town, "/?lang=xx"), "<html lang=\"cy\">");
    must_have(town_site_get(town, "/posts?lang=en&class=complaint"), "href=\"/posts?class=complaint&amp;lang=cy\"");
}

static void test_what_is_not_there_is_said(void **state)
{
    struct town_site *town = *state;
    static const char *const gone[] = {"/nothing", "/incidents/x", "/days/2031-01-01", "/days/rubbish", "/posts/x"};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        must_have(town_site_get(town, gone[i]), "</html>");
        assert_int_equal(town->answer.status, 404);
    }
    must_have(town_site_get(town, "/api/v1/digests/2031-01-01"), "\"status\":404");
    assert_string_equal(town->answer.type, "application/problem+json");
    town_site_get(town, "/api/v1/temperature?step=minute");
    assert_int_equal(town->answer.status, 400);
    town_site_get(town, "/api/v1/incidents?limit=-4");
    assert_int_equal(town->answer.status, 400);
    town_site_ask(town, "POST", "/sources", (struct http_field){STR_NONE, STR_NONE});
    assert_int_equal(town->answer.status, 405);
}

static void test_filters_filter(void **state)
{
    struct town_site *town = *state;
    struct str page = town_site_get(town, "/posts?lang=en&class=question");
    must_have(page, "casgliad nesaf");
    assert_false(has(page, "Lovely crew"));
    page = town_site_get(town, "/posts?lang=en&q=BINS+late");
    must_have(page, "they came");
    assert_false(has(page, "not collected"));
    page = town_site_get(town, "/posts?lang=en&since=2026-09-26");
    must_have(page, "No post fits.");
    town_site_get(town, "/posts?class=nonsense");
    assert_int_equal(town->answer.status, 400);
    town_site_get(town, "/posts?since=yesterday");
    assert_int_equal(town->answer.status, 400);
}

static void test_posts_are_paged_without_loss(void **state)
{
    struct town_site *town = *state;
    char address[256] = "/api/v1/posts?limit=1";
    size_t seen = 0;
    for (; seen < 10; seen++) {
        struct json *root;
        struct err err;
        if (!json_parse(town_site_get(town, address), &town->arena, &root, &err))
            fail_msg("%s", err.text);
        assert_int_equal(json_get(root, "items")->count, 1);
        struct str next = json_get_str(root, "next_url");
        if (next.len == 0)
            break;
        size_t start = str_find_str(next, STR("/api/"), 0);
        snprintf(address, sizeof address, STR_FMT, STR_ARG(str_cut(next, start, next.len)));
    }
    assert_int_equal(seen, 3);
}

static void test_data_keeps_small_numbers_back(void **state)
{
    struct town_site *town = *state;
    struct str json = town_site_get(town, "/api/v1/digests/2026-09-25?lang=en");
    must_have(json, "\"issue\":\"parks.grass\",\"issue_name\":\"Grass\",\"class\":\"complaint\",\"people\":null,"
                    "\"fewer_than\":3");
    must_have(town_site_get(town, "/api/v1/issues?format=csv"), "\"Grass\",\"Grass\",\"fewer than 3\"");
    assert_string_equal(town->answer.type, "text/csv; charset=utf-8");
}

static void test_temperature_is_a_series(void **state)
{
    struct town_site *town = *state;
    struct str json = town_site_get(town, "/api/v1/temperature?from=2026-09-24&to=2026-09-26");
    must_have(json, "\"mood\":-18.4");
    must_have(json, "\"people\":0,\"posts\":0,\"temperature\":null");
    town_site_get(town, "/api/v1/temperature?step=hour"); /* hours are in the store, which is away */
    assert_int_equal(town->answer.status, 503);
    town_site_get(town, "/api/v1/temperature?step=hour&from=2020-01-01");
    assert_int_equal(town->answer.status, 400);
}

static void test_tables_are_spreadsheets(void **state)
{
    struct town_site *town = *state;
    struct str csv = town_site_get(town, "/days?lang=en&format=csv&table=days");
    assert_string_equal(town->answer.type, "text/csv; charset=utf-8");
    assert_str(town->answer.attachment, "days.csv");
    must_have(csv, "\"Day\",\"Temperature\",\"People\"\r\n");
    must_have(csv, ",-18,\"1,412 people\"\r\n"); /* a number is one, whatever sign the page writes */
    must_have(town_site_get(town, "/?lang=en&format=csv&table=heat"), "\"Place\",\"");
    town_site_get(town, "/days?format=csv&table=nothing");
    assert_int_equal(town->answer.status, 404);
    must_have(town_site_get(town, "/days?lang=en&table=days"), "<!DOCTYPE html>");
}

static void test_charts_are_pictures_and_data(void **state)
{
    struct town_site *town = *state;
    const char *page = "/issues/waste.missed-collection?lang=en";
    char address[256];
    must_have(town_site_get(town, page), "&amp;format=png&amp;table=people\"");
    snprintf(address, sizeof address, "%s&format=png&table=people", page);
    assert_true(str_starts(town_site_get(town, address), STR("\x89PNG\r\n")));
    assert_string_equal(town->answer.type, "image/png");
    assert_str(town->answer.attachment, "people.png");
    snprintf(address, sizeof address, "%s&format=json&table=people", page);
    must_have(town_site_get(town, address), "\"words\":\"25 September: 37 people\",\"value\":37,\"usual\":4,");
    must_have(town_site_get(town, "/issues/parks.grass?lang=en&format=csv&table=people"), "\"25 September\",\"<3\"");
    struct str json = town_site_get(town, "/issues/parks.grass?lang=en&format=json&table=people");
    must_have(json, "\"words\":\"25 September: fewer than 3 people\",\"usual\":");
    town_site_get(town, "/days?format=png&table=days");
    assert_int_equal(town->answer.status, 404);
}

static void test_the_feed_is_a_feed(void **state)
{
    struct town_site *town = *state;
    struct json *root;
    struct err err;
    if (!json_parse(town_site_get(town, "/feed.json?lang=en"), &town->arena, &root, &err))
        fail_msg("%s", err.text);
    assert_str(json_get_str(root, "version"), "https://jsonfeed.org/version/1.1");
    assert_int_equal(json_get(root, "items")->count, 3);
    const struct json *newest = json_at(json_get(root, "items"), 0);
    assert_str(json_get_str(newest, "id"), "earshot:digest:day:2026-09-25");
    must_have(json_get_str(json_at(json_get(root, "items"), 1), "_earshot.incident.id"), "-1");
    must_have(town_site_get(town, "/feed.atom?lang=en"), "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
}

static void test_the_door_is_kept(void **state)
{
    struct town_site *town = *state;
    struct door_user users[] = {{{STR("Rhian"), DOOR_READER}, STR("reader-token-0001")}};
    town->site.door = (struct door){.users = users, .count = 1};
    town_site_get(town, "/");
    assert_int_equal(town->answer.status, 303);
    town_site_get(town, "/api/v1/posts");
    assert_int_equal(town->answer.status, 401);
    struct http_field token = {STR("Authorization"), STR("Bearer reader-token-0001")};
    must_have(town_site_ask(town, "GET", "/api/v1/posts", token), "mastodon:1");
    town_site_ask(town, "POST", "/incidents/bins-1", token);
    assert_int_equal(town->answer.status, 403);
    struct http_field wrong = {STR("Cookie"), STR("a=b; earshot=reader-token-0002")};
    town_site_ask(town, "GET", "/api/v1/posts", wrong);
    assert_int_equal(town->answer.status, 401);
    town_site_get(town, "/healthz");
    assert_int_equal(town->answer.status, 200);
}

static void test_a_store_away_is_said(void **state)
{
    struct town_site *town = *state;
    town->site.ready = false;
    must_have(town_site_get(town, "/?lang=en"), "Earshot is starting");
    assert_int_equal(town->answer.status, 503);
    town_site_get(town, "/readyz");
    assert_int_equal(town->answer.status, 503);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_page_answers_in_both_languages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_first_language_is_the_council_s, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_not_there_is_said, setup, teardown),
        cmocka_unit_test_setup_teardown(test_filters_filter, setup, teardown),
        cmocka_unit_test_setup_teardown(test_posts_are_paged_without_loss, setup, teardown),
        cmocka_unit_test_setup_teardown(test_data_keeps_small_numbers_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_temperature_is_a_series, setup, teardown),
        cmocka_unit_test_setup_teardown(test_charts_are_pictures_and_data, setup, teardown),
        cmocka_unit_test_setup_teardown(test_tables_are_spreadsheets, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_feed_is_a_feed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_door_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_store_away_is_said, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
