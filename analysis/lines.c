/* SPDX-License-Identifier: MIT */
#include "lines.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"

#include "base/banned.h"

enum { READ_BYTES = 64 << 10 };

/* What is there, be it less than was asked for: somebody may be typing. A file in memory has no descriptor. */
static size_t read_some(FILE *file, char *room, size_t bytes)
{
    ssize_t got;
    int fd = fileno(file);
    if (fd < 0)
        return fread(room, 1, bytes, file);
    do
        got = read(fd, room, bytes);
    while (got < 0 && errno == EINTR);
    return got > 0 ? (size_t)got : 0;
}

/* More bytes behind those that are held; false at the end. */
static bool fill(struct lines *lines)
{
    size_t held = lines->to - lines->from;
    if (lines->from > 0)
        memmove(lines->bytes, lines->bytes + lines->from, held);
    lines->from = 0;
    if (lines->cap < held + READ_BYTES) {
        lines->cap = (held + READ_BYTES) * 2;
        lines->bytes = realloc(lines->bytes, lines->cap);
        MUST(lines->bytes != NULL);
    }
    size_t got = read_some(lines->file, lines->bytes + held, READ_BYTES);
    lines->to = held + got;
    return got > 0;
}

/* The end of the line, if it is held: its first `seen` bytes are known to have none. */
static const char *find_end(const struct lines *lines, size_t seen)
{
    size_t start = lines->from + seen;
    return lines->to > start ? memchr(lines->bytes + start, '\n', lines->to - start) : NULL;
}

bool lines_next(struct lines *lines, struct str *line)
{
    const char *end;
    size_t len = 0;
    lines->cut = false;
    while ((end = find_end(lines, len)) == NULL) {
        len = lines->to - lines->from;
        lines->cut |= len > lines->ceiling_bytes;
        if (lines->cut) /* what is over it is let go */
            lines->to = lines->from + (len = lines->ceiling_bytes);
        if (!fill(lines))
            break;
    }
    if (end == NULL && len == 0)
        return false;
    const char *start = lines->bytes + lines->from;
    len = end != NULL ? (size_t)(end - start) : len;
    lines->from += len + (end != NULL);
    lines->cut |= len > lines->ceiling_bytes;
    len = lines->cut ? lines->ceiling_bytes : len;
    lines->number++;
    *line = (struct str){start, len - (len > 0 && start[len - 1] == '\r')};
    return true;
}

void lines_free(struct lines *lines)
{
    free(lines->bytes);
    lines->bytes = NULL;
    lines->cap = lines->from = lines->to = 0;
}
