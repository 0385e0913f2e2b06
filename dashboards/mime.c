/* SPDX-License-Identifier: MIT */
#include "mime.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { LINE = 76, WORD_BYTES = 45, ADDRESS_BYTES_MOST = 254 };

bool mime_is_address(struct str text)
{
    size_t at = str_find(text, '@', 0);
    if (at == 0 || at + 1 >= text.len || text.len > ADDRESS_BYTES_MOST || str_find(text, '@', at + 1) < text.len)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~' || strchr("<>()[],;:\\\"", text.ptr[i]) != NULL)
            return false;
    return true;
}

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void put_base64(struct str bytes, struct buf *out)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t three = 0;
        for (size_t k = 0; k < 3; k++)
            three = three << 8 | (i + k < bytes.len ? (unsigned char)bytes.ptr[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            buf_char(out, i + k > bytes.len ? '=' : base64[three >> (18 - 6 * k) & 63]);
    }
}

static void put_base64_lines(struct str bytes, struct buf *out)
{
    for (size_t at = 0; at < bytes.len; at += LINE / 4 * 3) {
        size_t end = at + LINE / 4 * 3;
        put_base64(str_cut(bytes, at, end < bytes.len ? end : bytes.len), out);
        buf_add(out, STR("\r\n"));
    }
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || (unsigned char)text.ptr[i] > '~')
            return false;
    return str_find_str(text, STR("=?"), 0) == text.len && text.len <= LINE - 10;
}

/* A header's text: as it is, or as encoded words of whole letters on lines of their own. */
static void put_words(struct str text, struct buf *out)
{
    if (is_plain(text)) {
        buf_add(out, text);
        return;
    }
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        for (size_t next = at; next < text.len && next - at <= WORD_BYTES;) {
            end = next;
            utf8_next(text, &next);
            if (next >= text.len && next - at <= WORD_BYTES)
                end = text.len;
        }
        buf_add(out, at > 0 ? STR("\r\n =?utf-8?B?") : STR("=?utf-8?B?"));
        put_base64(str_cut(text, at, end), out);
        buf_add(out, STR("?="));
        at = end;
    }
}

static void put_quoted(struct str text, struct buf *out)
{
    size_t column = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '\n') {
            buf_add(out, STR("\r\n"));
            column = 0;
            continue;
        }
        bool last = i + 1 == text.len || text.ptr[i + 1] == '\n';
        bool plain = (c > ' ' && c <= '~' && c != '=') || (c == ' ' && !last);
        if (column + (plain ? 1 : 3) > LINE - 1) {
            buf_add(out, STR("=\r\n"));
            column = 0;
        }
        if (plain)
            buf_char(out, (char)c);
        else
            buf_printf(out, "=%02X", c);
        column += plain ? 1 : 3;
    }
    buf_add(out, STR("\r\n"));
}

static size_t quoted_bytes(struct str text)
{
    size_t bytes = 0;
    for (size_t i = 0; i < text.len; i++)
        bytes += text.ptr[i] == '=' || (unsigned char)text.ptr[i] > '~' ? 3 : 1;
    return bytes + bytes / LINE * 3;
}

size_t mime_bytes(const struct envelope *envelope)
{
    enum { HEADERS = 3 << 10 };
    return HEADERS + quoted_bytes(envelope->html) + quoted_bytes(envelope->text) + envelope->picture.len * 3 / 2;
}

static void put_header(const char *name, struct str value, struct arena *arena, struct buf *out)
{
    buf_printf(out, "%s: ", name);
    put_words(envelope_line(arena, value), out);
    buf_add(out, STR("\r\n"));
}

static void put_date(int64_t ms, struct buf *out)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct clock_date date = clock_utc(ms);
    buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[date.weekday], date.day,
               months[date.month - 1], date.year, date.hour, date.minute, date.second);
}

/* <hash of the id@the sender's host> */
static struct str message_id(struct str id, const struct mime_sender *sender, struct arena *arena)
{
    struct str hex = envelope_key(&(struct envelope){.id = id}, arena);
    size_t at = str_find(sender->address, '@', 0);
    struct str host = at < sender->address.len ? str_cut(sender->address, at + 1, sender->address.len) : STR("localhost");
    return arena_printf(arena, "<" STR_FMT "@" STR_FMT ">", STR_ARG(hex), STR_ARG(host));
}

