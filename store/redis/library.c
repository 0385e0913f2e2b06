/* SPDX-License-Identifier: MIT */
#include "redis/library.h"

#include "base/file.h"
#include "base/process.h"
#include "redis/roles.h"

#include "base/banned.h"

enum { SOURCE_BYTES = 1 << 20, WORDS = 256 };

bool library_load(struct store *store, int shard, struct err *err)
{
    struct arena scratch = {0};
    struct str source;
    bool ok = file_read(process_data(&scratch, "commit.lua").ptr, SOURCE_BYTES, &scratch, &source, err);
    if (ok) {
        struct link_command command = link_command(&scratch, 4, "FUNCTION");
        link_word(&command, STR("LOAD"));
        link_word(&command, STR("REPLACE"));
        link_word(&command, source);
        redisReply *reply = node_call(store, shard, &command, err);
        ok = reply != NULL;
        freeReplyObject(reply);
    }
    arena_free(&scratch);
    return ok || err_within(err, "loading commit.lua");
}

static redisReply *ask(struct store *store, int shard, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = node_function(&scratch, WORDS, "earshot_open", shard, KEY_META);
    link_number(&command, &scratch, store->shards);
    for (const struct roles_row *row = roles_rows; row->commands != NULL; row++) {
        const struct keys_row *key = &keys_rows[row->key];
        if (row->role != store->role)
            continue;
        link_word(&command, arena_printf(&scratch, "%s%s", key->name, key->family ? ":0" : ""));
        link_word(&command, str_from(key->type));
        link_word(&command, str_from(row->commands));
    }
    redisReply *reply = node_call(store, shard, &command, err);
    arena_free(&scratch);
    return reply;
}

static bool judge(const struct store *store, const redisReply *reply, struct err *err)
{
    struct str what = link_str(reply->element[1]), more = reply->elements > 2 ? link_str(reply->element[2]) : STR_NONE;
    if (reply->element[0]->integer > LIBRARY_VERSION)
        return err_set(err, ERR_CONFIG, "this Redis serves a newer Earshot (functions of version %lld, ours is %d)",
                       reply->element[0]->integer, LIBRARY_VERSION);
    if (str_eq(what, STR("shards")))
        return err_set(err, ERR_CONFIG, "store.shards is %d but this store was begun with " STR_FMT, store->shards,
                       STR_ARG(more));
    if (str_eq(what, STR("acl")))
        return err_set(err, ERR_CONFIG, "Redis does not let the role %s run " STR_FMT "; `earshot roles` prints the "
                                        "users to make", roles_name(store->role), STR_ARG(more));
    if (str_eq(what, STR("type")))
        return err_set(err, ERR_CONFIG, "Redis holds something that is not Earshot's under " STR_FMT, STR_ARG(more));
    return true;
}

bool library_ready(struct store *store, int shard, struct err *err)
{
    redisReply *reply = ask(store, shard, err);
    bool missing = reply == NULL && strstr(err->text, "Function not found") != NULL;
    bool old = reply != NULL && reply->element[0]->integer < LIBRARY_VERSION;
    if (missing || old) {
        freeReplyObject(reply);
        if (!library_load(store, shard, err))
            return false;
        reply = ask(store, shard, err);
    }
    if (reply == NULL)
        return false;
    bool ok = judge(store, reply, err);
    freeReplyObject(reply);
    return ok;
}
