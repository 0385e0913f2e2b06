/* SPDX-License-Identifier: MIT */
#include "issues_command.h"

#include <stdio.h>

#include "base/process.h"
#include "findings.h"
#include "issues_trial.h"
#include "kept.h"

#include "base/banned.h"

const struct args_option issues_command_options[] = {
    {"lang", "L", "every entry in this language, cy or en, for a speaker to review"},
    {"format", "F", "of --lang: table or csv"},
    {"posts", "FILE", "of test: posts as JSON Lines, in place of the kept ones"},
    {NULL, NULL, NULL},
};

static void print_field(struct str text, bool csv, char end)
{
    if (!csv) {
        printf(STR_FMT "%c", STR_ARG(text), end == ',' ? '\t' : end);
        return;
    }
    putchar('"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            putchar('"');
        putchar(text.ptr[i]);
    }
    printf("\"%c", end);
}

static void print_entries_of(const struct rules *rules, const char *list, bool welsh, bool csv)
{
    static const char *const kinds[] = {"decides", "hint", "excludes"};
    for (size_t i = 0; i < rules->set_count; i++)
        if (rules->sets[i].welsh == welsh) {
            print_field(str_from(list), csv, ',');
            print_field(rules->sets[i].name, csv, ',');
            print_field(STR("set"), csv, ',');
            print_field(rules->sets[i].text, csv, '\n');
        }
    for (size_t i = 0; i < rules->rule_count; i++)
        if (rules->rules[i].welsh == welsh) {
            print_field(str_from(list), csv, ',');
            print_field(rules->sections[rules->rules[i].section].id, csv, ',');
            print_field(str_from(kinds[rules->rules[i].kind]), csv, ',');
            print_field(rules->rules[i].text, csv, '\n');
        }
}

static void print_word(void *self, struct str role, struct str word)
{
    bool csv = *(const bool *)self;
    print_field(STR("lexicon"), csv, ',');
    print_field(role, csv, ',');
    print_field(STR("feeling"), csv, ',');
    print_field(word, csv, '\n');
}

static bool print_entries(const struct findings *findings, struct str language, bool csv, struct arena *arena,
                          struct err *err)
{
    bool welsh = str_eq(language, STR("cy"));
    if (!welsh && !str_eq(language, STR("en")))
        return err_set(err, ERR_CONFIG, "--lang " STR_FMT ": cy or en", STR_ARG(language));
    if (csv)
        printf("list,of,kind,entry\n");
    print_entries_of(&findings->issues.rules, "issues", welsh, csv);
    print_entries_of(&findings->classes.rules, "classes", welsh, csv);
    const char *file = welsh ? "analysis/lexicon.cy.txt" : "analysis/lexicon.en.txt";
    return lexicon_each(process_data(arena, file).ptr, print_word, &csv, err);
}

static void print_list(const struct rules *rules)
{
    for (size_t i = 0; i < rules->section_count; i++) {
        const struct rules_section *section = &rules->sections[i];
        printf("%-36.*s %-44.*s " STR_FMT "%s\n", STR_ARG(section->id), STR_ARG(section->name), STR_ARG(section->name_cy),
               section->off ? "  (off)" : "");
    }
}

static bool run_list(const struct args *args, const struct council *council, struct arena *arena, struct err *err)
{
    static struct findings findings;
    const char *language = args_get(args, "lang"), *format = args_get(args, "format");
    bool csv = format != NULL && strcmp(format, "csv") == 0;
    bool ok = findings_open(&findings, council, err);
    if (ok && language != NULL)
        ok = print_entries(&findings, str_from(language), csv, arena, err);
    else if (ok)
        print_list(&findings.issues.rules);
    findings_free(&findings);
    return ok;
}

static void see(void *self, const struct stream_kept *kept)
{
    issues_trial_see(self, &kept->post);
}

static bool see_all(const struct args *args, const struct council *council, struct issues_trial *trial, struct err *err)
{
    const char *posts = args_get(args, "posts");
    if (posts != NULL)
        return kept_each_of_file(posts, see, trial, err);
    struct store *store = store_open(council, STORE_SERVE, err);
    bool ok = store != NULL && kept_each(store, see, trial, err);
    if (store != NULL)
        store_close(store);
    return ok;
}

static bool run_test(const struct args *args, const struct council *council, struct err *err)
{
    struct council trial_council = *council;
    trial_council.place.issues = str_from(args->operands[1]);
    struct issues_trial trial = {.now = analyse_new(council, err)};
    bool ok = trial.now != NULL && (trial.then = analyse_new(&trial_council, err)) != NULL &&
              see_all(args, council, &trial, err);
    if (ok)
        issues_trial_print(&trial);
    analyse_free(trial.now);
    analyse_free(trial.then);
    issues_trial_free(&trial);
    return ok;
}

int issues_command_run(const struct args *args)
{
    struct err err;
    struct arena arena = {0};
    struct council council;
    bool test = args->operand_count == 2 && strcmp(args->operands[0], "test") == 0;
    bool ok = test || args->operand_count == 0 ||
              err_set(&err, ERR_CONFIG, "issues: nothing, or test FILE, not \"%s\"", args->operands[0]);
    ok = ok && council_read(args->config_path, &arena, &council, &err) &&
         (test ? run_test(args, &council, &err) : run_list(args, &council, &arena, &err));
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
