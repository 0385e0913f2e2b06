/* SPDX-License-Identifier: MIT */
#include "page_stop.h"

#include "base/clock.h"
#include "base/log.h"
#include "opt_out.h"

#include "base/banned.h"

/* `done`: what the button of the page takes back. */
static void show_page(struct visit *visit, struct signed_link link, bool done)
{
    struct arena *arena = visit->request->arena;
    const struct tongue *tongue = &visit->show.tongue;
    bool stops = str_eq(link.deed, STR("unsubscribe"));
    struct view *view = visit_view(visit, tongue_get(tongue, "stop.title"), "at_none");
    const char *key = done ? stops ? "stop.stopped" : "stop.started" : stops ? "stop.ask" : "stop.ask-again";
    if (done) {
        link.deed = stops ? STR("subscribe") : STR("unsubscribe");
        stops = !stops;
    }
    view_text(view, "stop_words", tongue_say(tongue, key, {"reader", link.by}));
    view_text(view, "stop_button", tongue_get(tongue, stops ? "stop.button" : "stop.button-again"));
    view_address(view, "stop_path", arena_printf(arena, "/unsubscribe?lang=%s&" STR_FMT, catalogue_lang_code(tongue->lang),
                                                 STR_ARG(signed_link_query(&link, visit->site->key, arena))));
    visit->answer->private_ = true;
    visit_render(visit, VISIT_STOP, view);
}

void page_stop_ask(struct visit *visit)
{
    struct signed_link link;
    if (visit_signed(visit, opt_out_is_deed, &link))
        show_page(visit, link, false);
}

void page_stop_do(struct visit *visit)
{
    struct signed_link link;
    struct err err;
    if (!visit_signed(visit, opt_out_is_deed, &link))
        return;
    if (visit->site->store == NULL ||
        !opt_out_keep(visit->site->store, &link, clock_now_ms(), visit->request->arena, &err)) {
        visit_error(visit, 503, "error.503");
        return;
    }
    log_event(LOG_INFO, "a reader's letters", "deed", arena_str(visit->request->arena, link.deed).ptr, "section",
              arena_str(visit->request->arena, link.incident).ptr, NULL);
    show_page(visit, link, true);
}
