/* SPDX-License-Identifier: MIT */
#include "envelope.h"

#include "base/hash.h"
#include "base/utf8.h"

#include "base/banned.h"

/* What of a letter is text, and under which name it is kept. The picture is kept in hexadecimal. */
static const struct {
    const char *name;
    size_t offset;
} texts[] = {
    {"id", offsetof(struct envelope, id)},
    {"to", offsetof(struct envelope, to)},
    {"section", offsetof(struct envelope, section)},
    {"subject", offsetof(struct envelope, subject)},
    {"html", offsetof(struct envelope, html)},
    {"text", offsetof(struct envelope, text)},
    {"language", offsetof(struct envelope, language)},
    {"thread", offsetof(struct envelope, thread)},
    {"urgent", offsetof(struct envelope, urgent)},
    {"unsubscribe", offsetof(struct envelope, unsubscribe)},
};
static const char *const ways[] = {"mail", "webhook", "text"};
enum { TEXTS = sizeof texts / sizeof texts[0], MUST_HAVE = 2, WRAP_INDENT_MOST = 8 };

static struct str *text_at(struct envelope *envelope, size_t i)
{
    return (struct str *)(void *)((char *)envelope + texts[i].offset);
}

static struct str from_hex(struct str hex, struct arena *arena)
{
    char *out = arena_take(arena, hex.len / 2 + 1);
    for (size_t i = 0; i < hex.len; i++) {
        int c = hex.ptr[i], digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
        out[i / 2] = (char)((unsigned char)out[i / 2] << 4 | digit);
    }
    return (struct str){out, hex.len / 2};
}

static enum envelope_way way_from(struct str name)
{
    for (int way = ENVELOPE_WEBHOOK; way <= ENVELOPE_TEXT; way++)
        if (str_eq(name, str_from(ways[way])))
            return (enum envelope_way)way;
    return ENVELOPE_MAIL;
}

static struct str body_from(const struct json *node, struct arena *arena)
{
    if (node == NULL)
        return STR_NONE;
    struct buf buf = BUF("what a webhook is told", 4 * ENVELOPE_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    json_out_node(&out, node);
    struct str body = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return body;
}

bool envelope_from_json(struct str json, struct arena *arena, struct envelope *envelope, struct err *err)
{
    struct json *root;
    if (!json_parse(json, arena, &root, err))
        return false;
    *envelope = (struct envelope){.way = way_from(json_get_str(root, "way")),
                                  .date_ms = json_get_i64(root, "date_ms", 0),
                                  .body = body_from(json_get(root, "body"), arena)};
    for (size_t i = 0; i < TEXTS; i++) {
        *text_at(envelope, i) = json_get_str(root, texts[i].name);
        if (i < MUST_HAVE && text_at(envelope, i)->len == 0)
            return err_set(err, ERR_INPUT, "a letter without %s", texts[i].name);
    }
    struct str picture = json_get_str(root, "picture");
    if (picture.len > 0)
        envelope->picture = from_hex(picture, arena);
    return true;
}

struct str envelope_to_json(const struct envelope *envelope, struct arena *arena)
{
    struct buf buf = BUF("letter", 4 * ENVELOPE_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    struct envelope copy = *envelope;
    struct json *body;
    struct err ignored;
    json_out_open(&out, '{');
    json_out_member_str(&out, "way", str_from(ways[envelope->way]));
    for (size_t i = 0; i < TEXTS; i++)
        json_out_member_str(&out, texts[i].name, *text_at(&copy, i));
    if (envelope->body.len > 0 && json_parse(envelope->body, arena, &body, &ignored)) {
        json_out_key(&out, "body");
        json_out_node(&out, body);
    }
    if (envelope->picture.len > 0)
        json_out_member_str(&out, "picture", hash_hex(arena, envelope->picture));
    json_out_member_i64(&out, "date_ms", envelope->date_ms);
    json_out_close(&out, '}');
    struct str json = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return json;
}

struct str envelope_key(const struct envelope *envelope, struct arena *arena)
{
    struct hash_id hash = hash_plain(envelope->id);
    return hash_hex(arena, (struct str){(const char *)hash.bytes, sizeof hash.bytes});
}

struct str envelope_line(struct arena *arena, struct str text)
{
    struct str clean = utf8_clean(arena, text);
    char *line = arena_take(arena, clean.len + 1);
    for (size_t i = 0; i < clean.len; i++)
        line[i] = (unsigned char)clean.ptr[i] < ' ' || clean.ptr[i] == '\x7f' ? ' ' : clean.ptr[i];
    return str_trim((struct str){line, clean.len});
}

/* Where a list's text begins: after spaces and one mark. */
static size_t indent_of(struct str line)
{
    size_t indent = 0;
    while (indent < line.len && indent < WRAP_INDENT_MOST && line.ptr[indent] == ' ')
        indent++;
    if (indent + 1 < line.len && strchr("-*", line.ptr[indent]) != NULL && line.ptr[indent + 1] == ' ')
        indent += 2;
    return indent;
}

static void wrap_line(struct str line, size_t width, struct buf *out)
{
    size_t indent = indent_of(line), column = indent;
    buf_add(out, str_cut(line, 0, indent));
    struct str rest = str_cut(line, indent, line.len), word;
    for (bool first = true; str_next(&rest, ' ', &word); first = false) {
        size_t letters = utf8_length(word);
        if (!first && column + 1 + letters > width) {
            buf_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            buf_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += letters;
    }
}

struct str envelope_wrap(struct arena *arena, struct str text, size_t width)
{
    struct buf out = BUF("wrapped letter", 4 * ENVELOPE_BYTES_MOST);
    struct str line;
    while (str_next(&text, '\n', &line)) {
        wrap_line(line, width, &out);
        buf_char(&out, '\n');
    }
    struct str wrapped = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return wrapped;
}
