/* SPDX-License-Identifier: MIT */
#include "sources/mail_reply.h"

#include "base/banned.h"

enum { ATTRIBUTION_LINES = 4, HEAD_LINES = 6, SIGNATURE_LINES = 20 };

struct lines {
    struct str *items;
    size_t count;
};

static bool starts_nocase(struct str text, struct str prefix)
{
    return text.len >= prefix.len && str_eq_nocase(str_cut(text, 0, prefix.len), prefix);
}

static bool starts_any(struct str text, const char *list)
{
    struct str names = str_from(list), name;
    while (str_next(&names, '|', &name))
        if (starts_nocase(text, name))
            return true;
    return false;
}

bool mail_reply_is_subject(struct str subject)
{
    return starts_any(str_trim(subject), "re:|re :|ateb:|atb:|yml:");
}

bool mail_reply_is_automatic(struct str subject)
{
    return starts_any(str_trim(subject), "automatic reply:|auto reply:|auto-reply:|autoreply:|automatic response:|out of office:|"
                                         "out of office reply|out of office autoreply|ateb awtomatig:|ymateb awtomatig:|"
                                         "allan o'r swyddfa:|undeliverable:|undelivered mail|delivery status notification|"
                                         "mail delivery failed|heb ei ddanfon:|ni ellir ei ddanfon:");
}

static struct lines split(struct arena *arena, struct str text)
{
    size_t most = 1;
    for (size_t i = 0; i < text.len; i++)
        most += text.ptr[i] == '\n';
    struct lines lines = {ARENA_ARRAY(arena, struct str, most), 0};
    struct str line;
    while (str_next(&text, '\n', &line))
        lines.items[lines.count++] = str_ends(line, STR("\r")) ? str_cut(line, 0, line.len - 1) : line;
    return lines;
}

static struct str line_at(const struct lines *lines, size_t at)
{
    return at < lines->count ? str_trim(lines->items[at]) : STR("");
}

static bool is_quoted(struct str line)
{
    return str_starts(str_trim(line), STR(">"));
}

/* "-----Original Message-----" and what other programs draw. */
static bool is_divider(struct str line)
{
    size_t dashes = 0;
    while (dashes < line.len && (line.ptr[dashes] == '-' || line.ptr[dashes] == '_' || line.ptr[dashes] == '*'))
        dashes++;
    struct str words = str_trim(str_cut(line, dashes, line.len));
    return dashes >= 3 && starts_any(words, "original message|neges wreiddiol|original appointment|reply message|"
                                            "forwarded message|neges a anfonwyd ymlaen|neges wedi'i hanfon ymlaen");
}

static bool has_digit(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
            return true;
    return false;
}

static bool has_any(struct str line, const char *list)
{
    struct str names = str_from(list), name;
    while (str_next(&names, '|', &name))
        if (str_contains_nocase(line, name))
            return true;
    return false;
}

/* "2026-11-20 09:00 Siân <sian@…>:", and what programs in other languages say, whose owners live here too. */
static bool names_a_letter(struct str text)
{
    static const char verbs[] = "a écrit|schrieb|napisał|escribió|ha scritto|escreveu|a scris|пише|написа|skrev";
    bool address = str_find(text, '<', 0) < text.len && str_find(text, '@', 0) < text.len && str_ends(text, STR(">:"));
    return has_any(text, verbs) || (address && text.ptr[0] >= '0' && text.ptr[0] <= '9');
}

/* "On Friday, 20 November 2026, Siân wrote:", wrapped over several lines perhaps. The lines it takes, or 0. */
static size_t attribution(const struct lines *lines, size_t at)
{
    struct str first = line_at(lines, at);
    bool english = starts_any(first, "on "), welsh = starts_any(first, "ar |ysgrifennodd ");
    bool verb = false, digit = false;
    if (!english && !welsh && !has_digit(first))
        return 0;
    for (size_t taken = 0; taken < ATTRIBUTION_LINES; taken++) {
        struct str line = line_at(lines, at + taken);
        digit |= has_digit(line);
        verb |= english ? has_any(line, "wrote:|wrote :") : welsh ? has_any(line, "ysgrifennodd") : names_a_letter(line);
        if (line.len == 0)
            return 0;
        if (verb && str_ends(line, STR(":")))
            return digit || starts_any(first, "ysgrifennodd ") ? taken + 1 : 0;
    }
    return 0;
}

