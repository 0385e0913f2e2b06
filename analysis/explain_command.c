/* SPDX-License-Identifier: MIT */
#include "explain_command.h"

#include <stdio.h>

#include "analyse.h"
#include "record/tongue.h"

#include "base/banned.h"

const struct args_option explain_command_options[] = {
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {NULL, NULL, NULL},
};

struct explaining {
    const struct tongue *tongue;
    const struct reading *reading;
    struct str text;
};

static void print_evidence(const struct explaining *of, const char *what)
{
    for (size_t i = 0; i < of->reading->evidence_count; i++) {
        const struct reading_evidence *evidence = &of->reading->evidence[i];
        if (strcmp(evidence->what, what) == 0)
            printf("    %+.2f  " STR_FMT "\n", evidence->weight,
                   STR_ARG(str_cut(of->text, evidence->start, evidence->end)));
    }
}

/* "class: complaint", in the reader's language. */
static void print_label(const struct explaining *of, const char *key, struct str value)
{
    printf(STR_FMT ": " STR_FMT, STR_ARG(tongue_get(of->tongue, key)), STR_ARG(value));
}

static struct str named(const struct explaining *of, const char *name)
{
    return tongue_get(of->tongue, arena_printf(of->tongue->arena, "say.%s", name).ptr);
}

static void print_issues(const struct explaining *of)
{
    const struct reading *reading = of->reading;
    if (reading->issue_count == 0)
        print_label(of, "say.issue", tongue_get(of->tongue, "say.none")), printf("\n");
    for (size_t i = 0; i < reading->issue_count; i++) {
        struct str id = reading->issues[i].id;
        print_label(of, "say.issue", id);
        printf(" (%.2f)\n", reading->issues[i].confidence);
        print_evidence(of, arena_printf(of->tongue->arena, "issue:" STR_FMT, STR_ARG(id)).ptr);
    }
}

static void print_places(const struct explaining *of)
{
    for (size_t i = 0; i < of->reading->place_count; i++) {
        const struct reading_place *place = &of->reading->places[i];
        print_label(of, "say.place", place->name);
        printf(" (" STR_FMT ")\n", STR_ARG(place->kind));
        print_evidence(of, arena_printf(of->tongue->arena, "place:" STR_FMT, STR_ARG(place->id)).ptr);
    }
}

static void print_flag(const struct explaining *of, bool is, const char *key, const char *what)
{
    if (is)
        printf(STR_FMT "\n", STR_ARG(tongue_get(of->tongue, key)));
    print_evidence(of, what);
}

static void print_reading(const struct explaining *of)
{
    const struct reading *reading = of->reading;
    print_label(of, "say.language", reading->language);
    printf(" (%.2f)\n", reading->language_confidence);
    print_evidence(of, "language");
    print_label(of, "say.sentiment", named(of, reading_label_name(reading->label)));
    printf(" %+.2f (%.2f)\n", reading->sentiment, reading->sentiment_confidence);
    print_evidence(of, "sentiment");
    print_label(of, "say.class", named(of, reading_class_name(reading->class_)));
    printf(" (%.2f)\n", reading->class_confidence);
    print_evidence(of, "class");
    print_flag(of, reading->urgent, "say.urgent", "urgent");
    print_flag(of, reading->data_protection, "say.data-protection", "data_protection");
    print_issues(of);
    print_places(of);
    print_label(of, "say.analyser", reading->analyser);
    printf("\n");
}

static bool explain(const struct args *args, struct arena *arena, struct err *err)
{
    struct council council;
    struct buf text = BUF("the text", 1 << 20);
    struct reading reading;
    struct catalogue catalogue = {0};
    struct tongue tongue;
    for (size_t i = 0; i < args->operand_count; i++)
        buf_printf(&text, "%s%s", i ? " " : "", args->operands[i]);
    bool ok = council_read(args->config_path, arena, &council, err) &&
              tongue_open(&catalogue, args_get(args, "lang"), arena, &tongue, err);
    struct analyse *analyse = ok ? analyse_new(&council, err) : NULL;
    if (analyse == NULL)
        return false;
    struct post post = {.id = STR("text"), .text = arena_str(arena, buf_str(&text))};
    analyse_posts(analyse, &post, 1, arena, &reading);
    print_reading(&(struct explaining){&tongue, &reading, post.text});
    analyse_free(analyse);
    catalogue_free(&catalogue);
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
