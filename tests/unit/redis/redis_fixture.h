/* SPDX-License-Identifier: MIT */

/* redis_fixture — a scratch Redis for a test: real, in a folder of its own, gone afterwards.
 *
 * Takes   the number of shards
 * Gives   a council whose state_dir is the folder, the server, and doors for any role
 * Errors  fail the test
 * Memory  redis_fixture_down gives everything back
 * Cost    about 50 ms */
#ifndef TESTS_UNIT_REDIS_FIXTURE_H
#define TESTS_UNIT_REDIS_FIXTURE_H

#include <unistd.h>

#include "base/file.h"
#include "redis/server.h"
#include "redis/store.h"
#include "unit/unit.h"

/* In a test with an `err` of its own. */
#define OK(call)                      \
    do {                              \
        if (!(call))                  \
            fail_msg("%s", err.text); \
    } while (0)

struct redis_fixture {
    struct arena arena;
    struct council council;
    struct server *server;
    char dir[64];
};

static inline void redis_fixture_up(struct redis_fixture *fixture, int shards, int64_t memory_bytes)
{
    struct err err;
    *fixture = (struct redis_fixture){.dir = "/tmp/earshot-test-XXXXXX"};
    assert_non_null(mkdtemp(fixture->dir));
    if (!council_read(NULL, &fixture->arena, &fixture->council, &err))
        fail_msg("%s", err.text);
    fixture->council.path = STR_NONE;
    fixture->council.store.state_dir = str_from(fixture->dir);
    fixture->council.store.shards = shards;
    if (memory_bytes > 0)
        fixture->council.store.memory_bytes = memory_bytes;
    fixture->server = server_start(&fixture->council, NULL, &err);
    if (fixture->server == NULL)
        fail_msg("%s", err.text);
}

static inline struct store *redis_fixture_open(struct redis_fixture *fixture, enum store_role role)
{
    struct err err;
    struct store *store = store_open(&fixture->council, role, &err);
    if (store == NULL)
        fail_msg("%s", err.text);
    return store;
}

static inline void redis_fixture_down(struct redis_fixture *fixture)
{
    server_stop(fixture->server);
    file_remove_tree(fixture->dir);
    arena_free(&fixture->arena);
}

#endif
