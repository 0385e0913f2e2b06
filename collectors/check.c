/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/stop.h"
#include "base/utf8.h"
#include "record/tongue.h"
#include "drop.h"
#include "fetch.h"
#include "health.h"
#include "normalise.h"
#include "sources.h"

#include "base/banned.h"

const struct args_option check_options[] = {
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {NULL, NULL, NULL},
};

struct asking {
    struct fetch *fetch;
    struct source source;
    const struct tongue *tongue;
    size_t posts;
    int64_t latest_ms;
    struct str notice;
    const char *why;
    int status; /* of the last reply */
    struct err err;
};

static bool ask(struct asking *asking, const struct source_request *request, struct source_reply *reply)
{
    struct fetch_done done;
    *reply = (struct source_reply){.url = request->url};
    if (str_starts(request->url, STR("file:"))) {
        drop_read(request, asking->source.arena, reply, &asking->err);
        return true;
    }
    if (!fetch_start(asking->fetch, request, NULL, asking->source.arena, asking, &asking->err))
        return false;
    while (!fetch_wait(asking->fetch, 200, &done))
        if (stop_asked())
            return err_set(&asking->err, ERR_AGAIN, "stopped");
    *reply = done.reply;
    asking->err = done.err;
    return true;
}

static void count_posts(struct asking *asking, struct source_answer *answer)
{
    normalise_answer(&asking->source, NULL, answer);
    for (size_t i = 0; i < answer->count; i++)
        if (answer->posts[i].published_ms > asking->latest_ms)
            asking->latest_ms = answer->posts[i].published_ms;
    asking->posts += answer->count;
    if (answer->notice.len > 0) {
        asking->notice = answer->notice;
        asking->why = answer->why;
    }
}

/* Goes on until there is something to read, or nothing more to ask. */
static bool question(struct asking *asking)
{
    struct str cursor = STR_NONE;
    bool more = true;
    for (int i = 0; more && asking->posts == 0 && i < CHECK_REQUESTS_MOST; i++) {
        struct source_request request = {0};
        struct source_reply reply;
        struct source_answer answer = {0};
        struct err err = {0};
        const struct source_kind *kind = asking->source.kind;
        if (!kind->request(&asking->source, cursor, &request, &asking->err))
            return false;
        if (request.url.len == 0)
            return true;
        if (!ask(asking, &request, &reply))
            return false;
        asking->status = reply.status;
        bool ok = kind->response(&asking->source, cursor, &request, &reply, &answer, &err);
        if (!ok && asking->err.kind == ERR_NONE)
            asking->err = err;
        if (!ok)
            return false;
        cursor = answer.cursor.ptr != NULL ? answer.cursor : cursor;
        more = answer.more;
        count_posts(asking, &answer);
    }
    return asking->posts > 0 || asking->err.kind == ERR_NONE;
}

/* In the reader's language, and for who mends it in the words of the source. */
static struct str trouble(const struct asking *asking)
{
    const struct tongue *tongue = asking->tongue;
    const char *why = arena_printf(tongue->arena, "source.why.%s", health_why(&asking->err, asking->status)).ptr;
    struct str text = tongue_say(tongue, asking->err.kind == ERR_CONFIG ? "check.person" : "check.away",
                                 {"cause", tongue_get(tongue, why)});
    return arena_printf(tongue->arena, STR_FMT ". " STR_FMT, STR_ARG(text),
                        STR_ARG(tongue_say(tongue, "source.detail", {"cause", str_from(asking->err.text)})));
}

/* What was found, and what the source has to say beside it. */
static struct str with_notice(const struct asking *asking, struct str text)
{
    const struct tongue *tongue = asking->tongue;
    if (asking->notice.len == 0)
        return text;
    struct str detail = tongue_say(tongue, "source.detail", {"cause", asking->notice});
    const char *why = arena_printf(tongue->arena, "source.why.%s", asking->why ? asking->why : "part").ptr;
    text = tongue_say(tongue, "check.notice", {"answer", text}, {"cause", tongue_get(tongue, why)});
    return arena_printf(tongue->arena, STR_FMT ". " STR_FMT, STR_ARG(text), STR_ARG(detail));
}

