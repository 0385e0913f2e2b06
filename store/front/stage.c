/* SPDX-License-Identifier: MIT */
#include "front/stage.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"
#include "base/stop.h"
#include "base/table.h"
#include "front/news.h"
#include "front/stage_config.h"
#include "redis/server.h"

#include "base/banned.h"

enum {
    PAGE_PORT = 8311,
    TRIES_MOST = 40, /* a program may be killed again and again: its work is done when it ends by itself */
    RETRY_MS = 50,
    READY_MS = 5000,
    PATIENCE_MS = 3000,
    TOLD_BYTES = 64,
};

struct stage {
    struct arena arena;
    struct str dir, out, config, clock, drop, data, town_origin;
    int page_port, real_stderr;
    char page[64];
    struct council council;
    struct server *server;
    struct process town, serve;
    int64_t now_ms;
    struct news *news;
};

static char *text_of(struct str text)
{
    return (char *)(uintptr_t)text.ptr;
}

/* A port that is free now on loopback: `wanted`, or any. */
static int free_port(int wanted)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)wanted),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    socklen_t len = sizeof address;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    bool ok = bind(fd, (struct sockaddr *)&address, len) == 0 &&
              getsockname(fd, (struct sockaddr *)&address, &len) == 0;
    close(fd);
    if (!ok && wanted != 0)
        return free_port(0);
    return ntohs(address.sin_port);
}

/* Waits for a child's first line on stdout. */
static bool first_line(struct process *process, char *line, size_t size)
{
    size_t len = 0;
    int64_t until_ms = clock_monotonic_ms() + READY_MS;
    fcntl(process->output, F_SETFL, O_NONBLOCK);
    while (clock_monotonic_ms() < until_ms && len + 1 < size && !stop_asked()) {
        ssize_t got = read(process->output, line + len, 1);
        if (got == 1 && line[len] == '\n') {
            line[len] = '\0';
            return true;
        }
        if (got == 0)
            return false;
        if (got == 1)
            len++;
        else
            usleep(2000);
    }
    return false;
}

static bool start_town(struct stage *stage, struct err *err)
{
    char line[64];
    struct str recorded = arena_printf(&stage->arena, STR_FMT "/recorded", STR_ARG(stage->data));
    size_t colon = stage->town_origin.len;
    while (colon > 0 && stage->town_origin.ptr[colon - 1] != ':')
        colon--;
    const char *port = colon > 0 ? stage->town_origin.ptr + colon : "0";
    char *argv[] = {text_of(process_sibling(&stage->arena, "town")), text_of(STR("serve")), text_of(STR("--port")),
                    (char *)(uintptr_t)port, text_of(recorded), NULL};
    if (!process_start(&stage->town, argv, PROCESS_PIPE, SIGTERM, err))
        return false;
    if (!first_line(&stage->town, line, sizeof line))
        return err_set(err, ERR_AGAIN, "the sample town's servers did not start");
    stage->town_origin = arena_str(&stage->arena, str_from(line));
    return true;
}

static bool start_serve(struct stage *stage, struct err *err)
{
    char line[64];
    char *argv[] = {text_of(process_sibling(&stage->arena, "serve")), text_of(STR("serve")), text_of(STR("-c")),
                    text_of(stage->config), NULL};
    if (!process_start(&stage->serve, argv, PROCESS_PIPE, SIGTERM, err))
        return false;
    return first_line(&stage->serve, line, sizeof line) ||
           err_set(err, ERR_AGAIN, "the page's server did not start; see " STR_FMT "/demo.log", STR_ARG(stage->out));
}

static bool start_missing(struct stage *stage, struct err *err)
{
    if (stage->server == NULL || !server_alive(stage->server)) {
        if (stage->server != NULL)
            server_stop(stage->server);
        stage->server = server_start(&stage->council, NULL, err);
        if (stage->server == NULL)
            return false;
    }
    if (stage->town.pid == 0 || process_end(&stage->town, false) != -1)
        if (!start_town(stage, err))
            return false;
    if (stage->serve.pid == 0 || process_end(&stage->serve, false) != -1)
        if (!start_serve(stage, err))
            return false;
    return true;
}

