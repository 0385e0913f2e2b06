/* SPDX-License-Identifier: MIT */

/* segment — the records of one stream entry, a line each, and the checksum that the AOF lacks.
 *
 * Takes   posts, with readings once they were analysed
 * Gives   JSON Lines: {"post":…,"reading":…}, with "rewritten":true first in a line whose post was counted with other
 *         words, and "pass" and "was" (a reading without its evidence) in one that new rules have read otherwise
 * Errors  INPUT: another version, a checksum that does not fit, a line that does not read back
 * Memory  the arena given
 * Cost    O(bytes)
 * After   JSON and not a packed form: an operator reads it with redis-cli, and a post is mostly text anyway */
#ifndef STORE_REDIS_SEGMENT_H
#define STORE_REDIS_SEGMENT_H

#include "record/post.h"
#include "record/reading.h"
#include "redis/node.h"
#include "redis/stream.h"

enum { SEGMENT_VERSION = 1, SEGMENT_BYTES = 4 << 20, SEGMENT_LINE_BYTES = 1 << 20 };

/* `reading` NULL: not analysed yet. */
void segment_write(struct json_out *out, const struct post *post, const struct reading *reading, bool rewritten);
bool segment_read(struct str line, struct arena *arena, struct post *post, struct reading *reading, bool *rewritten,
                  struct err *err);

/* A post that was analysed, with all that is kept of it. */
void segment_write_kept(struct json_out *out, const struct stream_kept *kept);
bool segment_read_kept(struct str line, struct arena *arena, struct stream_kept *kept, struct err *err);

/* Adds the fields version, crc, count, data to a command. */
void segment_words(struct link_command *command, struct arena *arena, struct str data, size_t count);

struct str segment_crc(struct arena *arena, struct str data);

/* The records of an entry, if they are what was written. */
bool segment_open(const redisReply *entry, struct str *data, size_t *count, struct err *err);

#endif
