/* SPDX-License-Identifier: MIT */
#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "aggregate.h"
#include "analyse.h"
#include "base/file.h"
#include "base/log.h"
#include "base/stop.h"
#include "base/table.h"
#include "record/period.h"
#include "record/summary.h"
#include "redis/records.h"
#include "redis/server.h"
#include "redis/stream.h"
#include "replay_posts.h"

#include "base/banned.h"

enum { LINE_BYTES_MOST = 16 << 20 };

const struct args_option replay_options[] = {{NULL, NULL, NULL}};

struct replay {
    struct arena arena;
    struct council council;
    struct replay_posts posts;
    char dir[64], clock[80];
    struct server *server;
    struct store *collect, *analyse, *fold;
    struct analyse *analyser;
    struct aggregate *aggregate;
    struct table told; /* what was printed: "ID n" of incidents' steps, ids of summaries */
    size_t done;
};

static bool open_roles(struct replay *replay, struct err *err)
{
    replay->collect = store_open(&replay->council, STORE_COLLECT, err);
    replay->analyse = replay->collect != NULL ? store_open(&replay->council, STORE_ANALYSE, err) : NULL;
    replay->fold = replay->analyse != NULL ? store_open(&replay->council, STORE_AGGREGATE, err) : NULL;
    return replay->fold != NULL;
}

static bool set_up(struct replay *replay, struct err *err)
{
    replay->council.store.url = STR("");
    replay->council.store.state_dir = str_from(replay->dir);
    replay->council.privacy.author_key_file = STR("");
    replay->analyser = analyse_new(&replay->council, err);
    if (replay->analyser == NULL)
        return false;
    replay->server = server_start(&replay->council, NULL, err);
    if (replay->server == NULL || !open_roles(replay, err))
        return false;
    replay->aggregate = aggregate_new(&replay->council, replay->fold, err);
    return replay->aggregate != NULL;
}

static void tear_down(struct replay *replay)
{
    aggregate_free(replay->aggregate);
    analyse_free(replay->analyser);
    store_close(replay->fold);
    store_close(replay->analyse);
    store_close(replay->collect);
    if (replay->server != NULL)
        server_stop(replay->server);
    file_remove_tree(replay->dir);
    replay_posts_free(&replay->posts);
    table_free(&replay->told);
    arena_free(&replay->arena);
}

static bool ingest(struct replay *replay, const struct post *posts, size_t count, struct err *err)
{
    struct stream_ingested ingested;
    for (size_t i = 0; i < count; i += STREAM_SEGMENT_POSTS_MOST) {
        size_t part = count - i < STREAM_SEGMENT_POSTS_MOST ? count - i : STREAM_SEGMENT_POSTS_MOST;
        if (!stream_ingest(replay->collect, STR("replay"), posts + i, part, STR_NONE, &ingested, err))
            return false;
    }
    return true;
}

static bool analyse_all(struct replay *replay, struct err *err)
{
    struct arena arena = {0};
    struct stream_segment segment = {.count = 1};
    bool ok = true;
    while (ok && segment.count > 0) {
        bool committed;
        arena_reset(&arena);
        ok = stream_take(replay->analyse, STR("replay"), 0, &arena, &segment, err);
        if (!ok || segment.count == 0)
            break;
        struct reading *readings = ARENA_ARRAY(&arena, struct reading, segment.count);
        analyse_posts(replay->analyser, segment.posts, segment.count, &arena, readings);
        ok = stream_commit(replay->analyse, &segment, readings, &committed, err);
    }
    arena_free(&arena);
    return ok;
}

static bool fold_all(struct replay *replay, struct err *err)
{
    bool more = true, ok = true;
    while (ok && more)
        ok = aggregate_step(replay->aggregate, clock_now_ms(), &more, err);
    return ok;
}

/* Once in a replay. */
static bool is_new(struct replay *replay, struct str what)
{
    size_t before = replay->told.count;
    return table_add(&replay->told, what) == before;
}

/* A step, with what it is about and the numbers that caused it. */
static void print_step(const struct incident *incident, const struct incident_step *step, struct arena *arena)
{
    struct buf buf = BUF("a step", LINE_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "type", STR("incident"));
    json_out_member_str(&out, "at", clock_iso(arena, step->at_ms));
    json_out_member_str(&out, "what", step->what);
    json_out_member_str(&out, "incident", incident->id);
    json_out_member_str(&out, "kind", incident->kind);
    json_out_member_str(&out, "issue", incident->issue);
    json_out_member_str(&out, "place", incident->place);
    json_out_member_bool(&out, "urgent", incident->urgent);
    json_out_member_double(&out, "people", step->people, 2);
    json_out_member_double(&out, "expected", step->expected, 3);
    json_out_member_double(&out, "p", step->p, 15);
    json_out_close(&out, '}');
    json_out_line(&out);
    fwrite(buf.data, 1, buf.len, stdout);
    buf_free(&buf);
}

struct step_ref {
    const struct incident *incident;
    const struct incident_step *step;
};

static int by_time(const void *a, const void *b)
{
    const struct step_ref *left = a, *right = b;
    if (left->step->at_ms != right->step->at_ms)
        return left->step->at_ms < right->step->at_ms ? -1 : 1;
    int by_id = str_compare(left->incident->id, right->incident->id);
    return by_id != 0 ? by_id : left->step < right->step ? -1 : left->step > right->step;
}

