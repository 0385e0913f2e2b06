/* SPDX-License-Identifier: MIT */

/* address — where Redis is and who we are there.
 *
 * Takes   store.url: redis://[user@]host[:port][/db], unix://[user@]/path[?db=N], redis+cluster://[user@]h1:p,h2:p;
 *         empty for the private server; a `*` in the user becomes the role, so that one file serves all programs
 * Gives   one struct
 * Errors  CONFIG: what would be right. rediss:// is refused: hiredis 0.14 has no TLS, a local stunnel has;
 *         a password in an address is refused: it belongs in store.password_file
 * Memory  the arena given */
#ifndef STORE_REDIS_ADDRESS_H
#define STORE_REDIS_ADDRESS_H

#include "record/council.h"
#include "redis/store.h"

enum { ADDRESS_NODES_MOST = 16 };

struct address_node {
    struct str host; /* absent: a unix socket */
    int64_t port;
};

struct address {
    struct str socket; /* path of a unix socket, or absent */
    struct address_node nodes[ADDRESS_NODES_MOST];
    size_t node_count;
    bool cluster;
    struct str user, password; /* absent: none */
    int64_t db;
};

bool address_of(const struct council *council, enum store_role role, struct arena *arena, struct address *address,
                struct err *err);

/* "host:port", as MOVED names a node. */
bool address_parse_node(struct str text, struct arena *arena, struct address_node *node);

/* The private server's socket in its folder. */
struct str address_private_socket(struct arena *arena, struct str state_dir);

#endif
