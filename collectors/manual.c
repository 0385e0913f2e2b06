/* SPDX-License-Identifier: MIT */
#include "manual.h"

#include <stdio.h>

#include "base/clock.h"
#include "record/council.h"
#include "record/hook.h"

#include "base/banned.h"

const struct args_option manual_options[] = {
    {"text", "TEXT", "what was heard, in its own words"},
    {"group", "NAME", "the group it was heard in"},
    {"heard-by", "NAME", "who heard it"},
    {"when", "TIME", "when, such as 2026-11-20T08:15:30Z; now if not given"},
    {"ward", "PLACE", "the place it is about, if that is known"},
    {"lang", "TAG", "its language, if that is known"},
    {"source", "NAME", "the section manual \"NAME\"; the first if not given"},
    {NULL, NULL, NULL},
};

static struct str option(const struct args *args, const char *name)
{
    return str_from(args_get(args, name));
}

static bool enter(const struct args *args, struct arena *arena, struct err *err)
{
    struct council council;
    struct hooks hooks;
    struct str id, when = option(args, "when");
    struct hook_heard heard = {option(args, "text"), option(args, "group"), option(args, "heard-by"),
                               option(args, "ward"), option(args, "lang"), 0};
    if (heard.text.len == 0 || heard.group.len == 0 || heard.heard_by.len == 0)
        return err_set(err, ERR_CONFIG, "manual: give --text, --group and --heard-by");
    if (when.len > 0 && !clock_parse_iso(when, &heard.when_ms))
        return err_set(err, ERR_CONFIG, "manual: --when: must be a time with a zone, such as 2026-11-20T08:15:30Z");
    if (!council_read(args->config_path, arena, &council, err) || !hook_read(args->config_path, arena, &hooks, err))
        return false;
    const struct hook *hook = hook_find(&hooks, true, option(args, "source"));
    if (hook == NULL)
        return err_set(err, ERR_CONFIG, "manual: the configuration has no such section; add manual \"desk\" { spool = \"…\" }");
    if (!hook_enter(hook, &heard, clock_now_ms(), arena, &id, err))
        return err_within(err, "manual");
    printf("manual:" STR_FMT "\n", STR_ARG(id));
    return true;
}

int manual_run(const struct args *args)
{
    struct arena arena = {0};
    struct err err;
    int code = enter(args, &arena, &err) ? 0 : args_fail(&err);
    arena_free(&arena);
    return code;
}
