/* SPDX-License-Identifier: MIT */
#include "front/up.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "base/stop.h"
#include "front/handover.h"
#include "redis/server.h"

#include "base/banned.h"

enum { LOOK_MS = 100, BACK_OFF_FIRST_MS = 1000, BACK_OFF_MOST_MS = 60000, STEADY_MS = 60000, PATIENCE_MS = 10000,
       SWEEP_MS = 60000 };

const struct args_option up_options[] = {{NULL, NULL, NULL}};

struct program {
    const char *name, *command;
    struct process process;
    bool running, ready;
    int64_t started_ms, start_at_ms, back_off_ms;
};

/* In the order they are stopped: the way the posts flow. */
static struct program programs[] = {
    {.name = "collect", .command = "collect"}, {.name = "analyse", .command = "analyse"},
    {.name = "aggregate", .command = "aggregate"}, {.name = "mail", .command = "mail"},
    {.name = "serve", .command = "serve"},
};
enum { PROGRAMS = sizeof programs / sizeof programs[0] };

static bool start(struct program *program, const struct args *args, struct err *err)
{
    struct arena scratch = {0};
    char *argv[8];
    int count = 0;
    argv[count++] = (char *)(uintptr_t)process_sibling(&scratch, program->name).ptr;
    argv[count++] = (char *)(uintptr_t)program->command;
    if (args->config_path != NULL) {
        argv[count++] = (char *)(uintptr_t) "-c";
        argv[count++] = (char *)(uintptr_t)args->config_path;
    }
    if (args->log_json) {
        argv[count++] = (char *)(uintptr_t) "--log";
        argv[count++] = (char *)(uintptr_t) "json";
    }
    argv[count] = NULL;
    program->running = process_start(&program->process, argv, PROCESS_PIPE, SIGTERM, err);
    program->started_ms = clock_monotonic_ms();
    program->ready = false;
    if (program->running)
        fcntl(program->process.output, F_SETFL, O_NONBLOCK);
    arena_free(&scratch);
    return program->running;
}

/* The readiness line, and whatever else a program prints, which would be lost in a pipe. */
static void hear(struct program *program)
{
    char text[512];
    ssize_t got;
    while ((got = read(program->process.output, text, sizeof text)) > 0) {
        struct str said = {text, (size_t)got};
        if (str_find_str(said, STR("ready\n"), 0) < said.len)
            program->ready = true;
    }
}

static void ended(struct program *program, int code)
{
    struct arena scratch = {0};
    int64_t lived_ms = clock_monotonic_ms() - program->started_ms;
    program->running = false;
    program->back_off_ms = lived_ms >= STEADY_MS || program->back_off_ms == 0 ? BACK_OFF_FIRST_MS
                                                                               : program->back_off_ms * 2;
    if (program->back_off_ms > BACK_OFF_MOST_MS)
        program->back_off_ms = BACK_OFF_MOST_MS;
    program->start_at_ms = clock_monotonic_ms() + program->back_off_ms;
    log_event(LOG_ERROR, "a program ended and is started again", "which", program->name, "code",
              arena_printf(&scratch, "%d", code).ptr, "in_ms",
              arena_printf(&scratch, "%lld", (long long)program->back_off_ms).ptr, NULL);
    arena_free(&scratch);
}

static void look_after(struct program *program, const struct args *args)
{
    struct err err = {0};
    if (!program->running) {
        if (clock_monotonic_ms() >= program->start_at_ms && !start(program, args, &err))
            log_event(LOG_ERROR, "a program did not start", "which", program->name, "cause", err.text, NULL);
        return;
    }
    hear(program);
    int code = process_end(&program->process, false);
    if (code != -1)
        ended(program, code);
}

/* sd_notify(3), without its library: one datagram to the socket that systemd names. */
static void notify_systemd(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path == NULL || strlen(path) >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, strlen(path));
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    if (sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, len) < 0)
        log_event(LOG_WARN, "systemd was not told", "state", state, NULL);
    close(fd);
}

static bool all_ready(void)
{
    for (int i = 0; i < PROGRAMS; i++)
        if (!programs[i].ready)
            return false;
    return true;
}

static bool keep_server(struct server **server, const struct council *council)
{
    struct err err = {0};
    if (council->store.url.len > 0 || (*server != NULL && server_alive(*server)))
        return true;
    if (*server != NULL) {
        log_event(LOG_ERROR, "the private Redis died and is started again", NULL);
        server_stop(*server);
    }
    *server = server_start(council, NULL, &err);
    if (*server == NULL)
        log_event(LOG_ERROR, "the private Redis does not start", "cause", err.text, NULL);
    return *server != NULL;
}

/* What sources deleted, erased by a process of its own: it may have much to read, and we have programs to watch. */
static void sweep(struct process *sweeper, int64_t *next_ms, const struct args *args)
{
    struct err err;
    char *argv[] = {(char *)(uintptr_t) "/proc/self/exe", (char *)(uintptr_t) "-c",
                    (char *)(uintptr_t)args->config_path, (char *)(uintptr_t) "erase", (char *)(uintptr_t) "--due",
                    NULL};
    if (sweeper->pid > 0 && process_end(sweeper, false) == -1)
        return;
    if (clock_monotonic_ms() < *next_ms)
        return;
    *next_ms = clock_monotonic_ms() + SWEEP_MS;
    if (!process_start(sweeper, argv, PROCESS_TO_STDERR, SIGTERM, &err))
        log_event(LOG_ERROR, "what sources deleted is not erased", "cause", err.text, NULL);
}

static void supervise(struct server **server, const struct council *council, const struct args *args)
{
    bool said = false;
    struct process sweeper = {.output = -1};
    int64_t sweep_ms = clock_monotonic_ms() + SWEEP_MS;
    while (!stop_asked()) {
        if (keep_server(server, council)) {
            sweep(&sweeper, &sweep_ms, args);
            for (int i = 0; i < PROGRAMS; i++)
                look_after(&programs[i], args);
        }
        if (!said && all_ready()) {
            said = true;
            process_say_ready();
            notify_systemd("READY=1");
            log_event(LOG_INFO, "ready", "page", council->serve.listen.ptr, NULL);
        }
        stop_sleep_ms(LOOK_MS);
    }
    process_stop(&sweeper, PATIENCE_MS);
}

static void stop_all(void)
{
    notify_systemd("STOPPING=1");
    for (int i = 0; i < PROGRAMS; i++)
        if (programs[i].running)
            process_stop(&programs[i].process, PATIENCE_MS);
}

int up_run(const struct args *args)
{
    struct arena arena = {0};
    struct council council;
    struct err err = {0};
    if (args->config_path == NULL) {
        err_set(&err, ERR_CONFIG, "up needs a configuration: earshot init writes one, -c FILE names it");
        return args_fail(&err);
    }
    if (!handover_check_config(args->config_path))
        return 2;
    if (!council_read(args->config_path, &arena, &council, &err))
        return args_fail(&err);
    stop_watch();
    struct server *server = NULL;
    if (council.store.url.len == 0 && (server = server_start(&council, NULL, &err)) == NULL) {
        arena_free(&arena);
        return args_fail(&err);
    }
    supervise(&server, &council, args);
    stop_all();
    if (server != NULL)
        server_stop(server);
    arena_free(&arena);
    return 0;
}
