/* SPDX-License-Identifier: MIT */
#include "sources/imap_reply.h"

#include "base/banned.h"

/* Where the line at `at` ends, its CR LF left out, and where the next one begins. A literal's bytes are no lines. */
static size_t line_end(struct str bytes, size_t at, size_t *next)
{
    size_t end = str_find(bytes, '\n', at);
    *next = end < bytes.len ? end + 1 : end;
    return end > at && bytes.ptr[end - 1] == '\r' ? end - 1 : end;
}

/* {123} or {123+} at the end of a line. */
static bool literal_length(struct str line, size_t *length)
{
    int64_t value;
    size_t open = line.len;
    if (line.len < 3 || line.ptr[line.len - 1] != '}')
        return false;
    while (open > 0 && line.ptr[open - 1] != '{')
        open--;
    struct str digits = str_cut(line, open, line.len - 1);
    if (str_ends(digits, STR("+")))
        digits.len--;
    if (open == 0 || !str_to_i64(digits, &value) || value < 0)
        return false;
    *length = (size_t)value;
    return true;
}

int64_t imap_reply_validity(struct str bytes)
{
    struct str name = STR("[UIDVALIDITY ");
    size_t at = str_find_str(bytes, name, 0);
    int64_t value;
    if (at >= bytes.len)
        return 0;
    at += name.len;
    return str_to_i64(str_cut(bytes, at, str_find(bytes, ']', at)), &value) && value > 0 ? value : 0;
}

static size_t take_numbers(struct str line, int64_t above, int64_t uids[IMAP_REPLY_UIDS_MOST], size_t count)
{
    struct str word;
    while (count < IMAP_REPLY_UIDS_MOST && str_next(&line, ' ', &word)) {
        int64_t uid;
        if (str_to_i64(word, &uid) && uid > above)
            uids[count++] = uid;
    }
    return count;
}

size_t imap_reply_search(struct str bytes, int64_t above, int64_t uids[IMAP_REPLY_UIDS_MOST])
{
    size_t count = 0;
    for (size_t at = 0, next; at < bytes.len; at = next) {
        struct str line = str_cut(bytes, at, line_end(bytes, at, &next));
        if (str_starts(line, STR("* SEARCH ")))
            count = take_numbers(str_cut(line, 9, line.len), above, uids, count);
    }
    return count;
}

/* The word after "NAME " in a line of FETCH; of a quoted one what is between the quotes. */
static struct str value_after(struct str line, struct str name)
{
    size_t at = str_find_str(line, name, 0);
    if (at >= line.len)
        return STR_NONE;
    at += name.len;
    if (at < line.len && line.ptr[at] == '"')
        return str_cut(line, at + 1, str_find(line, '"', at + 1));
    size_t end = at;
    while (end < line.len && line.ptr[end] != ' ' && line.ptr[end] != ')')
        end++;
    return str_cut(line, at, end);
}

static void take_values(struct str line, struct imap_reply_message *message)
{
    int64_t uid;
    struct str date = value_after(line, STR("INTERNALDATE "));
    if (str_to_i64(value_after(line, STR("UID ")), &uid))
        message->uid = uid;
    if (date.ptr != NULL)
        message->internal_date = date;
}

static bool is_fetch(struct str line)
{
    size_t space = str_find(line, ' ', 2);
    return str_starts(line, STR("* ")) && str_starts(str_cut(line, space, line.len), STR(" FETCH ("));
}

/* One response: lines with literals between them. The literal after BODY[ is the message. */
static bool take_response(struct str bytes, size_t *at, struct imap_reply_message *message, struct err *err)
{
    size_t next, length;
    for (;;) {
        struct str line = str_cut(bytes, *at, line_end(bytes, *at, &next));
        *at = next;
        take_values(line, message);
        if (!literal_length(line, &length))
            return true;
        if (length > bytes.len - next)
            return err_set(err, ERR_INPUT, "the reply breaks off in message %lld", (long long)message->uid);
        if (str_find_str(line, STR("BODY["), 0) < line.len)
            message->bytes = str_cut(bytes, next, next + length);
        *at = next + length;
    }
}

bool imap_reply_fetch(struct str bytes, size_t *at, struct imap_reply_message *message, struct err *err)
{
    while (*at < bytes.len) {
        size_t next;
        bool fetch = is_fetch(str_cut(bytes, *at, line_end(bytes, *at, &next)));
        *message = (struct imap_reply_message){0};
        if (!take_response(bytes, at, message, err))
            return false;
        if (fetch && message->uid > 0 && message->bytes.ptr != NULL)
            return true;
    }
    return false;
}
