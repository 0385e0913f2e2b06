/* SPDX-License-Identifier: MIT */

/* door — who may come in, and how far.
 *
 * Takes   serve { token_file users_file proxy_header listen }, a request
 * Gives   a person with a role. A token comes as "Authorization: Bearer", or as the cookie that signing in sets; a
 *         reverse proxy's header names a person of the users file, and is believed of the listed proxies alone. With no
 *         token and no user configured, whoever reaches this machine's own address is let in, and any other address is
 *         refused at start
 * Errors  CONFIG: a file that others can read, a line that is not "name role token", a proxy's header without users
 * Memory  the arena given
 * Cost    one comparison a user, each in constant time
 *
 * token_file holds one token, of an administrator. users_file holds a line a person: name role token; the token - is
 * no token. */
#ifndef DOOR_H
#define DOOR_H

#include "http.h"
#include "record/council.h"

#define DOOR_MACHINE "this machine" /* whoever reaches a door that is open */

enum door_role { DOOR_NOBODY, DOOR_READER, DOOR_OFFICER, DOOR_ADMINISTRATOR };

struct door_person {
    struct str name;
    enum door_role role;
};

struct door_user {
    struct door_person person;
    struct str token;
};

const char *door_role_name(enum door_role role); /* "reader" … */

struct door {
    struct door_user *users;
    size_t count;
    struct str proxy_header;
    struct settings_list proxies;
    bool open; /* nobody needs to sign in */
};

bool door_load(struct door *door, const struct council_serve *serve, struct arena *arena, struct err *err);
struct door_person door_who(const struct door *door, const struct http_request *request);
/* Of a token typed in; role DOOR_NOBODY if it is nobody's. */
struct door_person door_of_token(const struct door *door, struct str token);
/* The Set-Cookie that keeps it; with an empty token, that forgets it. */
struct str door_cookie(struct str token, struct arena *arena);
/* Whether a POST came from one of our own pages. */
bool door_same_origin(const struct http_request *request);

#endif