/* How long what is deleted there stays here. */
static struct str with_mute(const struct asking *asking, struct str text)
{
    const struct tongue *tongue = asking->tongue;
    struct str keep = tongue_span(tongue, asking->source.keep_ms);
    return !asking->source.kind->mute ? text
                                      : arena_printf(tongue->arena, STR_FMT ". " STR_FMT, STR_ARG(text),
                                                     STR_ARG(tongue_say(tongue, "check.mute", {"time", keep})));
}

static struct str verdict(const struct asking *asking, bool ok)
{
    const struct tongue *tongue = asking->tongue;
    struct str latest = clock_iso(tongue->arena, asking->latest_ms);
    if (!ok)
        return with_notice(asking, trouble(asking));
    if (asking->posts == 0)
        return with_mute(asking, with_notice(asking, tongue_get(tongue, "check.nothing")));
    struct str posts = tongue_fill(tongue, asking->latest_ms != 0 ? "check.posts.latest" : "check.posts",
                                   (int64_t)asking->posts,
                                   (const struct tongue_arg[]){{"latest", latest}, {NULL, STR_NONE}});
    return with_mute(asking, with_notice(asking, posts));
}

static void print_row(struct str name, struct str kind, struct str answer)
{
    size_t name_width = utf8_length(name), kind_width = utf8_length(kind);
    printf(STR_FMT "%*s  " STR_FMT "%*s  " STR_FMT "\n", STR_ARG(name), name_width < 24 ? (int)(24 - name_width) : 0, "",
           STR_ARG(kind), kind_width < 10 ? (int)(10 - kind_width) : 0, "", STR_ARG(answer));
    fflush(stdout);
}

static bool check_source(struct fetch *fetch, const struct source *source, int64_t keep_ms, const struct tongue *tongue)
{
    struct arena arena = {0};
    struct asking asking = {.fetch = fetch, .source = *source, .tongue = tongue};
    asking.source.arena = &arena;
    asking.source.keep_ms = keep_ms;
    asking.source.now_ms = clock_now_ms();
    bool ok = question(&asking);
    print_row(source->name, str_from(source->kind->section.name), verdict(&asking, ok));
    arena_free(&arena);
    return ok;
}

static void tell_off(const struct source *source, const struct tongue *tongue)
{
    print_row(source->name, str_from(source->kind->section.name),
              tongue_get(tongue, source->kind->paid ? "check.off.paid" : "check.off"));
}

static bool check(const struct council *council, const struct sources *sources, const struct tongue *tongue)
{
    struct fetch *fetch = fetch_open(council);
    bool ok = true;
    if (sources->count + sources->off_count == 0)
        printf(STR_FMT "\n", STR_ARG(tongue_get(tongue, "check.none")));
    else
        print_row(tongue_get(tongue, "check.source"), tongue_get(tongue, "check.kind"),
                  tongue_get(tongue, "check.answer"));
    for (size_t i = 0; i < sources->count && !stop_asked(); i++)
        ok = check_source(fetch, &sources->items[i], council->privacy.keep_posts_ms, tongue) && ok;
    for (size_t i = 0; i < sources->off_count; i++)
        tell_off(&sources->off[i], tongue);
    fetch_close(fetch);
    return ok;
}

int check_run(const struct args *args)
{
    struct arena arena = {0};
    struct council council;
    struct sources sources;
    struct catalogue catalogue = {0};
    struct tongue tongue;
    struct err err;
    stop_watch();
    bool ready = council_read(args->config_path, &arena, &council, &err) &&
                 sources_read(args->config_path, &arena, &sources, &err) &&
                 tongue_open(&catalogue, args_get(args, "lang"), &arena, &tongue, &err);
    int code = ready ? !check(&council, &sources, &tongue) : args_fail(&err);
    catalogue_free(&catalogue);
    arena_free(&arena);
    return code;
}
