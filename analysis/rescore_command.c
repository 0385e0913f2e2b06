/* SPDX-License-Identifier: MIT */
#include "rescore_command.h"

#include <stdio.h>
#include <stdlib.h>

#include "analyse.h"
#include "base/table.h"
#include "kept.h"
#include "record/issue_names.h"
#include "record/tongue.h"
#include "redis/records.h"
#include "redis/rewrite.h"

#include "base/banned.h"

enum { ACTIONS_LOOKED_AT = 200, ACTION_BYTES = 4096 };

const struct args_option rescore_command_options[] = {
    {"write", NULL, "puts the new readings in the place of the old, and has all counted again"},
    {"by", "NAME", "of --write: who ($USER)"},
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {NULL, NULL, NULL},
};

enum { CHANGES_MOST = 4096 };

struct rescore {
    struct analyse *analyse;
    struct arena scratch;
    struct catalogue catalogue;
    struct issue_names names;
    struct tongue tongue; /* speaks into the scratch */
    struct table changes, versions;
    int64_t pass;     /* of --write: this going over */
    bool rewrote_any; /* also by an earlier run that was cut off */
    size_t change_counts[CHANGES_MOST], version_counts[CHANGES_MOST], posts, changed;
};

static void count(struct table *table, size_t counts[CHANGES_MOST], struct str name)
{
    if (table->count < CHANGES_MOST || table_find(table, name) != TABLE_NONE)
        counts[table_add(table, name)]++;
}

static bool change(struct rescore *rescore, const char *what, struct str from, struct str to)
{
    if (str_eq(from, to))
        return false;
    count(&rescore->changes, rescore->change_counts,
          arena_printf(&rescore->scratch, STR_FMT ": " STR_FMT " -> " STR_FMT, STR_ARG(tongue_get(&rescore->tongue, what)),
                       STR_ARG(from), STR_ARG(to)));
    return true;
}

static struct str say(const struct rescore *rescore, const char *name)
{
    return tongue_get(&rescore->tongue, arena_printf(rescore->tongue.arena, "say.%s", name).ptr);
}

static struct str first_issue(const struct rescore *rescore, const struct reading *reading)
{
    return reading->issue_count == 0 ? say(rescore, "none")
                                     : issue_names_get(&rescore->names, reading->issues[0].id,
                                                       rescore->tongue.lang == CATALOGUE_CY, rescore->tongue.arena);
}

static void compare(struct rescore *rescore, const struct reading *old, const struct reading *now)
{
    count(&rescore->versions, rescore->version_counts, old->analyser.len > 0 ? old->analyser : STR("unknown"));
    bool class_ = change(rescore, "say.class", say(rescore, reading_class_name(old->class_)),
                         say(rescore, reading_class_name(now->class_)));
    bool label = change(rescore, "say.sentiment", say(rescore, reading_label_name(old->label)),
                        say(rescore, reading_label_name(now->label)));
    bool issue = change(rescore, "say.issue", first_issue(rescore, old), first_issue(rescore, now));
    rescore->changed += class_ || label || issue;
    rescore->posts++;
}

static void see(void *self, const struct stream_kept *kept)
{
    struct rescore *rescore = self;
    struct reading now;
    arena_reset(&rescore->scratch);
    analyse_posts(rescore->analyse, &kept->post, 1, &rescore->scratch, &now);
    compare(rescore, &kept->reading, &now);
}

/* What was counted stays beside the new reading, and is the same however often this is begun again. The words of an
 * edit were never counted. */
static bool read_anew(void *self, struct stream_kept *kept, struct arena *arena)
{
    struct rescore *rescore = self;
    struct reading *was = ARENA_NEW(arena, struct reading);
    bool again = kept->was != NULL && kept->pass == rescore->pass;
    rescore->rewrote_any = rescore->rewrote_any || again;
    if (str_eq(kept->reading.analyser, analyse_version(rescore->analyse)))
        return false;
    *was = kept->reading;
    arena_reset(&rescore->scratch);
    analyse_posts(rescore->analyse, &kept->post, 1, arena, &kept->reading);
    compare(rescore, was, &kept->reading);
    if (!again && !kept->edited) {
        kept->was = was;
        kept->pass = rescore->pass;
    }
    rescore->rewrote_any = true;
    return true;
}

