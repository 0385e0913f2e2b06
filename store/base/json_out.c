/* SPDX-License-Identifier: MIT */
#include "base/json_out.h"

#include <yajl/yajl_gen.h>

#include "base/decimal.h"
#include "base/utf8.h"

#include "base/banned.h"

static __attribute__((noinline)) void into_buf_whole(struct buf *buf, struct str text)
{
    buf_add(buf, text);
}

/* Called for every comma and quote: one byte goes a way so short that nothing need be saved before it. */
static void into_buf(void *to, const char *text, size_t len)
{
    struct buf *buf = to;
    if (len != 1 || buf->len + 1 >= buf->cap || buf->len >= buf->ceiling_bytes || buf->over) {
        into_buf_whole(buf, (struct str){text, len});
        return;
    }
    buf->data[buf->len++] = *text;
    buf->data[buf->len] = '\0';
}

struct json_out json_out_new(struct buf *buf, bool pretty)
{
    return (struct json_out){.buf = buf, .pretty = pretty};
}

/* The generator lives from the first token of a value to its last, so that nobody has to free it. */
static yajl_gen gen_of(struct json_out *out)
{
    if (out->gen != NULL)
        return out->gen;
    out->gen = yajl_gen_alloc(NULL);
    MUST(out->gen != NULL);
    yajl_gen_config(out->gen, yajl_gen_print_callback, into_buf, out->buf);
    if (out->pretty) {
        yajl_gen_config(out->gen, yajl_gen_beautify, 1);
        yajl_gen_config(out->gen, yajl_gen_indent_string, "  ");
    }
    return out->gen;
}

static void after(struct json_out *out, yajl_gen_status status)
{
    MUST(status == yajl_gen_status_ok);
    if (out->depth > 0)
        return;
    yajl_gen_free(out->gen);
    out->gen = NULL;
}

void json_out_open(struct json_out *out, char bracket)
{
    yajl_gen gen = gen_of(out);
    out->depth++;
    after(out, bracket == '{' ? yajl_gen_map_open(gen) : yajl_gen_array_open(gen));
}

void json_out_close(struct json_out *out, char bracket)
{
    MUST(out->depth > 0);
    out->depth--;
    after(out, bracket == '}' ? yajl_gen_map_close(out->gen) : yajl_gen_array_close(out->gen));
}

static void string(struct json_out *out, struct str text)
{
    after(out, yajl_gen_string(gen_of(out), (const unsigned char *)(text.ptr ? text.ptr : ""), text.len));
}

void json_out_str(struct json_out *out, struct str text)
{
    if (utf8_valid(text)) {
        string(out, text);
        return;
    }
    struct arena scratch = {0};
    string(out, utf8_repair(&scratch, text));
    arena_free(&scratch);
}

void json_out_key(struct json_out *out, const char *key)
{
    json_out_str(out, str_from(key));
}

static void number(struct json_out *out, struct str digits)
{
    after(out, yajl_gen_number(gen_of(out), digits.ptr, digits.len));
}

void json_out_i64(struct json_out *out, int64_t value)
{
    char room[DECIMAL_BYTES];
    number(out, decimal_i64(room, value));
}

void json_out_double(struct json_out *out, double value, int decimals)
{
    char room[DECIMAL_BYTES];
    number(out, decimal_double(room, value, decimals));
}

void json_out_bool(struct json_out *out, bool value)
{
    after(out, yajl_gen_bool(gen_of(out), value));
}

void json_out_null(struct json_out *out)
{
    after(out, yajl_gen_null(gen_of(out)));
}

struct buf *json_out_form(struct json_out *out)
{
    if (out->depth > 0)
        number(out, STR("")); /* what stands before a value */
    return out->buf;
}

void json_out_line(struct json_out *out)
{
    MUST(out->depth == 0);
    buf_char(out->buf, '\n');
}

void json_out_member_str(struct json_out *out, const char *key, struct str text)
{
    if (text.ptr == NULL)
        return;
    json_out_key(out, key);
    json_out_str(out, text);
}

void json_out_member_i64(struct json_out *out, const char *key, int64_t value)
{
    json_out_key(out, key);
    json_out_i64(out, value);
}

void json_out_member_double(struct json_out *out, const char *key, double value, int decimals)
{
    json_out_key(out, key);
    json_out_double(out, value, decimals);
}

void json_out_member_bool(struct json_out *out, const char *key, bool value)
{
    json_out_key(out, key);
    json_out_bool(out, value);
}

static void leaf(struct json_out *out, const struct json *node)
{
    switch (node->type) {
    case JSON_NULL:
        json_out_null(out);
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        json_out_bool(out, node->type == JSON_TRUE);
        break;
    case JSON_NUMBER:
        number(out, node->text);
        break;
    case JSON_STRING:
        json_out_str(out, node->text);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
}

/* A walk with its own stack: parsed JSON is never deeper than JSON_DEPTH_MOST. */
void json_out_node(struct json_out *out, const struct json *node)
{
    const struct json *stack[JSON_DEPTH_MOST];
    size_t depth = 0;
    const struct json *at = node;
    while (at != NULL) {
        if (depth > 0 && stack[depth - 1]->type == JSON_OBJECT)
            json_out_str(out, at->key);
        if (at->type == JSON_ARRAY || at->type == JSON_OBJECT) {
            json_out_open(out, at->type == JSON_OBJECT ? '{' : '[');
            MUST(depth < JSON_DEPTH_MOST);
            stack[depth++] = at;
            at = at->first;
        } else {
            leaf(out, at);
            at = depth > 0 ? at->next : NULL;
        }
        while (at == NULL && depth > 0) {
            const struct json *closed = stack[--depth];
            json_out_close(out, closed->type == JSON_OBJECT ? '}' : ']');
            at = depth > 0 ? closed->next : NULL;
        }
    }
}
