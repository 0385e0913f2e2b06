/* SPDX-License-Identifier: MIT */

/* json_out — JSON written into a buf, value after value, over yajl_gen.
 *
 * Takes   values in order; a key before each value of an object
 * Gives   JSON in UTF-8, compact or indented; JSON Lines with json_out_line after each value
 * Errors  none of its own: the buf tells if its ceiling was met. Text that is not UTF-8 is repaired. Our own misuse
 *         (a key outside an object) aborts
 * Memory  a generator from the first token of a value to its last: a value that is begun must be ended
 * Cost    O(bytes), about 4 ns each: yajl_gen calls back for every comma and quote */
#ifndef STORE_BASE_JSON_OUT_H
#define STORE_BASE_JSON_OUT_H

#include "base/json.h"
#include "base/buf.h"

struct json_out {
    struct buf *buf;
    void *gen;
    int depth;
    bool pretty;
};

struct json_out json_out_new(struct buf *buf, bool pretty);
void json_out_open(struct json_out *out, char bracket); /* '{' or '[' */
void json_out_close(struct json_out *out, char bracket);
void json_out_key(struct json_out *out, const char *key);
void json_out_str(struct json_out *out, struct str text);
void json_out_i64(struct json_out *out, int64_t value);
void json_out_double(struct json_out *out, double value, int decimals); /* no trailing zeros, never -0 */
void json_out_bool(struct json_out *out, bool value);
void json_out_null(struct json_out *out);
struct buf *json_out_form(struct json_out *out); /* a value that the caller appends as JSON, by json_form */
void json_out_line(struct json_out *out); /* ends one value of JSON Lines */

/* A member whose str is absent is left out. */
void json_out_member_str(struct json_out *out, const char *key, struct str text);
void json_out_member_i64(struct json_out *out, const char *key, int64_t value);
void json_out_member_double(struct json_out *out, const char *key, double value, int decimals);
void json_out_member_bool(struct json_out *out, const char *key, bool value);

/* Copies a parsed value out again, numbers as they were written. */
void json_out_node(struct json_out *out, const struct json *node);

#endif
