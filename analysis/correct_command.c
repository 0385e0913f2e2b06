/* SPDX-License-Identifier: MIT */
#include "correct_command.h"

#include <stdio.h>

#include "base/clock.h"
#include "kept.h"
#include "record/action.h"
#include "record/issue_names.h"
#include "record/reading.h"
#include "record/tongue.h"
#include "redis/records.h"

#include "base/banned.h"

const struct args_option correct_command_options[] = {
    {"class", "C", "complaint, compliment, comment, request or question"},
    {"sentiment", "S", "negative, neutral or positive"},
    {"issue", "ID", "what it is about first; none, if about no issue"},
    {"undo", NULL, "takes back all that was said of it"},
    {"by", "NAME", "who says so"},
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {NULL, NULL, NULL},
};

static bool read_action(const struct args *args, struct action *action, struct err *err)
{
    enum reading_class class_;
    enum reading_label label;
    if (args->operand_count != 1)
        return err_set(err, ERR_CONFIG, "correct: one post's id is needed");
    *action = (struct action){.what = STR("correct"),
                              .post = str_from(args->operands[0]),
                              .class_ = str_from(args_get(args, "class")),
                              .label = str_from(args_get(args, "sentiment")),
                              .issue = str_from(args_get(args, "issue")),
                              .by = str_from(args_get(args, "by")),
                              .at_ms = clock_now_ms()};
    bool says = action->class_.ptr != NULL || action->label.ptr != NULL || action->issue.ptr != NULL;
    if (says == args_has(args, "undo"))
        return err_set(err, ERR_CONFIG, "correct: --class, --sentiment or --issue says what is right; or --undo alone");
    if (action->class_.ptr != NULL && !reading_class_from(action->class_, &class_))
        return err_set(err, ERR_CONFIG, "--class " STR_FMT ": no such class", STR_ARG(action->class_));
    if (action->label.ptr != NULL && !reading_label_from(action->label, &label))
        return err_set(err, ERR_CONFIG, "--sentiment " STR_FMT ": negative, neutral or positive", STR_ARG(action->label));
    return true;
}

static bool is_issue(const struct council *council, struct str issue, struct err *err)
{
    struct issue_names names = {0};
    if (issue.ptr == NULL || str_eq(issue, STR("none")))
        return true;
    bool ok = issue_names_open(&names, council->place.issues, err);
    if (ok && table_find(&names.ids, issue) == TABLE_NONE)
        ok = err_set(err, ERR_CONFIG, "--issue " STR_FMT ": no such issue; earshot issues lists them", STR_ARG(issue));
    issue_names_free(&names);
    return ok;
}

struct sought {
    struct str id;
    bool found;
};

static void see(void *self, const struct stream_kept *kept)
{
    struct sought *sought = self;
    sought->found = sought->found || str_eq(kept->post.id, sought->id);
}

static bool is_kept(struct store *store, struct str id, struct err *err)
{
    struct sought sought = {.id = id};
    return kept_each(store, see, &sought, err) &&
           (sought.found || err_set(err, ERR_INPUT, STR_FMT ": no such post is kept", STR_ARG(id)));
}

static bool correct(const struct args *args, struct arena *arena, struct err *err)
{
    struct council council;
    struct action action;
    struct catalogue catalogue = {0};
    struct tongue tongue;
    if (!read_action(args, &action, err) || !council_read(args->config_path, arena, &council, err) ||
        !is_issue(&council, action.issue, err) ||
        !tongue_open(&catalogue, args_get(args, "lang"), arena, &tongue, err))
        return false;
    struct store *store = store_open(&council, STORE_SERVE, err);
    bool ok = store != NULL && is_kept(store, action.post, err) &&
              records_action_add(store, action_to_json(&action, arena), err);
    if (ok)
        printf(STR_FMT "\n", STR_ARG(tongue_say(&tongue, "correct.kept", {"post", action.post})));
    if (store != NULL)
        store_close(store);
    catalogue_free(&catalogue);
    return ok;
}

int correct_command_run(const struct args *args)
{
    struct err err;
    struct arena arena = {0};
    bool ok = correct(args, &arena, &err);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