static void print_all(const struct rescore *rescore, bool written)
{
    const struct tongue *tongue = &rescore->tongue;
    printf(STR_FMT "\n", STR_ARG(tongue_say(tongue, written ? "rescore.done" : "rescore.would",
                                            {"posts", tongue_count(tongue, "posts#", (int64_t)rescore->posts)},
                                            {"version", analyse_version(rescore->analyse)},
                                            {"changed", tongue_number(tongue, (double)rescore->changed, 0)})));
    for (uint32_t i = 0; i < rescore->versions.count; i++)
        printf(STR_FMT "\n",
               STR_ARG(tongue_say(tongue, "rescore.version", {"version", table_name(&rescore->versions, i)},
                                  {"posts", tongue_count(tongue, "posts#", (int64_t)rescore->version_counts[i])})));
    for (uint32_t i = 0; i < rescore->changes.count; i++)
        printf("%6zu  " STR_FMT "\n", rescore->change_counts[i], STR_ARG(table_name(&rescore->changes, i)));
}

/* An earlier going over that the aggregator has still to count: its marks may not be moved. */
static bool is_waiting(struct store *store, int64_t pass, bool *waiting, struct err *err)
{
    struct arena arena = {0};
    struct records_page page;
    bool ok = records_actions_newest(store, ACTIONS_LOOKED_AT, &arena, &page, err);
    *waiting = false;
    for (size_t i = 0; ok && i < page.count; i++) {
        struct json *root;
        struct err bad;
        *waiting = *waiting || (json_parse(page.values[i], &arena, &root, &bad) &&
                                str_eq(json_get_str(root, "do"), STR("rescore")) &&
                                json_get_i64(root, "pass", 0) == pass);
    }
    arena_free(&arena);
    return ok;
}

static bool ask_to_count(struct store *store, const struct args *args, int64_t pass, struct err *err)
{
    const char *by = args_get(args, "by") ? args_get(args, "by") : getenv("USER");
    struct buf json = BUF("an action", ACTION_BYTES);
    struct json_out out = json_out_new(&json, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "do", STR("rescore"));
    json_out_member_i64(&out, "pass", pass);
    json_out_member_str(&out, "by", str_from(by && by[0] ? by : "command line"));
    json_out_member_i64(&out, "at_ms", clock_now_ms());
    json_out_close(&out, '}');
    bool ok = buf_ok(&json, err) && records_action_add(store, buf_str(&json), err);
    buf_free(&json);
    return ok;
}

static bool write_all(struct rescore *rescore, const struct args *args, struct store *store, struct err *err)
{
    struct rewrite_done done;
    bool waiting;
    int64_t last;
    if (!rewrite_pass(store, &last, err) || !is_waiting(store, last + 1, &waiting, err))
        return false;
    if (waiting)
        return err_set(err, ERR_AGAIN, "the aggregator has still to count what was read again before; try again then");
    rescore->pass = last + 1;
    if (!rewrite_all(store, read_anew, rescore, &done, err) ||
        (rescore->rewrote_any && !ask_to_count(store, args, rescore->pass, err)))
        return false;
    print_all(rescore, true);
    if (done.waiting > 0)
        printf(STR_FMT "\n", STR_ARG(tongue_say(&rescore->tongue, "rescore.waiting",
                                                {"posts", tongue_count(&rescore->tongue, "posts#", done.waiting)})));
    printf(STR_FMT "\n",
           STR_ARG(tongue_get(&rescore->tongue, rescore->rewrote_any ? "rescore.counts-again" : "rescore.nothing")));
    return true;
}

static bool run(struct rescore *rescore, const struct args *args, struct arena *arena, struct err *err)
{
    struct council council;
    bool writes = args_has(args, "write");
    if (!council_read(args->config_path, arena, &council, err) ||
        !tongue_open(&rescore->catalogue, args_get(args, "lang"), &rescore->scratch, &rescore->tongue, err) ||
        !issue_names_open(&rescore->names, council.place.issues, err) ||
        (rescore->analyse = analyse_new(&council, err)) == NULL)
        return false;
    /* To write again what is kept is an administrator's act, as erasing is. */
    struct store *store = store_open(&council, writes ? STORE_ADMIN : STORE_SERVE, err);
    if (store == NULL)
        return false;
    bool ok = writes ? write_all(rescore, args, store, err) : kept_each(store, see, rescore, err);
    store_close(store);
    if (ok && !writes)
        print_all(rescore, false);
    return ok;
}

int rescore_command_run(const struct args *args)
{
    static struct rescore rescore;
    struct err err;
    struct arena arena = {0};
    rescore = (struct rescore){.posts = 0};
    bool ok = run(&rescore, args, &arena, &err);
    analyse_free(rescore.analyse);
    table_free(&rescore.changes);
    table_free(&rescore.versions);
    issue_names_free(&rescore.names);
    catalogue_free(&rescore.catalogue);
    arena_free(&rescore.scratch);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
