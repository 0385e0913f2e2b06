/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <yajl/yajl_parse.h>

#include "base/banned.h"

struct builder {
    struct arena *arena;
    struct json *stack[JSON_DEPTH_MOST];
    size_t depth, values;
    struct json *root;
    struct str key;
    struct err *err;
};

static struct json *add(struct builder *b, enum json_type type)
{
    if (++b->values > JSON_VALUES_MOST) {
        err_set(b->err, ERR_LIMIT, "JSON holds over %d values", JSON_VALUES_MOST);
        return NULL;
    }
    struct json *node = ARENA_NEW(b->arena, struct json);
    node->type = type;
    node->key = b->key;
    b->key = STR_NONE;
    if (b->depth == 0) {
        b->root = node;
        return node;
    }
    struct json *parent = b->stack[b->depth - 1];
    *(parent->last ? &parent->last->next : &parent->first) = node;
    parent->last = node;
    parent->count++;
    return node;
}

static int on_text(struct builder *b, enum json_type type, const void *text, size_t len)
{
    struct json *node = add(b, type);
    if (node != NULL)
        node->text = arena_str(b->arena, (struct str){text, len});
    return node != NULL;
}

static int on_open(struct builder *b, enum json_type type)
{
    if (b->depth == JSON_DEPTH_MOST) {
        err_set(b->err, ERR_LIMIT, "JSON nested over %d levels", JSON_DEPTH_MOST);
        return 0;
    }
    struct json *node = add(b, type);
    if (node == NULL)
        return 0;
    b->stack[b->depth++] = node;
    return 1;
}

static int on_null(void *b)
{
    return add(b, JSON_NULL) != NULL;
}

static int on_boolean(void *b, int value)
{
    return add(b, value ? JSON_TRUE : JSON_FALSE) != NULL;
}

static int on_number(void *b, const char *text, size_t len)
{
    return on_text(b, JSON_NUMBER, text, len);
}

static int on_string(void *b, const unsigned char *text, size_t len)
{
    return on_text(b, JSON_STRING, text, len);
}

static int on_open_object(void *b)
{
    return on_open(b, JSON_OBJECT);
}

static int on_key(void *context, const unsigned char *text, size_t len)
{
    struct builder *b = context;
    b->key = arena_str(b->arena, (struct str){(const char *)text, len});
    return 1;
}

static int on_open_array(void *b)
{
    return on_open(b, JSON_ARRAY);
}

static int on_close(void *context)
{
    struct builder *b = context;
    b->depth--;
    return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_open_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_close,
    .yajl_start_array = on_open_array,
    .yajl_end_array = on_close,
};

static bool failed(yajl_handle yajl, struct str bytes, struct err *err)
{
    if (err->kind != ERR_NONE)
        return false;
    unsigned char *why = yajl_get_error(yajl, 0, (const unsigned char *)bytes.ptr, bytes.len);
    err_set(err, ERR_INPUT, "not JSON, at byte %zu: " STR_FMT, yajl_get_bytes_consumed(yajl),
            STR_ARG(str_trim(str_from((const char *)why))));
    yajl_free_error(yajl, why);
    return false;
}

bool json_parse(struct str bytes, struct arena *arena, struct json **root, struct err *err)
{
    struct builder b = {.arena = arena, .err = err};
    *err = (struct err){0};
    size_t feed = str_find(bytes, '\f', 0); /* yajl takes it for white space */
    if (feed < bytes.len)
        return err_set(err, ERR_INPUT, "not JSON, at byte %zu: a form feed", feed);
    yajl_handle yajl = yajl_alloc(&callbacks, NULL, &b);
    MUST(yajl != NULL);
    yajl_status status = yajl_parse(yajl, (const unsigned char *)bytes.ptr, bytes.len);
    if (status == yajl_status_ok)
        status = yajl_complete_parse(yajl);
    bool ok = status == yajl_status_ok ? true : failed(yajl, bytes, err);
    yajl_free(yajl);
    if (ok && b.root == NULL)
        return err_set(err, ERR_INPUT, "not JSON: empty");
    *root = b.root;
    return ok;
}

static const struct json *find(const struct json *node, struct str key)
{
    if (node == NULL || node->type != JSON_OBJECT)
        return NULL;
    JSON_EACH(child, node)
        if (str_eq(child->key, key))
            return child->type == JSON_NULL ? NULL : child;
    return NULL;
}

const struct json *json_get(const struct json *node, const char *key)
{
    return find(node, str_from(key));
}

const struct json *json_path(const struct json *node, const char *path)
{
    struct str rest = str_from(path), key;
    while (node != NULL && str_next(&rest, '.', &key))
        node = find(node, key);
    return node;
}

const struct json *json_at(const struct json *array, size_t index)
{
    if (array == NULL || array->type != JSON_ARRAY)
        return NULL;
    const struct json *child = array->first;
    while (child != NULL && index-- > 0)
        child = child->next;
    return child;
}

struct str json_str(const struct json *node)
{
    bool has_text = node != NULL && (node->type == JSON_STRING || node->type == JSON_NUMBER);
    return has_text ? node->text : STR_NONE;
}

struct str json_get_str(const struct json *node, const char *path)
{
    return json_str(json_path(node, path));
}

bool json_i64(const struct json *node, int64_t *out)
{
    return str_to_i64(json_str(node), out);
}

int64_t json_get_i64(const struct json *node, const char *path, int64_t otherwise)
{
    int64_t value;
    return json_i64(json_path(node, path), &value) ? value : otherwise;
}

double json_get_double(const struct json *node, const char *path, double otherwise)
{
    double value;
    return str_to_double(json_get_str(node, path), &value) ? value : otherwise;
}

bool json_get_bool(const struct json *node, const char *path, bool otherwise)
{
    const struct json *found = json_path(node, path);
    if (found == NULL || (found->type != JSON_TRUE && found->type != JSON_FALSE))
        return otherwise;
    return found->type == JSON_TRUE;
}
