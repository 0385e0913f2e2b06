/* SPDX-License-Identifier: MIT */
#include "mailbox.h"

#include <stdlib.h>

#include "url.h"

#include "base/banned.h"

enum { CHUNK_BYTES = 16 << 10, NAME_BYTES_MOST = 1024 };

struct mailbox {
    CURL *easy;
    curl_socket_t socket;
    struct buf out;
    size_t sent, scanned;
};

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/* The path of the address, decoded, as a quoted string; what would end the line is left out. */
static void add_name(struct buf *out, struct str address)
{
    struct url url;
    struct str path = url_split(address, &url) ? url.path : STR_NONE;
    path = str_starts(path, STR("/")) ? str_cut(path, 1, path.len) : path;
    path = path.len == 0 ? STR("INBOX") : path;
    buf_char(out, '"');
    for (size_t i = 0; i < path.len && i < NAME_BYTES_MOST; i++) {
        bool coded = path.ptr[i] == '%' && i + 2 < path.len && hex(path.ptr[i + 1]) >= 0 && hex(path.ptr[i + 2]) >= 0;
        char c = coded ? (char)(hex(path.ptr[i + 1]) * 16 + hex(path.ptr[i + 2])) : path.ptr[i];
        i += coded ? 2 : 0;
        if (c == '"' || c == '\\')
            buf_char(out, '\\');
        if (c != '\r' && c != '\n' && c != '\0')
            buf_char(out, c);
    }
    buf_char(out, '"');
}

struct mailbox *mailbox_begin(CURL *easy, struct str address, struct str command)
{
    struct mailbox *mailbox = calloc(1, sizeof *mailbox);
    MUST(mailbox != NULL);
    *mailbox = (struct mailbox){.easy = easy, .socket = CURL_SOCKET_BAD, .out = BUF("an IMAP command", 64 << 10)};
    curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &mailbox->socket);
    buf_add(&mailbox->out, STR("e1 EXAMINE "));
    add_name(&mailbox->out, address);
    buf_printf(&mailbox->out, "\r\ne2 " STR_FMT "\r\n", STR_ARG(command));
    MUST(!mailbox->out.over);
    return mailbox;
}

void mailbox_end(struct mailbox *mailbox)
{
    size_t sent;
    if (mailbox == NULL)
        return;
    curl_easy_send(mailbox->easy, "e3 LOGOUT\r\n", 11, &sent);
    buf_free(&mailbox->out);
    free(mailbox);
}

curl_socket_t mailbox_socket(const struct mailbox *mailbox)
{
    return mailbox->socket;
}

bool mailbox_is_sending(const struct mailbox *mailbox)
{
    return mailbox->sent < mailbox->out.len;
}

static bool literal_length(struct str line, size_t *length)
{
    int64_t value;
    size_t open = line.len;
    if (!str_ends(line, STR("}")))
        return false;
    while (open > 0 && line.ptr[open - 1] != '{')
        open--;
    if (open == 0 || !str_to_i64(str_cut(line, open, line.len - 1), &value) || value < 0)
        return false;
    *length = (size_t)value;
    return true;
}

static enum mailbox_answer meaning(struct str line)
{
    if (str_starts(line, STR("e2 OK")))
        return MAILBOX_YES;
    bool no = str_starts(line, STR("e1 NO")) || str_starts(line, STR("e1 BAD")) || str_starts(line, STR("e2 NO")) ||
              str_starts(line, STR("e2 BAD")) || str_starts(line, STR("* BYE"));
    return no ? MAILBOX_NO : MAILBOX_NOT_YET;
}

enum mailbox_answer mailbox_scan(struct str bytes, size_t *scanned, struct str *line)
{
    size_t at = *scanned;
    for (bool goes_on = false;;) {
        size_t end = at < bytes.len ? str_find(bytes, '\n', at) : bytes.len, length = 0;
        if (end >= bytes.len)
            return MAILBOX_NOT_YET;
        *line = str_trim(str_cut(bytes, at, end));
        at = end + 1;
        bool literal = literal_length(*line, &length);
        if (literal && length > bytes.len - at)
            return MAILBOX_NOT_YET;
        at += length;
        enum mailbox_answer answer = goes_on ? MAILBOX_NOT_YET : meaning(*line);
        goes_on = literal;
        if (!literal)
            *scanned = at;
        if (answer != MAILBOX_NOT_YET)
            return answer;
    }
}

static bool say_no(struct str line, struct err *err)
{
    static const char *const patience[] = {"* BYE", "[THROTTLED]", "[LIMIT]", "[UNAVAILABLE]", "[INUSE]", "[OVERQUOTA]"};
    enum err_kind kind = ERR_CONFIG;
    for (size_t i = 0; i < sizeof patience / sizeof patience[0]; i++)
        if (str_contains_nocase(line, str_from(patience[i])))
            kind = ERR_AGAIN;
    const char *what = str_starts(line, STR("e1")) ? "the mailbox cannot be examined" : "the server refuses";
    line = str_cut(line, line.len > 3 ? 3 : 0, line.len < 200 ? line.len : 200);
    return !err_set(err, kind, "%s: " STR_FMT, what, STR_ARG(line));
}

static bool lost(CURLcode code, struct err *err)
{
    return !err_set(err, ERR_AGAIN, "the connection was lost: %s", curl_easy_strerror(code));
}

static CURLcode send_rest(struct mailbox *mailbox)
{
    while (mailbox_is_sending(mailbox)) {
        size_t sent = 0;
        CURLcode code = curl_easy_send(mailbox->easy, mailbox->out.data + mailbox->sent,
                                       mailbox->out.len - mailbox->sent, &sent);
        mailbox->sent += sent;
        if (code != CURLE_OK)
            return code;
    }
    return CURLE_OK;
}

bool mailbox_step(struct mailbox *mailbox, struct buf *reply, struct err *err)
{
    CURLcode code = send_rest(mailbox);
    while (code == CURLE_OK) {
        char chunk[CHUNK_BYTES];
        size_t got = 0;
        struct str line = STR_NONE;
        code = curl_easy_recv(mailbox->easy, chunk, sizeof chunk, &got);
        if (code == CURLE_OK && got == 0)
            return lost(CURLE_GOT_NOTHING, err);
        if (code != CURLE_OK)
            break;
        buf_add(reply, (struct str){chunk, got});
        if (reply->over)
            return !buf_ok(reply, err);
        enum mailbox_answer answer = mailbox_scan(buf_str(reply), &mailbox->scanned, &line);
        if (answer != MAILBOX_NOT_YET)
            return answer == MAILBOX_YES || say_no(line, err);
    }
    return code != CURLE_AGAIN && lost(code, err);
}
