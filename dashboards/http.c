/* SPDX-License-Identifier: MIT */
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/json_out.h"
#include "base/log.h"
#include "base/utf8.h"
#include "http_stream.h"

#include "base/banned.h"

enum { CONNECTION_MEMORY_BYTES = 128 << 10, ETAG_BYTES = 40 };

struct http {
    struct MHD_Daemon *daemon;
    http_handler *handler;
    void *context;
    struct http_streams streams;
};

/* One request while it comes in. */
struct exchange {
    struct arena arena;
    struct http_request request;
    struct MHD_PostProcessor *form;
    struct buf body;
};

static struct str find_field(const struct http_field *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(fields[i].name, str_from(name)))
            return fields[i].value;
    return STR_NONE;
}

struct str http_query(const struct http_request *request, const char *name)
{
    return find_field(request->query, request->query_count, name);
}

struct str http_form(const struct http_request *request, const char *name)
{
    return find_field(request->form, request->form_count, name);
}

struct str http_header(const struct http_request *request, const char *name)
{
    return find_field(request->headers, request->header_count, name);
}

static const char *title_of(int status)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {{400, "Bad request"},         {401, "Not signed in"},  {403, "Not allowed"},
                  {404, "Not found"},           {405, "Wrong method"},   {409, "Here already"},
                  {413, "Body too long"},       {414, "Address too long"}, {500, "Our own fault"},
                  {503, "Not ready"}};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Problem";
}

void http_problem(struct http_answer *answer, int status, struct str detail)
{
    answer->status = status;
    answer->type = "application/problem+json";
    answer->private_ = true;
    buf_clear(&answer->body);
    struct json_out out = json_out_new(&answer->body, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "type", STR("about:blank"));
    json_out_member_str(&out, "title", str_from(title_of(status)));
    json_out_member_i64(&out, "status", status);
    json_out_member_str(&out, "detail", detail);
    json_out_close(&out, '}');
}

static void keep(struct http_field *fields, size_t *count, struct exchange *exchange, const char *name, size_t name_len,
                 const char *value, size_t value_len)
{
    if (*count == HTTP_FIELDS_MOST)
        return;
    fields[*count].name = arena_str(&exchange->arena, (struct str){name, name_len});
    fields[*count].value = arena_str(&exchange->arena, (struct str){value, value_len});
    (*count)++;
}

static void clean(struct http_field *fields, size_t count, struct arena *arena)
{
    for (size_t i = 0; i < count; i++)
        fields[i].value = utf8_clean(arena, fields[i].value);
}

static enum MHD_Result keep_pair(void *context, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                 const char *value, size_t value_len)
{
    struct exchange *exchange = context;
    struct http_request *request = &exchange->request;
    if (kind == MHD_GET_ARGUMENT_KIND)
        keep(request->query, &request->query_count, exchange, name, name_len, value ? value : "", value_len);
    else
        keep(request->headers, &request->header_count, exchange, name, name_len, value ? value : "", value_len);
    return MHD_YES;
}

/* A form's field comes whole or in pieces that follow each other. */
static enum MHD_Result keep_form(void *context, enum MHD_ValueKind kind, const char *name, const char *file,
                                 const char *type, const char *coding, const char *data, uint64_t offset, size_t size)
{
    (void)kind, (void)file, (void)type, (void)coding;
    struct exchange *exchange = context;
    struct http_request *request = &exchange->request;
    if (offset == 0) {
        keep(request->form, &request->form_count, exchange, name, strlen(name), data, size);
    } else if (request->form_count > 0) {
        struct str *value = &request->form[request->form_count - 1].value;
        *value = arena_printf(&exchange->arena, STR_FMT "%.*s", STR_ARG(*value), (int)size, data);
    }
    return MHD_YES;
}

static struct str client_of(struct MHD_Connection *connection, struct arena *arena)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char host[NI_MAXHOST] = "";
    if (info != NULL && info->client_addr->sa_family != AF_UNIX) {
        socklen_t size = info->client_addr->sa_family == AF_INET ? sizeof(struct sockaddr_in)
                                                                 : sizeof(struct sockaddr_in6);
        getnameinfo(info->client_addr, size, host, sizeof host, NULL, 0, NI_NUMERICHOST);
    }
    return arena_str(arena, str_from(host));
}

