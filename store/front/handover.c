/* SPDX-License-Identifier: MIT */
#include "front/handover.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/args.h"
#include "base/buf.h"
#include "base/process.h"

#include "base/banned.h"

const struct handover handover_table[] = {
    {"check", "collect", "validates the configuration and asks each source one polite question"},
    {"collect", "collect", "polls the sources (--once: what is due)"},
    {"parse", "collect", "one recorded reply of a source kind -> posts, JSON Lines"},
    {"config", "collect", "prints the effective configuration, every setting with its sentence"},
    {"manual", "collect", "enters by hand what was heard where no program may listen"},
    {"analyse", "analyse", "reads what the posts mean (--once: what waits)"},
    {"words", "analyse", "a text a line -> its tokens, JSON Lines"},
    {"score", "analyse", "posts or texts -> readings, JSON Lines"},
    {"explain", "analyse", "which words and rules decided what about a text"},
    {"issues", "analyse", "prints the issue list, or tests one over kept posts"},
    {"correct", "analyse", "says what a post really is"},
    {"places", "analyse", "makes a gazetteer from public lists, checks it, tries it on texts"},
    {"accuracy", "analyse", "how often officers agreed with the readings"},
    {"rescore", "analyse", "reads kept posts again under today's rules"},
    {"aggregate", "aggregate", "tallies, temperature, incidents, summaries (--once: what is due)"},
    {"detect", "aggregate", "counts as CSV on stdin -> alarms as CSV"},
    {"replay", "aggregate", "posts as JSON Lines through the whole pipeline, on their own clock"},
    {"incidents", "aggregate", "lists incidents, shows one, and does what an officer says"},
    {"posts", "aggregate", "lists and exports the posts that are kept, with their readings"},
    {"tallies", "aggregate", "how many people said what, and how they felt, over time"},
    {"mail", "mail", "sends the letters that are due (--once)"},
    {"digest", "mail", "prints the letter of a day, or sends it"},
    {"strings", "mail", "prints every sentence that people read, in both languages"},
    {"serve", "serve", "serves the page and the feeds"},
    {NULL, NULL, NULL},
};

const struct handover *handover_find(int argc, char **argv)
{
    for (int at = 1; at < argc; at++) {
        bool takes_value = strcmp(argv[at], "-c") == 0 || strcmp(argv[at], "--config") == 0 ||
                           strcmp(argv[at], "--log") == 0;
        if (takes_value)
            at++;
        else if (argv[at][0] != '-')
            for (const struct handover *row = handover_table; row->command != NULL; row++)
                if (strcmp(row->command, argv[at]) == 0)
                    return row;
        if (!takes_value && argv[at][0] != '-')
            return NULL;
    }
    return NULL;
}

/* `earshot-collect config OPTION`: what it prints goes into `said`, or to stderr if that is NULL. */
static bool ask_config(const char *path, const char *option, struct buf *said)
{
    struct arena scratch = {0};
    struct err err;
    struct process process;
    char *argv[] = {(char *)(uintptr_t)process_sibling(&scratch, "collect").ptr, (char *)(uintptr_t) "config",
                    (char *)(uintptr_t)option, path == NULL ? NULL : (char *)(uintptr_t) "-c", (char *)(uintptr_t)path, NULL};
    bool ok = process_start(&process, argv, said == NULL ? PROCESS_TO_STDERR : PROCESS_PIPE, SIGTERM, &err);
    char bytes[4096];
    for (ssize_t got; ok && said != NULL && (got = read(process.output, bytes, sizeof bytes)) > 0;)
        buf_add(said, (struct str){bytes, (size_t)got});
    int code = ok ? process_end(&process, true) : -1;
    if (code == 127)
        fprintf(stderr, "earshot: %s: not there; is Earshot installed whole?\n", argv[0]);
    arena_free(&scratch);
    return code == 0;
}

bool handover_check_config(const char *path)
{
    return ask_config(path, "--check", NULL);
}

bool handover_sources(const char *path, struct arena *arena, struct json **sources)
{
    struct buf said = BUF("list of sources", 16 << 20);
    struct err err;
    bool ok = ask_config(path, "--sources", &said);
    if (ok && !json_parse(buf_str(&said), arena, sources, &err))
        ok = args_fail(&err) == 0;
    buf_free(&said);
    return ok;
}

static const char *config_of(char **argv)
{
    for (; *argv != NULL; argv++)
        if ((strcmp(*argv, "-c") == 0 || strcmp(*argv, "--config") == 0) && argv[1] != NULL)
            return argv[1];
    return getenv("EARSHOT_CONFIG");
}

static bool asks_help(char **argv)
{
    for (; *argv != NULL; argv++)
        if (strcmp(*argv, "--help") == 0)
            return true;
    return false;
}

int handover_run(const struct handover *handover, char **argv)
{
    const char *config = config_of(argv);
    bool knows_all = strcmp(handover->program, "collect") == 0; /* it checks by itself */
    if (config != NULL && !knows_all && !asks_help(argv) && !handover_check_config(config))
        return 2;
    struct arena scratch = {0};
    struct str path = process_sibling(&scratch, handover->program);
    execv(path.ptr, argv);
    fprintf(stderr, "earshot: " STR_FMT ": not there; is Earshot installed whole?\n", STR_ARG(path));
    arena_free(&scratch);
    return 2;
}
