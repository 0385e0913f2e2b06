/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <unistd.h>

#include "template.h"

struct world {
    struct arena arena;
    struct catalogue catalogue;
    struct tongue tongue;
    char folder[32];
    struct buf out;
};

static const char *put(struct world *world, const char *name, const char *text)
{
    const char *path = arena_printf(&world->arena, "%s/%s", world->folder, name).ptr;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct err err;
    snprintf(world->folder, sizeof world->folder, "/tmp/earshot-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    const char *path = put(world, "strings.tsv", "hi\tHello {who}\tHelo {who}\n"
                                                 "cats#\t{n} cat | {n} cats\t{n} a | {n} b | {n} c | {n} d | {n} e | {n} f\n");
    if (!catalogue_load(&world->catalogue, path, &err))
        fail_msg("%s", err.text);
    world->tongue = (struct tongue){&world->catalogue, CATALOGUE_EN, &world->arena};
    world->out = BUF("page", 1 << 20);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    for (const char *const *name = (const char *const[]){"strings.tsv", "a.html", "a.txt", "b.html", NULL}; *name; name++)
        unlink(arena_printf(&world->arena, "%s/%s", world->folder, *name).ptr);
    assert_int_equal(rmdir(world->folder), 0);
    catalogue_free(&world->catalogue);
    buf_free(&world->out);
    arena_free(&world->arena);
    free(world);
    return 0;
}

static const char *render(struct world *world, const char *name, const char *text, const struct view *view)
{
    struct template template;
    static struct err err;
    if (!template_load(&template, put(world, name, text), &world->catalogue, &world->arena, &err))
        return err.text;
    buf_clear(&world->out);
    template_render(&template, &world->tongue, view, &world->out);
    buf_char(&world->out, '\0');
    return world->out.data;
}

static void test_values_are_escaped(void **state)
{
    struct world *world = *state;
    struct view *view = view_new(&world->arena);
    view_text(view, "who", STR("<b title='\"&\">"));
    view_markup(view, "svg", STR("<svg/>"));
    assert_string_equal(render(world, "a.html", "<p>{{who}}|{{t hi}}|{{svg}}|{{none}}", view),
                        "<p>&lt;b title=&#39;&quot;&amp;&quot;&gt;|Hello &lt;b title=&#39;&quot;&amp;&quot;&gt;|<svg/>|");
    assert_string_equal(render(world, "a.txt", "{{who}}", view), "<b title='\"&\">");
}

static void test_addresses_are_links_or_nothing(void **state)
{
    struct world *world = *state;
    struct view *view = view_new(&world->arena);
    static const char *const bad[] = {"javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "//evil.example/x",
                                      "vbscript:x", " https://x", "https://x\ny", "\\\\evil", "/\\evil", "file:///etc"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        view_address(view, "url", str_from(bad[i]));
    assert_null(view_get(view, STR("url")));
    view_address(view, "url", STR("https://x.example/?a=1&b=2"));
    assert_string_equal(render(world, "a.html", "{{#url}}{{url}}{{/url}}", view), "https://x.example/?a=1&amp;b=2");
}

static void test_sections_look_outwards(void **state)
{
    struct world *world = *state;
    struct view *view = view_new(&world->arena);
    struct view *list = view_list(view, "items");
    view_text(view, "who", STR("all"));
    view_list(view, "empty");
    view_text(view_item(list), "x", STR("1"));
    struct view *second = view_item(list);
    view_text(second, "x", STR("2"));
    view_text(second, "who", STR("two"));
    view_text(view_item(view_list(second, "inner")), "y", STR("deep"));
    assert_string_equal(render(world, "a.txt",
                               "{{#items}}[{{x}} {{who}}{{#inner}} {{y}}{{x}}{{/inner}}]{{/items}}"
                               "{{^empty}}none{{/empty}}{{#empty}}some{{/empty}}{{#who}}yes{{/who}}", view),
                        "[1 all][2 two deep2]noneyes");
}

static void test_lines_of_tags_leave_no_line(void **state)
{
    struct world *world = *state;
    struct view *view = view_new(&world->arena);
    view_number(view, "n", 3, STR("3"));
    view_number(view, "zero", 0, STR("0"));
    assert_string_equal(render(world, "a.txt", "a\n  {{#n}}  \nb {{n}}\n{{/n}}\n{{! remark }}\n{{#zero}}\nz\n{{/zero}}\nc\n",
                               view), "a\nb 3\nc\n");
    assert_string_equal(render(world, "a.txt", "{{t cats# n}}, {{t cats# zero}}", view), "3 cats, 0 cats");
}

static void test_files_include_files(void **state)
{
    struct world *world = *state;
    struct view *view = view_new(&world->arena);
    view_text(view, "x", STR("<"));
    put(world, "b.html", "({{x}})");
    assert_string_equal(render(world, "a.html", "1 {{>b.html}} 2", view), "1 (&lt;) 2");
}

static void test_mistakes_are_named(void **state)
{
    struct world *world = *state;
    struct view *view = view_new(&world->arena);
    static const char *const cases[][2] = {
        {"\n{{#a}}", "section a is not closed"},       {"{{/a}}", ":1: nothing is open to close: a"},
        {"{{#a}}{{/b}}", "closes another section: b"}, {"x\n{{t nope}}", ":2: not in the catalogue: nope"},
        {"{{x", "a tag is not closed"},                {"{{}}", "an empty tag"},
        {"{{t cats#}}", "a number belongs to a plural"}, {"{{t hi x}}", "a number belongs to a plural"},
        {"{{>a.html}}", "includes nest too deep"},     {"{{>gone.html}}", "gone.html"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = render(world, "a.html", cases[i][0], view);
        if (strstr(text, cases[i][1]) == NULL)
            fail_msg("\"%s\" gave \"%s\", not \"%s\"", cases[i][0], text, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values_are_escaped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_addresses_are_links_or_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sections_look_outwards, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines_of_tags_leave_no_line, setup, teardown),
        cmocka_unit_test_setup_teardown(test_files_include_files, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mistakes_are_named, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