static struct exchange *begin(struct MHD_Connection *connection, const char *path, const char *method)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);
    MUST(exchange != NULL);
    struct http_request *request = &exchange->request;
    request->arena = &exchange->arena;
    exchange->body = BUF("body", HTTP_BODY_BYTES_MOST);
    request->method = arena_str(&exchange->arena, str_from(method));
    request->path = utf8_clean(&exchange->arena, arena_str(&exchange->arena, str_from(path)));
    MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, keep_pair, exchange);
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, keep_pair, exchange);
    clean(request->query, request->query_count, request->arena);
    clean(request->headers, request->header_count, request->arena);
    request->client = client_of(connection, &exchange->arena);
    if (strcmp(method, "POST") == 0)
        exchange->form = MHD_create_post_processor(connection, 4096, keep_form, exchange);
    return exchange;
}

static void add_header(struct MHD_Response *response, const char *name, struct str value)
{
    if (value.len > 0)
        MHD_add_response_header(response, name, value.ptr);
}

/* No script but ours, no frame, nothing from elsewhere; what a page forgets cannot be exploited. */
static void add_security(struct MHD_Response *response, bool private_)
{
    MHD_add_response_header(response, "Content-Security-Policy",
                            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                            "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
                            "frame-ancestors 'none'");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "X-Frame-Options", "DENY");
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    MHD_add_response_header(response, "Permissions-Policy", "geolocation=(), camera=(), microphone=()");
    MHD_add_response_header(response, "Cache-Control", private_ ? "no-store" : "private, no-cache");
}

static struct str etag_of(const struct http_answer *answer, struct arena *arena)
{
    struct hash_id hash = hash_plain(buf_str(&answer->body));
    struct str hex = hash_hex(arena, (struct str){(const char *)hash.bytes, sizeof hash.bytes});
    return arena_printf(arena, "\"" STR_FMT "\"", STR_ARG(hex));
}

/* The list of If-None-Match, weakly compared. */
static bool has_it(struct str condition, struct str etag)
{
    return str_eq(str_trim(condition), STR("*")) || (condition.len > 0 && str_find_str(condition, etag, 0) < condition.len);
}

static struct MHD_Response *response_of(struct http *http, struct MHD_Connection *connection,
                                        const struct http_answer *answer)
{
    struct str body = buf_str(&answer->body);
    if (answer->live)
        return http_stream_begin(&http->streams, connection, body);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.ptr, MHD_RESPMEM_MUST_COPY);
    MUST(response != NULL);
    return response;
}