/* What was killed while it started is started again; what cannot start, such as a missing Redis, is told at once. */
static bool keep(struct stage *stage, struct err *err)
{
    for (int tries = 0; tries < TRIES_MOST && !stop_asked(); tries++) {
        if (start_missing(stage, err))
            return true;
        if (err->kind != ERR_AGAIN)
            return false;
        usleep(RETRY_MS * 1000);
    }
    return stop_asked() ? err_set(err, ERR_AGAIN, "stopped") : false;
}

bool stage_keep(struct stage *stage)
{
    struct err err;
    return keep(stage, &err);
}

/* Runs a program until it ends by itself and well. */
static bool run(struct stage *stage, char *const argv[], enum process_output output, struct err *err)
{
    int code = 0;
    for (int tries = 0; tries < TRIES_MOST && !stop_asked(); tries++) {
        if (!keep(stage, err))
            return false;
        code = process_run(argv, output, err);
        if (code == 0)
            return true;
        if (code > 0 && code < 256 && code != 75 && code != 1)
            break;
        usleep(RETRY_MS * 1000);
    }
    return err_set(err, ERR_AGAIN, "%s %s ended with %d; see " STR_FMT "/demo.log", argv[0], argv[1], code,
                   STR_ARG(stage->out));
}

static bool run_program(struct stage *stage, const char *program, const char *command, struct err *err)
{
    struct arena scratch = {0};
    char *argv[] = {text_of(process_sibling(&scratch, program)), (char *)(uintptr_t)command, text_of(STR("--once")),
                    text_of(STR("-c")), text_of(stage->config), NULL};
    bool ok = run(stage, argv, PROCESS_NULL, err);
    arena_free(&scratch);
    return ok;
}

static bool run_drop(struct stage *stage, struct err *err)
{
    struct arena scratch = {0};
    struct str since = arena_printf(&scratch, "%lld", (long long)stage->now_ms);
    char *argv[] = {text_of(process_sibling(&scratch, "town")), text_of(STR("drop")), text_of(STR("--since")),
                    text_of(since), text_of(arena_printf(&scratch, STR_FMT "/recorded", STR_ARG(stage->data))),
                    text_of(stage->drop), NULL};
    bool ok = run(stage, argv, PROCESS_NULL, err);
    arena_free(&scratch);
    return ok;
}

bool stage_step(struct stage *stage, int64_t now_ms, bool with_mail, struct err *err)
{
    static const char *const programs[][2] = {
        {"collect", "collect"}, {"analyse", "analyse"}, {"aggregate", "aggregate"}, {"mail", "mail"}};
    if (!clock_file_set(stage->clock.ptr, now_ms))
        return err_set(err, ERR_AGAIN, STR_FMT ": cannot move the clock", STR_ARG(stage->clock));
    if (!run_drop(stage, err))
        return false;
    stage->now_ms = now_ms;
    size_t count = sizeof programs / sizeof programs[0] - (with_mail ? 0 : 1);
    for (size_t i = 0; i < count; i++)
        if (!run_program(stage, programs[i][0], programs[i][1], err))
            return false;
    return true;
}

bool stage_new_page(struct stage *stage, struct err *err)
{
    process_stop(&stage->serve, PATIENCE_MS);
    return keep(stage, err);
}

const char *stage_page(const struct stage *stage)
{
    return stage->page;
}

void stage_progress(const struct stage *stage, int done, int all)
{
    (void)stage;
    if (!isatty(STDOUT_FILENO))
        return;
    printf("\r  day %d of %d%s", done, all, done == all ? "\n" : "");
    fflush(stdout);
}

bool stage_tell_news(struct stage *stage, struct err *err)
{
    for (int tries = 0; tries < TRIES_MOST; tries++) {
        if (keep(stage, err) && news_tell(stage->news, &stage->council, stage->now_ms, err))
            return true;
        if (err->kind != ERR_AGAIN)
            return false;
        usleep(RETRY_MS * 1000);
    }
    return false;
}

