/* SPDX-License-Identifier: MIT */

/* link — one connection to one Redis node.
 *
 * Takes   an address and which of its nodes
 * Gives   replies, each to be freed with freeReplyObject
 * Errors  AGAIN: refused, gone or silent; CONFIG: user, password or database wrong. After an I/O error the link is
 *         closed: whether the command ran is not known, and nothing is sent twice
 * Memory  owns the connection until link_close
 * Cost    one round trip a call
 * After   hiredis 0.14: blocking, no TLS, no cluster */
#ifndef STORE_REDIS_LINK_H
#define STORE_REDIS_LINK_H

#include <hiredis/hiredis.h>

#include "redis/address.h"

struct link {
    redisContext *context; /* NULL: not connected */
    struct address_node node;
    uint64_t generation; /* counts connections: what one delivered, only that one may commit */
};

/* A command, word after word. */
struct link_command {
    const char **words;
    size_t *lens;
    int count, most;
};

struct link_command link_command(struct arena *arena, int most, const char *first);
void link_word(struct link_command *command, struct str word);
void link_number(struct link_command *command, struct arena *arena, int64_t number);

bool link_open(struct link *link, const struct address *address, struct err *err);
/* NULL and an error if the connection failed; an error reply is a reply. `asking` goes before, in the same breath. */
redisReply *link_send(struct link *link, const struct link_command *command, bool asking, struct err *err);
void link_close(struct link *link);

/* What an error reply asks of the caller. */
bool link_error(const redisReply *reply, struct err *err);

static inline struct str link_str(const redisReply *reply)
{
    return reply->str == NULL ? STR_NONE : (struct str){reply->str, reply->len};
}

#endif
