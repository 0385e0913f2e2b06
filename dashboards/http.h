/* SPDX-License-Identifier: MIT */

/* http — the web server: requests in, answers out, with ceilings and headers that no page can forget.
 *
 * Takes   an address to listen on, a function that answers
 * Gives   GET, HEAD and POST; an ETag of every body of 200, and 304 to whoever has it; a strict security policy;
 *         one thread, run by whoever owns the loop
 * Errors  CONFIG: the address is wrong or taken. A request over a ceiling gets 413, 414, 431 or 503
 * Memory  an arena a request
 * Cost    one answer at a time: an answer must take well under a millisecond
 * After   libmicrohttpd; RFC 9110 (conditional requests), 9457 (problems) */
#ifndef HTTP_H
#define HTTP_H

#include "base/buf.h"
#include "base/arena.h"

enum {
    HTTP_ADDRESS_BYTES_MOST = 8 << 10, /* path and query */
    HTTP_BODY_BYTES_MOST = 64 << 10,
    HTTP_ANSWER_BYTES_MOST = 16 << 20,
    HTTP_CONNECTIONS_MOST = 512,
    HTTP_PER_HOST_MOST = 128,
    HTTP_IDLE_S = 15,
    HTTP_FIELDS_MOST = 40,
    HTTP_LISTENERS_MOST = 64,
};

struct http_field {
    struct str name, value;
};

struct http_request {
    struct arena *arena;
    struct str method, path; /* the path is decoded, repaired and without query */
    struct http_field query[HTTP_FIELDS_MOST], form[HTTP_FIELDS_MOST], headers[HTTP_FIELDS_MOST];
    size_t query_count, form_count, header_count;
    struct str body; /* of a POST, as it came */
    struct str client; /* the peer's address */
};

struct http_answer {
    int status;
    const char *type; /* Content-Type */
    struct buf body;
    struct str location;   /* of a redirect */
    struct str cookie;     /* Set-Cookie */
    struct str attachment; /* the file's name, for a download */
    struct str link;       /* Link */
    bool private_;         /* not to be kept by anyone */
    bool live;             /* does not end with its body: http_tell goes on */
};

typedef void http_handler(void *context, const struct http_request *request, struct http_answer *answer);

struct http;

struct http *http_open(struct str listen, http_handler *handler, void *context, struct err *err);
void http_run(struct http *http, int wait_ms); /* answers what has come, waiting at most so long */
void http_tell(struct http *http, struct str text); /* to every listener of an answer that is live */
size_t http_listeners(const struct http *http);
void http_close(struct http *http);
int http_port(const struct http *http);

/* Absent if it was not given. */
struct str http_query(const struct http_request *request, const char *name);
struct str http_form(const struct http_request *request, const char *name);
struct str http_header(const struct http_request *request, const char *name);

/* A problem document; `detail` is a sentence for whoever reads it. */
void http_problem(struct http_answer *answer, int status, struct str detail);

#endif
