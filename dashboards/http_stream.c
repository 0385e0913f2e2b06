/* SPDX-License-Identifier: MIT */
#include "http_stream.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"

#include "base/banned.h"

enum { BLOCK_BYTES = 4096 };

struct http_stream {
    struct http_streams *all;
    struct http_stream *next;
    struct MHD_Connection *connection;
    struct buf waiting; /* from `sent` on */
    size_t sent;
    bool suspended, ended;
    int64_t begun_ms;
};

/* MHD asks for more: there is some, or the connection sleeps until there is. */
static ssize_t on_room(void *context, uint64_t position, char *to, size_t most)
{
    (void)position;
    struct http_stream *stream = context;
    struct str rest = str_cut(buf_str(&stream->waiting), stream->sent, stream->waiting.len);
    size_t bytes = rest.len < most ? rest.len : most;
    if (bytes > 0) {
        memcpy(to, rest.ptr, bytes);
        stream->sent += bytes;
        return (ssize_t)bytes;
    }
    if (stream->ended)
        return MHD_CONTENT_READER_END_OF_STREAM;
    stream->sent = 0;
    buf_clear(&stream->waiting);
    stream->suspended = true;
    MHD_suspend_connection(stream->connection);
    return 0;
}

static void on_gone(void *context)
{
    struct http_stream *stream = context;
    struct http_stream **at = &stream->all->first;
    while (*at != stream)
        at = &(*at)->next;
    *at = stream->next;
    stream->all->count--;
    buf_free(&stream->waiting);
    free(stream);
}

struct MHD_Response *http_stream_begin(struct http_streams *streams, struct MHD_Connection *connection,
                                       struct str first)
{
    struct http_stream *stream = calloc(1, sizeof *stream);
    MUST(stream != NULL);
    *stream = (struct http_stream){.all = streams, .next = streams->first, .connection = connection,
                                   .waiting = BUF("a stream", HTTP_STREAM_BYTES_MOST),
                                   .begun_ms = clock_monotonic_ms()};
    buf_add(&stream->waiting, first);
    streams->first = stream;
    streams->count++;
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, on_room, stream, on_gone);
    MUST(response != NULL);
    return response;
}

static void wake(struct http_stream *stream)
{
    if (stream->suspended)
        MHD_resume_connection(stream->connection);
    stream->suspended = false;
}

void http_stream_tell(struct http_streams *streams, struct str text)
{
    for (struct http_stream *stream = streams->first; stream != NULL; stream = stream->next) {
        buf_add(&stream->waiting, text);
        stream->ended = stream->ended || stream->waiting.over ||
                        clock_monotonic_ms() - stream->begun_ms > HTTP_STREAM_LONGEST_MS;
        wake(stream);
    }
}

/* While a connection sleeps nobody else looks at its socket. */
static bool has_hung_up(const struct http_stream *stream)
{
    char byte;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(stream->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info != NULL && recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void http_stream_sweep(struct http_streams *streams)
{
    if (clock_monotonic_ms() - streams->swept_ms < CLOCK_SECOND_MS)
        return;
    streams->swept_ms = clock_monotonic_ms();
    for (struct http_stream *stream = streams->first; stream != NULL; stream = stream->next)
        if (stream->suspended && has_hung_up(stream)) {
            stream->ended = true;
            wake(stream);
        }
}

void http_stream_end(struct http_streams *streams)
{
    for (struct http_stream *stream = streams->first; stream != NULL; stream = stream->next) {
        stream->ended = true;
        wake(stream);
    }
}
