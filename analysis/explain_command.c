/* SPDX-License-Identifier: MIT */
#include "explain_command.h"

#include <stdio.h>

#include "analyse.h"

#include "base/banned.h"

static void print_evidence(const struct reading *reading, struct str text, const char *what)
{
    for (size_t i = 0; i < reading->evidence_count; i++) {
        const struct reading_evidence *evidence = &reading->evidence[i];
        if (strcmp(evidence->what, what) == 0)
            printf("    %+.2f  " STR_FMT "\n", evidence->weight, STR_ARG(str_cut(text, evidence->start, evidence->end)));
    }
}

static void print_issues(const struct reading *reading, struct str text, struct arena *arena)
{
    if (reading->issue_count == 0)
        printf("issue: none\n");
    for (size_t i = 0; i < reading->issue_count; i++) {
        struct str id = reading->issues[i].id;
        printf("issue: " STR_FMT " (%.2f)\n", STR_ARG(id), reading->issues[i].confidence);
        print_evidence(reading, text, arena_printf(arena, "issue:" STR_FMT, STR_ARG(id)).ptr);
    }
}

static void print_places(const struct reading *reading, struct str text, struct arena *arena)
{
    for (size_t i = 0; i < reading->place_count; i++) {
        const struct reading_place *place = &reading->places[i];
        printf("place: " STR_FMT " (" STR_FMT ")\n", STR_ARG(place->name), STR_ARG(place->kind));
        print_evidence(reading, text, arena_printf(arena, "place:" STR_FMT, STR_ARG(place->id)).ptr);
    }
}

static void print_reading(const struct reading *reading, struct str text, struct arena *arena)
{
    printf("language: " STR_FMT " (%.2f)\n", STR_ARG(reading->language), reading->language_confidence);
    print_evidence(reading, text, "language");
    printf("sentiment: %s %+.2f (%.2f)\n", reading_label_name(reading->label), reading->sentiment,
           reading->sentiment_confidence);
    print_evidence(reading, text, "sentiment");
    printf("class: %s (%.2f)\n", reading_class_name(reading->class_), reading->class_confidence);
    print_evidence(reading, text, "class");
    if (reading->urgent)
        printf("urgent\n");
    print_evidence(reading, text, "urgent");
    if (reading->data_protection)
        printf("data protection\n");
    print_evidence(reading, text, "data_protection");
    print_issues(reading, text, arena);
    print_places(reading, text, arena);
    printf("analyser: " STR_FMT "\n", STR_ARG(reading->analyser));
}

static bool explain(const struct args *args, struct arena *arena, struct err *err)
{
    struct council council;
    struct buf text = BUF("the text", 1 << 20);
    struct reading reading;
    for (size_t i = 0; i < args->operand_count; i++)
        buf_printf(&text, "%s%s", i ? " " : "", args->operands[i]);
    if (!council_read(args->config_path, arena, &council, err))
        return false;
    struct analyse *analyse = analyse_new(&council, err);
    if (analyse == NULL)
        return false;
    struct post post = {.id = STR("text"), .text = arena_str(arena, buf_str(&text))};
    analyse_posts(analyse, &post, 1, arena, &reading);
    print_reading(&reading, post.text, arena);
    analyse_free(analyse);
    buf_free(&text);
    return true;
}

int explain_command_run(const struct args *args)
{
    struct err err;
    struct arena arena = {0};
    if (args->operand_count == 0)
        return err_set(&err, ERR_CONFIG, "explain: a text is needed: earshot explain \"Dim bin eto\""), args_fail(&err);
    bool ok = explain(args, &arena, &err);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
