#!lua name=earshot

-- The functions that write several keys at once, or nothing. Each gets one key, which names the shard, and finds the
-- others beside it; all of a shard's keys share a hash tag. A function does not roll back: everything that can be
-- refused is looked at before the first write. Raise VERSION with every change (library.h knows it too).
local VERSION = 3

local function shard_of(keys)
    return string.match(keys[1], '^(.*:)[^:]+$')
end

-- XADD at the time of Earshot's own clock, or behind what is there already where that clock is late.
local function append(key, now_ms, ...)
    local id = redis.pcall('XADD', key, now_ms .. '-*', ...)
    if type(id) == 'string' then
        return id
    end
    local about, last = redis.call('XINFO', 'STREAM', key), nil
    for i = 1, #about, 2 do
        if about[i] == 'last-generated-id' then
            last = about[i + 1]
        end
    end
    return redis.call('XADD', key, string.match(last, '^%d+') .. '-*', ...)
end

-- "12-3" before or at "12-4"? By number, not by text.
local function not_after(a, b)
    local a_ms, a_seq = string.match(a, '^(%d+)-?(%d*)')
    local b_ms, b_seq = string.match(b, '^(%d+)-?(%d*)')
    a_ms, b_ms = tonumber(a_ms), tonumber(b_ms)
    if a_ms ~= b_ms then
        return a_ms < b_ms
    end
    return (tonumber(a_seq) or 0) <= (tonumber(b_seq) or 0)
end

-- The place in `out` up to which the aggregator has folded; an erasure puts "#n" after it.
local function folded(shard)
    local position = redis.call('GET', shard .. 'pos')
    return position and string.match(position, '^[^#]*') or '0-0'
end

-- meta | shards, then triples: key, its type, the commands needed there. Says what is in the way of this user.
local function open(keys, args)
    local shard = shard_of(keys)
    redis.call('HSETNX', keys[1], 'shards', args[1])
    local shards = redis.call('HGET', keys[1], 'shards')
    if shards ~= args[1] then
        return {VERSION, 'shards', shards}
    end
    for i = 2, #args, 3 do
        local key = shard .. args[i]
        for command in string.gmatch(args[i + 2], '%S+') do
            local name, sub = string.match(command, '^([^|]+)|?(.*)$')
            local allowed = sub ~= '' and redis.acl_check_cmd(name, sub, key, '0', '0', '0')
                or sub == '' and redis.acl_check_cmd(name, key, '0', '0', '0', '0')
            if not allowed then
                return {VERSION, 'acl', command .. ' ' .. key}
            end
        end
        local found = redis.pcall('TYPE', key)
        if found.ok ~= 'none' and found.ok ~= args[i + 1] then
            return {VERSION, 'type', key .. ' ' .. tostring(found.ok)}
        end
    end
    return {VERSION, 'ok'}
end

-- Which of the members the sets of some weeks know; beside it, which the newest knows.
local function known(shard, newest, oldest, members)
    local latest = redis.call('SMISMEMBER', shard .. 'seen:' .. newest, unpack(members))
    local any = {unpack(latest)}
    for week = newest - 1, oldest, -1 do
        for i, found in ipairs(redis.call('SMISMEMBER', shard .. 'seen:' .. week, unpack(members))) do
            any[i] = any[i] + found
        end
    end
    return any, latest
end

