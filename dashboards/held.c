/* SPDX-License-Identifier: MIT */
#include "held.h"

#include "alert.h"

#include "base/banned.h"

void held_add(struct held *held, const struct tell *tell, const struct board *board, struct arena *arena)
{
    if (tell->at_ms > held->newest_ms)
        held->newest_ms = tell->at_ms;
    for (size_t i = 0; i < held->count; i++)
        if (str_eq(held->items[i].first.incident.id, tell->incident.id)) {
            if (tell->at_ms < held->items[i].first.at_ms)
                held->items[i].first = *tell;
            return;
        }
    if (held->count == HELD_MOST) {
        held->more++;
        return;
    }
    struct held_item *item = &held->items[held->count++];
    item->first = *tell;
    item->incident = board_incident(board, tell->incident.id);
    if (item->incident == NULL) {
        struct incident *then = ARENA_NEW(arena, struct incident);
        *then = tell->incident;
        item->incident = then;
    }
}

static struct str headline(const struct show *show, const struct held *held)
{
    const struct incident *first = held->items[0].incident;
    struct str what = tongue_say(&show->tongue, "incident.name", {"issue", show_issue(show, first->issue)},
                                 {"place", show_place(show, first->place, first->place_name, first->place_name_cy)});
    return tongue_say_count(&show->tongue, held->together ? "held.together#" : "held.headline#", (int64_t)held->count,
                            {"first", what});
}

static struct view *held_view(const struct show *show, const struct held *held, struct str to,
                              const unsigned char *key)
{
    struct view *view = view_new(show->tongue.arena), *list = view_list(view, "incidents");
    view_text(view, "lang", str_from(catalogue_lang_code(show->tongue.lang)));
    view_text(view, "council", show_council(show));
    view_text(view, "date", tongue_when(&show->tongue, show->board->now_ms, show->board->now_ms));
    view_text(view, "headline", headline(show, held));
    view_flag(view, "together", held->together);
    for (size_t i = 0; i < held->count; i++) {
        const struct incident *incident = held->items[i].incident;
        struct view *item = view_item(list);
        struct tell now = {held->items[i].first.what, held->items[i].first.at_ms, *incident};
        show_incident(show, item, incident);
        show_evidence(show, item, incident, 1);
        alert_buttons(show, item, &now, to, key);
    }
    return view;
}

bool held_write(const struct frame *frame, const struct board *board, const struct held *held,
                const unsigned char *key, struct arena *arena, struct envelope *envelope, struct err *err)
{
    struct frame_sheet sheet = frame_sheet(frame, FRAME_HELD);
    const struct settings_list *languages = &board->council->place.languages;
    for (size_t i = 0; i < languages->count; i++) {
        struct show show = show_new(board, frame_language(languages, i), board->council->mail.public_url, arena);
        show.quotes = &sheet.quotes;
        envelope->subject = frame_subject(arena, envelope->subject, headline(&show, held));
        struct view *view = held_view(&show, held, envelope->to, key);
        frame_stop_link(envelope, &show.tongue, view);
        frame_add(&sheet, &show.tongue, view);
    }
    envelope->date_ms = board->now_ms;
    return frame_finish(&sheet, languages, arena, envelope, err);
}
