/* SPDX-License-Identifier: MIT */
#include "base/args.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"

#include "base/banned.h"

static const struct args_option common[] = {
    {"config", "FILE", "the configuration (-c FILE; or $EARSHOT_CONFIG)"},
    {"log", "json", "log lines as JSON instead of logfmt"},
    {"help", NULL, "this text"},
    {NULL, NULL, NULL},
};

static args_speaker *speaker;

void args_speak_by(args_speaker *by)
{
    speaker = by;
}

const char *args_say(const char *english)
{
    return speaker == NULL ? english : speaker(english);
}

int args_fail(const struct err *err)
{
    fprintf(stderr, "earshot: %s\n", err->text);
    return err_exit_code(err);
}

static void print_options(const struct args_option *option)
{
    for (; option != NULL && option->name != NULL; option++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", option->name, option->value ? " " : "",
                 option->value ? option->value : "");
        printf("  %-26s %s\n", left, args_say(option->sentence));
    }
}

static int print_help(const struct args_command *command)
{
    printf("%s %s%s%s", args_say("usage: earshot [-c FILE]"), command->name, command->options ? " " : "",
           command->options ? args_say("[OPTIONS]") : "");
    printf("%s%s\n\n%s\n\n", command->operands[0] ? " " : "", command->operands, args_say(command->sentence));
    print_options(command->options);
    print_options(common);
    return 0;
}

static int print_commands(const struct args_command *commands)
{
    printf("%s %s\n\n", args_say("usage: earshot [-c FILE]"), args_say("COMMAND [OPTIONS]"));
    for (const struct args_command *command = commands; command->name != NULL; command++)
        printf("  %-12s %s\n", command->name, args_say(command->sentence));
    printf("\n%s\n", args_say("earshot COMMAND --help tells more of each."));
    return 0;
}

static const struct args_option *find_option(const struct args_option *options, struct str name)
{
    for (; options != NULL && options->name != NULL; options++)
        if (str_eq(str_from(options->name), name))
            return options;
    return NULL;
}

static bool keep(struct args *args, const char *name, const char *value, struct err *err)
{
    if (args->given_count == ARGS_REPEATS_MOST)
        return err_set(err, ERR_CONFIG, "over %d options", ARGS_REPEATS_MOST);
    args->given[args->given_count].name = name;
    args->given[args->given_count++].value = value;
    return true;
}

/* One "--name", "--name=value" or "--name value"; *at moves past what it used. */
static bool take_option(struct args *args, int argc, char **argv, int *at, struct err *err)
{
    struct str word = str_from(argv[*at] + 2);
    size_t equals = str_find(word, '=', 0);
    struct str name = str_cut(word, 0, equals);
    const struct args_option *option = args->command ? find_option(args->command->options, name) : NULL;
    if (option == NULL)
        option = find_option(common, name);
    if (option == NULL)
        return err_set(err, ERR_CONFIG, "%s: no such option; --help lists them", argv[*at]);
    (*at)++;
    if (equals < word.len)
        return option->value ? keep(args, option->name, word.ptr + equals + 1, err)
                             : err_set(err, ERR_CONFIG, "--%s takes no value", option->name);
    if (option->value == NULL)
        return keep(args, option->name, "", err);
    if (*at >= argc)
        return err_set(err, ERR_CONFIG, "--%s needs a value: %s", option->name, option->value);
    return keep(args, option->name, argv[(*at)++], err);
}

static const struct args_command *find_command(const struct args_command *commands, const char *name)
{
    for (; commands->name != NULL; commands++)
        if (strcmp(commands->name, name) == 0)
            return commands;
    return NULL;
}

static bool take_word(struct args *args, int argc, char **argv, int *at, const struct args_command *commands,
                      struct err *err)
{
    char *word = argv[*at];
    if (strcmp(word, "-c") == 0 && *at + 1 < argc) {
        *at += 2;
        return keep(args, "config", argv[*at - 1], err);
    }
    if (strncmp(word, "--", 2) == 0 && word[2] != '\0')
        return take_option(args, argc, argv, at, err);
    if (word[0] == '-' && word[1] != '\0' && strcmp(word, "--") != 0 && args->command == NULL)
        return err_set(err, ERR_CONFIG, "%s: no such option; --help lists them", word);
    (*at)++;
    if (args->command == NULL) {
        args->command = find_command(commands, word);
        return args->command || err_set(err, ERR_CONFIG, "%s: no such command; earshot --help lists them", word);
    }
    args->operands[args->operand_count++] = word;
    return true;
}

static bool parse(struct args *args, int argc, char **argv, const struct args_command *commands, struct err *err)
{
    int at = 1;
    while (at < argc) {
        if (args->command != NULL && strcmp(argv[at], "--") == 0) {
            for (at++; at < argc; at++)
                args->operands[args->operand_count++] = argv[at];
            return true;
        }
        if (!take_word(args, argc, argv, &at, commands, err))
            return false;
    }
    return true;
}

const char *args_get_nth(const struct args *args, const char *name, size_t n)
{
    for (size_t i = 0; i < args->given_count; i++)
        if (strcmp(args->given[i].name, name) == 0 && n-- == 0)
            return args->given[i].value;
    return NULL;
}

const char *args_get(const struct args *args, const char *name)
{
    return args_get_nth(args, name, 0);
}

bool args_has(const struct args *args, const char *name)
{
    return args_get(args, name) != NULL;
}

static int run_parsed(struct args *args, const struct args_command *commands)
{
    if (args->command == NULL) {
        int code = print_commands(commands);
        return args_has(args, "help") ? code : 2;
    }
    if (args_has(args, "help"))
        return print_help(args->command);
    const char *log = args_get(args, "log");
    struct err err;
    if (log != NULL && strcmp(log, "json") != 0 && strcmp(log, "logfmt") != 0)
        return err_set(&err, ERR_CONFIG, "--log %s: json or logfmt", log), args_fail(&err);
    args->log_json = log != NULL && strcmp(log, "json") == 0;
    args->config_path = args_get(args, "config") ? args_get(args, "config") : getenv("EARSHOT_CONFIG");
    log_open(args->program, args->log_json, LOG_INFO);
    int code = args->command->run(args);
    if (fflush(stdout) != 0 && code == 0)
        code = 1;
    return code;
}

int args_run(int argc, char **argv, const struct args_command *commands)
{
    struct err err;
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    struct args args = {.program = argc > 0 ? (slash ? slash + 1 : argv[0]) : "earshot"};
    args.operands = calloc((size_t)argc + 1, sizeof *args.operands);
    MUST(args.operands != NULL);
    int code = parse(&args, argc, argv, commands, &err) ? run_parsed(&args, commands) : args_fail(&err);
    free(args.operands);
    return code;
}
