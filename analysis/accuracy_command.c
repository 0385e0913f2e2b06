/* SPDX-License-Identifier: MIT */
#include "accuracy_command.h"

#include <stdio.h>
#include <stdlib.h>

#include "agreement.h"
#include "base/table.h"
#include "findings.h"
#include "kept.h"
#include "nudge.h"
#include "record/action.h"
#include "record/tongue.h"
#include "redis/records.h"

#include "base/banned.h"

enum { PAGE = 256, EXAMPLES_MOST = 100000 };

const struct args_option accuracy_command_options[] = {
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {"retrain", NULL, "also learn from the corrections, for the analysers' next start"},
    {NULL, NULL, NULL},
};

struct score {
    size_t same, all;
};

struct accuracy {
    struct arena arena;
    struct catalogue catalogue;
    struct table posts; /* that were corrected */
    struct action *corrections; /* by the post's number */
    size_t cap, kept;
    struct score class_[2][READING_CLASSES], all_classes, labels, issues; /* [0] English and others, [1] Welsh */
    struct findings *findings; /* of a retraining, or NULL */
    struct nudge_example *examples;
    size_t example_count;
};

/* A later correction of a post takes the place of an earlier one. */
static void note(struct accuracy *accuracy, const struct action *action)
{
    uint32_t number = table_add(&accuracy->posts, action->post);
    if (number >= accuracy->cap) {
        accuracy->cap = accuracy->cap ? accuracy->cap * 2 : 256;
        accuracy->corrections = realloc(accuracy->corrections, accuracy->cap * sizeof *accuracy->corrections);
        MUST(accuracy->corrections != NULL);
    }
    accuracy->corrections[number] = *action;
}

static bool read_corrections(struct store *store, struct accuracy *accuracy, struct err *err)
{
    struct str after = STR("0");
    for (;;) {
        struct records_page page;
        if (!records_actions(store, after, PAGE, &accuracy->arena, &page, err))
            return false;
        for (size_t i = 0; i < page.count; i++) {
            struct action action;
            struct err bad;
            if (action_from_json(page.values[i], &accuracy->arena, &action, &bad) &&
                str_eq(action.what, STR("correct")) && action.post.len > 0)
                note(accuracy, &action);
        }
        if (page.count == 0)
            return true;
        after = page.names[page.count - 1];
    }
}

static void count(struct score *score, bool same)
{
    score->all++;
    score->same += same;
}

static bool first_issue_is(const struct reading *reading, struct str issue)
{
    return reading->issue_count > 0 && str_eq(reading->issues[0].id, issue);
}

static void compare(struct accuracy *accuracy, const struct action *right, const struct reading *reading)
{
    enum reading_class class_;
    enum reading_label label;
    bool welsh = str_eq(reading->language, STR("cy")) || str_eq(reading->language, STR("mixed"));
    if (reading_class_from(right->class_, &class_)) {
        count(&accuracy->class_[welsh][reading->class_], class_ == reading->class_);
        count(&accuracy->all_classes, class_ == reading->class_);
    }
    if (reading_label_from(right->label, &label))
        count(&accuracy->labels, label == reading->label);
    if (right->issue.len > 0)
        count(&accuracy->issues, first_issue_is(reading, right->issue));
}

static void keep_example(struct accuracy *accuracy, const struct action *right, const struct post *post)
{
    enum reading_class class_;
    enum reading_label label;
    if (accuracy->example_count == EXAMPLES_MOST)
        return;
    struct nudge_example *example = &accuracy->examples[accuracy->example_count++];
    findings_read(accuracy->findings, post->text.len > 0 ? &post->text : &post->title, 1);
    memcpy(example->heads, accuracy->findings->of[0].output.heads, sizeof example->heads);
    example->class_ = reading_class_from(right->class_, &class_) && class_ != READING_UNSURE ? (int)class_ : -1;
    example->label = reading_label_from(right->label, &label) ? (int)label : -1;
}

static void see(void *self, const struct stream_kept *kept)
{
    struct accuracy *accuracy = self;
    accuracy->kept++;
    uint32_t number = table_find(&accuracy->posts, kept->post.id);
    if (number == TABLE_NONE)
        return;
    compare(accuracy, &accuracy->corrections[number], &kept->reading);
    if (accuracy->findings != NULL)
        keep_example(accuracy, &accuracy->corrections[number], &kept->post);
}

/* Nothing is said of what nobody looked at. */
static void print_score(struct str what, struct score score)
{
    struct agreement agreement = agreement_of(score.same, score.all);
    if (score.all > 0)
        printf("%-28.*s %9zu %6zu   %3.0f %% (%.0f–%.0f)\n", STR_ARG(what), score.all, score.same, agreement.share * 100,
               agreement.low * 100, agreement.high * 100);
}

