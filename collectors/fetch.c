/* SPDX-License-Identifier: MIT */
#include "fetch.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "fetch_address.h"
#include "mailbox.h"
#include "unpack.h"
#include "url.h"

#include "base/banned.h"

enum { RUNNING_MOST = 64 };

struct transfer {
    struct fetch *fetch;
    CURL *easy;
    struct curl_slist *headers;
    struct arena *arena;
    void *owner;
    struct source_request request; /* as asked now: after a redirect another address */
    struct fetch_validators validators;
    struct buf body;
    struct unpack *unpack; /* of a packed reply */
    bool body_began;
    struct err body_err;
    struct source_header *reply_headers;
    size_t reply_header_count, header_bytes;
    int redirects;
    bool all_for_good, is_private;
    struct str host;
    char why[CURL_ERROR_SIZE];
    struct mailbox *mailbox; /* of an imap address, once it is logged in */
    int64_t deadline_ms;     /* of that, by the monotonic clock */
};

struct fetch {
    CURLM *multi;
    bool allow_private, proxy_mailboxes;
    struct str user_agent, ca_file, proxy;
    struct arena arena;
    struct transfer *running[RUNNING_MOST];
    size_t count;
};

struct fetch *fetch_open(const struct council *council)
{
    MUST(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    struct fetch *fetch = calloc(1, sizeof *fetch);
    MUST(fetch != NULL);
    fetch->multi = curl_multi_init();
    MUST(fetch->multi != NULL);
    curl_multi_setopt(fetch->multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
    curl_multi_setopt(fetch->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    fetch->allow_private = council->network.allow_private_addresses;
    struct str contact = council->place.contact_url;
    fetch->user_agent = contact.len > 0 ? arena_printf(&fetch->arena, "Earshot/" EARSHOT_VERSION " (+" STR_FMT ")", STR_ARG(contact))
                                        : STR("Earshot/" EARSHOT_VERSION);
    fetch->ca_file = arena_str(&fetch->arena, council->network.ca_file);
    fetch->proxy = arena_str(&fetch->arena, council->network.proxy);
    fetch->proxy_mailboxes = council->network.proxy_mailboxes;
    return fetch;
}

static void end(struct transfer *t)
{
    struct fetch *fetch = t->fetch;
    for (size_t i = 0; i < fetch->count; i++)
        if (fetch->running[i] == t) {
            fetch->running[i] = fetch->running[--fetch->count];
            break;
        }
    if (t->easy != NULL) {
        curl_multi_remove_handle(fetch->multi, t->easy);
        curl_easy_cleanup(t->easy);
    }
    curl_slist_free_all(t->headers);
    unpack_free(t->unpack);
    buf_free(&t->body);
    free(t);
}

void fetch_close(struct fetch *fetch)
{
    while (fetch->count > 0)
        end(fetch->running[0]);
    curl_multi_cleanup(fetch->multi);
    arena_free(&fetch->arena);
    free(fetch);
    curl_global_cleanup();
}

size_t fetch_running(const struct fetch *fetch)
{
    return fetch->count;
}

bool fetch_is_busy(const struct fetch *fetch, struct str host)
{
    for (size_t i = 0; i < fetch->count; i++)
        if (str_eq_nocase(fetch->running[i]->host, host))
            return true;
    return fetch->count == RUNNING_MOST;
}

static bool is_imap(struct str url)
{
    return str_starts(url, STR("imap://")) || str_starts(url, STR("imaps://"));
}

static bool takes_proxy(const struct fetch *fetch, struct str url)
{
    return fetch->proxy.len > 0 && (fetch->proxy_mailboxes || !is_imap(url));
}

static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *t = context;
    (void)purpose;
    bool to_proxy = takes_proxy(t->fetch, t->request.url);
    if (!t->fetch->allow_private && !to_proxy && !fetch_address_is_public(&address->addr)) {
        t->is_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static struct str header(const struct transfer *t, const char *name)
{
    struct source_reply reply = {.headers = t->reply_headers, .header_count = t->reply_header_count};
    return source_reply_header(&reply, name);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    struct str piece = {bytes, size * count};
    if (!t->body_began)
        t->unpack = unpack_new(header(t, "content-encoding"), &t->body_err);
    t->body_began = true;
    if (t->body_err.kind == ERR_NONE && t->unpack != NULL)
        unpack_add(t->unpack, piece, &t->body, &t->body_err);
    else if (t->body_err.kind == ERR_NONE)
        buf_add(&t->body, piece);
    return t->body.over || t->body_err.kind != ERR_NONE ? 0 : piece.len;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    struct str line = str_trim((struct str){bytes, size * count});
    size_t colon = str_find(line, ':', 0);
    t->header_bytes += size * count;
    if (str_starts(line, STR("HTTP/")))
        t->reply_header_count = 0; /* what came before was a 100 Continue */
    else if (colon < line.len && t->reply_header_count < FETCH_HEADERS_MOST)
        t->reply_headers[t->reply_header_count++] =
            (struct source_header){arena_str(t->arena, str_cut(line, 0, colon)),
                                   arena_str(t->arena, str_trim(str_cut(line, colon + 1, line.len)))};
    return t->header_bytes > FETCH_HEADER_BYTES_MOST ? 0 : size * count;
}

static void add_header(struct transfer *t, struct str name, struct str value)
{
    if (value.len == 0 || str_find(value, '\n', 0) < value.len || str_find(value, '\r', 0) < value.len)
        return;
    struct str line = arena_printf(t->arena, STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(value));
    t->headers = curl_slist_append(t->headers, line.ptr);
}

static void set_http(struct transfer *t)
{
    const struct source_request *request = &t->request;
    struct str agent = t->fetch->user_agent;
    for (size_t i = 0; i < request->header_count; i++)
        if (str_eq_nocase(request->headers[i].name, STR("user-agent")))
            agent = request->headers[i].value;
        else
            add_header(t, request->headers[i].name, request->headers[i].value);
    if (request->bearer.len > 0)
        add_header(t, STR("Authorization"), arena_printf(t->arena, "Bearer " STR_FMT, STR_ARG(request->bearer)));
    add_header(t, STR("Accept-Encoding"), STR("gzip"));
    add_header(t, STR("If-None-Match"), t->validators.etag);
    add_header(t, STR("If-Modified-Since"), t->validators.last_modified);
    curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(t->easy, CURLOPT_USERAGENT, arena_str(t->arena, agent).ptr);
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
    if (request->body.ptr != NULL) {
        curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
        curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, request->body.ptr);
    }
    if (str_eq(request->method, STR("HEAD")))
        curl_easy_setopt(t->easy, CURLOPT_NOBODY, 1L);
    else if (request->method.len > 0)
        curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST, arena_str(t->arena, request->method).ptr);
}

static bool is_this_machine(struct str host)
{
    return str_eq(host, STR("localhost")) || str_eq(host, STR("127.0.0.1")) || str_eq(host, STR("::1"));
}

/* Connects, turns to TLS, logs in; mailbox.h does the rest. Without TLS a password leaves this machine never. */
static void set_imap(struct transfer *t)
{
    const struct source_request *request = &t->request;
    bool safe = str_starts(request->url, STR("imaps")) || !is_this_machine(t->host);
    curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    curl_easy_setopt(t->easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(t->easy, CURLOPT_USE_SSL, safe ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
    curl_easy_setopt(t->easy, CURLOPT_USERNAME, arena_str(t->arena, request->user).ptr);
    if (request->password.len > 0)
        curl_easy_setopt(t->easy, CURLOPT_PASSWORD, arena_str(t->arena, request->password).ptr);
    if (request->bearer.len > 0)
        curl_easy_setopt(t->easy, CURLOPT_XOAUTH2_BEARER, arena_str(t->arena, request->bearer).ptr);
}

static void set_ceilings(struct transfer *t)
{
    CURL *easy = t->easy;
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)FETCH_CONNECT_S);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)FETCH_TOTAL_S);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)FETCH_SLOW_S);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)FETCH_SLOW_BYTES_PER_S);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* Never one that the environment names: it would connect where on_socket cannot see. */
    bool proxy = takes_proxy(t->fetch, t->request.url);
    curl_easy_setopt(easy, CURLOPT_PROXY, proxy ? t->fetch->proxy.ptr : "");
    curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, proxy && is_imap(t->request.url) ? 1L : 0L);
    if (t->fetch->ca_file.len > 0)
        curl_easy_setopt(easy, CURLOPT_CAINFO, t->fetch->ca_file.ptr);
}

