/* SPDX-License-Identifier: MIT */
#include "warm.h"

#include "base/banned.h"

enum { ASKED_BYTES_MOST = 64 << 10 };

struct str warm_asked(const struct http_request *request, struct str person, int role)
{
    struct buf text = BUF("what was asked", ASKED_BYTES_MOST);
    buf_printf(&text, "%d %zu " STR_FMT " %zu " STR_FMT, role, person.len, STR_ARG(person), request->path.len,
               STR_ARG(request->path));
    for (size_t i = 0; i < request->query_count; i++) {
        const struct http_field *field = &request->query[i];
        buf_printf(&text, " %zu " STR_FMT " %zu " STR_FMT, field->name.len, STR_ARG(field->name), field->value.len,
                   STR_ARG(field->value));
    }
    struct str asked = text.over ? STR_NONE : arena_str(request->arena, buf_str(&text));
    buf_free(&text);
    return asked;
}

bool warm_give(const struct warm *warm, struct str asked, struct http_answer *answer)
{
    uint32_t number = asked.len > 0 ? table_find(&warm->asked, asked) : TABLE_NONE;
    if (number == TABLE_NONE)
        return false;
    const struct http_answer *kept = &warm->answers[number];
    struct buf body = answer->body;
    buf_clear(&body);
    buf_add(&body, buf_str(&kept->body));
    *answer = *kept;
    answer->body = body;
    return true;
}

void warm_keep(struct warm *warm, struct str asked, const struct http_answer *answer)
{
    bool whole = answer->status == 200 && !answer->private_ && answer->cookie.len == 0 && answer->location.len == 0;
    if (!whole || asked.len == 0 || warm->asked.count == WARM_ANSWERS_MOST ||
        warm->bytes + answer->body.len > WARM_BYTES_MOST || table_find(&warm->asked, asked) != TABLE_NONE)
        return;
    struct http_answer *kept = &warm->answers[table_add(&warm->asked, asked)];
    *kept = *answer;
    kept->attachment = arena_str(&warm->arena, answer->attachment);
    kept->link = arena_str(&warm->arena, answer->link);
    kept->body = BUF("a warm answer", WARM_BYTES_MOST);
    buf_add(&kept->body, buf_str(&answer->body));
    warm->bytes += answer->body.len;
}

void warm_clear(struct warm *warm)
{
    for (size_t i = 0; i < warm->asked.count; i++)
        buf_free(&warm->answers[i].body);
    table_free(&warm->asked);
    warm->asked = (struct table){0};
    arena_free(&warm->arena);
    warm->arena = (struct arena){0};
    warm->bytes = 0;
}
