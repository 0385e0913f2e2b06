/* SPDX-License-Identifier: MIT */
#include "unpack.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/banned.h"

enum { PIECE_BYTES = 32 << 10, GZIP_ONLY = 16 + MAX_WBITS };

struct unpack {
    z_stream stream;
    bool ended;
    char piece[PIECE_BYTES];
};

struct unpack *unpack_new(struct str encoding, struct err *err)
{
    *err = (struct err){0};
    if (encoding.len == 0 || str_eq_nocase(encoding, STR("identity")))
        return NULL;
    if (!str_eq_nocase(encoding, STR("gzip")) && !str_eq_nocase(encoding, STR("x-gzip"))) {
        err_set(err, ERR_AGAIN, "answered in an encoding that was not asked for: " STR_FMT,
                (int)(encoding.len < 40 ? encoding.len : 40), encoding.ptr);
        return NULL;
    }
    struct unpack *unpack = calloc(1, sizeof *unpack);
    MUST(unpack != NULL);
    MUST(inflateInit2(&unpack->stream, GZIP_ONLY) == Z_OK);
    return unpack;
}

bool unpack_add(struct unpack *unpack, struct str bytes, struct buf *out, struct err *err)
{
    z_stream *stream = &unpack->stream;
    stream->next_in = (unsigned char *)(uintptr_t)bytes.ptr;
    stream->avail_in = (unsigned)bytes.len;
    while (stream->avail_in > 0 && !out->over) {
        if (unpack->ended) /* another member follows */
            MUST(inflateReset(stream) == Z_OK);
        stream->next_out = (unsigned char *)unpack->piece;
        stream->avail_out = PIECE_BYTES;
        int result = inflate(stream, Z_NO_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END)
            return err_set(err, ERR_AGAIN, "broken gzip");
        unpack->ended = result == Z_STREAM_END;
        buf_add(out, (struct str){unpack->piece, PIECE_BYTES - stream->avail_out});
    }
    while (stream->avail_out == 0 && !unpack->ended && !out->over) { /* what is still inside */
        stream->next_out = (unsigned char *)unpack->piece;
        stream->avail_out = PIECE_BYTES;
        int result = inflate(stream, Z_NO_FLUSH);
        unpack->ended = result == Z_STREAM_END;
        buf_add(out, (struct str){unpack->piece, PIECE_BYTES - stream->avail_out});
    }
    return true;
}

bool unpack_is_whole(const struct unpack *unpack, struct err *err)
{
    return unpack->ended || err_set(err, ERR_AGAIN, "gzip cut short");
}

void unpack_free(struct unpack *unpack)
{
    if (unpack != NULL)
        inflateEnd(&unpack->stream);
    free(unpack);
}
