/* SPDX-License-Identifier: MIT */

/* Webhooks: messages that gateways and forms send to earshot-serve, which checks their signature and leaves them in
 * a spool. A message is a JSON object or the fields of a form; what its fields mean is known or said. */
#include "record/hook.h"
#include "sources/file_row.h"
#include "sources/hook_queue.h"
#include "url.h"

#include "base/banned.h"

enum { FIELDS_MOST = 64 };

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/* application/x-www-form-urlencoded, one name or value. */
static struct str form_decode(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool coded = text.ptr[i] == '%' && i + 2 < text.len && digit(text.ptr[i + 1]) >= 0 && digit(text.ptr[i + 2]) >= 0;
        out[len++] = coded ? (char)(digit(text.ptr[i + 1]) * 16 + digit(text.ptr[i + 2]))
                           : (char)(text.ptr[i] == '+' ? ' ' : text.ptr[i]);
        i += coded ? 2 : 0;
    }
    return (struct str){out, len};
}

static bool read_form(const struct source *source, struct str bytes, struct post *post, struct err *err)
{
    const struct hook_settings *own = source->settings;
    struct str names[FIELDS_MOST], values[FIELDS_MOST], pair;
    struct file_row_columns columns;
    size_t count = 0;
    while (count < FIELDS_MOST && str_next(&bytes, '&', &pair)) {
        size_t equals = str_find(pair, '=', 0);
        names[count] = form_decode(source->arena, str_cut(pair, 0, equals));
        values[count++] = form_decode(source->arena, str_cut(pair, equals < pair.len ? equals + 1 : equals, pair.len));
    }
    return file_row_columns(&own->fields, names, count, &columns, err) &&
           file_row_csv(source, &columns, values, count, post, err);
}

static bool read_message(const struct source *source, struct str bytes, struct source_answer *answer, struct err *err)
{
    const struct hook_settings *own = source->settings;
    struct post *post = source_post(source, answer);
    bool json = str_starts(str_trim(bytes), STR("{"));
    if (json ? !file_row_json(source, &own->fields, bytes, post, err) : !read_form(source, bytes, post, err))
        return false;
    post->visibility = STR("inbox");
    return true;
}

static bool valid(const void *settings, struct err *err)
{
    const struct hook_settings *own = settings;
    enum file_row_field field;
    struct str name;
    for (size_t i = 0; i < own->fields.count; i++)
        if (!file_row_pair(own->fields.items[i], &field, &name))
            return err_set(err, ERR_CONFIG, "fields: \"" STR_FMT "\" must be FIELD=NAME, such as text=Message",
                           STR_ARG(own->fields.items[i]));
    return true;
}

static bool response(const struct source *source, struct str cursor, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    return hook_queue_response(source, cursor, request, reply, read_message, answer, err);
}

const struct source_kind webhook_kind = {
    .section = {"webhook", "Signed messages of gateways and forms, sent to /hooks/NAME", hook_webhook_rows,
                sizeof(struct hook_settings), true},
    .request = hook_queue_request,
    .response = response,
    .valid = valid,
    .brought = true,
    .mute = true,
};
