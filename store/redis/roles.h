/* SPDX-License-Identifier: MIT */

/* roles — which program may do what to which keys.
 *
 * Takes   one table: a row is a role, a key and the commands it needs there
 * Gives   Redis ACL users, one a role: lines for the private server, or SETUSER commands for a Redis of your own
 * Errors  none
 * Memory  the buf given
 * After   Redis 7 checks the commands inside a function against the caller's ACL too, so the table names them all */
#ifndef STORE_REDIS_ROLES_H
#define STORE_REDIS_ROLES_H

#include "base/buf.h"
#include "redis/keys.h"
#include "redis/store.h"

struct roles_row {
    enum store_role role;
    enum key key;
    bool writes;
    const char *commands; /* with spaces between; a subcommand as "xinfo|stream" */
};

extern const struct roles_row roles_rows[]; /* ends with NULL commands */

const char *roles_name(enum store_role role); /* "collect" … */

/* "user earshot-collect on nopass …": the private server's socket lets in nobody but its owner. */
void roles_write_private(struct buf *out);

/* ACL SETUSER lines for a Redis of your own; the passwords are left to you. */
void roles_write_public(struct buf *out);

#endif
