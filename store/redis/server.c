/* SPDX-License-Identifier: MIT */
#include "redis/server.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/process.h"
#include "redis/library.h"
#include "redis/roles.h"

#include "base/banned.h"

enum { LOCK_PATIENCE_MS = 3000, POLL_MS = 2, STOP_PATIENCE_MS = 20000, LINE_BYTES = 4096, PIPE_BYTES = 1 << 20 };

struct server {
    struct arena arena;
    struct council council; /* as the caller's, but with our folder */
    struct str dir, program;
    struct process process;
    int lock;
    struct buf said; /* a line of Redis's that is not whole yet */
    char last[256];  /* its last whole line, for the error if it ends */
    bool ready, refused; /* `refused`: it could not replay its own log */
    int code;            /* how it ended, as process_end tells; -1 while it runs */
};

/* `name` as a shell would find it, or absent. */
static struct str find_program(struct arena *arena, struct str name)
{
    const char *path = getenv("PATH");
    struct str rest = str_from(path ? path : "/usr/bin:/bin"), folder;
    if (str_find(name, '/', 0) < name.len)
        return access(name.ptr, X_OK) == 0 ? name : STR_NONE;
    while (str_next(&rest, ':', &folder)) {
        struct str full = arena_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(name));
        if (access(full.ptr, X_OK) == 0)
            return full;
    }
    return STR_NONE;
}

/* The old server of an Earshot that was killed may still be saving; its lock goes with it. */
static bool take_lock(struct server *server, struct err *err)
{
    struct str path = arena_printf(&server->arena, STR_FMT "/redis.lock", STR_ARG(server->dir));
    int64_t until_ms = clock_monotonic_ms() + LOCK_PATIENCE_MS;
    while ((server->lock = file_lock(path.ptr, err)) < 0)
        if (err->kind != ERR_AGAIN || clock_monotonic_ms() >= until_ms)
            return false;
        else
            usleep(POLL_MS * 1000);
    return true;
}

static bool write_config(struct server *server, struct str *path, struct err *err)
{
    struct buf conf = BUF("redis.conf", 64 << 10);
    buf_printf(&conf,
               "# Written by Earshot at each start; changes are lost. See store/redis/README.md.\n"
               "dir \"" STR_FMT "\"\nport 0\nunixsocket redis.sock\nunixsocketperm 700\n"
               "appendonly yes\nappendfsync everysec\nsave \"\"\nmaxmemory %lld\nmaxmemory-policy noeviction\n"
               "aof-use-rdb-preamble yes\n"
               "# an entry deleted from a node that it shares would stay readable in the file and in memory\n"
               "stream-node-max-entries 1\nloglevel warning\nlogfile \"\"\ndaemonize no\nset-proc-title no\n",
               STR_ARG(server->dir), (long long)server->council.store.memory_bytes);
    roles_write_private(&conf);
    *path = arena_printf(&server->arena, STR_FMT "/redis.conf", STR_ARG(server->dir));
    bool ok = file_write(path->ptr, buf_str(&conf), err);
    buf_free(&conf);
    return ok;
}

/* Redis 7.0 takes a log cut inside a transaction for whole and resurrects half of it at the next start: the checker
 * of the same package cuts it where it is whole. It asks before it cuts, so `yes` answers. */
static bool mend_log(struct server *server, struct err *err)
{
    struct str manifest =
        arena_printf(&server->arena, STR_FMT "/appendonlydir/appendonly.aof.manifest", STR_ARG(server->dir));
    size_t slash = server->program.len;
    while (slash > 0 && server->program.ptr[slash - 1] != '/')
        slash--;
    struct str checker =
        arena_printf(&server->arena, STR_FMT "redis-check-aof", STR_ARG(str_cut(server->program, 0, slash)));
    if (!file_exists(manifest.ptr))
        return true;
    if (access(checker.ptr, X_OK) != 0)
        return err_set(err, ERR_CONFIG, "%s is missing; it comes with redis-server", checker.ptr);
    char *check[] = {(char *)checker.ptr, (char *)manifest.ptr, NULL};
    if (process_run(check, PROCESS_NULL, err) == 0)
        return true;
    log_event(LOG_WARN, "the log of Redis ends torn or damaged: cutting it where it is whole", "file", manifest.ptr,
              NULL);
    char *fix[] = {(char[]){"/bin/sh"}, (char[]){"-c"}, (char[]){"yes 2>/dev/null | \"$0\" --fix \"$1\""}, (char *)checker.ptr,
                   (char *)manifest.ptr, NULL};
    if (process_run(fix, PROCESS_NULL, err) == 0)
        return true;
    return err_set(err, ERR_CONFIG, "%s: redis-check-aof cannot mend it", manifest.ptr);
}

