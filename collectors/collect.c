/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "base/stop.h"
#include "poll.h"
#include "redis/records.h"
#include "sources.h"

#include "base/banned.h"

enum { LOOK_MS = 200, LOOK_INJECTED_MS = 20 };

const struct args_option collect_options[] = {
    {"once", NULL, "polls what is due now, and ends"},
    {NULL, NULL, NULL},
};

struct round {
    struct arena arena;
    struct council council;
    struct sources sources;
    struct poll_world world;
    struct poll *polls;
    struct err store_err; /* the last; none: all is well */
};

static struct str record_of(const struct records_page *page, struct str key)
{
    for (size_t i = 0; i < page->count; i++)
        if (str_eq(page->names[i], key))
            return page->values[i];
    return STR_NONE;
}

static bool is_polled(const struct round *round, struct str key)
{
    for (size_t i = 0; i < round->sources.count; i++)
        if (str_eq(round->polls[i].key, key))
            return true;
    return false;
}

/* What was taken out of the configuration, or turned off, is not silent: nobody listens to it. */
static bool forget_others(struct round *round, const struct records_page *page, struct err *err)
{
    for (size_t i = 0; i < page->count; i++)
        if (!is_polled(round, page->names[i]) && !records_source_remove(round->world.store, page->names[i], err))
            return false;
    return true;
}

static bool open_polls(struct round *round, struct err *err)
{
    struct records_page page;
    struct arena scratch = {0};
    bool ok = records_sources(round->world.store, &scratch, &page, err);
    round->polls = ARENA_ARRAY(&round->arena, struct poll, round->sources.count + 1);
    for (size_t i = 0; ok && i < round->sources.count; i++) {
        const struct source *source = &round->sources.items[i];
        struct str key = arena_printf(&scratch, "%s " STR_FMT, source->kind->section.name, STR_ARG(source->name));
        poll_open(&round->polls[i], source, &round->arena, record_of(&page, key));
        round->polls[i].source.keep_ms = round->council.privacy.keep_posts_ms;
    }
    ok = ok && forget_others(round, &page, err);
    arena_free(&scratch);
    return ok;
}

static bool open_round(const char *path, struct round *round, struct err *err)
{
    if (!council_read(path, &round->arena, &round->council, err) ||
        !sources_read(path, &round->arena, &round->sources, err) ||
        !council_author_key(&round->council, &round->arena, round->world.author_key, err))
        return false;
    round->world.store = store_open(&round->council, STORE_COLLECT, err);
    if (round->world.store == NULL)
        return false;
    round->world.fetch = fetch_open(&round->council);
    return open_polls(round, err);
}

static void close_round(struct round *round)
{
    if (round->world.fetch != NULL)
        fetch_close(round->world.fetch);
    for (size_t i = 0; round->polls != NULL && i < round->sources.count; i++)
        if (round->polls[i].health != NULL)
            poll_close(&round->polls[i]);
    if (round->world.store != NULL)
        store_close(round->world.store);
    arena_free(&round->arena);
}

/* Begins what is due, if `begin`, and tries what waited; how many turns are under way. */
static size_t look_round(struct round *round, bool begin)
{
    size_t busy = 0;
    int64_t now_ms = clock_now_ms();
    for (size_t i = 0; i < round->sources.count; i++) {
        struct poll *poll = &round->polls[i];
        if (begin && poll_is_due(poll, now_ms))
            poll_begin(poll, &round->world);
        else
            poll_resume(poll, &round->world);
        busy += poll->state != POLL_IDLE;
        if (poll->store_err.kind != ERR_NONE)
            round->store_err = poll->store_err;
    }
    return busy;
}

static void wait_a_little(struct round *round)
{
    struct fetch_done done;
    int64_t most_ms = clock_is_injected() ? LOOK_INJECTED_MS : LOOK_MS;
    if (fetch_running(round->world.fetch) == 0) {
        stop_sleep_ms(most_ms);
        return;
    }
    for (; fetch_wait(round->world.fetch, most_ms, &done); most_ms = 0)
        poll_answer(done.owner, &round->world, &done);
}

static void run_daemon(struct round *round)
{
    bool was_away = false;
    log_event(LOG_INFO, "collecting", NULL);
    process_say_ready();
    while (!stop_asked()) {
        round->store_err = (struct err){0};
        look_round(round, true);
        wait_a_little(round);
        bool away = round->store_err.kind != ERR_NONE;
        if (away && !was_away)
            log_event(LOG_WARN, "store", "cause", round->store_err.text, NULL);
        was_away = away;
    }
}

static void run_once(struct round *round)
{
    for (bool first = true; look_round(round, first) > 0 && !stop_asked(); first = false)
        wait_a_little(round);
}

int collect_run(const struct args *args)
{
    struct round round = {.polls = NULL};
    struct err err;
    stop_watch();
    int code = 0;
    if (!open_round(args->config_path, &round, &err)) {
        code = args_fail(&err);
    } else if (args_has(args, "once")) {
        run_once(&round);
        code = round.store_err.kind == ERR_NONE ? 0 : args_fail(&round.store_err);
    } else {
        run_daemon(&round);
    }
    close_round(&round);
    return code;
}
