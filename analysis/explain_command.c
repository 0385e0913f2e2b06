/* SPDX-License-Identifier: MIT */
#include "explain_command.h"

#include <stdio.h>

#include "analyse.h"
#include "base/utf8.h"
#include "record/issue_names.h"
#include "record/tongue.h"

#include "base/banned.h"

enum { RULE_LETTERS = 80 }; /* shown of a rule */

const struct args_option explain_command_options[] = {
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {NULL, NULL, NULL},
};

struct explaining {
    const struct tongue *tongue;
    const struct issue_names *names;
    const struct reading *reading;
    struct str text;
};

/* What a word's weight is from: a rule of the lists, the list of feelings, or the model. */
static struct str origin(const struct explaining *of, const struct reading_evidence *evidence)
{
    if (evidence->rule.len == 0)
        return tongue_get(of->tongue, "explain.model");
    if (str_eq(evidence->rule, STR("lexicon")))
        return tongue_get(of->tongue, "explain.lexicon");
    struct str rule = utf8_shorten(of->tongue->arena, evidence->rule, RULE_LETTERS);
    return tongue_say(of->tongue, "explain.rule", {"rule", rule});
}

static void print_evidence(const struct explaining *of, const char *what)
{
    bool named = strcmp(what, "language") == 0 || strncmp(what, "place:", 6) == 0;
    for (size_t i = 0; i < of->reading->evidence_count; i++) {
        const struct reading_evidence *evidence = &of->reading->evidence[i];
        if (strcmp(evidence->what, what) != 0)
            continue;
        struct str words = str_cut(of->text, evidence->start, evidence->end);
        if (named)
            printf("    %+.2f  " STR_FMT "\n", evidence->weight, STR_ARG(words));
        else
            printf("    %+.2f  " STR_FMT "  (" STR_FMT ")\n", evidence->weight, STR_ARG(words), STR_ARG(origin(of, evidence)));
    }
}

/* What no word of its own decided, the whole did. */
static void print_reasons(const struct explaining *of, const char *what)
{
    for (size_t i = 0; i < of->reading->evidence_count; i++)
        if (strcmp(of->reading->evidence[i].what, what) == 0) {
            print_evidence(of, what);
            return;
        }
    printf("    " STR_FMT "\n", STR_ARG(tongue_get(of->tongue, "explain.whole")));
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

static void print_language(const struct explaining *of)
{
    static const struct str known[] = {STR_INIT("cy"), STR_INIT("en"), STR_INIT("mixed"), STR_INIT("und")};
    struct str code = of->reading->language;
    print_label(of, "say.language", code);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(known[i], code))
            printf(", " STR_FMT,
                   STR_ARG(tongue_get(of->tongue, arena_printf(of->tongue->arena, "language." STR_FMT, STR_ARG(code)).ptr)));
    printf(" (%.2f)\n", of->reading->language_confidence);
    print_evidence(of, "language");
}

static void print_issues(const struct explaining *of)
{
    const struct reading *reading = of->reading;
    if (reading->issue_count == 0)
        print_label(of, "say.issue", tongue_get(of->tongue, "say.none")), printf("\n");
    for (size_t i = 0; i < reading->issue_count; i++) {
        struct str id = reading->issues[i].id;
        print_label(of, "say.issue", id);
        printf(", " STR_FMT " (%.2f)\n", STR_ARG(issue_names_get(of->names, id, of->tongue->lang == CATALOGUE_CY, of->tongue->arena)),
               reading->issues[i].confidence);
        print_reasons(of, arena_printf(of->tongue->arena, "issue:" STR_FMT, STR_ARG(id)).ptr);
    }
}

static void print_places(const struct explaining *of)
{
    if (of->reading->place_count == 0)
        print_label(of, "say.place", tongue_get(of->tongue, "say.none")), printf("\n");
    for (size_t i = 0; i < of->reading->place_count; i++) {
        const struct reading_place *place = &of->reading->places[i];
        print_label(of, "say.place", place->name);
        printf(" (" STR_FMT ")\n", STR_ARG(place->kind));
        print_evidence(of, arena_printf(of->tongue->arena, "place:" STR_FMT, STR_ARG(place->id)).ptr);
    }
}

static void print_flag(const struct explaining *of, bool is, const char *key, const char *what)
{
    print_label(of, key, tongue_get(of->tongue, is ? "explain.yes" : "explain.no"));
    printf("\n");
    if (is)
        print_reasons(of, what);
}

static void print_reading(const struct explaining *of)
{
    const struct reading *reading = of->reading;
    print_language(of);
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
    printf("\n" STR_FMT "\n", STR_ARG(tongue_get(of->tongue, "explain.how")));
}

static bool explain(const struct args *args, struct arena *arena, struct err *err)
{
    struct council council;
    struct buf text = BUF("the text", 1 << 20);
    struct reading reading;
    struct catalogue catalogue = {0};
    struct tongue tongue;
    struct issue_names names = {0};
    for (size_t i = 0; i < args->operand_count; i++)
        buf_printf(&text, "%s%s", i ? " " : "", args->operands[i]);
    bool ok = council_read(args->config_path, arena, &council, err) &&
              tongue_open(&catalogue, args_get(args, "lang"), arena, &tongue, err) &&
              issue_names_open(&names, council.place.issues, err);
    struct analyse *analyse = ok ? analyse_new(&council, err) : NULL;
    if (analyse == NULL)
        return false;
    struct post post = {.id = STR("text"), .text = arena_str(arena, buf_str(&text))};
    analyse_posts(analyse, &post, 1, arena, &reading);
    print_reading(&(struct explaining){&tongue, &names, &reading, post.text});
    analyse_free(analyse);
    issue_names_free(&names);
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
