/* SPDX-License-Identifier: MIT */
#include "record/council.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "unit/unit.h"

enum { PROGRAMS = 8, ROUNDS = 40 };

static bool key_in(const char *dir, unsigned char key[HASH_KEY_BYTES])
{
    struct arena arena = {0};
    struct council council = {.store = {.state_dir = str_from(dir)}};
    struct err err;
    bool ok = council_author_key(&council, &arena, key, &err);
    arena_free(&arena);
    return ok;
}

/* All programs start at one moment in an empty folder: whoever makes the key, all must hold it, now and later. */
static void test_programs_that_start_together_hold_one_key(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char dir[] = "/tmp/earshot-test-XXXXXX";
        int start[2], keys[2];
        char byte;
        unsigned char kept[HASH_KEY_BYTES], held[HASH_KEY_BYTES];
        assert_non_null(mkdtemp(dir));
        assert_int_equal(pipe(start), 0);
        assert_int_equal(pipe(keys), 0);
        for (int i = 0; i < PROGRAMS; i++)
            if (fork() == 0) {
                close(start[1]);
                bool ok = read(start[0], &byte, 1) == 0 && key_in(dir, held);
                _exit(!(ok && write(keys[1], held, sizeof held) == sizeof held));
            }
        close(start[0]);
        close(start[1]); /* now */
        for (int i = 0; i < PROGRAMS; i++) {
            int status;
            assert_true(wait(&status) > 0);
            assert_int_equal(status, 0);
        }
        assert_true(key_in(dir, kept));
        for (int i = 0; i < PROGRAMS; i++) {
            assert_int_equal(read(keys[0], held, sizeof held), sizeof held);
            assert_memory_equal(held, kept, sizeof held);
        }
        close(keys[0]);
        close(keys[1]);
        file_remove_tree(dir);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_programs_that_start_together_hold_one_key)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
