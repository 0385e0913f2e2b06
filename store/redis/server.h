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

#include <sys/types.h>

#include "record/council.h"

struct server;

/* Where council->store.url is empty only. Keeps everything in state_dir, or in `scratch_dir` if it is not NULL: then
 * store_open wants a council whose state_dir is that folder. */
struct server *server_start(const struct council *council, const char *scratch_dir, struct err *err);
/* False: it died; server_stop it and start it again. Call it once a second or so: it also passes on what Redis says. */
bool server_alive(struct server *server);
void server_stop(struct server *server); /* SIGTERM: Redis writes its log to the disk and ends; then waits */
pid_t server_pid(const struct server *server); /* for tests that kill it */

#endif
