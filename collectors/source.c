/* SPDX-License-Identifier: MIT */
#include "source.h"

#include "base/utf8.h"

#include "base/banned.h"

struct post *source_post(const struct source *source, struct source_answer *answer)
{
    if (answer->count == SOURCE_POSTS_MOST)
        return NULL;
    if (answer->count == answer->cap) {
        answer->cap = answer->cap ? answer->cap * 2 : 16;
        struct post *grown = ARENA_ARRAY(source->arena, struct post, answer->cap);
        if (answer->count > 0)
            memcpy(grown, answer->posts, answer->count * sizeof *grown);
        answer->posts = grown;
    }
    struct post *post = &answer->posts[answer->count++];
    *post = (struct post){0};
    return post;
}

struct str source_secret(const struct source *source, const char *row)
{
    for (size_t i = 0; i < SOURCE_SECRETS_MOST; i++)
        if (source->secrets[i].row != NULL && strcmp(source->secrets[i].row, row) == 0)
            return source->secrets[i].value;
    return STR_NONE;
}

void source_header_add(struct source_request *request, struct str name, struct str value)
{
    MUST(request->header_count < SOURCE_HEADERS_MOST);
    request->headers[request->header_count++] = (struct source_header){name, value};
}

struct str source_reply_header(const struct source_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (str_eq_nocase(reply->headers[i].name, str_from(name)))
            return reply->headers[i].value;
    return STR_NONE;
}

/* Whether `; rel="next"; …` says this relation. */
static bool says_rel(struct str parameters, struct str rel)
{
    struct str piece;
    while (str_next(&parameters, ';', &piece)) {
        piece = str_trim(piece);
        if (!str_starts(piece, STR("rel=")))
            continue;
        struct str value = str_cut(piece, 4, piece.len);
        if (value.len >= 2 && value.ptr[0] == '"')
            value = str_cut(value, 1, value.len - 1);
        return str_eq_nocase(value, rel);
    }
    return false;
}

/* RFC 8288, as far as servers use it: <address>; rel="next", <address>; rel="prev" */
struct str source_reply_link(const struct source_reply *reply, const char *rel)
{
    struct str text = source_reply_header(reply, "link");
    for (size_t at = str_find(text, '<', 0); at < text.len;) {
        size_t end = str_find(text, '>', at), next = str_find(text, '<', end);
        if (end == text.len)
            break;
        size_t comma = next;
        while (comma > end && next < text.len && text.ptr[comma] != ',')
            comma--;
        if (says_rel(str_cut(text, end + 1, comma > end ? comma : next), str_from(rel)))
            return str_cut(text, at + 1, end);
        at = next;
    }
    return STR_NONE;
}

struct str source_said(const struct source *source, struct str text)
{
    struct str clean = utf8_shorten(source->arena, utf8_clean(source->arena, str_cut(text, 0, text.len < 2000 ? text.len : 2000)), 200);
    char *line = arena_take(source->arena, clean.len + 1);
    for (size_t i = 0; i < clean.len; i++)
        line[i] = (unsigned char)clean.ptr[i] < ' ' ? ' ' : clean.ptr[i];
    return str_trim((struct str){line, clean.len});
}

static bool is_html(const struct source_reply *reply)
{
    struct str start = str_trim(str_cut(reply->bytes, 0, reply->bytes.len < 512 ? reply->bytes.len : 512));
    return start.len > 0 && start.ptr[0] == '<' &&
           (str_contains_nocase(start, STR("<html")) || str_contains_nocase(start, STR("<!doctype html")));
}

bool source_reply_ok(const struct source_reply *reply, struct err *err)
{
    int status = reply->status;
    if ((status >= 200 && status < 300) || status == 304)
        return true;
    if (status == 0)
        return err_set(err, ERR_AGAIN, "could not be asked");
    static const struct {
        int status;
        enum err_kind kind;
        const char *means;
    } words[] = {
        {401, ERR_CONFIG, "the token or password is missing or refused"},
        {403, ERR_CONFIG, "not allowed to read this"},
        {404, ERR_CONFIG, "no such page"},
        {410, ERR_CONFIG, "gone for good"},
        {429, ERR_AGAIN, "asked too often"},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i].status == status)
            return err_set(err, words[i].kind, "HTTP %d: %s", status, words[i].means);
    return err_set(err, ERR_AGAIN, "HTTP %d: %s", status, status >= 500 ? "the server is in trouble" : "refused");
}

bool source_reply_json(const struct source *source, const struct source_reply *reply, struct json **root,
                       struct err *err)
{
    if (is_html(reply))
        return err_set(err, ERR_INPUT, "a page of HTML where JSON belongs");
    return json_parse(reply->bytes, source->arena, root, err);
}
