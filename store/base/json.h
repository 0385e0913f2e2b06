/* SPDX-License-Identifier: MIT */

/* json — JSON in, as a tree built without recursion over yajl.
 *
 * Takes   bytes of one JSON text
 * Gives   nodes in an arena; a number keeps its digits as written, so an integer over 2^63 loses nothing;
 *         asking an absent node answers absent, so look-ups chain without checks
 * Errors  INPUT: not JSON, with the byte; LIMIT: nested over 64 levels, over 2 million values
 * Memory  nodes and texts live in the arena given; about 72 B a value
 * Cost    O(bytes); never recursive, so nesting cannot break the stack
 * After   yajl (Lloyd Hilaiel), its SAX half: its own tree dies on deep nesting */
#ifndef STORE_BASE_JSON_H
#define STORE_BASE_JSON_H

#include "base/arena.h"
#include "base/err.h"

enum { JSON_DEPTH_MOST = 64, JSON_VALUES_MOST = 2000000 };

enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    struct str key;  /* in an object */
    struct str text; /* of a string or a number */
    size_t count;    /* children */
    struct json *first, *last, *next;
};

/* yajl gives '?' for a lone surrogate and keeps NULs: callers that store text pass it through utf8_clean. */
bool json_parse(struct str bytes, struct arena *arena, struct json **root, struct err *err);

/* Of objects; NULL if absent, null, or node is NULL or no object. A path is keys joined by dots. */
const struct json *json_get(const struct json *node, const char *key);
const struct json *json_path(const struct json *node, const char *path);
const struct json *json_at(const struct json *array, size_t index);

/* A string's text, or a number's digits (ids come both ways); STR_NONE for anything else. */
struct str json_str(const struct json *node);
struct str json_get_str(const struct json *node, const char *path);
bool json_i64(const struct json *node, int64_t *out);
int64_t json_get_i64(const struct json *node, const char *path, int64_t otherwise);
double json_get_double(const struct json *node, const char *path, double otherwise);
bool json_get_bool(const struct json *node, const char *path, bool otherwise);

#define JSON_EACH(child, parent) \
    for (const struct json *child = (parent) ? (parent)->first : NULL; child != NULL; child = child->next)

#endif
