/* SPDX-License-Identifier: MIT */
#include "redis/link.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/banned.h"

enum { CONNECT_S = 2, ANSWER_S = 10, SOCKET_PATH_MOST = 100 };

struct link_command link_command(struct arena *arena, int most, const char *first)
{
    struct link_command command = {.words = ARENA_ARRAY(arena, const char *, (size_t)most),
                                   .lens = ARENA_ARRAY(arena, size_t, (size_t)most),
                                   .most = most};
    link_word(&command, str_from(first));
    return command;
}

void link_word(struct link_command *command, struct str word)
{
    MUST(command->count < command->most);
    command->words[command->count] = word.ptr ? word.ptr : "";
    command->lens[command->count++] = word.len;
}

void link_number(struct link_command *command, struct arena *arena, int64_t number)
{
    link_word(command, arena_printf(arena, "%lld", (long long)number));
}

/* A socket's path may have 107 bytes, a state folder's more: through /proc the folder is named by its descriptor. */
static redisContext *connect_unix(struct str path, struct timeval patience)
{
    if (path.len <= SOCKET_PATH_MOST)
        return redisConnectUnixWithTimeout(path.ptr, patience);
    struct arena scratch = {0};
    const char *slash = strrchr(path.ptr, '/');
    struct str folder = arena_printf(&scratch, "%.*s", (int)(slash - path.ptr), path.ptr);
    int fd = open(folder.ptr, O_PATH | O_DIRECTORY | O_CLOEXEC);
    redisContext *context =
        redisConnectUnixWithTimeout(arena_printf(&scratch, "/proc/self/fd/%d%s", fd, slash).ptr, patience);
    if (fd >= 0)
        close(fd);
    arena_free(&scratch);
    return context;
}

static bool connect_node(struct link *link, const struct address *address, struct err *err)
{
    struct timeval patience = {.tv_sec = CONNECT_S}, answer = {.tv_sec = ANSWER_S};
    bool is_unix = link->node.host.ptr == NULL;
    link->context = is_unix ? connect_unix(address->socket, patience)
                            : redisConnectWithTimeout(link->node.host.ptr, (int)link->node.port, patience);
    MUST(link->context != NULL);
    if (link->context->err == 0 && redisSetTimeout(link->context, answer) == REDIS_OK)
        return true;
    if (is_unix)
        err_set(err, ERR_AGAIN, "Redis at " STR_FMT ": %s", STR_ARG(address->socket), link->context->errstr);
    else
        err_set(err, ERR_AGAIN, "Redis at " STR_FMT ":%lld: %s", STR_ARG(link->node.host), (long long)link->node.port,
                link->context->errstr);
    link_close(link);
    return false;
}

static bool say(struct link *link, struct link_command command, struct err *err)
{
    redisReply *reply = link_send(link, &command, false, err);
    if (reply == NULL)
        return false;
    bool ok = reply->type != REDIS_REPLY_ERROR || link_error(reply, err);
    freeReplyObject(reply);
    return ok;
}

static bool sign_in(struct link *link, const struct address *address, struct err *err)
{
    struct arena scratch = {0};
    bool ok = true;
    if (address->password.len > 0) {
        struct link_command command = link_command(&scratch, 3, "AUTH");
        if (address->user.len > 0)
            link_word(&command, address->user);
        link_word(&command, address->password);
        ok = say(link, command, err);
    }
    if (ok && address->db != 0) {
        struct link_command command = link_command(&scratch, 2, "SELECT");
        link_number(&command, &scratch, address->db);
        ok = say(link, command, err);
    }
    arena_free(&scratch);
    return ok;
}

bool link_open(struct link *link, const struct address *address, struct err *err)
{
    static uint64_t generations;
    signal(SIGPIPE, SIG_IGN); /* hiredis writes to a socket whose other end may be gone */
    if (!connect_node(link, address, err))
        return false;
    link->generation = ++generations;
    if (sign_in(link, address, err))
        return true;
    link_close(link);
    return false;
}

static redisReply *failed(struct link *link, struct err *err)
{
    bool silent = link->context->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK);
    err_set(err, ERR_AGAIN, "Redis: %s", silent ? "no answer in time" : link->context->errstr);
    link_close(link);
    return NULL;
}

redisReply *link_send(struct link *link, const struct link_command *command, bool asking, struct err *err)
{
    redisReply *reply = NULL;
    if (asking && redisAppendCommand(link->context, "ASKING") != REDIS_OK)
        return failed(link, err);
    if (redisAppendCommandArgv(link->context, command->count, command->words, command->lens) != REDIS_OK)
        return failed(link, err);
    if (asking) {
        if (redisGetReply(link->context, (void **)&reply) != REDIS_OK)
            return failed(link, err);
        freeReplyObject(reply);
    }
    if (redisGetReply(link->context, (void **)&reply) != REDIS_OK)
        return failed(link, err);
    return reply;
}

void link_close(struct link *link)
{
    if (link->context != NULL)
        redisFree(link->context);
    link->context = NULL;
}

bool link_error(const redisReply *reply, struct err *err)
{
    static const char *const person[] = {"NOPERM", "NOAUTH", "WRONGPASS", "WRONGTYPE", "ERR AUTH", "ERR DB index"};
    struct str text = link_str(reply);
    if (str_starts(text, STR("OOM")))
        return err_set(err, ERR_AGAIN, "the store is full: Redis is at its maxmemory; raise store.memory or shorten "
                                       "privacy.keep_posts");
    for (size_t i = 0; i < sizeof person / sizeof person[0]; i++)
        if (str_starts(text, str_from(person[i])))
            return err_set(err, ERR_CONFIG, "Redis: " STR_FMT, STR_ARG(text));
    return err_set(err, ERR_AGAIN, "Redis: " STR_FMT, STR_ARG(text));
}
