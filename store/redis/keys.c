/* SPDX-License-Identifier: MIT */
#include "redis/keys.h"

#include "base/err.h"

#include "base/banned.h"

const struct keys_row keys_rows[KEYS] = {
    [KEY_META] = {"meta", "hash", false, "the number of shards, fixed at the first start; since when erased words are in the log"},
    [KEY_IN] = {"in", "stream", false, "segments of posts to analyse: version, CRC-32C, count, records"},
    [KEY_SEEN] = {"seen", "set", true, "keyed hashes of the post ids of one week; two weeks are looked at"},
    [KEY_CURSORS] = {"cur", "hash", false, "source -> turn and cursor"},
    [KEY_ARRIVED] = {"arrived", "hash", false, "source -> how many different posts came of it"},
    [KEY_TOMB] = {"tomb", "set", false, "keyed hashes of erased posts and authors, which never come back"},
    [KEY_ERASE] = {"erase", "set", false, "posts that their source deleted or changed, still to be erased here"},
    [KEY_ERASING] = {"erasing", "set", false, "of those, what is being erased now"},
    [KEY_OUT] = {"out", "stream", false, "posts with their readings, as committed: version, CRC-32C, count, records"},
    [KEY_MOVED] = {"moved", "zset", false, "entries of out written again -> the time of the first writing"},
    [KEY_DEAD] = {"dead", "stream", false, "what could not be analysed, why, and after how many tries"},
    [KEY_POSITION] = {"pos", "string", false, "the entry of out folded last"},
    [KEY_KEPT] = {"kept", "hash", true, "the aggregator's blobs of one family: name -> value"},
    [KEY_EXPIRY] = {"expiry", "zset", false, "blobs -> when they are to go"},
    [KEY_OUTBOX] = {"outbox", "hash", false, "letters to send: id -> JSON"},
    [KEY_SENT] = {"sent", "zset", false, "letters sent -> when"},
    [KEY_SOURCES] = {"sources", "hash", false, "source -> its health as the collector last saw it, JSON"},
    [KEY_DELIVERY] = {"delivery", "hash", false, "mail server, webhook or text service -> how letters fare there, JSON"},
    [KEY_ACTIONS] = {"actions", "stream", false, "what officers did, in order"},
    [KEY_LOOKS] = {"looks", "stream", false, "who looked at whose words, and when"},
};

struct str keys_of(struct arena *arena, int shard, enum key key)
{
    MUST(!keys_rows[key].family);
    return arena_printf(arena, "earshot:{%d}:%s", shard, keys_rows[key].name);
}

struct str keys_in_family(struct arena *arena, int shard, enum key key, struct str rest)
{
    MUST(keys_rows[key].family);
    return arena_printf(arena, "earshot:{%d}:%s:" STR_FMT, shard, keys_rows[key].name, STR_ARG(rest));
}

struct str keys_pattern(struct arena *arena, enum key key)
{
    return arena_printf(arena, "earshot:{*}:%s%s", keys_rows[key].name, keys_rows[key].family ? ":*" : "");
}
