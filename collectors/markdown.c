/* SPDX-License-Identifier: MIT */
#include "markdown.h"

#include "markup.h"

#include "base/banned.h"

/* The offset of the bracket that closes the one at `open`, or 0. */
static size_t closing(struct str text, size_t open, char begin, char end)
{
    size_t depth = 0, most = open + MARKDOWN_LINK_BYTES < text.len ? open + MARKDOWN_LINK_BYTES : text.len;
    for (size_t i = open; i < most; i++) {
        if (text.ptr[i] == '\\') {
            i++;
        } else if (text.ptr[i] == begin) {
            depth++;
        } else if (text.ptr[i] == end && --depth == 0) {
            return i;
        }
    }
    return 0;
}

struct link {
    size_t words, words_end, end;
};

/* [words](address), with a '!' before it a picture. */
static bool link_at(struct str text, size_t at, struct link *link)
{
    size_t open = at + (text.ptr[at] == '!');
    if (open >= text.len || text.ptr[open] != '[')
        return false;
    size_t close = closing(text, open, '[', ']');
    if (close == 0 || close + 1 >= text.len || text.ptr[close + 1] != '(')
        return false;
    size_t end = closing(text, close + 1, '(', ')');
    *link = (struct link){open + 1, close, end + 1};
    return end != 0;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

/* Whether the sign at text[at] marks emphasis: '*' and '~' next to a word, '_' only at a word's edge. */
static bool is_emphasis(struct str text, size_t at)
{
    char c = text.ptr[at], before = at > 0 ? text.ptr[at - 1] : ' ', after = at + 1 < text.len ? text.ptr[at + 1] : ' ';
    bool spaced = (before == ' ' || before == '\n') && (after == ' ' || after == '\n');
    if (c == '`')
        return true;
    if (c == '~')
        return before == '~' || after == '~';
    return (c == '*' || c == '_') && !spaced && !(c == '_' && is_word(before) && is_word(after));
}

/* What a line begins with and no reader sees: "> ", "## ", a fence. */
static size_t line_start(struct str text, size_t at)
{
    size_t from = at;
    while (at < text.len && (text.ptr[at] == '>' || (at > from && text.ptr[at] == ' ')))
        at++;
    size_t hashes = at;
    while (hashes < text.len && text.ptr[hashes] == '#')
        hashes++;
    return hashes > at && hashes - at <= 6 && hashes < text.len && text.ptr[hashes] == ' ' ? hashes + 1 : at;
}

struct str markdown_text(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.len + 1);
    size_t len = 0, skip_from = text.len, skip_to = 0;
    struct link link;
    for (size_t at = line_start(text, 0); at < text.len;) {
        char c = text.ptr[at];
        if (at == skip_from) {
            at = skip_to;
        } else if (c == '\\' && at + 1 < text.len && !is_word(text.ptr[at + 1]) && text.ptr[at + 1] != '\n') {
            out[len++] = text.ptr[at + 1];
            at += 2;
        } else if ((c == '[' || c == '!') && skip_to <= at && link_at(text, at, &link)) {
            skip_from = link.words_end;
            skip_to = link.end;
            at = c == '!' ? link.end : link.words;
        } else if (is_emphasis(text, at)) {
            at++;
        } else {
            out[len++] = c;
            at = c == '\n' ? line_start(text, at + 1) : at + 1;
        }
    }
    return markup_decode(arena, (struct str){out, len});
}