static bool tell_incidents(struct replay *replay, struct arena *arena, struct err *err)
{
    struct records_page page;
    if (!records_all(replay->fold, 0, STR("incidents"), arena, &page, err))
        return false;
    struct step_ref *steps = ARENA_ARRAY(arena, struct step_ref, page.count * INCIDENT_LOG_MOST + 1);
    size_t count = 0;
    for (size_t i = 0; i < page.count; i++) {
        struct incident *incident = ARENA_NEW(arena, struct incident);
        struct json *root;
        if (!json_parse(page.values[i], arena, &root, err) || !incident_from_json(root, arena, incident, err))
            return false;
        for (size_t k = 0; k < incident->log_count; k++) {
            const struct incident_step *step = &incident->log[k];
            if (is_new(replay, arena_printf(arena, STR_FMT " " STR_FMT " %lld", STR_ARG(incident->id),
                                            STR_ARG(step->what), (long long)step->at_ms)))
                steps[count++] = (struct step_ref){incident, step};
        }
    }
    qsort(steps, count, sizeof *steps, by_time);
    for (size_t i = 0; i < count; i++)
        print_step(steps[i].incident, steps[i].step, arena);
    return true;
}

/* The summary of a day that is over, with `type` before the rest. */
static bool tell_day(struct replay *replay, int64_t day_ms, struct arena *arena, struct err *err)
{
    struct str json, id = period_id(PERIOD_DAY, day_ms, arena);
    struct buf buf = BUF("a day", LINE_BYTES_MOST);
    if (!records_get(replay->fold, 0, STR("summaries"), id, arena, &json, err))
        return false;
    if (json.len > 1 && is_new(replay, id)) {
        buf_printf(&buf, "{\"type\":\"summary\"," STR_FMT "\n", STR_ARG(str_cut(json, 1, json.len)));
        fwrite(buf.data, 1, buf.len, stdout);
    }
    buf_free(&buf);
    return true;
}

static void show_progress(const struct replay *replay, struct arena *arena)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r" STR_FMT "  %zu of %zu posts ", STR_ARG(clock_iso_day(arena, clock_now_ms())),
                replay->done, replay->posts.count);
}

/* The clock goes to `until_ms`, and what was said before then is heard, read and counted. */
static bool play_until(struct replay *replay, int64_t until_ms, struct err *err)
{
    struct arena arena = {0};
    size_t first = replay->done;
    int64_t before_ms = clock_now_ms();
    while (replay->done < replay->posts.count && replay->posts.items[replay->done].published_ms <= until_ms)
        replay->done++;
    clock_file_set(replay->clock, until_ms);
    bool ok = ingest(replay, replay->posts.items + first, replay->done - first, err) && analyse_all(replay, err) &&
              fold_all(replay, err) && tell_incidents(replay, &arena, err);
    for (int64_t day_ms = period_start(PERIOD_DAY, before_ms); ok && period_after(PERIOD_DAY, day_ms, 1) <= until_ms;
         day_ms = period_after(PERIOD_DAY, day_ms, 1))
        ok = tell_day(replay, day_ms, &arena, err);
    show_progress(replay, &arena);
    arena_free(&arena);
    return ok;
}

/* Hour by hour where something was said, else to the end of the day. */
static bool play(struct replay *replay, struct err *err)
{
    if (replay->posts.count == 0)
        return true;
    int64_t last_ms = replay->posts.items[replay->posts.count - 1].published_ms,
            end_ms = period_after(PERIOD_DAY, period_start(PERIOD_DAY, last_ms), 1);
    while (clock_now_ms() < end_ms && !stop_asked()) {
        int64_t next_ms = replay->done < replay->posts.count ? replay->posts.items[replay->done].published_ms : end_ms,
                day_ms = period_after(PERIOD_DAY, period_start(PERIOD_DAY, clock_now_ms()), 1),
                hour_ms = period_after(PERIOD_HOUR, period_start(PERIOD_HOUR, next_ms), 1);
        if (!play_until(replay, hour_ms < day_ms ? hour_ms : day_ms, err))
            return false;
    }
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    return !stop_asked() || err_set(err, ERR_AGAIN, "stopped");
}

/* Before anybody asks what time it is. */
static bool hold_clock(struct replay *replay, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(replay->dir, sizeof replay->dir, "%s/earshot-replay-XXXXXX",
             tmp != NULL && strlen(tmp) < 32 ? tmp : "/tmp");
    if (mkdtemp(replay->dir) == NULL)
        return err_set(err, ERR_CONFIG, "%s: cannot be made", replay->dir);
    snprintf(replay->clock, sizeof replay->clock, "%s/clock", replay->dir);
    if (!clock_file_set(replay->clock, 0) || setenv("EARSHOT_CLOCK", replay->clock, 1) != 0)
        return err_set(err, ERR_CONFIG, "%s: cannot be written", replay->clock);
    return true;
}

static bool replay_files(struct replay *replay, const struct args *args, struct err *err)
{
    if (args->operand_count == 0)
        return err_set(err, ERR_CONFIG, "replay: say which FILE of posts; - is standard input");
    for (size_t i = 0; i < args->operand_count; i++)
        if (!replay_posts_read(args->operands[i], &replay->arena, &replay->posts, err))
            return false;
    replay_posts_sort(&replay->posts);
    if (replay->posts.count > 0)
        clock_file_set(replay->clock, replay->posts.items[0].published_ms);
    return council_read(args->config_path, &replay->arena, &replay->council, err) && set_up(replay, err) &&
           play(replay, err);
}

int replay_run(const struct args *args)
{
    struct replay *replay = calloc(1, sizeof *replay);
    struct err err;
    MUST(replay != NULL);
    bool ok = hold_clock(replay, &err);
    if (ok) {
        log_open("earshot-replay", args->log_json, LOG_WARN);
        stop_watch();
        ok = replay_files(replay, args, &err);
    }
    fflush(stdout);
    tear_down(replay);
    free(replay);
    return ok ? 0 : args_fail(&err);
}
