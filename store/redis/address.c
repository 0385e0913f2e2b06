/* SPDX-License-Identifier: MIT */
#include "redis/address.h"

#include "base/file.h"
#include "redis/roles.h"

#include "base/banned.h"

enum { PORT = 6379, PORT_MOST = 65535, DB_MOST = 1000000 };

struct str address_private_socket(struct arena *arena, struct str state_dir)
{
    return arena_printf(arena, STR_FMT "/redis.sock", STR_ARG(state_dir));
}

bool address_parse_node(struct str text, struct arena *arena, struct address_node *node)
{
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':' && text.ptr[colon - 1] != ']')
        colon--;
    bool has_port = colon > 0 && text.ptr[colon - 1] == ':';
    struct str host = has_port ? str_cut(text, 0, colon - 1) : text;
    if (host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
        host = str_cut(host, 1, host.len - 1);
    *node = (struct address_node){.host = arena_str(arena, host), .port = PORT};
    if (has_port && !str_to_i64(str_cut(text, colon, text.len), &node->port))
        return false;
    return host.len > 0 && node->port > 0 && node->port <= PORT_MOST;
}

static bool wrong(struct str url, const char *why, struct err *err)
{
    return err_set(err, ERR_CONFIG, "store.url \"" STR_FMT "\": %s", STR_ARG(url), why);
}

/* "earshot-*" is each program's own user. */
static struct str user_for(struct str user, enum store_role role, struct arena *arena)
{
    size_t star = str_find(user, '*', 0);
    if (star == user.len)
        return arena_str(arena, user);
    return arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(str_cut(user, 0, star)), roles_name(role),
                        STR_ARG(str_cut(user, star + 1, user.len)));
}

static bool take_user(struct str url, struct str *rest, enum store_role role, struct arena *arena,
                      struct address *address, struct err *err)
{
    size_t at = str_find(*rest, '@', 0);
    if (at == rest->len)
        return true;
    struct str user = str_cut(*rest, 0, at);
    if (str_find(user, ':', 0) < user.len)
        return err_set(err, ERR_CONFIG, "store.url: a password does not belong in an address; put it in a file and "
                                        "name that in store.password_file");
    *rest = str_cut(*rest, at + 1, rest->len);
    address->user = user_for(user, role, arena);
    return user.len > 0 || wrong(url, "the user before @ is empty", err);
}

static bool take_db(struct str url, struct str text, struct address *address, struct err *err)
{
    bool ok = text.len == 0 || (str_to_i64(text, &address->db) && address->db >= 0 && address->db < DB_MOST);
    return ok || wrong(url, "the database must be a number", err);
}

static bool parse_unix(struct str url, struct str rest, enum store_role role, struct arena *arena,
                       struct address *address, struct err *err)
{
    if (!str_starts(rest, STR("/")) && !take_user(url, &rest, role, arena, address, err))
        return false;
    size_t query = str_find_str(rest, STR("?db="), 0);
    struct str path = str_cut(rest, 0, query);
    if (path.len == 0 || path.ptr[0] != '/')
        return wrong(url, "must be unix:///path", err);
    address->socket = arena_str(arena, path);
    return query == rest.len || take_db(url, str_cut(rest, query + 4, rest.len), address, err);
}

static bool parse_nodes(struct str url, struct str rest, struct arena *arena, struct address *address,
                        struct err *err)
{
    struct str one;
    while (str_next(&rest, ',', &one)) {
        if (address->node_count == ADDRESS_NODES_MOST)
            return wrong(url, "over 16 nodes; any three are enough", err);
        if (!address_parse_node(one, arena, &address->nodes[address->node_count++]))
            return wrong(url, "must name HOST or HOST:PORT", err);
    }
    return address->node_count > 0 || wrong(url, "names no host", err);
}

static bool parse_tcp(struct str url, struct str rest, enum store_role role, struct arena *arena,
                      struct address *address, struct err *err)
{
    if (!take_user(url, &rest, role, arena, address, err))
        return false;
    size_t slash = str_find(rest, '/', 0);
    if (slash < rest.len && !take_db(url, str_cut(rest, slash + 1, rest.len), address, err))
        return false;
    if (address->cluster && address->db != 0)
        return wrong(url, "a cluster has only database 0", err);
    if (!parse_nodes(url, str_cut(rest, 0, slash), arena, address, err))
        return false;
    return address->cluster || address->node_count == 1 ||
           wrong(url, "several hosts are a cluster: redis+cluster://", err);
}

static bool take_scheme(struct str *url, struct str scheme)
{
    if (!str_starts(*url, scheme))
        return false;
    *url = str_cut(*url, scheme.len, url->len);
    return true;
}

static bool parse(struct str url, enum store_role role, struct arena *arena, struct address *address,
                  struct err *err)
{
    struct str rest = url;
    if (take_scheme(&rest, STR("unix://")))
        return parse_unix(url, rest, role, arena, address, err);
    if (take_scheme(&rest, STR("rediss://")))
        return wrong(url, "this build's hiredis has no TLS: run stunnel beside Earshot and give its local address, "
                          "such as redis://127.0.0.1:6380", err);
    address->cluster = take_scheme(&rest, STR("redis+cluster://"));
    if (address->cluster || take_scheme(&rest, STR("redis://")))
        return parse_tcp(url, rest, role, arena, address, err);
    return wrong(url, "must begin with redis://, unix:// or redis+cluster://", err);
}

bool address_of(const struct council *council, enum store_role role, struct arena *arena, struct address *address,
                struct err *err)
{
    *address = (struct address){0};
    struct str dir;
    if (council->store.url.len > 0) {
        if (council->store.password_file.len > 0 &&
            !file_read_secret(council->store.password_file.ptr, arena, &address->password, err))
            return false;
        return parse(council->store.url, role, arena, address, err);
    }
    if (!council_state_dir(council, arena, &dir, err))
        return false;
    address->socket = address_private_socket(arena, dir);
    address->user = arena_printf(arena, "earshot-%s", roles_name(role));
    address->password = STR("none"); /* its users have no passwords: see README.md */
    return true;
}
