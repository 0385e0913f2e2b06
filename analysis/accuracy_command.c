/* SPDX-License-Identifier: MIT */
#include "accuracy_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "agreement.h"
#include "corrections.h"
#include "findings.h"
#include "kept.h"
#include "nudge.h"
#include "record/tongue.h"

#include "base/banned.h"

enum { EXAMPLES_MOST = 100000, LANGUAGES = 2, DISPUTED_SHOWN = 5 };

const struct args_option accuracy_command_options[] = {
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {"retrain", NULL, "also learn from the corrections, for the analysers' next start"},
    {"forget", NULL, "take back what was learnt from corrections"},
    {NULL, NULL, NULL},
};

struct score {
    size_t same, all;
};

struct accuracy {
    struct arena arena;
    struct catalogue catalogue;
    struct corrections corrections;
    size_t kept;
    /* [0] English and others, [1] Welsh */
    struct score class_[LANGUAGES][READING_CLASSES], all_classes[LANGUAGES], labels[LANGUAGES], issues[LANGUAGES];
    struct findings *findings; /* of a retraining, or NULL */
    struct nudge_example *examples;
    size_t example_count;
};

static void count(struct score *score, bool same)
{
    score->all++;
    score->same += same;
}

static bool first_issue_is(const struct reading *reading, struct str issue)
{
    return str_eq(reading->issue_count > 0 ? reading->issues[0].id : STR("none"), issue);
}

static void compare(struct accuracy *accuracy, const struct correction *right, const struct reading *reading)
{
    enum reading_class class_;
    enum reading_label label;
    bool welsh = str_eq(reading->language, STR("cy")) || str_eq(reading->language, STR("mixed"));
    if (reading_class_from(right->class_, &class_)) {
        count(&accuracy->class_[welsh][reading->class_], class_ == reading->class_);
        count(&accuracy->all_classes[welsh], class_ == reading->class_);
    }
    if (reading_label_from(right->label, &label))
        count(&accuracy->labels[welsh], label == reading->label);
    if (right->issue.len > 0)
        count(&accuracy->issues[welsh], first_issue_is(reading, right->issue));
}

static void keep_example(struct accuracy *accuracy, const struct correction *right, const struct post *post)
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
    const struct correction *right = corrections_of(&accuracy->corrections, kept->post.id);
    if (right == NULL)
        return;
    compare(accuracy, right, &kept->reading);
    if (accuracy->findings != NULL)
        keep_example(accuracy, right, &kept->post);
}

/* Nothing is said of what nobody looked at. */
static void print_score(struct str what, struct score score)
{
    struct agreement agreement = agreement_of(score.same, score.all);
    if (score.all > 0)
        printf("%-28.*s %9zu %6zu   %3.0f %% (%.0f–%.0f)\n", STR_ARG(what), score.all, score.same, agreement.share * 100,
               agreement.low * 100, agreement.high * 100);
}

/* Of one thing: both languages together, then each. */
static void print_scores(const struct tongue *tongue, const char *key, const struct score scores[LANGUAGES])
{
    struct score both = {scores[0].same + scores[1].same, scores[0].all + scores[1].all};
    print_score(tongue_get(tongue, key), both);
    for (int welsh = 0; welsh < LANGUAGES; welsh++)
        print_score(tongue_get(tongue, welsh ? "accuracy.cy" : "accuracy.en"), scores[welsh]);
}

static void print_classes(const struct accuracy *accuracy, const struct tongue *tongue)
{
    for (int welsh = 0; welsh < LANGUAGES; welsh++)
        for (int i = 0; i < READING_CLASSES; i++) {
            const char *key = arena_printf(tongue->arena, "say.%s", reading_class_name((enum reading_class)i)).ptr;
            print_score(arena_printf(tongue->arena, "    " STR_FMT ", %s", STR_ARG(tongue_get(tongue, key)), welsh ? "cy" : "en"),
                        accuracy->class_[welsh][i]);
        }
}

static void print_disputes(const struct corrections *corrections, const struct tongue *tongue)
{
    size_t disputed = 0;
    for (uint32_t i = 0; i < corrections->posts.count; i++)
        disputed += corrections->of[i].disputed;
    if (disputed == 0)
        return;
    printf("\n" STR_FMT "\n",
           STR_ARG(tongue_say(tongue, "accuracy.disputed", {"n", tongue_number(tongue, (double)disputed, 0)})));
    for (uint32_t i = 0, shown = 0; i < corrections->posts.count && shown < DISPUTED_SHOWN; i++)
        if (corrections->of[i].disputed) {
            printf("  " STR_FMT "\n", STR_ARG(table_name(&corrections->posts, i)));
            shown++;
        }
}

static void print_all(const struct accuracy *accuracy, const struct tongue *tongue)
{
    size_t corrected = corrections_count(&accuracy->corrections);
    struct str posts = tongue_number(tongue, (double)accuracy->kept, 0),
               looked = tongue_number(tongue, (double)corrected, 0);
    printf(STR_FMT "\n", STR_ARG(tongue_say(tongue, "accuracy.counts", {"posts", posts}, {"looked", looked})));
    if (corrected == 0) {
        printf(STR_FMT "\n", STR_ARG(tongue_get(tongue, "accuracy.none")));
        return;
    }
    printf(STR_FMT "\n\n", STR_ARG(tongue_get(tongue, "accuracy.sample")));
    printf("%-28s %9.*s %6.*s   " STR_FMT "\n", "", STR_ARG(tongue_get(tongue, "accuracy.seen")),
           STR_ARG(tongue_get(tongue, "accuracy.same")), STR_ARG(tongue_get(tongue, "accuracy.share")));
    print_scores(tongue, "say.class", accuracy->all_classes);
    print_classes(accuracy, tongue);
    print_scores(tongue, "say.sentiment", accuracy->labels);
    print_scores(tongue, "accuracy.first-issue", accuracy->issues);
    print_disputes(&accuracy->corrections, tongue);
}

static const char *nudges_path(struct accuracy *accuracy, const struct council *council, struct err *err)
{
    struct str folder;
    return council_state_dir(council, &accuracy->arena, &folder, err)
               ? arena_printf(&accuracy->arena, STR_FMT "/" FINDINGS_NUDGES, STR_ARG(folder)).ptr
               : NULL;
}

static bool forget(struct accuracy *accuracy, const struct council *council, const struct tongue *tongue, struct err *err)
{
    const char *path = nudges_path(accuracy, council, err);
    if (path == NULL)
        return false;
    if (unlink(path) != 0 && errno != ENOENT)
        return err_set(err, ERR_CONFIG, "%s: cannot be removed", path);
    printf(STR_FMT "\n", STR_ARG(tongue_get(tongue, "accuracy.forgotten")));
    return true;
}

static bool retrain(struct accuracy *accuracy, const struct council *council, const struct tongue *tongue,
                    struct err *err)
{
    float nudges[MODEL_LANES];
    const char *path = nudges_path(accuracy, council, err);
    nudge_learn(accuracy->examples, accuracy->example_count, nudges);
    if (path == NULL || !nudge_write(path, nudges, err))
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
    if (args_has(args, "forget"))
        return forget(accuracy, &council, &tongue, err);
    struct store *store = store_open(&council, STORE_SERVE, err);
    bool ok = store != NULL && corrections_read(&accuracy->corrections, store, &accuracy->arena, err) &&
              kept_each(store, see, accuracy, err);
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
    corrections_free(&accuracy.corrections);
    catalogue_free(&accuracy.catalogue);
    arena_free(&accuracy.arena);
    return ok ? 0 : args_fail(&err);
}
