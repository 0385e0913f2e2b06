/* SPDX-License-Identifier: MIT */
#include "page_act.h"

#include "base/clock.h"
#include "record/action.h"
#include "redis/records.h"

#include "base/banned.h"

enum { MUTE_HOURS = 4 };

static void act(struct visit *visit, struct str incident, struct str deed, struct str by)
{
    struct err err;
    struct action action = {.what = deed, .by = by, .incident = incident, .at_ms = clock_now_ms()};
    if (str_eq(deed, STR("mute")))
        action.until_ms = action.at_ms + MUTE_HOURS * CLOCK_HOUR_MS;
    if (visit->site->store == NULL ||
        !records_action_add(visit->site->store, action_to_json(&action, visit->request->arena), &err))
        visit_error(visit, 503, "error.503");
    else
        visit_redirect(visit, show_link(&visit->show, "incidents", incident));
}

void page_act_incident(struct visit *visit)
{
    struct str deed = http_form(visit->request, "do");
    if (board_incident(visit->show.board, visit->id) == NULL)
        visit_error(visit, 404, "error.404");
    else if (!action_is_of_incident(deed))
        visit_error(visit, 400, "error.400");
    else
        act(visit, visit->id, deed, visit->person.name);
}

void page_act_ask(struct visit *visit)
{
    struct signed_link link;
    if (!visit_signed(visit, action_is_of_incident, &link))
        return;
    const struct incident *incident = board_incident(visit->show.board, link.incident);
    if (incident == NULL) {
        visit_error(visit, 404, "error.404");
        return;
    }
    struct arena *arena = visit->request->arena;
    struct view *view = visit_view(visit, tongue_get(&visit->show.tongue, "incident.confirm"), "at_none");
    const char *key = arena_printf(arena, "incident.confirm." STR_FMT, STR_ARG(link.deed)).ptr;
    view_text(view, "act_words", tongue_say(&visit->show.tongue, key, {"issue", show_issue(&visit->show, incident->issue)},
                                            {"place", show_place(&visit->show, incident->place, incident->place_name, incident->place_name_cy)}));
    view_address(view, "act_path", arena_printf(arena, "/act?lang=%s&" STR_FMT,
                                                catalogue_lang_code(visit->show.tongue.lang),
                                                STR_ARG(signed_link_query(&link, visit->site->key, arena))));
    visit->answer->private_ = true;
    visit_render(visit, VISIT_ACT, view);
}

void page_act_do(struct visit *visit)
{
    struct signed_link link;
    if (visit_signed(visit, action_is_of_incident, &link))
        act(visit, link.incident, link.deed, link.by);
}

void page_act_sign_in(struct visit *visit)
{
    struct view *view = visit_view(visit, tongue_get(&visit->show.tongue, "sign-in.title"), "at_none");
    view_flag(view, "wrong", str_eq(http_query(visit->request, "wrong"), STR("1")));
    visit->answer->private_ = true;
    visit_render(visit, VISIT_SIGN_IN, view);
}

void page_act_enter(struct visit *visit)
{
    struct arena *arena = visit->request->arena;
    struct str token = http_form(visit->request, "token");
    const char *lang = catalogue_lang_code(visit->show.tongue.lang);
    if (door_of_token(&visit->site->door, token).role == DOOR_NOBODY) {
        visit_redirect(visit, arena_printf(arena, "/sign-in?lang=%s&wrong=1", lang));
        return;
    }
    visit->answer->cookie = door_cookie(token, arena);
    visit_redirect(visit, arena_printf(arena, "/?lang=%s", lang));
}

void page_act_leave(struct visit *visit)
{
    visit->answer->cookie = door_cookie(STR(""), visit->request->arena);
    visit_redirect(visit, arena_printf(visit->request->arena, "/sign-in?lang=%s",
                                       catalogue_lang_code(visit->show.tongue.lang)));
}
