/* SPDX-License-Identifier: MIT */
#include "rescore_command.h"

#include <stdio.h>

#include "analyse.h"
#include "base/table.h"
#include "kept.h"

#include "base/banned.h"

enum { CHANGES_MOST = 4096 };

struct rescore {
    struct analyse *analyse;
    struct arena scratch;
    struct table changes, versions;
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
          arena_printf(&rescore->scratch, "%s: " STR_FMT " -> " STR_FMT, what, STR_ARG(from), STR_ARG(to)));
    return true;
}

static struct str first_issue(const struct reading *reading)
{
    return reading->issue_count > 0 ? reading->issues[0].id : STR("none");
}

static void see(void *self, const struct stream_kept *kept)
{
    struct rescore *rescore = self;
    const struct reading *old = &kept->reading;
    struct reading now;
    arena_reset(&rescore->scratch);
    analyse_posts(rescore->analyse, &kept->post, 1, &rescore->scratch, &now);
    count(&rescore->versions, rescore->version_counts, old->analyser.len > 0 ? old->analyser : STR("unknown"));
    bool class_ = change(rescore, "class", str_from(reading_class_name(old->class_)),
                         str_from(reading_class_name(now.class_)));
    bool label = change(rescore, "sentiment", str_from(reading_label_name(old->label)),
                        str_from(reading_label_name(now.label)));
    bool issue = change(rescore, "issue", first_issue(old), first_issue(&now));
    rescore->changed += class_ || label || issue;
    rescore->posts++;
}

static void print_all(const struct rescore *rescore)
{
    printf("%zu posts read again with " STR_FMT ": %zu would change\n", rescore->posts,
           STR_ARG(analyse_version(rescore->analyse)), rescore->changed);
    for (uint32_t i = 0; i < rescore->versions.count; i++)
        printf("read by " STR_FMT ": %zu\n", STR_ARG(table_name(&rescore->versions, i)), rescore->version_counts[i]);
    for (uint32_t i = 0; i < rescore->changes.count; i++)
        printf("%6zu  " STR_FMT "\n", rescore->change_counts[i], STR_ARG(table_name(&rescore->changes, i)));
}

int rescore_command_run(const struct args *args)
{
    static struct rescore rescore;
    struct err err;
    struct arena arena = {0};
    struct council council;
    struct store *store = NULL;
    rescore = (struct rescore){.posts = 0};
    bool ok = council_read(args->config_path, &arena, &council, &err) &&
              (rescore.analyse = analyse_new(&council, &err)) != NULL &&
              (store = store_open(&council, STORE_SERVE, &err)) != NULL && kept_each(store, see, &rescore, &err);
    if (ok)
        print_all(&rescore);
    if (store != NULL)
        store_close(store);
    analyse_free(rescore.analyse);
    table_free(&rescore.changes);
    table_free(&rescore.versions);
    arena_free(&rescore.scratch);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
