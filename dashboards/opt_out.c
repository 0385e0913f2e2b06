/* SPDX-License-Identifier: MIT */
#include "opt_out.h"

#include "base/clock.h"
#include "record/action.h"

#include "base/banned.h"

enum { ACTIONS_A_PAGE = 500 };

static const struct str STOP = STR_INIT("unsubscribe"), AGAIN = STR_INIT("subscribe");

static struct str reader_of(struct str section, struct str to, struct arena *arena)
{
    return arena_printf(arena, STR_FMT "\n" STR_FMT, STR_ARG(section), STR_ARG(to));
}

static void take(struct opt_out *opt_out, const struct action *action, struct arena *scratch)
{
    if (!opt_out_is_deed(action->what))
        return;
    struct str name = reader_of(action->text, action->by, scratch);
    uint32_t reader = table_find(&opt_out->readers, name);
    if (reader == TABLE_NONE && opt_out->readers.count < OPT_OUT_MOST)
        reader = table_add(&opt_out->readers, name);
    if (reader != TABLE_NONE)
        opt_out->stopped[reader] = str_eq(action->what, STOP);
}

bool opt_out_read(struct opt_out *opt_out, struct store *store, struct err *err)
{
    struct arena scratch = {0};
    struct records_page page = {.count = ACTIONS_A_PAGE};
    bool ok = true;
    while (ok && page.count == ACTIONS_A_PAGE) {
        arena_reset(&scratch);
        ok = records_actions(store, opt_out->position, ACTIONS_A_PAGE, &scratch, &page, err);
        for (size_t i = 0; ok && i < page.count; i++) {
            struct action action;
            struct err bad;
            if (action_from_json(page.values[i], &scratch, &action, &bad))
                take(opt_out, &action, &scratch);
        }
        if (ok && page.count > 0)
            opt_out->position = arena_str(&opt_out->arena, page.names[page.count - 1]);
    }
    arena_free(&scratch);
    return ok;
}

bool opt_out_has(const struct opt_out *opt_out, const char *kind, struct str section, struct str to)
{
    struct arena scratch = {0};
    struct str name = arena_printf(&scratch, "%s:" STR_FMT "\n" STR_FMT, kind, STR_ARG(section), STR_ARG(to));
    uint32_t reader = table_find(&opt_out->readers, name);
    arena_free(&scratch);
    return reader != TABLE_NONE && opt_out->stopped[reader];
}

void opt_out_free(struct opt_out *opt_out)
{
    table_free(&opt_out->readers);
    arena_free(&opt_out->arena);
}

struct str opt_out_link(struct str base_url, const char *kind, struct str section, struct str to, int64_t now_ms,
                        const unsigned char key[HASH_KEY_BYTES], struct arena *arena)
{
    struct signed_link link = {arena_printf(arena, "%s:" STR_FMT, kind, STR_ARG(section)), STOP, to,
                               now_ms + OPT_OUT_LINK_DAYS * CLOCK_DAY_MS};
    return arena_printf(arena, STR_FMT "/unsubscribe?" STR_FMT, STR_ARG(base_url),
                        STR_ARG(signed_link_query(&link, key, arena)));
}

bool opt_out_is_deed(struct str deed)
{
    return str_eq(deed, STOP) || str_eq(deed, AGAIN);
}

bool opt_out_keep(struct store *store, const struct signed_link *link, int64_t now_ms, struct arena *arena,
                  struct err *err)
{
    struct action action = {.what = link->deed, .by = link->by, .text = link->incident, .at_ms = now_ms};
    return records_action_add(store, action_to_json(&action, arena), err);
}