static void put_thread(const struct envelope *envelope, const struct mime_sender *sender, struct arena *arena,
                       struct buf *out)
{
    struct str own = message_id(envelope->id, sender, arena);
    buf_printf(out, "Message-ID: " STR_FMT "\r\n", STR_ARG(own));
    if (envelope->thread.len == 0 || str_eq(envelope->thread, envelope->id))
        return;
    struct str first = message_id(envelope->thread, sender, arena);
    buf_printf(out, "In-Reply-To: " STR_FMT "\r\nReferences: " STR_FMT "\r\n", STR_ARG(first), STR_ARG(first));
}

/* One click (RFC 8058) only over https, as mail programs take no other. */
static void put_unsubscribe(const struct envelope *envelope, const struct mime_sender *sender, struct buf *out)
{
    enum { ADDRESS_LINE_MOST = 900 };
    bool has_link = envelope->unsubscribe.len > 0 && envelope->unsubscribe.len < ADDRESS_LINE_MOST;
    buf_add(out, STR("List-Unsubscribe: "));
    if (has_link)
        buf_printf(out, "<" STR_FMT ">,\r\n ", STR_ARG(envelope->unsubscribe));
    buf_printf(out, "<mailto:" STR_FMT "?subject=unsubscribe>\r\n", STR_ARG(sender->address));
    if (has_link && str_starts(envelope->unsubscribe, STR("https:")))
        buf_add(out, STR("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

static void put_headers(const struct envelope *envelope, const struct mime_sender *sender, struct arena *arena,
                        struct buf *out)
{
    buf_add(out, STR("From: "));
    put_words(envelope_line(arena, sender->name), out);
    buf_printf(out, "\r\n <" STR_FMT ">\r\nTo: " STR_FMT "\r\n", STR_ARG(sender->address), STR_ARG(envelope->to));
    put_header("Subject", envelope->subject, arena, out);
    put_date(envelope->date_ms, out);
    put_thread(envelope, sender, arena, out);
    buf_add(out, STR("Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"));
    put_unsubscribe(envelope, sender, out);
    if (envelope->language.len > 0)
        put_header("Content-Language", envelope->language, arena, out);
    if (envelope->urgent.len > 0)
        buf_add(out, STR("Importance: high\r\nX-Priority: 1\r\n"));
    buf_add(out, STR("MIME-Version: 1.0\r\n"));
}

static void open_part(struct buf *out, const char *boundary, const char *headers)
{
    buf_printf(out, "--%s\r\n%s\r\n\r\n", boundary, headers);
}

bool mime_write(const struct envelope *envelope, const struct mime_sender *sender, struct arena *arena,
                struct buf *out, struct err *err)
{
    struct hash_id hash = hash_plain(envelope->id);
    struct str hex = hash_hex(arena, (struct str){(const char *)hash.bytes, sizeof hash.bytes});
    const char *outer = arena_printf(arena, "=_a" STR_FMT, STR_ARG(hex)).ptr; /* "=_" cannot stand in either coding */
    const char *inner = arena_printf(arena, "=_r" STR_FMT, STR_ARG(hex)).ptr;
    put_headers(envelope, sender, arena, out);
    buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n", outer);
    open_part(out, outer, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable");
    put_quoted(envelope->text, out);
    open_part(out, outer, arena_printf(arena, "Content-Type: multipart/related; type=\"text/html\";\r\n"
                                              " boundary=\"%s\"", inner).ptr);
    open_part(out, inner, "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable");
    put_quoted(envelope->html, out);
    if (envelope->picture.len > 0) {
        open_part(out, inner, "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <chart>\r\n"
                              "Content-Disposition: inline; filename=\"chart.png\"");
        put_base64_lines(envelope->picture, out);
    }
    buf_printf(out, "--%s--\r\n\r\n--%s--\r\n", inner, outer);
    return buf_ok(out, err);
}
