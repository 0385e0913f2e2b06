/* SPDX-License-Identifier: MIT */

/* web — one POST of JSON to an address that the council configured.
 *
 * Takes   http:// or https://, through network.proxy where one is set; headers as "Name: value", a body
 * Gives   the status, how long the server asks us to wait, and the first line of what it said
 * Errors  CONFIG: no such address; AGAIN: nobody answered in WEB_TOTAL_S
 * Memory  a handle until web_close
 * Cost    one connection a POST; redirects are not followed, as they would carry a signed body elsewhere
 * After   RFC 9110; libcurl */
#ifndef WEB_H
#define WEB_H

#include "record/council.h"

enum { WEB_CONNECT_S = 5, WEB_TOTAL_S = 15, WEB_HEADERS_MOST = 8, WEB_SAID_BYTES = 160 };

struct web;

/* What every way out has in common: it ends in time and when the program is to end, trusts whom the council trusts, and
 * says why it failed. */
void web_prepare(void *curl, const struct council *council, long connect_s, long total_s, char *reason);

struct web_errand {
    struct str address;
    struct str headers[WEB_HEADERS_MOST];
    size_t header_count;
    struct str body;
};

struct web_answer {
    long status;
    int64_t wait_ms; /* Retry-After, or 0 */
    char said[WEB_SAID_BYTES];
};

struct web *web_open(const struct council *council, struct err *err);
bool web_post(struct web *web, const struct web_errand *errand, struct web_answer *answer, struct err *err);
void web_close(struct web *web);

#endif
