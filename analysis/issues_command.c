/* SPDX-License-Identifier: MIT */
#include "issues_command.h"

#include <stdio.h>

#include "base/csv_out.h"
#include "base/process.h"
#include "findings.h"
#include "issues_trial.h"
#include "kept.h"

#include "base/banned.h"

const struct args_option issues_command_options[] = {
    {"lang", "cy|en", "every entry in this language, for a speaker to review; of test: the language to answer in"},
    {"format", "F", "of --lang: table or csv"},
    {"posts", "FILE", "of test: posts as JSON Lines, in place of the kept ones"},
    {NULL, NULL, NULL},
};

/* A row of text, with tabs between or as CSV. */
struct rows {
    struct buf line;
    bool csv;
};

static void print_row(struct rows *rows, const struct str fields[4])
{
    buf_clear(&rows->line);
    for (int i = 0; rows->csv && i < 4; i++)
        csv_out_text(&rows->line, fields[i]);
    if (rows->csv)
        csv_out_end(&rows->line);
    else
        buf_printf(&rows->line, STR_FMT "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\n", STR_ARG(fields[0]), STR_ARG(fields[1]),
                   STR_ARG(fields[2]), STR_ARG(fields[3]));
    printf(STR_FMT, STR_ARG(buf_str(&rows->line)));
}

static void print_entries_of(struct rows *rows, const struct rules *rules, const char *list, bool welsh)
{
    static const char *const kinds[] = {"decides", "hint", "excludes"};
    struct str of = str_from(list);
    for (size_t i = 0; i < rules->set_count; i++)
        if (rules->sets[i].welsh == welsh)
            print_row(rows, (struct str[]){of, rules->sets[i].name, STR("set"), rules->sets[i].text});
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct rules_rule *rule = &rules->rules[i];
        if (rule->welsh == welsh)
            print_row(rows, (struct str[]){of, rules->sections[rule->section].id, str_from(kinds[rule->kind]), rule->text});
    }
}

static void print_word(void *self, struct str role, struct str word)
{
    print_row(self, (struct str[]){STR("lexicon"), role, STR("feeling"), word});
}

static bool print_words(struct rows *rows, const char *file, struct arena *arena, struct err *err)
{
    return lexicon_each(process_data(arena, file).ptr, print_word, rows, err);
}

static bool print_entries(const struct findings *findings, struct str language, bool csv, struct arena *arena,
                          struct err *err)
{
    bool welsh = str_eq(language, STR("cy"));
    if (!welsh && !str_eq(language, STR("en")))
        return err_set(err, ERR_CONFIG, "--lang " STR_FMT ": cy or en", STR_ARG(language));
    struct rows rows = {BUF("a row", 1 << 20), csv};
    if (csv)
        print_row(&rows, (struct str[]){STR("list"), STR("of"), STR("kind"), STR("entry")});
    print_entries_of(&rows, &findings->lists.issues.rules, "issues", welsh);
    print_entries_of(&rows, &findings->lists.classes.rules, "classes", welsh);
    bool ok = welsh ? print_words(&rows, "analysis/lexicon.cy.txt", arena, err)
                    : print_words(&rows, "analysis/lexicon.en.txt", arena, err) &&
                          print_words(&rows, "analysis/lexicon.vader.txt", arena, err);
    buf_free(&rows.line);
    return ok;
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
    if (format != NULL && !csv && strcmp(format, "table") != 0)
        return err_set(err, ERR_CONFIG, "--format %s: table or csv", format);
    bool ok = findings_open(&findings, council, err);
    if (ok && language != NULL)
        ok = print_entries(&findings, str_from(language), csv, arena, err);
    else if (ok)
        print_list(&findings.lists.issues.rules);
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

static bool run_test(const struct args *args, const struct council *council, struct arena *arena, struct err *err)
{
    struct catalogue catalogue = {0};
    struct tongue tongue;
    if (!tongue_open(&catalogue, args_get(args, "lang"), arena, &tongue, err))
        return false;
    struct council trial_council = *council;
    trial_council.place.issues = str_from(args->operands[1]);
    struct issues_trial trial = {.now = analyse_new(council, err)};
    bool ok = trial.now != NULL && (trial.then = analyse_new(&trial_council, err)) != NULL &&
              see_all(args, council, &trial, err);
    if (ok)
        issues_trial_print(&trial, &tongue);
    analyse_free(trial.now);
    analyse_free(trial.then);
    issues_trial_free(&trial);
    catalogue_free(&catalogue);
    return ok;
}

int issues_command_run(const struct args *args)
{
    struct err err;
    struct arena arena = {0};
    struct council council;
    bool test = args->operand_count == 2 && strcmp(args->operands[0], "test") == 0;
    bool ok = test || args->operand_count == 0 ||
              err_set(&err, ERR_CONFIG, "issues: nothing, or test and one FILE: earshot issues test my-issues.conf");
    ok = ok && council_read(args->config_path, &arena, &council, &err) &&
         (test ? run_test(args, &council, &arena, &err) : run_list(args, &council, &arena, &err));
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
