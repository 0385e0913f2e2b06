/* SPDX-License-Identifier: MIT */
#include "base/process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit/unit.h"

static struct err err;

static void test_how_it_ended(void **state)
{
    (void)state;
    char *three[] = {(char[]){"/bin/sh"}, (char[]){"-c"}, (char[]){"exit 3"}, NULL};
    char *killed[] = {(char[]){"/bin/sh"}, (char[]){"-c"}, (char[]){"kill -9 $$"}, NULL};
    char *absent[] = {(char[]){"/no/such/program"}, NULL};
    assert_int_equal(process_run(three, PROCESS_NULL, &err), 3);
    assert_int_equal(process_run(killed, PROCESS_NULL, &err), 256 + SIGKILL);
    assert_int_equal(process_run(absent, PROCESS_NULL, &err), 127);
}

static void test_its_output_is_read(void **state)
{
    (void)state;
    char *argv[] = {(char[]){"/bin/echo"}, (char[]){"bore da"}, NULL}, text[64];
    struct process process;
    assert_true(process_start(&process, argv, PROCESS_PIPE, SIGTERM, &err));
    assert_int_equal(read(process.output, text, sizeof text), 8);
    assert_memory_equal(text, "bore da\n", 8);
    assert_int_equal(process_end(&process, true), 0);
    assert_int_equal(process.pid, 0);
}

static void test_one_that_will_not_end_is_killed(void **state)
{
    (void)state;
    char *deaf[] = {(char[]){"/bin/sh"}, (char[]){"-c"}, (char[]){"trap '' TERM; echo; while :; do sleep 0.05; done"},
                    NULL};
    struct process process;
    char byte;
    assert_true(process_start(&process, deaf, PROCESS_PIPE, SIGTERM, &err));
    assert_int_equal(read(process.output, &byte, 1), 1); /* it is deaf from here on */
    assert_int_equal(process_end(&process, false), -1);
    int64_t from_ms = clock_monotonic_ms();
    assert_int_equal(process_stop(&process, 100), 256 + SIGKILL);
    assert_in_range(clock_monotonic_ms() - from_ms, 100, 5000);
    assert_int_equal(process_stop(&process, 100), 0); /* nothing there: nothing done */
}

/* The grandchild tells its id and sleeps; when its parent is killed it must go too. */
static void test_it_ends_with_its_parent(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t parent = fork();
    if (parent == 0) {
        char *sleeper[] = {(char[]){"/bin/sleep"}, (char[]){"60"}, NULL};
        struct process process = {0};
        bool ok = process_start(&process, sleeper, PROCESS_NULL, SIGKILL, &err);
        usleep(50000);
        ok = ok && write(ends[1], &process.pid, sizeof process.pid) == sizeof process.pid;
        raise(SIGKILL);
        _exit(ok);
    }
    pid_t sleeper = -1;
    assert_int_equal(read(ends[0], &sleeper, sizeof sleeper), sizeof sleeper);
    waitpid(parent, NULL, 0);
    char path[64], state_line[256] = "";
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)sleeper);
    for (int i = 0; i < 400; i++) { /* gone, or a zombie that init has not buried yet */
        FILE *file = fopen(path, "r");
        if (file == NULL)
            break;
        char *read_line = fgets(state_line, sizeof state_line, file);
        fclose(file);
        if (read_line == NULL || strstr(state_line, ") Z ") != NULL)
            break;
        usleep(5000);
        assert_true(i < 399);
    }
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_how_it_ended),
        cmocka_unit_test(test_its_output_is_read),
        cmocka_unit_test(test_one_that_will_not_end_is_killed),
        cmocka_unit_test(test_it_ends_with_its_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