static void print_classes(const struct accuracy *accuracy, const struct tongue *tongue)
{
    for (int welsh = 0; welsh < 2; welsh++)
        for (int i = 0; i < READING_CLASSES; i++) {
            const char *key = arena_printf(tongue->arena, "say.%s", reading_class_name((enum reading_class)i)).ptr;
            print_score(arena_printf(tongue->arena, "  " STR_FMT ", %s", STR_ARG(tongue_get(tongue, key)), welsh ? "cy" : "en"),
                        accuracy->class_[welsh][i]);
        }
}

static void print_all(const struct accuracy *accuracy, const struct tongue *tongue)
{
    struct str posts = tongue_number(tongue, (double)accuracy->kept, 0),
               looked = tongue_number(tongue, (double)accuracy->posts.count, 0);
    printf(STR_FMT "\n", STR_ARG(tongue_say(tongue, "accuracy.counts", {"posts", posts}, {"looked", looked})));
    if (accuracy->posts.count == 0) {
        printf(STR_FMT "\n", STR_ARG(tongue_get(tongue, "accuracy.none")));
        return;
    }
    printf(STR_FMT "\n\n", STR_ARG(tongue_get(tongue, "accuracy.sample")));
    printf("%-28s %9.*s %6.*s   " STR_FMT "\n", "", STR_ARG(tongue_get(tongue, "accuracy.seen")),
           STR_ARG(tongue_get(tongue, "accuracy.same")), STR_ARG(tongue_get(tongue, "accuracy.share")));
    print_score(tongue_get(tongue, "say.class"), accuracy->all_classes);
    print_classes(accuracy, tongue);
    print_score(tongue_get(tongue, "say.sentiment"), accuracy->labels);
    print_score(tongue_get(tongue, "accuracy.first-issue"), accuracy->issues);
}

static bool retrain(struct accuracy *accuracy, const struct council *council, const struct tongue *tongue,
                    struct err *err)
{
    float nudges[MODEL_LANES];
    struct str folder;
    nudge_learn(accuracy->examples, accuracy->example_count, nudges);
    if (!council_state_dir(council, &accuracy->arena, &folder, err))
        return false;
    const char *path = arena_printf(&accuracy->arena, STR_FMT "/" FINDINGS_NUDGES, STR_ARG(folder)).ptr;
    if (!nudge_write(path, nudges, err))
        return false;
    struct str count = tongue_number(tongue, (double)accuracy->example_count, 0);
    printf("\n" STR_FMT "\n", STR_ARG(tongue_say(tongue, "accuracy.learnt", {"n", count}, {"path", str_from(path)})));
    return true;
}

static bool prepare_retraining(struct accuracy *accuracy, const struct council *council, struct err *err)
{
    static const float none[MODEL_LANES];
    accuracy->findings = calloc(1, sizeof *accuracy->findings);
    accuracy->examples = calloc(EXAMPLES_MOST, sizeof *accuracy->examples);
    MUST(accuracy->findings != NULL && accuracy->examples != NULL);
    if (!findings_open(accuracy->findings, council, err))
        return false;
    model_nudge(accuracy->findings->model, none);
    return true;
}

static bool run(const struct args *args, struct accuracy *accuracy, struct err *err)
{
    struct council council;
    struct tongue tongue;
    bool learns = args_has(args, "retrain");
    if (!council_read(args->config_path, &accuracy->arena, &council, err) ||
        !tongue_open(&accuracy->catalogue, args_get(args, "lang"), &accuracy->arena, &tongue, err) ||
        (learns && !prepare_retraining(accuracy, &council, err)))
        return false;
    struct store *store = store_open(&council, STORE_SERVE, err);
    bool ok = store != NULL && read_corrections(store, accuracy, err) && kept_each(store, see, accuracy, err);
    if (store != NULL)
        store_close(store);
    if (ok)
        print_all(accuracy, &tongue);
    return ok && (!learns || retrain(accuracy, &council, &tongue, err));
}

int accuracy_command_run(const struct args *args)
{
    struct err err;
    struct accuracy accuracy = {.kept = 0};
    bool ok = run(args, &accuracy, &err);
    if (accuracy.findings != NULL)
        findings_free(accuracy.findings);
    free(accuracy.findings);
    free(accuracy.examples);
    free(accuracy.corrections);
    table_free(&accuracy.posts);
    catalogue_free(&accuracy.catalogue);
    arena_free(&accuracy.arena);
    return ok ? 0 : args_fail(&err);
}
