/* SPDX-License-Identifier: MIT */
#include "looks.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "visit.h"

#include "base/banned.h"

enum { PAGE = 100, LINE_BYTES_MOST = 16 << 10, QUERY_LETTERS_MOST = 300 };

static const char *what_of(const struct visit *visit)
{
    if (str_starts(visit->request->path, STR("/api/")) || visit_wants_csv(visit))
        return "data";
    return visit->id.len > 0 ? "post" : "search";
}

/* The filters as they stand in the address, without those that choose no one's words. */
static struct str query_of(const struct visit *visit)
{
    const char *const without[] = {"lang", "format", "before", "limit", "kept", NULL};
    struct str query = visit_link(visit, STR(""), without);
    return str_cut(query, 1, query.len);
}

static struct str line_of(const struct visit *visit, const char *what)
{
    struct buf buf = BUF("a look", LINE_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    struct arena *arena = visit->request->arena;
    const struct shelf_row *row = visit->id.len > 0 ? shelf_find(visit->site->shelf, visit->id) : NULL;
    json_out_open(&out, '{');
    json_out_member_i64(&out, "at_ms", clock_now_ms());
    json_out_member_str(&out, "by", visit->person.name);
    json_out_member_str(&out, "role", str_from(door_role_name(visit->person.role)));
    json_out_member_str(&out, "what", str_from(what));
    json_out_member_str(&out, "query", utf8_shorten(arena, query_of(visit), QUERY_LETTERS_MOST));
    if (row != NULL) {
        json_out_member_str(&out, "post", arena_printf(arena, "%016" PRIx64, row->tomb_id));
        json_out_member_str(&out, "author", arena_printf(arena, "%016" PRIx64, row->tomb_author));
    }
    json_out_close(&out, '}');
    struct str line = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return line;
}

/* Whether it is the first such look of this minute. */
static bool is_new(struct looks *looks, const struct visit *visit, const char *what)
{
    int64_t minute = clock_now_ms() / CLOCK_MINUTE_MS;
    struct str name = arena_printf(visit->request->arena, STR_FMT " %s " STR_FMT " " STR_FMT,
                                   STR_ARG(visit->person.name), what, STR_ARG(visit->id), STR_ARG(query_of(visit)));
    if (minute != looks->minute || looks->seen.count >= LOOKS_A_MINUTE)
        looks_free(looks);
    looks->minute = minute;
    if (table_find(&looks->seen, name) != TABLE_NONE)
        return false;
    table_add(&looks->seen, name);
    return true;
}

void looks_note(struct visit *visit)
{
    struct err err = {0};
    struct arena *arena = visit->request->arena;
    const char *what = what_of(visit);
    if (!is_new(&visit->site->looks, visit, what))
        return;
    bool kept = visit->site->store != NULL && records_look_add(visit->site->store, line_of(visit, what),
                                                               visit->site->council->privacy.keep_looks_ms, &err);
    log_event(kept ? LOG_INFO : LOG_WARN, kept ? "posts were looked at" : "posts were looked at, and that is not kept",
              "by", arena_str(arena, visit->person.name).ptr, "what", what, NULL);
}

void looks_free(struct looks *looks)
{
    table_free(&looks->seen);
    looks->seen = (struct table){0};
}

static void put(const struct visit *visit, struct view *item, struct str line)
{
    const struct tongue *tongue = &visit->show.tongue;
    struct json *root;
    struct err err;
    if (!json_parse(line, visit->request->arena, &root, &err))
        return;
    struct str what = json_get_str(root, "what"), role = json_get_str(root, "role");
    bool known = str_eq(what, STR("post")) || str_eq(what, STR("data"));
    view_text(item, "look_when", tongue_when(tongue, json_get_i64(root, "at_ms", 0), visit->show.board->now_ms));
    struct str by = json_get_str(root, "by");
    view_text(item, "look_who", str_eq(by, STR(DOOR_MACHINE)) ? tongue_get(tongue, "looks.machine") : by);
    struct str key = arena_printf(tongue->arena, "role." STR_FMT, STR_ARG(role));
    view_text(item, "look_role", catalogue_find(tongue->catalogue, key) ? tongue_get(tongue, key.ptr) : role);
    view_text(item, "look_what", tongue_get(tongue, !known ? "looks.search" : what.ptr[0] == 'p' ? "looks.post" : "looks.data"));
    view_text(item, "look_query", json_get_str(root, "query"));
    view_text(item, "look_post", json_get_str(root, "post"));
    view_text(item, "look_author", json_get_str(root, "author"));
}

/* A position as a stream has it: digits and one dash. */
static bool is_position(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.ptr[i] < '0' || text.ptr[i] > '9') && text.ptr[i] != '-')
            return false;
    return text.len < 40;
}

void looks_page(struct visit *visit)
{
    struct records_page page;
    struct err err;
    struct arena *arena = visit->request->arena;
    struct str before = http_query(visit->request, "before");
    if (!is_position(before)) {
        visit_error(visit, 400, "error.400");
        return;
    }
    if (visit->site->store == NULL || !records_looks(visit->site->store, before, PAGE, arena, &page, &err)) {
        visit_error(visit, 503, "error.503");
        return;
    }
    struct view *view = visit_view(visit, tongue_get(&visit->show.tongue, "looks.title"), "at_looks");
    struct view *list = view_list(view, "looks");
    int64_t days = visit->site->council->privacy.keep_looks_ms / CLOCK_DAY_MS;
    for (size_t i = 0; i < page.count; i++)
        put(visit, view_item(list), page.values[i]);
    view_flag(view, "looks_any", page.count > 0);
    view_text(view, "looks_days", tongue_span(&visit->show.tongue, days * CLOCK_DAY_MS));
    if (page.count == PAGE)
        view_address(view, "more_link", arena_printf(arena, "/looks?lang=%s&before=" STR_FMT,
                                                     catalogue_lang_code(visit->show.tongue.lang),
                                                     STR_ARG(page.names[PAGE - 1])));
    visit->answer->private_ = true;
    visit_render(visit, VISIT_LOOKS, view);
}
