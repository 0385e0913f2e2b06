/* SPDX-License-Identifier: MIT */

/* http_stream — answers that do not end: each listener is told what comes, until it goes or its time is up.
 *
 * Takes   a connection of libmicrohttpd and what the listener is told first; then text for all of them
 * Gives   a response for each; the number of listeners
 * Errors  none: a listener that lags over HTTP_STREAM_BYTES_MOST is cut off and may come again
 * Memory  what has not been sent yet, a listener
 * Cost    O(listeners) a text; a waiting listener costs nothing */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include <microhttpd.h>

#include "base/buf.h"

enum { HTTP_STREAM_BYTES_MOST = 64 << 10, HTTP_STREAM_LONGEST_MS = 60 * 60 * 1000 };

struct http_stream;

struct http_streams {
    struct http_stream *first;
    size_t count;
    int64_t swept_ms;
};

struct MHD_Response *http_stream_begin(struct http_streams *streams, struct MHD_Connection *connection,
                                       struct str first);
void http_stream_tell(struct http_streams *streams, struct str text);
void http_stream_sweep(struct http_streams *streams); /* once a second: whoever has hung up leaves */
void http_stream_end(struct http_streams *streams); /* all of them */

#endif
