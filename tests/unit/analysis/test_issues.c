/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <stdio.h>
#include <unistd.h>

#include "analyse.h"
#include "base/arena.h"

static const char list[] = "[leisure.zorbing]\nname = \"Zorbing\"\nname_cy = \"Sorbio\"\nen = zorbing, zorb hire\n"
                           "en_hint = rolling\nen_not = zorbing museum\ncy = sorbio\n"
                           "[waste.missed-collection]\nuse = no\n"
                           "[roads.pothole]\nen = wheel eater\n";

struct world {
    struct arena arena;
    struct council council;
    struct analyse *analyse;
    char path[32];
};

static int set_up(void **state)
{
    static struct world world;
    struct err err;
    world = (struct world){.path = "/tmp/issues-XXXXXX"};
    int fd = mkstemp(world.path);
    assert_true(fd >= 0 && write(fd, list, sizeof list - 1) == (ssize_t)sizeof list - 1);
    close(fd);
    if (!council_read(NULL, &world.arena, &world.council, &err))
        fail_msg("%s", err.text);
    world.council.place.issues = str_from(world.path);
    if ((world.analyse = analyse_new(&world.council, &err)) == NULL)
        fail_msg("%s", err.text);
    *state = &world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    analyse_free(world->analyse);
    unlink(world->path);
    arena_free(&world->arena);
    return 0;
}

static double confidence(struct world *world, const char *text, const char *issue)
{
    struct post post = {.id = STR("test"), .text = str_from(text)};
    struct reading reading;
    analyse_posts(world->analyse, &post, 1, &world->arena, &reading);
    for (size_t i = 0; i < reading.issue_count; i++)
        if (str_eq(reading.issues[i].id, str_from(issue)))
            return reading.issues[i].confidence;
    return 0;
}

/* Whoever writes a word into the council's list finds every post with it there, however sure the model is of others. */
static void test_own_issue(void **state)
{
    assert_true(confidence(*state, "zorbing", "leisure.zorbing") >= 0.8);
    assert_true(confidence(*state, "Zorbing in the park again, bins not collected, potholes", "leisure.zorbing") >= 0.8);
    assert_true(confidence(*state, "Mae'r sorbio yn wych", "leisure.zorbing") >= 0.8);
    assert_true(confidence(*state, "rolling down the hill", "leisure.zorbing") == 0);
    assert_true(confidence(*state, "the zorbing museum is shut", "leisure.zorbing") == 0);
}

static void test_built_in_changed(void **state)
{
    assert_true(confidence(*state, "bins not collected again", "waste.missed-collection") == 0);
    assert_true(confidence(*state, "there is a wheel eater outside", "roads.pothole") > 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_issue),
        cmocka_unit_test(test_built_in_changed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
