/* SPDX-License-Identifier: MIT */

/* server — the private redis-server: unix socket only, AOF every second, noeviction, own folder with a lock.
 *
 * Takes   the council's configuration (state_dir, memory)
 * Gives   a running child that answers PING, has its functions and its ACL users, and dies with this process
 * Errors  CONFIG: no redis-server on this machine, folder not ours; AGAIN: another Earshot holds the folder
 * Memory  a handle
 * Cost    a start checks and mends the log with redis-check-aof first: 7.0 can tear a transaction */
#ifndef STORE_REDIS_SERVER_H
#define STORE_REDIS_SERVER_H

#include "record/council.h"

struct server;

/* NULL council->store.url only. `scratch_dir` not NULL: keep everything there (tests, replay). */
struct server *server_start(const struct council *council, const char *scratch_dir, struct err *err);
bool server_alive(struct server *server); /* false: it died; start it again */
void server_stop(struct server *server);  /* SHUTDOWN SAVE, then waits */

#endif