/* Outlook's head of the letter before: From, then Sent or Date and Subject or To, in either language. */
static bool is_head(const struct lines *lines, size_t at)
{
    bool sent = false, about = false;
    struct str first = line_at(lines, at);
    while (first.len > 0 && (first.ptr[0] == '*' || first.ptr[0] == '>'))
        first = str_trim(str_cut(first, 1, first.len));
    if (!starts_any(first, "from:|oddi wrth:|gan:|o:|from :"))
        return false;
    for (size_t i = 1; i <= HEAD_LINES; i++) {
        struct str line = line_at(lines, at + i);
        while (line.len > 0 && line.ptr[0] == '*')
            line = str_cut(line, 1, line.len);
        sent |= starts_any(line, "sent:|date:|anfonwyd:|anfonwyd ar:|dyddiad:");
        about |= starts_any(line, "subject:|to:|pwnc:|testun:|at:|i:");
    }
    return sent && about;
}

static bool is_rule(struct str line)
{
    size_t i = 0;
    while (i < line.len && line.ptr[i] == '_')
        i++;
    return i == line.len && i >= 10;
}

static bool is_mobile_signature(struct str line)
{
    return line.len < 120 && starts_any(line, "sent from my |sent from outlook|sent from mail for|get outlook for |"
                                              "sent via |sent using |sent from samsung|sent from aol|sent from yahoo|sent from proton|anfonwyd o fy |anfonwyd o'm |"
                                              "anfonwyd oddi ar |anfonwyd drwy |anfonwyd gan ddefnyddio |wedi'i anfon o |wedi ei anfon o |cael outlook ar gyfer ");
}

/* Where the history begins, if what follows is not marked line by line; `lines->count` if nowhere. */
static size_t history(const struct lines *lines)
{
    for (size_t at = 0; at < lines->count; at++) {
        struct str line = line_at(lines, at);
        if (is_divider(line) || is_head(lines, at) || (is_rule(line) && is_head(lines, at + 1)))
            return at;
        size_t taken = attribution(lines, at);
        size_t next = at + taken;
        while (taken > 0 && next < lines->count && line_at(lines, next).len == 0)
            next++;
        if (taken > 0 && !(next < lines->count && is_quoted(lines->items[next])))
            return at;
    }
    return lines->count;
}

/* A signature is short and last. */
static size_t signature(const struct lines *lines, size_t end)
{
    size_t from = end > SIGNATURE_LINES ? end - SIGNATURE_LINES : 0;
    for (size_t at = from; at < end; at++) {
        struct str line = lines->items[at];
        if (str_eq(line, STR("-- ")) || str_eq(line, STR("--")) || is_mobile_signature(str_trim(line)))
            return at;
    }
    return end;
}

static struct str join(struct arena *arena, const struct lines *lines, size_t end, bool is_reply, size_t bytes)
{
    char *out = arena_take(arena, bytes + lines->count + 1);
    size_t len = 0;
    for (size_t at = 0; at < end; at++) {
        size_t taken = is_reply ? attribution(lines, at) : 0;
        if (taken > 0)
            at += taken - 1;
        if (taken > 0 || (is_reply && is_quoted(lines->items[at])))
            continue;
        memcpy(out + len, lines->items[at].ptr, lines->items[at].len);
        len += lines->items[at].len;
        out[len++] = '\n';
    }
    return (struct str){out, len};
}

struct str mail_reply_own_words(struct arena *arena, struct str text, bool is_reply)
{
    struct lines lines = split(arena, text);
    size_t end = is_reply ? history(&lines) : lines.count;
    end = signature(&lines, end);
    struct str own = str_trim(join(arena, &lines, end, is_reply, text.len));
    return own.len > 0 ? own : str_trim(text);
}
