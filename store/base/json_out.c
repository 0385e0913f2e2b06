/* SPDX-License-Identifier: MIT */
#include "base/json_out.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <yajl/yajl_gen.h>

#include "base/utf8.h"

#include "base/banned.h"

static void into_buf(void *buf, const char *text, size_t len)
{
    buf_add(buf, (struct str){text, len});
}

struct json_out json_out_new(struct buf *buf, bool pretty)
{
    yajl_gen gen = yajl_gen_alloc(NULL);
    MUST(gen != NULL);
    yajl_gen_config(gen, yajl_gen_print_callback, into_buf, buf);
    if (pretty) {
        yajl_gen_config(gen, yajl_gen_beautify, 1);
        yajl_gen_config(gen, yajl_gen_indent_string, "  ");
    }
    return (struct json_out){buf, gen};
}

void json_out_free(struct json_out *out)
{
    yajl_gen_free(out->gen);
    out->gen = NULL;
}

static void must(yajl_gen_status status)
{
    MUST(status == yajl_gen_status_ok || status == yajl_gen_generation_complete);
}

void json_out_open(struct json_out *out, char bracket)
{
    must(bracket == '{' ? yajl_gen_map_open(out->gen) : yajl_gen_array_open(out->gen));
}

void json_out_close(struct json_out *out, char bracket)
{
    must(bracket == '}' ? yajl_gen_map_close(out->gen) : yajl_gen_array_close(out->gen));
}

void json_out_str(struct json_out *out, struct str text)
{
    struct arena scratch = {0};
    if (!utf8_valid(text))
        text = utf8_repair(&scratch, text);
    must(yajl_gen_string(out->gen, (const unsigned char *)(text.ptr ? text.ptr : ""), text.len));
    arena_free(&scratch);
}

void json_out_key(struct json_out *out, const char *key)
{
    json_out_str(out, str_from(key));
}

void json_out_i64(struct json_out *out, int64_t value)
{
    must(yajl_gen_integer(out->gen, value));
}

void json_out_double(struct json_out *out, double value, int decimals)
{
    char text[64];
    MUST(isfinite(value) && fabs(value) < 1e18 && decimals <= 17);
    int len = snprintf(text, sizeof text, "%.*f", decimals, value);
    if (memchr(text, '.', (size_t)len) != NULL)
        while (text[len - 1] == '0' || text[len - 1] == '.')
            if (text[--len] == '.')
                break;
    if (len == 2 && text[0] == '-' && text[1] == '0')
        must(yajl_gen_number(out->gen, "0", 1));
    else
        must(yajl_gen_number(out->gen, text, (size_t)len));
}

void json_out_bool(struct json_out *out, bool value)
{
    must(yajl_gen_bool(out->gen, value));
}

void json_out_null(struct json_out *out)
{
    must(yajl_gen_null(out->gen));
}

void json_out_line(struct json_out *out)
{
    yajl_gen_reset(out->gen, "");
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
        must(yajl_gen_number(out->gen, node->text.ptr, node->text.len));
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