bool stage_finish(struct stage *stage, int64_t day_ms, struct err *err)
{
    struct str day = clock_iso_day(&stage->arena, day_ms);
    char *snapshot[] = {text_of(process_sibling(&stage->arena, "serve")), text_of(STR("snapshot")),
                        text_of(STR("--out")), text_of(stage->out), text_of(STR("-c")), text_of(stage->config), NULL};
    char *digest[] = {text_of(process_sibling(&stage->arena, "mail")), text_of(STR("digest")), text_of(STR("--date")),
                      text_of(day), text_of(STR("--format")), text_of(STR("text")), text_of(STR("-c")),
                      text_of(stage->config), NULL};
    if (!run(stage, snapshot, PROCESS_NULL, err))
        return false;
    printf("\nThe digest of that day, as it was mailed the next morning:\n\n");
    fflush(stdout);
    if (!run(stage, digest, PROCESS_INHERIT, err))
        return false;
    printf("\nThe letters (.eml), feed.json and page.html are in " STR_FMT "\n", STR_ARG(stage->out));
    fflush(stdout);
    return true;
}

/* What the programs log goes to a file: the screen is for the story. */
static void log_to_file(struct stage *stage)
{
    struct str path = arena_printf(&stage->arena, STR_FMT "/demo.log", STR_ARG(stage->out));
    int fd = open(path.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    stage->real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (fd >= 0 && stage->real_stderr >= 0)
        dup2(fd, STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

static bool make_folders(struct stage *stage, const char *out, struct err *err)
{
    char dir[] = "/tmp/earshot-demo-XXXXXX";
    if (mkdtemp(dir) == NULL)
        return err_set(err, ERR_CONFIG, "%s: cannot make this folder", dir);
    stage->dir = arena_str(&stage->arena, str_from(dir));
    char *absolute = NULL;
    stage->out = out ? str_from(out) : arena_printf(&stage->arena, "%s/out", dir);
    if (!file_make_dir(stage->out.ptr, err))
        return false;
    absolute = realpath(stage->out.ptr, NULL);
    stage->out = arena_str(&stage->arena, str_from(absolute ? absolute : stage->out.ptr));
    free(absolute);
    stage->clock = arena_printf(&stage->arena, "%s/clock", dir);
    stage->config = arena_printf(&stage->arena, "%s/earshot.conf", dir);
    stage->drop = arena_printf(&stage->arena, "%s/drop", dir);
    stage->data = process_data(&stage->arena, "town");
    return file_make_dir(stage->drop.ptr, err) && file_exists(stage->data.ptr)
               ? true
               : err_set(err, ERR_CONFIG, STR_FMT ": the sample town is not there", STR_ARG(stage->data));
}

static bool set_up(struct stage *stage, const char *out, const char *port, struct err *err)
{
    int64_t wanted = PAGE_PORT;
    if (port != NULL && (!str_to_i64(str_from(port), &wanted) || wanted < 0 || wanted > 65535))
        return err_set(err, ERR_CONFIG, "--port %s: must be 0 to 65535", port);
    if (!make_folders(stage, out, err))
        return false;
    stage->now_ms = 0;
    if (!clock_file_set(stage->clock.ptr, stage->now_ms) || setenv("EARSHOT_CLOCK", stage->clock.ptr, 1) != 0)
        return err_set(err, ERR_CONFIG, STR_FMT ": cannot make the clock", STR_ARG(stage->clock));
    log_to_file(stage);
    stage->page_port = free_port((int)wanted);
    snprintf(stage->page, sizeof stage->page, "http://127.0.0.1:%d/", stage->page_port);
    if (!start_town(stage, err))
        return false;
    struct stage_config config = {stage->dir, stage->out, stage->data, stage->drop, stage->town_origin,
                                  stage->page_port};
    return stage_config_write(&config, stage->config.ptr, err) &&
           council_read(stage->config.ptr, &stage->arena, &stage->council, err) && keep(stage, err);
}

struct stage *stage_open(const char *out, const char *port, struct err *err)
{
    struct stage *stage = calloc(1, sizeof *stage);
    MUST(stage != NULL);
    stage->real_stderr = -1;
    stage->news = news_open();
    if (set_up(stage, out, port, err))
        return stage;
    stage_close(stage);
    return NULL;
}

void stage_close(struct stage *stage)
{
    process_stop(&stage->serve, PATIENCE_MS);
    process_stop(&stage->town, PATIENCE_MS);
    if (stage->server != NULL)
        server_stop(stage->server);
    if (stage->real_stderr >= 0) {
        dup2(stage->real_stderr, STDERR_FILENO);
        close(stage->real_stderr);
    }
    if (stage->dir.len > 0 && !str_starts(stage->out, stage->dir))
        file_remove_tree(stage->dir.ptr);
    news_close(stage->news);
    arena_free(&stage->arena);
    free(stage);
}
