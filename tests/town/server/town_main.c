/* SPDX-License-Identifier: MIT */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>

#include "base/args.h"
#include "base/clock.h"
#include "base/process.h"
#include "base/stop.h"
#include "town.h"

#include "base/banned.h"

static char origin[64];

static struct str query_value(struct MHD_Connection *connection, const char *name)
{
    return str_from(MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name));
}

static enum MHD_Result add_id(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct town_query *query = context;
    (void)kind;
    if (strcmp(name, "id[]") == 0 && query->id_count < TOWN_IDS_MOST)
        query->ids[query->id_count++] = str_from(value);
    return MHD_YES;
}

static enum MHD_Result reply(struct MHD_Connection *connection, const struct town_answer *answer)
{
    const char *known = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match");
    bool unchanged = known != NULL && answer->etag.len > 0 && str_eq(str_from(known), answer->etag);
    struct str body = unchanged ? STR("") : answer->body;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.ptr, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", answer->content_type);
    if (answer->link.len > 0)
        MHD_add_response_header(response, "Link", answer->link.ptr);
    if (answer->etag.len > 0)
        MHD_add_response_header(response, "ETag", answer->etag.ptr);
    enum MHD_Result result = MHD_queue_response(connection, unchanged ? 304 : answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result on_request(void *town, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size, void **state)
{
    (void)method, (void)version, (void)upload, (void)upload_size, (void)state;
    struct arena arena = {0};
    struct town_query query = {.limit = query_value(connection, "limit"), .min_id = query_value(connection, "min_id"),
                               .max_id = query_value(connection, "max_id"), .since_id = query_value(connection, "since_id")};
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_id, &query);
    struct town_answer answer = town_ask(town, str_from(url), &query, origin, clock_now_ms(), &arena);
    enum MHD_Result result = reply(connection, &answer);
    arena_free(&arena);
    return result;
}

static int fail(const char *what)
{
    fprintf(stderr, "earshot-town: %s\n", what);
    return 1;
}

static int serve(const struct args *args)
{
    struct arena arena = {0};
    struct err err = {0};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int64_t port = 0;
    if (args->operand_count != 1 || (args_has(args, "port") && !str_to_i64(str_from(args_get(args, "port")), &port)))
        return fail("serve needs the folder of the recordings");
    address.sin_port = htons((uint16_t)port);
    struct town *town = town_open(args->operands[0], &arena, &err);
    if (town == NULL)
        return args_fail(&err);
    struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, on_request, town,
                                                 MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_END);
    if (daemon == NULL)
        return fail("the port is taken");
    unsigned taken = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    snprintf(origin, sizeof origin, "http://127.0.0.1:%u", taken);
    printf("%s\n", origin);
    fflush(stdout);
    stop_watch();
    while (stop_sleep_ms(1000))
        continue;
    MHD_stop_daemon(daemon);
    arena_free(&arena);
    return 0;
}

static int drop(const struct args *args)
{
    struct arena arena = {0};
    struct err err = {0};
    int64_t since_ms = 0;
    if (args->operand_count != 2 || !args_has(args, "since") ||
        !str_to_i64(str_from(args_get(args, "since")), &since_ms))
        return fail("drop needs --since MS, the folder of the recordings and a folder to write to");
    bool ok = town_drop(args->operands[0], args->operands[1], since_ms, clock_now_ms(), &arena, &err);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}

int main(int argc, char **argv)
{
    static const struct args_option serve_options[] = {{"port", "N", "0 takes a free one"}, {NULL, NULL, NULL}};
    static const struct args_option drop_options[] = {{"since", "MS", "what came after this"}, {NULL, NULL, NULL}};
    static const struct args_command commands[] = {
        {"serve", "FOLDER", "answers as the town's sources would at this moment", serve_options, serve},
        {"drop", "FOLDER TARGET", "writes the files that are dropped by now", drop_options, drop},
        {NULL, NULL, NULL, NULL, NULL},
    };
    return args_run(argc, argv, commands);
}