static void pass_on(struct server *server, struct str bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.ptr[i] != '\n') {
            buf_char(&server->said, bytes.ptr[i]);
            continue;
        }
        snprintf(server->last, sizeof server->last, STR_FMT, STR_ARG(buf_str(&server->said)));
        bool critical = strstr(server->last, "CRITICAL") != NULL;
        server->refused = server->refused || critical;
        log_event(critical ? LOG_ERROR : server->ready ? LOG_WARN : LOG_DEBUG, "redis", "says", server->last, NULL);
        buf_clear(&server->said);
    }
}

static void listen_to(struct server *server)
{
    char bytes[LINE_BYTES];
    ssize_t got;
    while (server->process.output >= 0 && (got = read(server->process.output, bytes, sizeof bytes)) > 0)
        pass_on(server, (struct str){bytes, (size_t)got});
}

static bool launch(struct server *server, struct str config, struct err *err)
{
    unlink(address_private_socket(&server->arena, server->dir).ptr);
    char *argv[] = {(char *)server->program.ptr, (char *)config.ptr, NULL};
    /* the child holds the lock too: while it saves after our death, nobody starts another on its folder */
    fcntl(server->lock, F_SETFD, 0);
    bool ok = process_start(&server->process, argv, PROCESS_PIPE, SIGTERM, err);
    fcntl(server->lock, F_SETFD, FD_CLOEXEC);
    if (ok) {
        fcntl(server->process.output, F_SETFL, O_NONBLOCK);
        fcntl(server->process.output, F_SETPIPE_SZ, PIPE_BYTES); /* a full pipe would stop Redis */
    }
    return ok;
}

/* Waits until it answers: long only while it loads a long log. */
static bool answers(struct server *server, struct store *door, struct err *err)
{
    struct arena scratch = {0};
    struct link_command ping = link_command(&scratch, 1, "PING");
    bool ok = false;
    while (!ok && server_alive(server)) {
        redisReply *reply = node_call(door, 0, &ping, err);
        ok = reply != NULL;
        freeReplyObject(reply);
        if (!ok)
            usleep(POLL_MS * 1000);
    }
    arena_free(&scratch);
    bool killed = server->code >= 256; /* by somebody, not for a reason of its own: another try may do */
    return ok || err_set(err, killed ? ERR_AGAIN : ERR_CONFIG, "%s ended at once%s%s", server->program.ptr,
                         server->last[0] ? ": " : "", server->last);
}

static bool prepare(struct server *server, struct err *err)
{
    struct store *door = calloc(1, sizeof *door);
    MUST(door != NULL);
    door->role = STORE_ADMIN;
    door->link_count = 1;
    bool ok = address_of(&server->council, STORE_ADMIN, &door->arena, &door->address, err) &&
              answers(server, door, err) && library_load(door, 0, err);
    listen_to(server);
    if (server->refused)
        ok = err_set(err, ERR_CONFIG, STR_FMT ": Redis refuses part of its own log; nothing was started on it",
                     STR_ARG(server->dir));
    server->ready = ok; /* what it says from now on is not its usual greeting */
    link_close(&door->links[0]);
    arena_free(&door->arena);
    free(door);
    return ok;
}

static bool start(struct server *server, const char *scratch_dir, struct err *err)
{
    struct str config;
    if (scratch_dir != NULL)
        server->council.store.state_dir = arena_str(&server->arena, str_from(scratch_dir));
    if (!council_state_dir(&server->council, &server->arena, &server->dir, err))
        return false;
    if (server->dir.ptr[0] != '/')
        server->dir = str_from(realpath(server->dir.ptr, arena_take(&server->arena, 4096)));
    server->program = find_program(&server->arena, server->council.store.redis_server);
    if (server->program.ptr == NULL)
        return err_set(err, ERR_CONFIG, "store.redis_server: no " STR_FMT " on this machine: install it (Debian: "
                                        "apt-get install redis-server) or set store.url",
                       STR_ARG(server->council.store.redis_server));
    return take_lock(server, err) && mend_log(server, err) && write_config(server, &config, err) &&
           launch(server, config, err) && prepare(server, err);
}

struct server *server_start(const struct council *council, const char *scratch_dir, struct err *err)
{
    MUST(council->store.url.len == 0);
    struct server *server = calloc(1, sizeof *server);
    MUST(server != NULL);
    *server = (struct server){.council = *council, .process = {.output = -1}, .lock = -1, .code = -1,
                              .said = BUF("a line of Redis", LINE_BYTES)};
    if (start(server, scratch_dir, err))
        return server;
    server_stop(server);
    return NULL;
}

bool server_alive(struct server *server)
{
    listen_to(server);
    if (server->code == -1 && server->process.pid > 0)
        server->code = process_end(&server->process, false);
    return server->process.pid > 0 && server->code == -1;
}

void server_stop(struct server *server)
{
    if (server == NULL)
        return;
    process_stop(&server->process, STOP_PATIENCE_MS);
    if (server->lock >= 0)
        close(server->lock);
    buf_free(&server->said);
    arena_free(&server->arena);
    free(server);
}

pid_t server_pid(const struct server *server)
{
    return server->process.pid;
}
