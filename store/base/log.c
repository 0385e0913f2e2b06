/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json_out.h"

#include "base/banned.h"

enum { LINE_BYTES = 16 << 10 };

static const char *program = "earshot";
static bool as_json;
static enum log_level least = LOG_INFO;
static const char *const level_names[] = {"debug", "info", "warn", "error"};

void log_open(const char *name, bool json, enum log_level from)
{
    program = name;
    as_json = json;
    least = from;
}

static bool is_bare(struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c <= ' ' || c >= 0x7F || c == '"' || c == '=' || c == '\\')
            return false;
    }
    return value.len > 0;
}

static void add_quoted(struct buf *line, struct str value)
{
    buf_char(line, '"');
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c == '"' || c == '\\')
            buf_printf(line, "\\%c", c);
        else if (c < 0x20 || c == 0x7F || c == 0xC2) /* 0xC2 leads the C1 controls that a terminal obeys */
            buf_printf(line, "\\x%02x", c);
        else
            buf_char(line, (char)c);
    }
    buf_char(line, '"');
}

static void add_pair(struct buf *line, const char *key, struct str value)
{
    buf_printf(line, "%s%s=", line->len ? " " : "", key);
    if (is_bare(value))
        buf_add(line, value);
    else
        add_quoted(line, value);
}

static void write_logfmt(struct buf *line, struct str time, enum log_level level, const char *event, va_list args)
{
    add_pair(line, "time", time);
    add_pair(line, "level", str_from(level_names[level]));
    add_pair(line, "program", str_from(program));
    add_pair(line, "event", str_from(event));
    for (const char *key = va_arg(args, const char *); key != NULL; key = va_arg(args, const char *))
        add_pair(line, key, str_from(va_arg(args, const char *)));
    buf_char(line, '\n');
}

static void write_json(struct buf *line, struct str time, enum log_level level, const char *event, va_list args)
{
    struct json_out out = json_out_new(line, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "time", time);
    json_out_member_str(&out, "level", str_from(level_names[level]));
    json_out_member_str(&out, "program", str_from(program));
    json_out_member_str(&out, "event", str_from(event));
    for (const char *key = va_arg(args, const char *); key != NULL; key = va_arg(args, const char *))
        json_out_member_str(&out, key, str_from(va_arg(args, const char *)));
    json_out_close(&out, '}');
    json_out_line(&out);
}

void log_event(enum log_level level, const char *event, ...)
{
    if (level < least)
        return;
    struct arena scratch = {0};
    struct buf line = BUF("log line", LINE_BYTES);
    struct str time = clock_iso(&scratch, clock_now_ms());
    va_list args;
    va_start(args, event);
    (as_json ? write_json : write_logfmt)(&line, time, level, event, args);
    va_end(args);
    if (write(STDERR_FILENO, line.data, line.len) < 0)
        least = LOG_ERROR; /* nobody reads: say less */
    buf_free(&line);
    arena_free(&scratch);
}