static void launch(struct transfer *t)
{
    if (t->easy != NULL) {
        curl_multi_remove_handle(t->fetch->multi, t->easy);
        curl_easy_reset(t->easy);
        curl_slist_free_all(t->headers);
        t->headers = NULL;
    } else {
        t->easy = curl_easy_init();
        MUST(t->easy != NULL);
    }
    buf_clear(&t->body);
    unpack_free(t->unpack);
    t->unpack = NULL;
    t->body_began = false;
    t->body_err = (struct err){0};
    t->reply_header_count = t->header_bytes = 0;
    t->is_private = false;
    t->why[0] = '\0';
    t->host = url_host(t->request.url);
    curl_easy_setopt(t->easy, CURLOPT_URL, arena_str(t->arena, t->request.url).ptr);
    curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
    curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->why);
    curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
    set_ceilings(t);
    if (is_imap(t->request.url))
        set_imap(t);
    else
        set_http(t);
    MUST(curl_multi_add_handle(t->fetch->multi, t->easy) == CURLM_OK);
}

static bool refuse_private(struct str host, struct err *err)
{
    return err_set(err, ERR_CONFIG, STR_FMT " is on this machine or a private network; network.allow_private_addresses "
                   "would allow it", STR_ARG(host));
}

/* What on_socket cannot see, as a proxy connects. */
static bool may_ask(const struct transfer *t, struct str url, struct err *err)
{
    bool blind = takes_proxy(t->fetch, url) && !t->fetch->allow_private;
    struct str host = url_host(url);
    if (str_starts(host, STR("[")))
        host = str_cut(host, 1, host.len - 1);
    host = arena_str(t->arena, host);
    return !blind || !fetch_address_is_named_private(host.ptr) || refuse_private(host, err);
}

