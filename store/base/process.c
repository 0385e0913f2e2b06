/* SPDX-License-Identifier: MIT */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

#include "base/banned.h"

enum { SIGNALLED = 256, POLL_MS = 5 };

static void redirect(enum process_output output, const int pipe_ends[2])
{
    if (output == PROCESS_PIPE)
        dup2(pipe_ends[1], STDOUT_FILENO);
    if (output == PROCESS_TO_STDERR)
        dup2(STDERR_FILENO, STDOUT_FILENO);
    if (output == PROCESS_NULL) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, STDOUT_FILENO);
    }
}

static void child(char *const argv[], enum process_output output, const int pipe_ends[2], int death_signal,
                  pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, death_signal);
    if (getppid() != parent)
        _exit(127);
    redirect(output, pipe_ends);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv(argv[0], argv);
    _exit(127);
}

bool process_start(struct process *process, char *const argv[], enum process_output output, int death_signal,
                   struct err *err)
{
    int pipe_ends[2] = {-1, -1};
    if (output == PROCESS_PIPE && pipe2(pipe_ends, O_CLOEXEC) != 0)
        return err_set(err, ERR_AGAIN, "%s: %s", argv[0], strerror(errno));
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        child(argv, output, pipe_ends, death_signal, parent);
    if (pipe_ends[1] >= 0)
        close(pipe_ends[1]);
    *process = (struct process){.pid = pid, .output = pipe_ends[0]};
    return pid > 0 || err_set(err, ERR_AGAIN, "%s: %s", argv[0], strerror(errno));
}

static int ending(struct process *process, int status)
{
    if (process->output >= 0)
        close(process->output);
    *process = (struct process){.pid = 0, .output = -1};
    return WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
}

int process_end(struct process *process, bool wait)
{
    int status;
    for (;;) {
        pid_t got = waitpid(process->pid, &status, wait ? 0 : WNOHANG);
        if (got == process->pid)
            return ending(process, status);
        if (got == 0)
            return -1;
        if (got < 0 && errno != EINTR)
            return ending(process, 0);
    }
}

int process_stop(struct process *process, int64_t patience_ms)
{
    if (process->pid <= 0)
        return 0;
    int64_t until_ms = clock_monotonic_ms() + patience_ms;
    kill(process->pid, SIGTERM);
    int end;
    while ((end = process_end(process, false)) == -1) {
        if (clock_monotonic_ms() >= until_ms) {
            kill(process->pid, SIGKILL);
            return process_end(process, true);
        }
        usleep(POLL_MS * 1000);
    }
    return end;
}

void process_say_ready(void)
{
    static const char line[] = "ready\n";
    if (write(STDOUT_FILENO, line, sizeof line - 1) < 0)
        return; /* nobody waits for it */
}

int process_run(char *const argv[], enum process_output output, struct err *err)
{
    struct process process;
    if (!process_start(&process, argv, output, SIGTERM, err))
        return -1;
    return process_end(&process, true);
}

static struct str own_folder(struct arena *arena)
{
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    MUST(len > 0);
    path[len] = '\0';
    return arena_printf(arena, "%.*s", (int)(strrchr(path, '/') - path), path);
}

struct str process_sibling(struct arena *arena, const char *name)
{
    struct str folder = own_folder(arena);
    struct str beside = arena_printf(arena, STR_FMT "/earshot-%s", STR_ARG(folder), name);
    if (file_exists(beside.ptr))
        return beside;
    return arena_printf(arena, STR_FMT "/../libexec/earshot/earshot-%s", STR_ARG(folder), name);
}

struct str process_data(struct arena *arena, const char *name)
{
    const char *given = getenv("EARSHOT_DATA");
    if (given != NULL)
        return arena_printf(arena, "%s/%s", given, name);
    struct str folder = own_folder(arena);
    static const char *const places[] = {"share/earshot", "../share/earshot", "../../share/earshot"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct str path = arena_printf(arena, STR_FMT "/%s/%s", STR_ARG(folder), places[i], name);
        if (file_exists(path.ptr))
            return path;
    }
    return arena_printf(arena, STR_FMT "/../share/earshot/%s", STR_ARG(folder), name);
}
