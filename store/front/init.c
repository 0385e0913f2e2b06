/* SPDX-License-Identifier: MIT */
#include "front/init.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/settings_value.h"

#include "base/banned.h"

enum { FILE_BYTES = 64 << 10, ANSWER_BYTES = 512 };

const struct args_option init_options[] = {
    {"out", "FILE", "where to write; earshot.conf if not given"},
    {"name", "NAME", "the council's English name"},
    {"name-cy", "NAME", "its Welsh name"},
    {"hashtag", "TAG", "a hashtag that residents use, without #"},
    {"mastodon", "URL", "a Mastodon server to ask for it"},
    {"rss", "URL", "a feed: the local paper, a forum"},
    {"drop", "GLOB", "files that a call centre drops, such as drop/*.csv"},
    {"mail-to", "ADDRESS", "who gets the digest and the alerts"},
    {"mail-from", "ADDRESS", "the sender of letters"},
    {"smtp", "URL", "the mail server, such as smtp://127.0.0.1:25"},
    {"contact", "URL", "the page that tells residents of this listening"},
    {NULL, NULL, NULL},
};

/* What is asked after "out", in the order of the options; empty takes what is named here. */
static const char *const otherwise[] = {"The council", "", "", "https://toot.wales", "", "", "", "earshot@localhost",
                                        "smtp://127.0.0.1:25", ""};
enum { QUESTIONS = sizeof otherwise / sizeof otherwise[0] };

/* A flag's answer, else the person's on a terminal, else the usual one. */
static struct str answer(const struct args *args, size_t n, struct arena *arena)
{
    const struct args_option *option = &init_options[n + 1];
    const char *given = args_get(args, option->name);
    if (given != NULL || !isatty(STDIN_FILENO))
        return str_from(given ? given : otherwise[n]);
    char line[ANSWER_BYTES];
    printf("%s [%s]: ", args_say(option->sentence), otherwise[n]);
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
        return str_from(otherwise[n]);
    struct str text = str_trim(str_from(line));
    return text.len > 0 ? arena_str(arena, text) : str_from(otherwise[n]);
}

static void setting(struct buf *out, const char *name, struct str value, const char *comment)
{
    buf_printf(out, "    %s = ", name);
    settings_value_print_text(value, out);
    buf_printf(out, "%s%s\n", comment[0] ? "   # " : "", comment);
}

static void list_setting(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, "    %s = {", name);
    settings_value_print_text(value, out);
    buf_printf(out, "}\n");
}

static void write_council(struct buf *out, const struct str answers[QUESTIONS])
{
    struct str welsh = answers[1].len > 0 ? answers[1] : answers[0];
    buf_printf(out, "# Earshot. `earshot config` prints every setting there is, with a sentence on each;\n"
                    "# `earshot check` tells whether this file holds and what each source answers.\n\n"
                    "council {\n");
    setting(out, "name", answers[0], "");
    setting(out, "name_cy", welsh, "");
    setting(out, "timezone", STR("Europe/London"), "");
    buf_printf(out, "    languages = {\"cy\", \"en\"}   # of letters and pages, the first first\n"
                    "    # places = \"places.csv\"       # your gazetteer: id,name,lang,kind,parent,lat,lon,require\n"
                    "    # issues = \"issues.conf\"      # your issue list; without it the built-in one\n"
                    "    # accounts = {\"@cyngor@toot.wales\"}   # your own: what they reply counts as an answer\n");
    if (answers[9].len > 0)
        setting(out, "contact_url", answers[9], "");
    buf_printf(out, "}\n\n");
}

/* The machine's own configuration is the service's: whoever asks it later must look where the service keeps. */
static void write_store(struct buf *out, struct str path)
{
    if (!str_starts(path, STR("/etc/")))
        return;
    buf_printf(out, "store {\n");
    setting(out, "state_dir", STR("/var/lib/earshot"), "");
    buf_printf(out, "}\n\n");
}

static void write_sources(struct buf *out, struct str path, const struct str answers[QUESTIONS])
{
    if (answers[2].len > 0 && answers[3].len > 0) {
        buf_printf(out, "mastodon \"hashtag\" {\n");
        setting(out, "server", answers[3], "");
        list_setting(out, "hashtags", answers[2]);
        setting(out, "every", STR("2m"), "");
        buf_printf(out, "}\n\n");
    }
    if (answers[4].len > 0) {
        buf_printf(out, "rss \"the paper\" {\n");
        setting(out, "url", answers[4], "");
        buf_printf(out, "}\n\n");
    }
    if (answers[5].len > 0) {
        buf_printf(out, "file \"call centre\" {\n");
        setting(out, "path", answers[5], "");
        buf_printf(out, "}\n\n");
    }
    buf_printf(out, "manual \"heard in a group\" {   # the page where officers enter what a closed group passed on\n");
    setting(out, "spool", str_starts(path, STR("/etc/")) ? STR("/var/lib/earshot/heard") : STR("heard"), "");
    buf_printf(out, "}\n\n");
}

static void write_letters(struct buf *out, const struct str answers[QUESTIONS])
{
    buf_printf(out, "mail {\n");
    setting(out, "smtp", answers[8], "");
    setting(out, "from", answers[7], "");
    buf_printf(out, "}\n\n");
    if (answers[6].len == 0)
        return;
    buf_printf(out, "digest \"morning\" {\n");
    list_setting(out, "to", answers[6]);
    buf_printf(out, "    at = \"07:30\"\n    days = \"weekdays\"\n}\n\nalert \"duty\" {\n");
    list_setting(out, "to", answers[6]);
    buf_printf(out, "    hours = \"always\"\n}\n\n");
}

int init_run(const struct args *args)
{
    struct arena arena = {0};
    struct err err = {0};
    struct str answers[QUESTIONS];
    const char *path = args_has(args, "out") ? args_get(args, "out") : "earshot.conf";
    if (file_exists(path)) {
        err_set(&err, ERR_CONFIG, "%s is there already; name another with --out", path);
        return args_fail(&err);
    }
    if (isatty(STDIN_FILENO))
        printf("%s\n", args_say("An empty answer takes what stands in the brackets."));
    for (size_t i = 0; i < QUESTIONS; i++)
        answers[i] = answer(args, i, &arena);
    struct buf out = BUF("configuration", FILE_BYTES);
    write_council(&out, answers);
    write_store(&out, str_from(path));
    write_sources(&out, str_from(path), answers);
    write_letters(&out, answers);
    buf_printf(&out, "detect { budget = 0.25 }   # false alerts a week, at most\n\n"
                     "serve { listen = \"127.0.0.1:8311\" }\n\n"
                     "privacy { keep_posts = \"30d\" }\n");
    bool ok = buf_ok(&out, &err) && file_write(path, buf_str(&out), &err);
    buf_free(&out);
    arena_free(&arena);
    if (!ok)
        return args_fail(&err);
    printf("%s: %s\n  earshot -c %s check\n  earshot -c %s up\n", path, args_say("it is written. Next:"), path, path);
    return 0;
}
