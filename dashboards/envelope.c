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
enum { QUOTE_BEGIN = '\x02', QUOTE_NUMBERED = '\x03', QUOTE_END = '\x04' };
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

/* The next mark and what it holds: `before`, number, rest; false: there is none. */
static bool next_quote(struct str *rest, struct str *before, int64_t *number)
{
    size_t begin = str_find(*rest, QUOTE_BEGIN, 0), end = str_find(*rest, QUOTE_NUMBERED, begin);
    if (end == rest->len)
        return false;
    *before = str_cut(*rest, 0, begin);
    if (!str_to_i64(str_cut(*rest, begin + 1, end), number))
        *number = -1;
    *rest = str_cut(*rest, end + 1, rest->len);
    return true;
}

/* What stands from a mark's number to its end. Marks that have lines of their own take them with them. */
static struct str take_quote(struct str *rest)
{
    size_t end = str_find(*rest, QUOTE_END, 0);
    struct str quote = str_cut(*rest, 0, end), after = str_cut(*rest, end + (end < rest->len), rest->len);
    bool lines = str_starts(quote, STR("\n"));
    *rest = str_cut(after, lines && str_starts(after, STR("\n")), after.len);
    return str_cut(quote, lines, quote.len);
}

/* The words without the quotes, of which only their marks stay. */
static struct str without_quotes(struct str words, struct arena *arena)
{
    struct buf out = BUF("letter", ENVELOPE_BYTES_MOST);
    struct str before;
    int64_t number;
    while (next_quote(&words, &before, &number)) {
        buf_printf(&out, STR_FMT "%c%lld%c", STR_ARG(before), QUOTE_BEGIN, (long long)number, QUOTE_NUMBERED);
        take_quote(&words);
    }
    buf_add(&out, words);
    struct str rest = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return rest;
}

static void write_quotes(struct json_out *out, const struct envelope *envelope, const char *name, struct str words)
{
    struct str before;
    int64_t number;
    while (next_quote(&words, &before, &number)) {
        struct str quote = take_quote(&words);
        MUST(number >= 0 && number < (int64_t)envelope->quoted_count);
        json_out_open(out, '{');
        json_out_member_str(out, "id", envelope->quoted[number]);
        json_out_member_i64(out, "number", number);
        json_out_member_str(out, name, quote);
        json_out_close(out, '}');
    }
}

static struct str quote_numbered(const struct json *quotes, const char *name, int64_t number)
{
    for (const struct json *quote = quotes ? quotes->first : NULL; quote != NULL; quote = quote->next)
        if (json_get_i64(quote, "number", -1) == number && json_get(quote, name) != NULL)
            return json_get_str(quote, name);
    return STR("");
}

static struct str with_quotes(struct str words, const struct json *quotes, const char *name, struct arena *arena)
{
    struct buf out = BUF("letter", 4 * ENVELOPE_BYTES_MOST);
    struct str before;
    int64_t number;
    while (next_quote(&words, &before, &number)) {
        buf_add(&out, before);
        buf_add(&out, quote_numbered(quotes, name, number));
    }
    buf_add(&out, words);
    struct str whole = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return whole;
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
    envelope->html = with_quotes(envelope->html, json_get(root, "quotes"), "html", arena);
    envelope->text = with_quotes(envelope->text, json_get(root, "quotes"), "text", arena);
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
    copy.html = without_quotes(envelope->html, arena);
    copy.text = without_quotes(envelope->text, arena);
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
    if (envelope->quoted_count > 0) {
        json_out_key(&out, "quotes");
        json_out_open(&out, '[');
        write_quotes(&out, envelope, "html", envelope->html);
        write_quotes(&out, envelope, "text", envelope->text);
        json_out_close(&out, ']');
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
