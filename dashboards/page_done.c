/* SPDX-License-Identifier: MIT */
#include "page_done.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "record/action.h"
#include "redis/records.h"

#include "base/banned.h"

enum { SHOWN_MOST = 5, ID_BYTES_MOST = 200 };

static bool is_about(const struct board_deed *deed, struct str issue, struct str place)
{
    bool everywhere = deed->place.len == 0 && issue.len > 0;
    return (issue.len == 0 || str_eq(deed->issue, issue)) &&
           (place.len == 0 || everywhere || str_eq(deed->place, place));
}

static void put(const struct visit *visit, struct view *item, const struct board_deed *deed)
{
    const struct show *show = &visit->show;
    bool welsh = show->tongue.lang == CATALOGUE_CY && deed->text_cy.len > 0;
    struct str place = show_place(show, deed->place, STR_NONE, STR_NONE), about = place;
    if (deed->issue.len > 0)
        about = arena_printf(visit->request->arena, STR_FMT ", " STR_FMT, STR_ARG(show_issue(show, deed->issue)),
                             STR_ARG(place));
    view_text(item, "deed", welsh ? deed->text_cy : deed->text);
    view_text(item, "deed_about", about);
    view_text(item, "deed_when", tongue_when(&show->tongue, deed->at_ms, show->board->now_ms));
    view_text(item, "deed_by", deed->by);
    view_address(item, "deed_path", show_link(show, "done", deed->id));
}

void page_done_put(const struct visit *visit, struct view *view, struct str issue, struct str place)
{
    const struct board *board = visit->show.board;
    struct view *list = view_list(view, "done");
    size_t count = 0;
    for (size_t i = 0; i < board->deed_count && count < SHOWN_MOST; i++)
        if (is_about(&board->deeds[i], issue, place)) {
            put(visit, view_item(list), &board->deeds[i]);
            count++;
        }
    view_flag(view, "done_any", count > 0);
    view_text(view, "done_issue", issue);
    view_text(view, "done_place", place);
}

static bool add(struct visit *visit, const struct action *action)
{
    struct err err;
    bool fine = visit->site->store != NULL &&
                records_action_add(visit->site->store, action_to_json(action, visit->request->arena), &err);
    if (!fine)
        visit_error(visit, 503, "error.503");
    return fine;
}

static bool is_text(struct str text)
{
    return str_trim(text).len > 0 && utf8_length(text) <= PAGE_DONE_LETTERS;
}

static void go_to(struct visit *visit, struct str issue, struct str place)
{
    const struct show *show = &visit->show;
    if (issue.len > 0 || place.len > 0)
        visit_redirect(visit, show_link(show, issue.len > 0 ? "issues" : "places", issue.len > 0 ? issue : place));
    else
        visit_redirect(visit, arena_printf(visit->request->arena, "/?lang=%s", catalogue_lang_code(show->tongue.lang)));
}

void page_done_record(struct visit *visit)
{
    const struct http_request *request = visit->request;
    struct action action = {.what = STR("did"), .by = visit->person.name, .issue = http_form(request, "issue"),
                            .place = http_form(request, "place"), .text = str_trim(http_form(request, "text")),
                            .text_cy = str_trim(http_form(request, "text_cy")), .at_ms = clock_now_ms()};
    if (!is_text(action.text) || !is_text(action.text_cy) || action.issue.len > ID_BYTES_MOST ||
        action.place.len > ID_BYTES_MOST)
        visit_error(visit, 400, "done.both");
    else if (add(visit, &action))
        go_to(visit, action.issue, action.place);
}

void page_done_undo(struct visit *visit)
{
    const struct board *board = visit->show.board;
    for (size_t i = 0; i < board->deed_count; i++) {
        const struct board_deed *deed = &board->deeds[i];
        struct action action = {.what = STR("undo"), .by = visit->person.name, .undone = deed->id,
                                .at_ms = clock_now_ms()};
        if (!str_eq(deed->id, visit->id))
            continue;
        if (add(visit, &action))
            go_to(visit, deed->issue, deed->place);
        return;
    }
    visit_error(visit, 404, "error.404");
}
