/* SPDX-License-Identifier: MIT */
#include "analyse_command.h"

#include "analyse.h"
#include "base/log.h"
#include "base/process.h"
#include "base/stop.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { BLOCK_MS = 500, AWAY_MS = 500 };

const struct args_option analyse_command_options[] = {
    {"once", NULL, "reads what waits now, and ends"},
    {"number", "N", "which of several analysers this is; 1"},
    {NULL, NULL, NULL},
};

struct analyser {
    struct arena arena; /* of the configuration */
    struct council council;
    struct store *store;
    struct analyse *analyse;
    struct str consumer;
    struct arena segment_arena;
};

/* One segment; *count is 0 if nothing waited. */
static bool read_segment(struct analyser *analyser, int64_t block_ms, size_t *count, struct err *err)
{
    struct arena *arena = &analyser->segment_arena;
    struct stream_segment segment;
    bool committed;
    *count = 0;
    arena_reset(arena);
    if (!stream_take(analyser->store, analyser->consumer, block_ms, arena, &segment, err))
        return false;
    if (segment.count == 0)
        return true;
    struct reading *readings = ARENA_ARRAY(arena, struct reading, segment.count);
    analyse_posts(analyser->analyse, segment.posts, segment.count, arena, readings);
    *count = segment.count;
    return stream_commit(analyser->store, &segment, readings, &committed, err);
}

static int run_once(struct analyser *analyser)
{
    struct err err;
    size_t count = 1;
    while (count > 0 && !stop_asked())
        if (!read_segment(analyser, 1, &count, &err))
            return args_fail(&err);
    return 0;
}

static void say_away(const struct err *err, bool *was_away)
{
    if (!*was_away)
        log_event(LOG_WARN, "store", "cause", err->text, NULL);
    *was_away = true;
}

static int run_daemon(struct analyser *analyser)
{
    struct err err;
    size_t count;
    bool was_away = false;
    log_event(LOG_INFO, "analysing", "version", analyse_version(analyser->analyse).ptr, NULL);
    process_say_ready();
    while (!stop_asked()) {
        if (read_segment(analyser, BLOCK_MS, &count, &err)) {
            was_away = false;
        } else if (err.kind == ERR_AGAIN) {
            say_away(&err, &was_away);
            stop_sleep_ms(AWAY_MS);
        } else {
            return args_fail(&err);
        }
    }
    return 0;
}

static bool open_analyser(const struct args *args, struct analyser *analyser, struct err *err)
{
    const char *number = args_get(args, "number");
    analyser->consumer = arena_printf(&analyser->arena, "analyse-%s", number ? number : "1");
    return council_read(args->config_path, &analyser->arena, &analyser->council, err) &&
           (analyser->analyse = analyse_new(&analyser->council, err)) != NULL &&
           (analyser->store = store_open(&analyser->council, STORE_ANALYSE, err)) != NULL;
}

int analyse_command_run(const struct args *args)
{
    struct analyser analyser = {.store = NULL};
    struct err err;
    stop_watch();
    int code;
    if (!open_analyser(args, &analyser, &err))
        code = args_fail(&err);
    else
        code = args_has(args, "once") ? run_once(&analyser) : run_daemon(&analyser);
    if (analyser.store != NULL)
        store_close(analyser.store);
    analyse_free(analyser.analyse);
    arena_free(&analyser.segment_arena);
    arena_free(&analyser.arena);
    return code;
}