static enum MHD_Result send_answer(struct http *http, struct MHD_Connection *connection, struct exchange *exchange,
                                   struct http_answer *answer)
{
    struct arena *arena = &exchange->arena;
    struct str etag = answer->status == 200 && !answer->private_ ? etag_of(answer, arena) : STR_NONE;
    if (etag.len > 0 && has_it(http_header(&exchange->request, "If-None-Match"), etag)) {
        answer->status = MHD_HTTP_NOT_MODIFIED;
        buf_clear(&answer->body);
    }
    struct MHD_Response *response = response_of(http, connection, answer);
    if (answer->status != MHD_HTTP_NOT_MODIFIED)
        add_header(response, "Content-Type", str_from(answer->type));
    add_header(response, "ETag", etag);
    add_header(response, "Location", answer->location);
    add_header(response, "Set-Cookie", answer->cookie);
    add_header(response, "Link", answer->link);
    if (answer->attachment.len > 0)
        add_header(response, "Content-Disposition",
                   arena_printf(arena, "attachment; filename=\"" STR_FMT "\"", STR_ARG(answer->attachment)));
    if (answer->status == 401)
        add_header(response, "WWW-Authenticate", STR("Bearer realm=\"earshot\""));
    if (answer->status == 503)
        add_header(response, "Retry-After", STR("5"));
    add_security(response, answer->private_);
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer_to(struct http *http, struct MHD_Connection *connection, struct exchange *exchange)
{
    struct http_answer answer = {.status = 200, .type = "text/html; charset=utf-8",
                                 .body = BUF("answer", HTTP_ANSWER_BYTES_MOST)};
    struct str method = exchange->request.method;
    exchange->request.body = buf_str(&exchange->body);
    clean(exchange->request.form, exchange->request.form_count, &exchange->arena); /* now that no letter is in two pieces */
    if (exchange->body.over)
        http_problem(&answer, 413, STR("A body may have 64 KB."));
    else if (!str_eq(method, STR("GET")) && !str_eq(method, STR("HEAD")) && !str_eq(method, STR("POST")))
        http_problem(&answer, 405, STR("GET, HEAD and POST are answered here."));
    else
        http->handler(http->context, &exchange->request, &answer);
    if (answer.live && http->streams.count >= HTTP_LISTENERS_MOST)
        http_problem(&answer, 503, STR("Enough pages listen already; read this one again from time to time."));
    answer.live = answer.live && answer.status == 200 && !str_eq(method, STR("HEAD"));
    if (answer.body.over)
        http_problem(&answer, 500, STR("The answer is too long; ask for less at a time."));
    enum MHD_Result result = send_answer(http, connection, exchange, &answer);
    buf_free(&answer.body);
    return result;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *data, size_t *bytes,
                                  void **slot)
{
    (void)version;
    struct exchange *exchange = *slot;
    if (exchange == NULL) {
        *slot = begin(connection, path, method);
        return MHD_YES;
    }
    if (*bytes > 0) {
        buf_add(&exchange->body, (struct str){data, *bytes});
        if (exchange->form != NULL && !exchange->body.over)
            MHD_post_process(exchange->form, data, *bytes);
        *bytes = 0;
        return MHD_YES;
    }
    return answer_to(context, connection, exchange);
}

static void on_end(void *context, struct MHD_Connection *connection, void **slot, enum MHD_RequestTerminationCode code)
{
    (void)context, (void)connection, (void)code;
    struct exchange *exchange = *slot;
    if (exchange == NULL)
        return;
    if (exchange->form != NULL)
        MHD_destroy_post_processor(exchange->form);
    buf_free(&exchange->body);
    arena_free(&exchange->arena);
    free(exchange);
    *slot = NULL;
}

/* "127.0.0.1:8311", "[::]:8311" */
static struct addrinfo *address_of(struct str listen, struct err *err)
{
    struct arena scratch = {0};
    struct addrinfo *found = NULL, hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    size_t colon = listen.len;
    while (colon > 0 && listen.ptr[colon - 1] != ':')
        colon--;
    struct str host = str_cut(listen, 0, colon > 0 ? colon - 1 : 0);
    if (host.len > 1 && host.ptr[0] == '[')
        host = str_cut(host, 1, host.len - 1);
    const char *port = arena_str(&scratch, str_cut(listen, colon, listen.len)).ptr;
    if (colon == 0 || getaddrinfo(host.len > 0 ? arena_str(&scratch, host).ptr : NULL, port, &hints, &found) != 0) {
        err_set(err, ERR_CONFIG, "serve: listen: \"" STR_FMT "\" should be an address and port such as 127.0.0.1:8311",
                STR_ARG(listen));
        found = NULL;
    }
    arena_free(&scratch);
    return found;
}

struct http *http_open(struct str listen, http_handler *handler, void *context, struct err *err)
{
    struct addrinfo *address = address_of(listen, err);
    if (address == NULL)
        return NULL;
    struct http *http = calloc(1, sizeof *http);
    MUST(http != NULL);
    http->handler = handler;
    http->context = context;
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (address->ai_family == AF_INET6 ? MHD_USE_IPv6 : 0);
    http->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, http, MHD_OPTION_SOCK_ADDR, address->ai_addr, MHD_OPTION_NOTIFY_COMPLETED,
        on_end, NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS_MOST, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)HTTP_PER_HOST_MOST, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
        MHD_OPTION_END);
    freeaddrinfo(address);
    if (http->daemon != NULL)
        return http;
    err_set(err, ERR_CONFIG, "serve: listen: " STR_FMT ": %s", STR_ARG(listen), strerror(errno));
    free(http);
    return NULL;
}

void http_run(struct http *http, int wait_ms)
{
    http_stream_sweep(&http->streams);
    MHD_run_wait(http->daemon, wait_ms);
}

int http_port(const struct http *http)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

void http_tell(struct http *http, struct str text)
{
    http_stream_tell(&http->streams, text);
}

size_t http_listeners(const struct http *http)
{
    return http->streams.count;
}

void http_close(struct http *http)
{
    if (http == NULL)
        return;
    http_stream_end(&http->streams);
    MHD_run_wait(http->daemon, 0); /* a connection that is suspended cannot be closed */
    MHD_stop_daemon(http->daemon);
    free(http);
}
