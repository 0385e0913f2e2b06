/* SPDX-License-Identifier: MIT */
#include "aggregate_command.h"

#include "aggregate.h"
#include "base/log.h"
#include "base/process.h"
#include "base/stop.h"

#include "base/banned.h"

enum { PAUSE_MS = 1000, BACK_OFF_MOST_MS = 30000 };

const struct args_option aggregate_command_options[] = {
    {"once", NULL, "counts what is there now, and ends"},
    {NULL, NULL, NULL},
};

/* All that is there now. */
static bool catch_up(struct aggregate *aggregate, struct err *err)
{
    bool more = true;
    while (more && !stop_asked())
        if (!aggregate_step(aggregate, clock_now_ms(), &more, err))
            return false;
    return true;
}

static bool run_once(const struct council *council, struct err *err)
{
    struct store *store = store_open(council, STORE_AGGREGATE, err);
    if (store == NULL)
        return false;
    struct aggregate *aggregate = aggregate_new(council, store, err);
    bool ok = aggregate != NULL && catch_up(aggregate, err);
    aggregate_free(aggregate);
    store_close(store);
    return ok;
}

/* Until told to stop, or until Redis fails. */
static bool listen(const struct council *council, bool *ready, int64_t *pause_ms, struct err *err)
{
    struct store *store = store_open(council, STORE_AGGREGATE, err);
    if (store == NULL)
        return false;
    struct aggregate *aggregate = aggregate_new(council, store, err);
    bool ok = aggregate != NULL && catch_up(aggregate, err);
    if (ok && !*ready)
        process_say_ready();
    *ready = *ready || ok;
    while (ok && stop_sleep_ms(PAUSE_MS)) {
        *pause_ms = PAUSE_MS;
        ok = catch_up(aggregate, err);
    }
    aggregate_free(aggregate);
    store_close(store);
    return ok;
}

static bool run_on(const struct council *council, struct err *err)
{
    int64_t pause_ms = PAUSE_MS;
    bool ready = false;
    while (!listen(council, &ready, &pause_ms, err)) {
        if (err->kind != ERR_AGAIN)
            return false;
        log_event(LOG_WARN, "the store is away; trying again", "why", err->text, NULL);
        if (!stop_sleep_ms(pause_ms))
            return true;
        pause_ms = pause_ms * 2 < BACK_OFF_MOST_MS ? pause_ms * 2 : BACK_OFF_MOST_MS;
    }
    return true;
}

int aggregate_command_run(const struct args *args)
{
    struct arena arena = {0};
    struct council council;
    struct err err;
    log_open("earshot-aggregate", args->log_json, LOG_INFO);
    stop_watch();
    bool ok = council_read(args->config_path, &arena, &council, &err) &&
              (args_has(args, "once") ? run_once(&council, &err) : run_on(&council, &err));
    int code = ok ? 0 : args_fail(&err);
    arena_free(&arena);
    return code;
}
