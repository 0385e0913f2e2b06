/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "analyse.h"
#include "base/file.h"
#include "base/process.h"
#include "lists.h"

enum { FILE_BYTES_MOST = 64 << 20, TEXTS_MOST = 400 };

/* A folder of data files beside the real one: what is not written into it is missing. */
struct world {
    struct arena arena;
    char path[32], real[4096];
};

static void point_at(const char *folder)
{
    setenv("EARSHOT_DATA", folder, 1);
}

static void link_real(struct world *world, const char *name)
{
    struct str from = arena_printf(&world->arena, "%s/%s", world->real, name);
    struct str to = arena_printf(&world->arena, "%s/%s", world->path, name);
    assert_int_equal(symlink(from.ptr, to.ptr), 0);
}

static void write_file(struct world *world, const char *name, struct str contents)
{
    struct err err;
    struct str path = arena_printf(&world->arena, "%s/%s", world->path, name);
    unlink(path.ptr);
    if (!file_write(path.ptr, contents, &err))
        fail_msg("%s", err.text);
}

static struct str read_real(struct world *world, const char *name)
{
    struct err err;
    struct str bytes;
    if (!file_read(arena_printf(&world->arena, "%s/%s", world->real, name).ptr, FILE_BYTES_MOST, &world->arena, &bytes, &err))
        fail_msg("%s", err.text);
    return bytes;
}

static int set_up(void **state)
{
    static struct world world;
    static const char *const names[] = {"lexicon.en.txt", "lexicon.vader.txt", "lexicon.cy.txt", "classes.conf",
                                        "issues.conf",    "language.bin",      "welsh.bin",      "model.bin"};
    world = (struct world){.path = "/tmp/lists-XXXXXX"};
    struct str real = process_data(&world.arena, "");
    assert_true(real.len < sizeof world.real && mkdtemp(world.path) != NULL);
    memcpy(world.real, real.ptr, real.len + 1);
    mkdir(arena_printf(&world.arena, "%s/analysis", world.path).ptr, 0700);
    mkdir(arena_printf(&world.arena, "%s/made", world.path).ptr, 0700);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        link_real(&world, arena_printf(&world.arena, "analysis/%s", names[i]).ptr);
    *state = &world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    point_at(world->real);
    file_remove_tree(world->path);
    arena_free(&world->arena);
    return 0;
}

static bool open_lists(struct lists *lists, struct err *err)
{
    static struct stem *stem;
    if (stem == NULL)
        stem = stem_new(NULL);
    lists_init(lists, stem);
    return lists_open(lists, err);
}

/* Whether the lists of a folder are taken as they were packed. */
static bool is_packed(const char *folder)
{
    struct err err;
    struct lists lists;
    point_at(folder);
    if (!open_lists(&lists, &err))
        fail_msg("%s", err.text);
    bool packed = lists.packed.len > 0;
    lists_free(&lists);
    return packed;
}

static void read_texts(struct analyse *analyse, struct str file, struct arena *arena, struct buf *out)
{
    struct json_out json = json_out_new(out, false);
    struct str line;
    for (size_t i = 0; i < TEXTS_MOST && str_next(&file, '\n', &line); i++) {
        struct post post = {.id = STR("text"), .text = line};
        struct reading reading;
        analyse_posts(analyse, &post, 1, arena, &reading);
        reading_to_json(&reading, &json);
        json_out_line(&json);
    }
}

/* The readings of some hundred texts in both languages, with the lists of a folder. */
static struct str readings(struct world *world, const char *folder)
{
    struct err err;
    struct council council;
    struct buf out = BUF("readings", FILE_BYTES_MOST);
    struct str english = STR_NONE, welsh = STR_NONE;
    const char *source = getenv("EARSHOT_SOURCE");
    assert_non_null(source);
    point_at(folder);
    bool ok = council_read(NULL, &world->arena, &council, &err) &&
              file_read(arena_printf(&world->arena, "%s/tests/corpus/en.tsv", source).ptr, FILE_BYTES_MOST, &world->arena, &english,
                        &err) &&
              file_read(arena_printf(&world->arena, "%s/tests/corpus/cy.tsv", source).ptr, FILE_BYTES_MOST, &world->arena, &welsh,
                        &err);
    struct analyse *analyse = ok ? analyse_new(&council, &err) : NULL;
    if (analyse == NULL)
        fail_msg("%s", err.text);
    read_texts(analyse, english, &world->arena, &out);
    read_texts(analyse, welsh, &world->arena, &out);
    analyse_free(analyse);
    struct str all = arena_str(&world->arena, buf_str(&out));
    buf_free(&out);
    return all;
}

static void test_packed_and_read_are_the_same(void **state)
{
    struct world *world = *state;
    assert_true(is_packed(world->real));
    assert_false(is_packed(world->path)); /* there is nothing packed */
    struct str packed = readings(world, world->real), read = readings(world, world->path);
    assert_true(packed.len > TEXTS_MOST * 100);
    assert_true(str_eq(packed, read));
}

static void test_changed_list_counts(void **state)
{
    struct world *world = *state;
    struct err err;
    struct lists lists;
    struct str issues = read_real(world, "analysis/issues.conf");
    write_file(world, "made/lists.bin", read_real(world, "made/lists.bin"));
    assert_true(is_packed(world->path));
    write_file(world, "analysis/issues.conf",
               arena_printf(&world->arena, STR_FMT "\n[leisure.zorbing]\nname = \"Zorbing\"\nen = zorbing\n", STR_ARG(issues)));
    assert_false(is_packed(world->path));
    assert_true(open_lists(&lists, &err));
    assert_non_null(rules_section(&lists.issues.rules, STR("leisure.zorbing")));
    lists_free(&lists);
    write_file(world, "analysis/issues.conf", issues);
    assert_true(is_packed(world->path));
}

static void expect_damage(struct world *world, struct str bytes)
{
    struct err err;
    struct lists lists;
    write_file(world, "made/lists.bin", bytes);
    point_at(world->path);
    assert_false(open_lists(&lists, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "made/lists.bin: damaged"));
    lists_free(&lists);
}

static void test_damage_is_refused(void **state)
{
    enum { HEAD = 16, STEPS = 20 };
    struct world *world = *state;
    struct str whole = read_real(world, "made/lists.bin");
    for (size_t i = 0; i < STEPS; i++) {
        struct str bytes = arena_str(&world->arena, whole);
        ((char *)(uintptr_t)bytes.ptr)[HEAD + i * (whole.len - HEAD) / STEPS] ^= 1;
        expect_damage(world, bytes);
        expect_damage(world, str_cut(whole, 0, HEAD + i * (whole.len - HEAD) / STEPS));
    }
}

static void test_other_version_is_passed_over(void **state)
{
    struct world *world = *state;
    write_file(world, "made/lists.bin", STR(""));
    assert_false(is_packed(world->path));
    write_file(world, "made/lists.bin", STR("ESLISTS0 and whatever it held"));
    assert_false(is_packed(world->path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packed_and_read_are_the_same),
        cmocka_unit_test(test_changed_list_counts),
        cmocka_unit_test(test_damage_is_refused),
        cmocka_unit_test(test_other_version_is_passed_over),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
