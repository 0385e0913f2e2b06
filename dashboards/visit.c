/* SPDX-License-Identifier: MIT */
#include "visit.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"
#include "page_table.h"
#include "percent.h"
#include "picture.h"

#include "base/banned.h"

enum { STYLE_BYTES_MOST = 256 << 10 };

static const char *const files[VISIT_PAGES] = {
    [VISIT_OVERVIEW] = "templates/page_overview.html", [VISIT_INCIDENTS] = "templates/page_incidents.html",
    [VISIT_INCIDENT] = "templates/page_incident.html", [VISIT_ISSUES] = "templates/page_issues.html",
    [VISIT_ISSUE] = "templates/page_issue.html",       [VISIT_PLACES] = "templates/page_places.html",
    [VISIT_POSTS] = "templates/page_posts.html",       [VISIT_POST] = "templates/page_post.html",
    [VISIT_DAYS] = "templates/page_days.html",         [VISIT_DAY] = "templates/page_day.html",
    [VISIT_SOURCES] = "templates/page_sources.html",   [VISIT_UNHEARD] = "templates/page_unheard.html",
    [VISIT_HEARD] = "templates/page_heard.html",       [VISIT_LOOKS] = "templates/page_looks.html",
    [VISIT_ACT] = "templates/page_act.html",           [VISIT_SIGN_IN] = "templates/page_sign_in.html",
    [VISIT_ERROR] = "templates/page_error.html",       [VISIT_STOP] = "templates/page_stop.html",
};

/* uPlot and its style, where the build had an npm to fetch them with. */
static bool load_plotter(struct site *site, struct arena *arena, struct err *err)
{
    struct str style, script = process_data(arena, "uplot/uPlot.iife.min.js");
    if (!file_exists(script.ptr))
        return true;
    if (!file_read(script.ptr, STYLE_BYTES_MOST, arena, &site->plotter, err) ||
        !file_read(process_data(arena, "uplot/uPlot.min.css").ptr, STYLE_BYTES_MOST, arena, &style, err))
        return false;
    site->style = arena_printf(arena, STR_FMT STR_FMT, STR_ARG(style), STR_ARG(site->style));
    return true;
}

bool visit_load(struct site *site, struct arena *arena, struct err *err)
{
    for (int i = 0; i < VISIT_PAGES; i++)
        if (!template_load(&site->pages[i], process_data(arena, files[i]).ptr, site->board.catalogue, arena, err))
            return false;
    return file_read(process_data(arena, "assets/style.css").ptr, STYLE_BYTES_MOST, arena, &site->style, err) &&
           file_read(process_data(arena, "assets/page.js").ptr, STYLE_BYTES_MOST, arena, &site->script, err) &&
           letters_load(&site->letters, process_data(arena, "assets/letters.txt").ptr, arena, err) &&
           load_plotter(site, arena, err);
}

struct str visit_link(const struct visit *visit, struct str path, const char *const *without)
{
    struct arena *arena = visit->request->arena;
    struct str link = arena_printf(arena, STR_FMT "?", STR_ARG(path));
    for (size_t i = 0; i < visit->request->query_count; i++) {
        const struct http_field *field = &visit->request->query[i];
        bool left_out = field->value.len == 0;
        for (const char *const *name = without; *name != NULL; name++)
            left_out = left_out || str_eq(field->name, str_from(*name));
        if (!left_out)
            link = arena_printf(arena, STR_FMT STR_FMT "=" STR_FMT "&", STR_ARG(link),
                                STR_ARG(percent_escape(arena, field->name)),
                                STR_ARG(percent_escape(arena, field->value)));
    }
    return link;
}

/* The same page, ready for more in its query: its path is written anew, as it came decoded. */
static struct str here(const struct visit *visit, const char *const *without)
{
    struct arena *arena = visit->request->arena;
    struct str path = STR(""), rest = visit->request->path, part;
    while (str_next(&rest, '/', &part))
        if (part.len > 0)
            path = arena_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(path), STR_ARG(percent_escape(arena, part)));
    if (path.len == 0)
        path = STR("/");
    return visit_link(visit, path, without);
}

