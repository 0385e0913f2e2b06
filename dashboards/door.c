/* SPDX-License-Identifier: MIT */
#include "door.h"

#include <sodium.h>
#include <sys/stat.h>

#include "base/file.h"

#include "base/banned.h"

enum { USERS_MOST = 500, USERS_BYTES_MOST = 256 << 10, TOKEN_LEAST = 16 };

static const char *const roles[] = {NULL, "reader", "officer", "administrator"};

const char *door_role_name(enum door_role role)
{
    return role == DOOR_NOBODY ? "nobody" : roles[role];
}

static bool add(struct door *door, struct str name, enum door_role role, struct str token, struct err *err)
{
    if (str_eq(token, STR("-")))
        token = STR_NONE;
    else if (token.len < TOKEN_LEAST)
        return err_set(err, ERR_CONFIG, "a token needs at least %d letters", TOKEN_LEAST);
    if (door->count == USERS_MOST)
        return err_set(err, ERR_CONFIG, "over %d users", USERS_MOST);
    door->users[door->count++] = (struct door_user){{name, role}, token};
    return true;
}

static bool take_line(struct door *door, struct str line, struct err *err)
{
    struct str name, role, token;
    line = str_trim(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return true;
    if (!str_next(&line, ' ', &name) || !str_next(&line, ' ', &role) || !str_next(&line, ' ', &token))
        return err_set(err, ERR_CONFIG, "should be: name role token");
    for (int i = DOOR_READER; i <= DOOR_ADMINISTRATOR; i++)
        if (str_eq(role, str_from(roles[i])))
            return add(door, name, (enum door_role)i, token, err);
    return err_set(err, ERR_CONFIG, "\"" STR_FMT "\" is no role: reader, officer or administrator", STR_ARG(role));
}

static bool is_private(const char *path)
{
    struct stat status;
    return stat(path, &status) != 0 || (status.st_mode & 077) == 0;
}

static bool load_users(struct door *door, const char *path, struct arena *arena, struct err *err)
{
    struct str text, line;
    if (!is_private(path))
        return err_set(err, ERR_CONFIG, "%s: others can read it; it holds secrets", path);
    if (!file_read(path, USERS_BYTES_MOST, arena, &text, err))
        return false;
    for (int number = 1; str_next(&text, '\n', &line); number++)
        if (!take_line(door, line, err))
            return err_within(err, "%s:%d", path, number);
    return true;
}

static bool is_own_machine(struct str listen)
{
    return str_starts(listen, STR("127.")) || str_starts(listen, STR("localhost:")) || str_starts(listen, STR("[::1]:"));
}

bool door_load(struct door *door, const struct council_serve *serve, struct arena *arena, struct err *err)
{
    struct str token;
    *door = (struct door){.users = ARENA_ARRAY(arena, struct door_user, USERS_MOST), .proxy_header = serve->proxy_header, .proxies = serve->proxies};
    if (serve->token_file.len > 0 && (!file_read_secret(serve->token_file.ptr, arena, &token, err) ||
                                      !add(door, STR("administrator"), DOOR_ADMINISTRATOR, token, err)))
        return false;
    if (serve->users_file.len > 0 && !load_users(door, serve->users_file.ptr, arena, err))
        return false;
    door->open = door->count == 0;
    if (door->open && door->proxy_header.len > 0)
        return err_set(err, ERR_CONFIG, "serve: proxy_header: names persons of users_file, and there is none");
    if (door->open && !is_own_machine(serve->listen))
        return err_set(err, ERR_CONFIG, "serve: listen: " STR_FMT " is open to others; set token_file or users_file",
                       STR_ARG(serve->listen));
    return true;
}

struct door_person door_of_token(const struct door *door, struct str token)
{
    struct door_person person = {STR_NONE, DOOR_NOBODY};
    for (size_t i = 0; i < door->count; i++)
        if (token.len > 0 && door->users[i].token.len == token.len && sodium_memcmp(door->users[i].token.ptr, token.ptr, token.len) == 0)
            person = door->users[i].person;
    return person;
}

static struct str cookie_of(const struct http_request *request)
{
    struct str rest = http_header(request, "Cookie"), part;
    while (str_next(&rest, ';', &part)) {
        part = str_trim(part);
        if (str_starts(part, STR("earshot=")))
            return str_cut(part, sizeof "earshot=" - 1, part.len);
    }
    return STR_NONE;
}

static bool is_by_proxy(const struct door *door, const struct http_request *request, struct str name)
{
    for (size_t i = 0; i < door->proxies.count; i++)
        if (name.len > 0 && str_eq(door->proxies.items[i], request->client))
            return true;
    return false;
}

static struct door_person of_name(const struct door *door, struct str name)
{
    for (size_t i = 0; i < door->count; i++)
        if (str_eq(door->users[i].person.name, name))
            return door->users[i].person;
    return (struct door_person){STR_NONE, DOOR_NOBODY};
}

struct door_person door_who(const struct door *door, const struct http_request *request)
{
    if (door->open)
        return (struct door_person){STR(DOOR_MACHINE), DOOR_ADMINISTRATOR};
    struct str name = STR_NONE;
    if (door->proxy_header.len > 0)
        name = http_header(request, arena_str(request->arena, door->proxy_header).ptr);
    if (is_by_proxy(door, request, name))
        return of_name(door, name);
    struct str given = http_header(request, "Authorization");
    if (str_starts(given, STR("Bearer ")))
        return door_of_token(door, str_trim(str_cut(given, sizeof "Bearer " - 1, given.len)));
    return door_of_token(door, cookie_of(request));
}

struct str door_cookie(struct str token, struct arena *arena)
{
    return arena_printf(arena, "earshot=" STR_FMT "; Path=/; HttpOnly; SameSite=Strict%s", STR_ARG(token),
                        token.len == 0 ? "; Max-Age=0" : "");
}

bool door_same_origin(const struct http_request *request)
{
    struct str site = http_header(request, "Sec-Fetch-Site"), origin = http_header(request, "Origin");
    if (site.len > 0)
        return str_eq(site, STR("same-origin"));
    struct str host = http_header(request, "Host");
    return origin.len == 0 || (str_ends(origin, host) && host.len > 0 && origin.len > host.len + 2 &&
                               origin.ptr[origin.len - host.len - 1] == '/');
}
