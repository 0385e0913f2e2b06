/* SPDX-License-Identifier: MIT */

/* fetch — the only way out: requests sent, replies brought home, over libcurl multi.
 *
 * Takes   requests of sources; the validators that the same address gave before
 * Gives   a reply for each, whatever its status, redirects followed, in any order
 * Errors  in the reply's place: CONFIG an address that may not be asked, AGAIN unreachable, cut short, too slow, a
 *         broken gzip; LIMIT over FETCH_BYTES_MOST, counted as decoded
 * Memory  a reply lives in the arena that was given with its request
 * Cost    one connection a host, kept open between requests
 * After   curl; every address is checked as its socket is opened, so that what was checked is what is connected */
#ifndef COLLECTORS_FETCH_H
#define COLLECTORS_FETCH_H

#include "record/council.h"
#include "source.h"

enum {
    FETCH_BYTES_MOST = 10 << 20,
    FETCH_HEADERS_MOST = 100,
    FETCH_HEADER_BYTES_MOST = 64 << 10,
    FETCH_REDIRECTS_MOST = 5,
    FETCH_CONNECT_S = 15,
    FETCH_TOTAL_S = 120,
    FETCH_SLOW_S = 20,             /* so long under … */
    FETCH_SLOW_BYTES_PER_S = 200,  /* … this, and it is given up */
};

struct fetch;
struct fetch *fetch_open(const struct council *council);
void fetch_close(struct fetch *fetch);

struct fetch_validators {
    struct str etag, last_modified; /* as they came, byte for byte */
};

/* False: this address may not be asked at all. `owner` comes back with the reply. */
bool fetch_start(struct fetch *fetch, const struct source_request *request, const struct fetch_validators *validators,
                 struct arena *arena, void *owner, struct err *err);
size_t fetch_running(const struct fetch *fetch);
bool fetch_is_busy(const struct fetch *fetch, struct str host);

struct fetch_done {
    void *owner;
    struct source_reply reply; /* status 0: see err */
    struct err err;
    struct str moved_to; /* every redirect on the way was for good: the address to ask from now on */
};

/* Waits at most that long for one reply; false if none came. */
bool fetch_wait(struct fetch *fetch, int64_t most_ms, struct fetch_done *done);

#endif
