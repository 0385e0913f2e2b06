/* SPDX-License-Identifier: MIT */
#include "correct_command.h"

#include "base/clock.h"
#include "record/action.h"
#include "record/reading.h"
#include "redis/records.h"

#include "base/banned.h"

const struct args_option correct_command_options[] = {
    {"class", "C", "complaint, compliment, comment, request or question"},
    {"sentiment", "S", "negative, neutral or positive"},
    {"issue", "ID", "what it is about first"},
    {"by", "NAME", "who says so"},
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
    if (action->class_.ptr == NULL && action->label.ptr == NULL && action->issue.ptr == NULL)
        return err_set(err, ERR_CONFIG, "correct: --class, --sentiment or --issue says what is right");
    if (action->class_.ptr != NULL && !reading_class_from(action->class_, &class_))
        return err_set(err, ERR_CONFIG, "--class " STR_FMT ": no such class", STR_ARG(action->class_));
    if (action->label.ptr != NULL && !reading_label_from(action->label, &label))
        return err_set(err, ERR_CONFIG, "--sentiment " STR_FMT ": negative, neutral or positive", STR_ARG(action->label));
    return true;
}

int correct_command_run(const struct args *args)
{
    struct err err;
    struct arena arena = {0};
    struct council council;
    struct action action;
    struct store *store = NULL;
    bool ok = read_action(args, &action, &err) && council_read(args->config_path, &arena, &council, &err) &&
              (store = store_open(&council, STORE_SERVE, &err)) != NULL &&
              records_action_add(store, action_to_json(&action, &arena), &err);
    if (store != NULL)
        store_close(store);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
