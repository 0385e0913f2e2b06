/* SPDX-License-Identifier: MIT */
#include "redis/roles.h"

#include "base/banned.h"

static const char *const names[] = {"collect", "analyse", "aggregate", "mail", "serve", "admin"};

const struct roles_row roles_rows[] = {
    {STORE_COLLECT, KEY_IN, true, "xadd xlen xinfo|stream"},
    {STORE_COLLECT, KEY_SEEN, true, "sadd smismember expire"},
    {STORE_COLLECT, KEY_CURSORS, true, "hset hget"},
    {STORE_COLLECT, KEY_ARRIVED, true, "hincrby hget"},
    {STORE_COLLECT, KEY_TOMB, false, "smismember"},
    {STORE_COLLECT, KEY_ERASE, true, "sadd"},
    {STORE_COLLECT, KEY_SOURCES, true, "hset hdel hgetall"},

    {STORE_ANALYSE, KEY_IN, true, "xgroup|create xreadgroup xautoclaim xpending xrange xack xdel xadd xinfo|stream"},
    {STORE_ANALYSE, KEY_OUT, true, "xadd xrange xread xinfo|stream"},
    {STORE_ANALYSE, KEY_MOVED, true, "zadd"},
    {STORE_ANALYSE, KEY_DEAD, true, "xadd xinfo|stream"},
    {STORE_ANALYSE, KEY_ERASE, true, "sadd"},

    {STORE_AGGREGATE, KEY_OUT, true, "xrange xread xtrim xdel"},
    {STORE_AGGREGATE, KEY_MOVED, true, "zrangebyscore zrem"},
    {STORE_AGGREGATE, KEY_DEAD, true, "xtrim"},
    {STORE_AGGREGATE, KEY_POSITION, true, "get set"},
    {STORE_AGGREGATE, KEY_KEPT, true, "hset hget hdel hgetall"},
    {STORE_AGGREGATE, KEY_EXPIRY, true, "zadd zrem zrangebyscore"},
    {STORE_AGGREGATE, KEY_OUTBOX, true, "hsetnx hgetall"},
    {STORE_AGGREGATE, KEY_SENT, false, "zscore"},
    {STORE_AGGREGATE, KEY_ACTIONS, false, "xrange"},
    {STORE_AGGREGATE, KEY_SOURCES, false, "hgetall"},

    {STORE_MAIL, KEY_OUTBOX, true, "hsetnx hdel hgetall"},
    {STORE_MAIL, KEY_SENT, true, "zadd zscore zremrangebyscore"},
    {STORE_MAIL, KEY_DELIVERY, true, "hset hgetall"},
    {STORE_MAIL, KEY_KEPT, false, "hget hgetall"},
    {STORE_MAIL, KEY_OUT, false, "xrange xread"},
    {STORE_MAIL, KEY_SOURCES, false, "hgetall"},
    {STORE_MAIL, KEY_ACTIONS, false, "xrange xrevrange"},

    {STORE_SERVE, KEY_ACTIONS, true, "xadd xrange xrevrange xinfo|stream"},
    {STORE_SERVE, KEY_LOOKS, true, "xadd xrevrange xtrim"},
    {STORE_SERVE, KEY_POSITION, false, "get"},
    {STORE_SERVE, KEY_TOMB, false, "smembers"},
    {STORE_SERVE, KEY_KEPT, false, "hget hgetall"},
    {STORE_SERVE, KEY_OUT, false, "xrange xread xlen"},
    {STORE_SERVE, KEY_IN, false, "xrange xlen"},
    {STORE_SERVE, KEY_DEAD, false, "xlen"},
    {STORE_SERVE, KEY_SOURCES, false, "hgetall"},
    {STORE_SERVE, KEY_SENT, false, "zscore"},
    {STORE_SERVE, KEY_DELIVERY, false, "hgetall"},
    {STORE_ADMIN, KEYS, false, NULL},
};

/* What every role needs; meta holds nothing but the number of shards. */
#define EVERY_ROLE "+auth +select +ping +asking +info +fcall +fcall_ro +type +hsetnx +hget"

const char *roles_name(enum store_role role)
{
    MUST(role <= STORE_ADMIN);
    return names[role];
}

static void write_rules(enum store_role role, struct buf *out)
{
    struct arena scratch = {0};
    if (role == STORE_ADMIN) {
        buf_printf(out, "~earshot:* +@all");
        return;
    }
    buf_printf(out, "~" STR_FMT, STR_ARG(keys_pattern(&scratch, KEY_META)));
    for (const struct roles_row *row = roles_rows; row->commands != NULL; row++)
        if (row->role == role)
            buf_printf(out, " %s~" STR_FMT, row->writes ? "" : "%R", STR_ARG(keys_pattern(&scratch, row->key)));
    buf_printf(out, " " EVERY_ROLE);
    for (const struct roles_row *row = roles_rows; row->commands != NULL; row++) {
        struct str rest = str_from(row->commands), command;
        while (row->role == role && str_next(&rest, ' ', &command))
            buf_printf(out, " +" STR_FMT, STR_ARG(command));
    }
    arena_free(&scratch);
}

void roles_write_private(struct buf *out)
{
    /* Off, so nobody signs in as it, but with every right: Redis replays its log as this user, and one without rights
     * loses every transaction of the log at a restart, with no more than a line that says so. */
    buf_printf(out, "user default off ~* &* +@all\n");
    for (int role = STORE_COLLECT; role <= STORE_ADMIN; role++) {
        buf_printf(out, "user earshot-%s on nopass ", names[role]);
        write_rules((enum store_role)role, out);
        buf_char(out, '\n');
    }
}

void roles_write_public(struct buf *out)
{
    for (int role = STORE_COLLECT; role <= STORE_ADMIN; role++) {
        buf_printf(out, "ACL SETUSER earshot-%s reset on >PASSWORD ", names[role]);
        write_rules((enum store_role)role, out);
        buf_char(out, '\n');
    }
}