-- What each post is to this shard: 0 new, 1 seen, 2 erased, 3 changed since it was seen, 4 old and never seen.
-- `posts` is four hashes a post: id, author, what it repeats, id with time of change; '' where there is none.
-- `oldest`, a week, is given of old posts, which come in only where they came in before.
local function judge(shard, week, oldest, posts)
    local ids, all, changes, states = {}, {}, {}, {}
    for i = 1, #posts, 4 do
        ids[#ids + 1] = posts[i]
        all[#all + 1], all[#all + 2], all[#all + 3] = posts[i], posts[i + 1], posts[i + 2]
        changes[#changes + 1] = posts[i + 3]
    end
    local seen, seen_now = known(shard, week, oldest or week - 1, ids)
    local same = known(shard, week, oldest or week - 1, changes)
    local tomb = redis.call('SMISMEMBER', shard .. 'tomb', unpack(all))
    for i = 1, #ids do
        local erased = tomb[i * 3 - 2] == 1 or tomb[i * 3 - 1] == 1 or tomb[i * 3] == 1
        local changed = changes[i] ~= '' and same[i] == 0
        states[i] = erased and '2' or seen[i] > 0 and (changed and '3' or '1') or oldest and '4' or '0'
    end
    return table.concat(states), ids, seen_now
end

-- A post met again stays known as long as it is met: an undated one may stay in a feed for months.
local function remember(shard, week, states, posts, seen_now)
    local again = {}
    for i = 1, #states do
        if string.sub(states, i, i) == '1' and seen_now[i] == 0 then
            again[#again + 1] = posts[i * 4 - 3]
            again[#again + 1] = posts[i * 4] ~= '' and posts[i * 4] or nil
        end
    end
    if #again > 0 then
        redis.call('SADD', shard .. 'seen:' .. week, unpack(again))
    end
end

-- in | now, week, of old posts the oldest week they may have come in, how long ids are remembered, source, cursor,
-- ceiling, expected states, version, crc, count, data, number of deletions, the ids deleted at their source, then four
-- hashes a post. Writes only if every post is what the caller expected.
local function ingest(keys, args)
    local shard = shard_of(keys)
    local now, week, oldest, seen_for_s, source, cursor = args[1], tonumber(args[2]), tonumber(args[3]), args[4], args[5], args[6]
    local ceiling, expected, deletions = tonumber(args[7]), args[8], tonumber(args[13])
    local posts, seen_key = {unpack(args, 14 + deletions)}, shard .. 'seen:' .. week
    if #posts > 0 then
        local states, ids, seen_now = judge(shard, week, oldest, posts)
        remember(shard, week, states, posts, seen_now)
        if string.find(states, '[03]') then
            if states ~= expected then
                return {'STATES', states}
            end
            if redis.call('XLEN', shard .. 'in') >= ceiling then
                return {'BUSY', ''}
            end
            append(shard .. 'in', now, 'v', args[9], 'c', args[10], 'n', args[11], 'd', args[12])
            local fresh = {}
            for i = 1, #ids do
                if string.find(string.sub(states, i, i), '[03]') then
                    fresh[#fresh + 1] = ids[i]
                    if posts[i * 4] ~= '' then
                        fresh[#fresh + 1] = posts[i * 4]
                    end
                end
            end
            local arrived = select(2, string.gsub(states, '0', ''))
            redis.call('HINCRBY', shard .. 'arrived', source, arrived)
            redis.call('SADD', seen_key, unpack(fresh))
            redis.call('EXPIRE', seen_key, seen_for_s)
        end
        expected = states
    end
    for i = 14, 13 + deletions do
        redis.call('SADD', shard .. 'erase', 'd' .. args[i])
    end
    if cursor ~= '' then
        redis.call('HSET', shard .. 'cur', source, cursor)
    end
    return {'OK', expected}
end

-- in | group, entry, now, since when it is kept (0: now), version, crc, count, data, then the ids of posts read again
-- because they changed.
local function commit(keys, args)
    local shard = shard_of(keys)
    if redis.call('XACK', keys[1], args[1], args[2]) == 0 then
        return 0
    end
    redis.call('XDEL', keys[1], args[2])
    local id = append(shard .. 'out', args[3], 'v', args[5], 'c', args[6], 'n', args[7], 'd', args[8])
    if args[4] ~= '0' then
        redis.call('ZADD', shard .. 'moved', args[4], id)
    end
    for i = 9, #args do
        redis.call('SADD', shard .. 'erase', 'e' .. args[i])
    end
    return 1
end

-- in | group, entry, now, version, then pairs of crc and record: one entry becomes one for each record.
local function split(keys, args)
    if redis.call('XACK', keys[1], args[1], args[2]) == 0 then
        return 0
    end
    redis.call('XDEL', keys[1], args[2])
    for i = 5, #args, 2 do
        append(keys[1], args[3], 'v', args[4], 'c', args[i], 'n', '1', 'd', args[i + 1])
    end
    return 1
end

-- in | group, entry, now, reason, tries
local function dead(keys, args)
    local shard = shard_of(keys)
    local found = redis.call('XRANGE', keys[1], args[2], args[2])
    if redis.call('XACK', keys[1], args[1], args[2]) == 0 then
        return 0
    end
    redis.call('XDEL', keys[1], args[2])
    local data = ''
    for i = 1, found[1] and #found[1][2] or 0, 2 do
        data = found[1][2][i] == 'd' and found[1][2][i + 1] or data
    end
    append(shard .. 'dead', args[3], 'why', args[4], 'tries', args[5], 'entry', args[2], 'd', data)
    return 1
end

-- pos | position read, new position, now, number of blobs, then five a blob: family, name, value, expiry (0 never),
-- '1' to keep or '0' to delete; then pairs of letter id and JSON.
local function fold(keys, args)
    local shard = shard_of(keys)
    if (redis.call('GET', keys[1]) or '') ~= args[1] then
        return 0
    end
    redis.call('SET', keys[1], args[2])
    local now, blobs = tonumber(args[3]), tonumber(args[4])
    for i = 5, 4 + blobs * 5, 5 do
        local family, name, expiry = args[i], args[i + 1], args[i + 3]
        if args[i + 4] == '1' then
            redis.call('HSET', shard .. 'kept:' .. family, name, args[i + 2])
        else
            redis.call('HDEL', shard .. 'kept:' .. family, name)
        end
        if args[i + 4] == '1' and expiry ~= '0' then
            redis.call('ZADD', shard .. 'expiry', expiry, family .. '\n' .. name)
        else
            redis.call('ZREM', shard .. 'expiry', family .. '\n' .. name)
        end
    end
    for i = 5 + blobs * 5, #args, 2 do
        if not redis.call('ZSCORE', shard .. 'sent', args[i]) then
            redis.call('HSETNX', shard .. 'outbox', args[i], args[i + 1])
        end
    end
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', shard .. 'expiry', '1', now, 'LIMIT', '0', '500')) do
        local family, name = string.match(member, '^([^\n]*)\n(.*)$')
        redis.call('HDEL', shard .. 'kept:' .. family, name)
        redis.call('ZREM', shard .. 'expiry', member)
    end
    return 1
end

-- outbox | id, JSON: 1 if it was neither waiting nor sent.
local function letter(keys, args)
    if redis.call('ZSCORE', shard_of(keys) .. 'sent', args[1]) then
        return 0
    end
    return redis.call('HSETNX', keys[1], args[1], args[2])
end

-- outbox | id, now, forget what was sent before
local function sent(keys, args)
    local shard = shard_of(keys)
    local waited = redis.call('HDEL', keys[1], args[1])
    redis.call('ZADD', shard .. 'sent', args[2], args[1])
    redis.call('ZREMRANGEBYSCORE', shard .. 'sent', '-inf', '(' .. args[3])
    return waited
end

-- out | the oldest time to keep, how many entries more to give up for memory. Only behind what was folded.
local function trim(keys, args)
    local shard = shard_of(keys)
    local ms, seq = string.match(folded(shard), '^(%d+)-(%d+)$')
    local limit = ms .. '-' .. (tonumber(seq) + 1)
    local by_age = args[1] .. '-0'
    redis.call('XTRIM', keys[1], 'MINID', not_after(by_age, limit) and by_age or limit)
    redis.call('XTRIM', shard .. 'dead', 'MINID', by_age)
    for _, entry in ipairs(redis.call('ZRANGEBYSCORE', shard .. 'moved', '-inf', '(' .. args[1], 'LIMIT', '0', '500')) do
        if not_after(entry, limit) then
            redis.call('XDEL', keys[1], entry)
            redis.call('ZREM', shard .. 'moved', entry)
        end
    end
    if args[2] ~= '0' then
        redis.call('XTRIM', keys[1], 'MINID', '~', limit, 'LIMIT', args[2])
    end
    return 1
end

-- in | entry, now, version, crc, count, data: the same entry with fewer posts, for whoever reads next.
local function shrink_in(keys, args)
    if #redis.call('XRANGE', keys[1], args[1], args[1]) == 0 then
        return 0
    end
    redis.call('XACK', keys[1], 'analyse', args[1])
    redis.call('XDEL', keys[1], args[1])
    if args[5] ~= '0' then
        append(keys[1], args[2], 'v', args[3], 'c', args[4], 'n', args[5], 'd', args[6])
    end
    return 1
end

-- An entry of `out` goes, and its records stand at the end instead, unless there are none left.
local function replace_out(key, shard, entry, again, args)
    if redis.call('XDEL', key, entry) == 0 then
        return 0
    end
    local kept_since = redis.call('ZSCORE', shard .. 'moved', entry) or string.match(entry, '^%d+')
    redis.call('ZREM', shard .. 'moved', entry)
    if args[5] ~= '0' then
        local id = append(key, args[2], 'v', args[3], 'c', args[4], 'n', args[5], 'd', args[6], 'w', again)
        redis.call('ZADD', shard .. 'moved', kept_since, id)
    end
    return 1
end

-- out | entry, now, version, crc, count, data, was it rewritten before: the entry with fewer posts, at the end; what
-- was folded is marked so that it is not counted again.
local function shrink_out(keys, args)
    local shard = shard_of(keys)
    local again = (args[7] == '1' or not_after(args[1], folded(shard))) and '1' or '0'
    return replace_out(keys[1], shard, args[1], again, args)
end

-- out | entry, now, version, crc, count, data: the entry with other readings. 2: it was not folded yet, let it be.
local function rewrite(keys, args)
    local shard = shard_of(keys)
    if not not_after(args[1], folded(shard)) then
        return 2
    end
    return replace_out(keys[1], shard, args[1], '1', args)
end

-- pos: whoever folds must load again, because an erasure changed what is kept.
local function disturb(keys)
    local position = redis.call('GET', keys[1]) or '0-0'
    local before, count = string.match(position, '^([^#]*)#?(%d*)$')
    redis.call('SET', keys[1], before .. '#' .. ((tonumber(count) or 0) + 1))
    return 1
end

-- meta | a hash beside it, field, value read, value to write: 1 if nobody changed it in between.
local function swap(keys, args)
    local key = shard_of(keys) .. args[1]
    if redis.call('HGET', key, args[2]) ~= args[3] then
        return 0
    end
    redis.call('HSET', key, args[2], args[4])
    return 1
end

-- meta: lengths of in, dead, out; the oldest ids of in and out.
local function health(keys)
    local shard = shard_of(keys)
    local function oldest(key)
        local first = redis.call('XRANGE', shard .. key, '-', '+', 'COUNT', '1')
        return first[1] and first[1][1] or '0-0'
    end
    return {redis.call('XLEN', shard .. 'in'), redis.call('XLEN', shard .. 'dead'), redis.call('XLEN', shard .. 'out'),
        oldest('in'), oldest('out')}
end

-- allow-oom: what takes work away from a full store must still run. ingest is refused there, before it begins.
local function register(name, callback, flags)
    redis.register_function{function_name = 'earshot_' .. name, callback = callback, flags = flags}
end
register('open', open, {'allow-oom'})
register('ingest', ingest, {})
register('commit', commit, {'allow-oom'})
register('split', split, {'allow-oom'})
register('dead', dead, {'allow-oom'})
register('fold', fold, {'allow-oom'})
register('letter', letter, {'allow-oom'})
register('sent', sent, {'allow-oom'})
register('trim', trim, {'allow-oom'})
register('shrink_in', shrink_in, {'allow-oom'})
register('shrink_out', shrink_out, {'allow-oom'})
register('rewrite', rewrite, {'allow-oom'})
register('disturb', disturb, {'allow-oom'})
register('swap', swap, {'allow-oom'})
register('health', health, {'no-writes', 'allow-oom'})