static bool is_http(struct str url)
{
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
}

bool fetch_start(struct fetch *fetch, const struct source_request *request, const struct fetch_validators *validators,
                 struct arena *arena, void *owner, struct err *err)
{
    if ((!is_http(request->url) && !is_imap(request->url)) || url_host(request->url).len == 0)
        return err_set(err, ERR_CONFIG, "\"" STR_FMT "\" is no address to ask: it must begin with https://",
                       STR_ARG(request->url));
    MUST(fetch->count < RUNNING_MOST);
    struct transfer *t = calloc(1, sizeof *t);
    MUST(t != NULL);
    *t = (struct transfer){.fetch = fetch, .arena = arena, .owner = owner, .request = *request, .all_for_good = true};
    t->body = BUF("a reply of 10 MB", FETCH_BYTES_MOST);
    t->reply_headers = ARENA_ARRAY(arena, struct source_header, FETCH_HEADERS_MOST);
    if (validators != NULL && request->body.ptr == NULL)
        t->validators = *validators;
    fetch->running[fetch->count++] = t;
    if (may_ask(t, request->url, err)) {
        launch(t);
        return true;
    }
    end(t);
    return false;
}

static bool refuse(struct transfer *t, CURLcode result, struct err *err)
{
    struct str host = t->host;
    if (t->is_private)
        return refuse_private(host, err);
    if (t->body.over)
        return err_set(err, ERR_LIMIT, STR_FMT ": over %d MB", STR_ARG(host), FETCH_BYTES_MOST >> 20);
    if (t->header_bytes > FETCH_HEADER_BYTES_MOST)
        return err_set(err, ERR_LIMIT, STR_FMT ": over %d KB of headers", STR_ARG(host), FETCH_HEADER_BYTES_MOST >> 10);
    if (t->body_err.kind != ERR_NONE) {
        *err = t->body_err;
        return err_within(err, STR_FMT, STR_ARG(host));
    }
    bool person = result == CURLE_LOGIN_DENIED || result == CURLE_PEER_FAILED_VERIFICATION;
    return err_set(err, person ? ERR_CONFIG : ERR_AGAIN, STR_FMT ": %s", STR_ARG(host),
                   t->why[0] ? t->why : curl_easy_strerror(result));
}

/* What must not go to another host: everything that the kind added but what it accepts. */
static void drop_secrets(struct source_request *request)
{
    size_t kept = 0;
    for (size_t i = 0; i < request->header_count; i++)
        if (str_eq_nocase(request->headers[i].name, STR("accept")) ||
            str_eq_nocase(request->headers[i].name, STR("user-agent")))
            request->headers[kept++] = request->headers[i];
    request->header_count = kept;
    request->bearer = STR_NONE;
}