struct view *visit_view(struct visit *visit, struct str title, const char *at)
{
    const struct show *show = &visit->show;
    const char *other = show->tongue.lang == CATALOGUE_CY ? "en" : "cy";
    struct view *view = view_new(visit->request->arena);
    view_text(view, "lang", str_from(catalogue_lang_code(show->tongue.lang)));
    view_text(view, "council", show_council(show));
    view_text(view, "title", title);
    view_text(view, "other_lang", str_from(other));
    struct str link = here(visit, (const char *const[]){"lang", "signature", NULL});
    view_address(view, "other_link", arena_printf(visit->request->arena, STR_FMT "lang=%s", STR_ARG(link), other));
    view_address(view, "here", here(visit, (const char *const[]){"format", "table", "signature", NULL}));
    view_text(view, "updated", tongue_when(&show->tongue, show->board->now_ms, show->board->now_ms));
    view_flag(view, at, true);
    view_flag(view, "may_hear", visit->person.role >= DOOR_OFFICER && hook_find(&visit->site->hooks, true, STR_NONE));
    if (visit->site->live != NULL)
        view_text(view, "live", live_id(visit->site->live, visit->request->arena));
    view_flag(view, "plotter", visit->site->plotter.len > 0);
    view_flag(view, "administrator", visit->person.role == DOOR_ADMINISTRATOR);
    if (!visit->site->door.open && visit->person.role > DOOR_NOBODY)
        view_text(view, "who", visit->person.name);
    view_flag(view, "may_act", visit->person.role >= DOOR_OFFICER && visit->site->store != NULL);
    return view;
}

void visit_chart(struct visit *visit, struct view *view, const char *name, const struct chart *chart)
{
    if (chart == NULL)
        return;
    MUST(visit->chart_count < VISIT_CHARTS_MOST);
    visit->charts[visit->chart_count++] = chart;
    figure_put(&visit->show, view_map(view, name), chart);
}

static const struct chart *chart_named(const struct visit *visit, struct str name)
{
    for (size_t i = 0; i < visit->chart_count; i++)
        if (str_eq(name, str_from(visit->charts[i]->id)))
            return visit->charts[i];
    return NULL;
}

/* One table or chart of the page in the format asked for; NULL: there is none. */
static const char *write_file(struct visit *visit, struct str format, struct str name, const struct view *view)
{
    struct buf *out = &visit->answer->body;
    struct arena *arena = visit->request->arena;
    const struct chart *chart = chart_named(visit, name);
    if (str_eq(format, STR("csv")) && page_table_write(view, &visit->show.tongue, name, out))
        return "text/csv; charset=utf-8";
    if (chart != NULL && str_eq(format, STR("json"))) {
        figure_write(chart, arena, out);
        return "application/json";
    }
    if (chart != NULL && str_eq(format, STR("png"))) {
        struct str heading = arena_printf(arena, STR_FMT " – " STR_FMT " – " STR_FMT, STR_ARG(view_get(view, STR("title"))->text),
                                          STR_ARG(chart->title), STR_ARG(show_council(&visit->show)));
        buf_add(out, picture_png(&visit->show, &visit->site->letters, heading, chart));
        return "image/png";
    }
    return NULL;
}

void visit_render(struct visit *visit, enum visit_page page, const struct view *view)
{
    struct str format = http_query(visit->request, "format"), table = http_query(visit->request, "table");
    if (page == VISIT_ERROR || table.len == 0 || format.len == 0) {
        template_render(&visit->site->pages[page], &visit->show.tongue, view, &visit->answer->body);
        return;
    }
    const char *type = write_file(visit, format, table, view);
    if (type == NULL) {
        visit_error(visit, 404, "error.404");
        return;
    }
    visit->answer->type = type;
    visit->answer->attachment = arena_printf(visit->request->arena, STR_FMT "." STR_FMT, STR_ARG(table), STR_ARG(format));
}

void visit_error(struct visit *visit, int status, const char *key)
{
    struct str words = tongue_get(&visit->show.tongue, key);
    if (visit->machine) {
        http_problem(visit->answer, status, words);
        return;
    }
    struct view *view = visit_view(visit, tongue_get(&visit->show.tongue, "error.title"), "at_none");
    view_text(view, "error_words", words);
    buf_clear(&visit->answer->body);
    visit->answer->status = status;
    visit->answer->private_ = true;
    visit_render(visit, VISIT_ERROR, view);
}

void visit_redirect(struct visit *visit, struct str location)
{
    visit->answer->status = 303;
    visit->answer->location = location;
    visit->answer->private_ = true;
}

bool visit_wants_csv(const struct visit *visit)
{
    return str_eq(http_query(visit->request, "format"), STR("csv"));
}

bool visit_number(struct visit *visit, const char *name, int64_t least, int64_t most, int64_t *number)
{
    struct str text = http_query(visit->request, name);
    if (text.len == 0)
        return true;
    if (str_to_i64(text, number) && *number >= least && *number <= most)
        return true;
    visit_error(visit, 400, "error.400");
    return false;
}

bool visit_signed(struct visit *visit, bool (*is_deed)(struct str deed), struct signed_link *link)
{
    struct err err;
    const struct http_request *request = visit->request;
    *link = (struct signed_link){http_query(request, "incident"), http_query(request, "do"), http_query(request, "by"), 0};
    bool fine = is_deed(link->deed) && str_to_i64(http_query(request, "until"), &link->until_ms) &&
                signed_link_check(link, http_query(request, "signature"), visit->site->key, clock_now_ms(), &err);
    if (!fine)
        visit_error(visit, 403, "error.link");
    return fine;
}
