/* SPDX-License-Identifier: MIT */
#include "show.h"

#include "base/banned.h"

static struct str shares(const struct show *show, const struct incident_share *share, size_t count,
                         struct str (*name)(const struct show *, struct str))
{
    struct arena *arena = show->tongue.arena;
    struct str all = STR_NONE;
    for (size_t i = 0; i < count; i++) {
        struct str one = name(show, share[i].name);
        if (share[i].people >= SHOW_PEOPLE_LEAST)
            one = arena_printf(arena, STR_FMT " (" STR_FMT ")", STR_ARG(one), STR_ARG(show_people(show, share[i].people)));
        all = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? ", " : "", STR_ARG(one));
    }
    return all;
}

static void put_quotes(const struct show *show, struct view *view, const struct incident *incident, size_t most)
{
    struct view *quotes = view_list(view, "quotes");
    for (size_t i = 0; i < incident->shown_count && i < most; i++) {
        const struct incident_post *post = &incident->shown[i];
        struct summary_quote quote = {post->id, post->url, post->text, post->language, post->source, post->at_ms};
        show_quote(show, view_item(quotes), &quote);
    }
}

/* The window that chance is reckoned of. */
static void put_window(const struct show *show, struct view *view, const struct incident *incident)
{
    if (incident->window_h <= 0 || incident->window_people < SHOW_PEOPLE_LEAST)
        return;
    view_text(view, "window_people", show_people(show, (int64_t)incident->window_people));
    view_text(view, "window_usual", tongue_usual(&show->tongue, incident->window_usual));
}

static void put_why(const struct show *show, struct view *view, const struct incident *incident)
{
    put_window(show, view, incident);
    view_text(view, "odds", incident->p > 0 && incident->p < 0.5 ? tongue_odds(&show->tongue, incident->p) : STR_NONE);
    view_text(view, "channels", shares(show, incident->channels, incident->channel_count, show_kind));
    view_text(view, "languages", shares(show, incident->languages, incident->language_count, show_language));
    if (incident->reposts_not_counted > 0)
        view_number(view, "reposts", incident->reposts_not_counted,
                    tongue_number(&show->tongue, (double)incident->reposts_not_counted, 0));
    if (incident->loud_not_counted > 0)
        view_number(view, "loud", incident->loud_not_counted,
                    tongue_number(&show->tongue, (double)incident->loud_not_counted, 0));
    if (incident->late > 0)
        view_number(view, "late", incident->late, tongue_number(&show->tongue, (double)incident->late, 0));
}

void show_evidence(const struct show *show, struct view *map, const struct incident *incident, size_t quotes_most)
{
    put_why(show, map, incident);
    put_quotes(show, map, incident, quotes_most);
}
