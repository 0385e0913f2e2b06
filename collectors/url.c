/* SPDX-License-Identifier: MIT */
#include "url.h"

#include "base/banned.h"

enum { URL_BYTES_MOST = 8192 };

static bool is_unreserved(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '_' || c == '.' ||
           c == '~';
}

struct str url_encode(struct arena *arena, struct str text)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_take(arena, text.len * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (is_unreserved(c)) {
            out[len++] = (char)c;
            continue;
        }
        out[len++] = '%';
        out[len++] = hex[c >> 4];
        out[len++] = hex[c & 15];
    }
    return (struct str){out, len};
}

void url_add(struct buf *url, const char *name, struct str value)
{
    struct arena scratch = {0};
    bool first = str_find(buf_str(url), '?', 0) == url->len;
    buf_printf(url, "%c%s=", first ? '?' : '&', name);
    buf_add(url, url_encode(&scratch, value));
    arena_free(&scratch);
}

struct str url_parameter(struct str url, const char *name)
{
    struct str whole = str_cut(url, 0, str_find(url, '#', 0)), piece;
    struct str query = str_cut(whole, str_find(whole, '?', 0), whole.len);
    if (query.len == 0)
        return STR_NONE;
    query = str_cut(query, 1, query.len);
    while (str_next(&query, '&', &piece)) {
        size_t equals = str_find(piece, '=', 0);
        if (equals < piece.len && str_eq(str_cut(piece, 0, equals), str_from(name)))
            return str_cut(piece, equals + 1, piece.len);
    }
    return STR_NONE;
}

static size_t scheme_length(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (c == ':')
            return i;
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
            return 0;
    }
    return 0;
}

static void split_authority(struct url *url)
{
    struct str rest = url->authority;
    size_t at = str_find(rest, '@', 0);
    if (at < rest.len)
        rest = str_cut(rest, at + 1, rest.len);
    size_t bracket = str_find(rest, ']', 0);
    size_t colon = str_find(rest, ':', bracket < rest.len ? bracket : 0);
    url->host = str_cut(rest, 0, colon);
    int64_t port;
    if (colon < rest.len && str_to_i64(str_cut(rest, colon + 1, rest.len), &port) && port > 0 && port < 65536)
        url->port = (int)port;
}

bool url_split(struct str text, struct url *url)
{
    *url = (struct url){0};
    size_t scheme = scheme_length(text), at = 0;
    if (scheme > 0) {
        url->scheme = str_cut(text, 0, scheme);
        at = scheme + 1;
    }
    size_t hash = str_find(text, '#', at), question = str_find(str_cut(text, 0, hash), '?', at);
    if (hash < text.len)
        url->fragment = str_cut(text, hash + 1, text.len);
    if (question < hash)
        url->query = str_cut(text, question + 1, hash);
    if (str_starts(str_cut(text, at, question), STR("//"))) {
        size_t slash = str_find(str_cut(text, 0, question), '/', at + 2);
        url->authority = str_cut(text, at + 2, slash);
        at = slash;
        split_authority(url);
    }
    url->path = str_cut(text, at, question);
    return scheme > 0 && url->authority.len > 0;
}

struct str url_host(struct str url)
{
    struct url parts;
    return url_split(url, &parts) ? parts.host : STR_NONE;
}

/* Drops the last segment of what was written, keeping its slash. */
static size_t drop_segment(const char *out, size_t len)
{
    while (len > 0 && out[--len] != '/')
        ;
    return len;
}

/* RFC 3986, 5.2.4, over segments. */
static struct str without_dots(struct arena *arena, struct str path)
{
    char *out = arena_take(arena, path.len + 2);
    size_t len = 0;
    for (size_t at = 0; at < path.len;) {
        size_t end = str_find(path, '/', at + 1);
        struct str segment = str_cut(path, at, end);
        bool last = end == path.len;
        if (str_eq(segment, STR("/..")) || str_eq(segment, STR("/."))) {
            len = segment.len == 3 ? drop_segment(out, len) : len;
            if (last)
                out[len++] = '/';
        } else {
            memcpy(out + len, segment.ptr, segment.len);
            len += segment.len;
        }
        at = end;
    }
    return (struct str){out, len};
}

static struct str merged(struct arena *arena, const struct url *base, struct str path)
{
    if (path.len > 0 && path.ptr[0] == '/')
        return without_dots(arena, path);
    size_t slash = base->path.len;
    while (slash > 0 && base->path.ptr[slash - 1] != '/')
        slash--;
    struct str folder = slash > 0 ? str_cut(base->path, 0, slash) : STR("/");
    return without_dots(arena, arena_printf(arena, STR_FMT STR_FMT, STR_ARG(folder), STR_ARG(path)));
}

struct str url_resolve(struct arena *arena, struct str base, struct str reference)
{
    struct url from, to;
    url_split(reference, &to);
    if (to.scheme.ptr != NULL || !url_split(base, &from) || reference.len > URL_BYTES_MOST)
        return reference;
    if (to.authority.ptr != NULL)
        return arena_printf(arena, STR_FMT ":" STR_FMT, STR_ARG(from.scheme), STR_ARG(reference));
    struct str path = to.path.len > 0 ? merged(arena, &from, to.path) : from.path;
    struct str query = to.query.ptr || to.path.len > 0 ? to.query : from.query;
    return arena_printf(arena, STR_FMT "://" STR_FMT STR_FMT "%s" STR_FMT "%s" STR_FMT, STR_ARG(from.scheme),
                        STR_ARG(from.authority), STR_ARG(path), query.ptr ? "?" : "", STR_ARG(query),
                        to.fragment.ptr ? "#" : "", STR_ARG(to.fragment));
}