/* True: asked again elsewhere. False with err unset: no redirect, this is the reply. */
static bool follow(struct transfer *t, long status, struct err *err)
{
    struct str location = header(t, "location");
    bool for_good = status == 301 || status == 308;
    if ((!for_good && status != 302 && status != 303 && status != 307) || location.len == 0)
        return false;
    struct str to = url_resolve(t->arena, t->request.url, location);
    to = str_cut(to, 0, str_find(to, '#', 0));
    if (++t->redirects > FETCH_REDIRECTS_MOST)
        return err_set(err, ERR_AGAIN, STR_FMT ": more than %d redirects", STR_ARG(t->host), FETCH_REDIRECTS_MOST);
    if (!is_http(to) || url_host(to).len == 0)
        return err_set(err, ERR_AGAIN, STR_FMT ": redirected to what is no web address", STR_ARG(t->host));
    if (str_starts(t->request.url, STR("https:")) && !str_starts(to, STR("https:")))
        return err_set(err, ERR_AGAIN, STR_FMT ": redirected away from https", STR_ARG(t->host));
    if (!may_ask(t, to, err))
        return false;
    t->all_for_good = t->all_for_good && for_good;
    if (!str_eq_nocase(url_host(to), t->host))
        drop_secrets(&t->request);
    if (status != 307 && status != 308 && !str_eq(t->request.method, STR("HEAD"))) {
        t->request.body = STR_NONE;
        t->request.method = STR_NONE;
    }
    t->request.url = to;
    launch(t);
    return true;
}

static void deliver(struct transfer *t, long status, struct fetch_done *done)
{
    done->reply = (struct source_reply){.status = (int)status, .url = t->request.url, .headers = t->reply_headers,
                                        .header_count = t->reply_header_count};
    done->reply.bytes = arena_str(t->arena, buf_str(&t->body));
    if (t->redirects > 0 && t->all_for_good)
        done->moved_to = t->request.url;
}

/* True if the transfer is over and *done tells how. */
static bool finish(struct transfer *t, CURLcode result, struct fetch_done *done)
{
    long status = 0;
    *done = (struct fetch_done){.owner = t->owner, .reply = {.url = t->request.url}};
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    bool whole = t->unpack == NULL || unpack_is_whole(t->unpack, &t->body_err);
    if (result != CURLE_OK || !whole) {
        refuse(t, result, &done->err);
    } else if (is_imap(t->request.url)) {
        t->mailbox = mailbox_begin(t->easy, t->request.url, t->request.method);
        t->deadline_ms = clock_monotonic_ms() + FETCH_TOTAL_S * CLOCK_SECOND_MS;
        return false;
    } else {
        if (follow(t, status, &done->err))
            return false;
        if (done->err.kind == ERR_NONE)
            deliver(t, status, done);
    }
    end(t);
    return true;
}

/* Mailboxes are talked to beside curl: whether one of them is through. */
static bool step_mailboxes(struct fetch *fetch, struct fetch_done *done)
{
    for (size_t i = 0; i < fetch->count; i++) {
        struct transfer *t = fetch->running[i];
        *done = (struct fetch_done){.owner = t->owner, .reply = {.url = t->request.url}};
        bool late = t->mailbox != NULL && clock_monotonic_ms() > t->deadline_ms;
        if (t->mailbox == NULL || (!late && !mailbox_step(t->mailbox, &t->body, &done->err)))
            continue;
        if (late)
            err_set(&done->err, ERR_AGAIN, "no answer in %d s", FETCH_TOTAL_S);
        if (done->err.kind == ERR_NONE)
            deliver(t, 200, done);
        else
            err_within(&done->err, STR_FMT, STR_ARG(t->host));
        end(t);
        return true;
    }
    return false;
}

/* Until something comes on any socket, curl's or a mailbox's. */
static void wait_for_sockets(struct fetch *fetch, int64_t most_ms)
{
    struct curl_waitfd sockets[RUNNING_MOST];
    unsigned count = 0;
    for (size_t i = 0; i < fetch->count; i++) {
        const struct mailbox *mailbox = fetch->running[i]->mailbox;
        if (mailbox != NULL)
            sockets[count++] = (struct curl_waitfd){
                .fd = mailbox_socket(mailbox),
                .events = mailbox_is_sending(mailbox) ? CURL_WAIT_POLLOUT : CURL_WAIT_POLLIN};
    }
    curl_multi_poll(fetch->multi, sockets, count, (int)most_ms, NULL);
}

bool fetch_wait(struct fetch *fetch, int64_t most_ms, struct fetch_done *done)
{
    int running, queued;
    curl_multi_perform(fetch->multi, &running);
    if (step_mailboxes(fetch, done))
        return true;
    CURLMsg *message = curl_multi_info_read(fetch->multi, &queued);
    if (message == NULL && fetch->count > 0 && most_ms > 0) {
        wait_for_sockets(fetch, most_ms);
        curl_multi_perform(fetch->multi, &running);
        if (step_mailboxes(fetch, done))
            return true;
        message = curl_multi_info_read(fetch->multi, &queued);
    }
    for (; message != NULL; message = curl_multi_info_read(fetch->multi, &queued)) {
        struct transfer *t;
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        if (finish(t, message->data.result, done))
            return true;
    }
    return false;
}
