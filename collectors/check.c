/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/stop.h"
#include "base/utf8.h"
#include "drop.h"
#include "fetch.h"
#include "normalise.h"
#include "sources.h"

#include "base/banned.h"

const struct args_option check_options[] = {
    {"lang", "cy|en", "the language of the table; else the council's first"},
    {NULL, NULL, NULL},
};

/* What is said, in English and Welsh. */
enum say { SAY_SOURCE, SAY_KIND, SAY_ANSWER, SAY_POSTS, SAY_LATEST, SAY_NOTHING, SAY_AWAY, SAY_PERSON, SAY_NONE, SAY_OFF, SAY_PAID };
static const char *const says[][2] = {
    [SAY_SOURCE] = {"source", "ffynhonnell"},
    [SAY_KIND] = {"kind", "math"},
    [SAY_ANSWER] = {"what it answers", "beth mae'n ei ateb"},
    [SAY_POSTS] = {"answers; messages to read at once: ", "yn ateb; negeseuon i'w darllen yn syth: "},
    [SAY_LATEST] = {", the latest of ", ", y diweddaraf "},
    [SAY_NOTHING] = {"answers, but with no message", "yn ateb, ond heb yr un neges"},
    [SAY_AWAY] = {"does not answer as it should: ", "nid yw'n ateb fel y dylai: "},
    [SAY_PERSON] = {"needs a person: ", "mae angen rhywun i'w drwsio: "},
    [SAY_OFF] = {"is turned off (enabled = false)", "wedi'i ddiffodd (enabled = false)"},
    [SAY_PAID] = {": every post read there is paid for", ": telir am bob neges a ddarllenir yno"},
    [SAY_NONE] = {"The configuration is right. No source is configured yet.",
                  "Mae'r ffurfweddiad yn gywir. Nid oes ffynhonnell wedi'i gosod eto."},
};

struct asking {
    struct fetch *fetch;
    struct source source;
    int lang; /* of says */
    size_t posts;
    int64_t latest_ms;
    struct str notice;
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
    if (answer->notice.len > 0)
        asking->notice = answer->notice;
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

static struct str verdict(struct asking *asking, bool ok)
{
    struct arena *arena = asking->source.arena;
    struct buf text = BUF("answer", 4096);
    if (!ok) {
        buf_printf(&text, "%s%s", says[asking->err.kind == ERR_CONFIG ? SAY_PERSON : SAY_AWAY][asking->lang],
                   asking->err.text);
    } else if (asking->posts > 0) {
        buf_printf(&text, "%s%zu", says[SAY_POSTS][asking->lang], asking->posts);
        if (asking->latest_ms != 0)
            buf_printf(&text, "%s" STR_FMT, says[SAY_LATEST][asking->lang], STR_ARG(clock_iso(arena, asking->latest_ms)));
    } else {
        buf_printf(&text, "%s", says[SAY_NOTHING][asking->lang]);
    }
    if (asking->notice.len > 0)
        buf_printf(&text, ". " STR_FMT, STR_ARG(asking->notice));
    struct str result = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return result;
}

static void print_row(struct str name, struct str kind, struct str answer)
{
    size_t name_width = utf8_length(name), kind_width = utf8_length(kind);
    printf(STR_FMT "%*s  " STR_FMT "%*s  " STR_FMT "\n", STR_ARG(name), name_width < 24 ? (int)(24 - name_width) : 0, "",
           STR_ARG(kind), kind_width < 10 ? (int)(10 - kind_width) : 0, "", STR_ARG(answer));
    fflush(stdout);
}

static bool check_source(struct fetch *fetch, const struct source *source, int lang)
{
    struct arena arena = {0};
    struct asking asking = {.fetch = fetch, .source = *source, .lang = lang};
    asking.source.arena = &arena;
    asking.source.now_ms = clock_now_ms();
    bool ok = question(&asking);
    print_row(source->name, str_from(source->kind->section.name), verdict(&asking, ok));
    arena_free(&arena);
    return ok;
}

static void tell_off(const struct source *source, int lang)
{
    struct arena arena = {0};
    print_row(source->name, str_from(source->kind->section.name),
              arena_printf(&arena, "%s%s", says[SAY_OFF][lang], source->kind->paid ? says[SAY_PAID][lang] : ""));
    arena_free(&arena);
}

static int language_of(const struct args *args, const struct council *council)
{
    const char *given = args_get(args, "lang");
    struct str lang = given ? str_from(given) : council->place.languages.count > 0 ? council->place.languages.items[0] : STR("en");
    return str_eq(lang, STR("cy"));
}

int check_run(const struct args *args)
{
    struct arena arena = {0};
    struct council council;
    struct sources sources;
    struct err err;
    int code = 0;
    stop_watch();
    if (!council_read(args->config_path, &arena, &council, &err) ||
        !sources_read(args->config_path, &arena, &sources, &err)) {
        arena_free(&arena);
        return args_fail(&err);
    }
    int lang = language_of(args, &council);
    struct fetch *fetch = fetch_open(&council);
    if (sources.count + sources.off_count == 0)
        printf("%s\n", says[SAY_NONE][lang]);
    else
        print_row(str_from(says[SAY_SOURCE][lang]), str_from(says[SAY_KIND][lang]), str_from(says[SAY_ANSWER][lang]));
    for (size_t i = 0; i < sources.count && !stop_asked(); i++)
        code |= !check_source(fetch, &sources.items[i], lang);
    for (size_t i = 0; i < sources.off_count; i++)
        tell_off(&sources.off[i], lang);
    fetch_close(fetch);
    arena_free(&arena);
    return code;
}
