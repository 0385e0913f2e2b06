/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "base/args.h"
#include "front/demo.h"
#include "front/erase.h"
#include "front/handover.h"
#include "front/init.h"
#include "front/status.h"
#include "front/up.h"
#include "record/help.h"
#include "redis/store.h"

#include "base/banned.h"

static int roles_run(const struct args *args)
{
    (void)args;
    struct buf out = BUF("roles", 64 << 10);
    store_roles_print(&out);
    fwrite(out.data, 1, out.len, stdout);
    buf_free(&out);
    return 0;
}

static const struct args_command commands[] = {
    {"init", "", "asks a few questions and writes a commented configuration", init_options, init_run},
    {"up", "", "supervises everything in the foreground until SIGTERM or SIGINT", up_options, up_run},
    {"status", "", "sources, stream, lag, memory, retention", status_options, status_run},
    {"erase", "", "removes an author or a post everywhere and refuses its return", erase_options, erase_run},
    {"roles", "", "prints the users to make on a Redis of your own, as ACL commands", NULL, roles_run},
    {"demo", "", "plays the sample town, a fictional borough, before your eyes", demo_options, demo_run},
    {NULL, NULL, NULL, NULL, NULL},
};

static int print_help(void)
{
    printf("%s %s\n\n", args_say("usage: earshot [-c FILE]"), args_say("COMMAND [OPTIONS]"));
    printf("%s\n\n", args_say("Hears what residents say where they already say it, and tells the council."));
    for (const struct args_command *command = commands; command->name != NULL; command++)
        printf("  %-10s %s\n", command->name, args_say(command->sentence));
    for (const struct handover *row = handover_table; row->command != NULL; row++)
        printf("  %-10s %s\n", row->command, args_say(row->sentence));
    printf("\n%s\n", args_say("earshot COMMAND --help tells more of each."));
    return 0;
}

int main(int argc, char **argv)
{
    const struct handover *handover = handover_find(argc, argv);
    help_speak();
    if (handover != NULL)
        return handover_run(handover, argv);
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0))
        return print_help();
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return printf("earshot %s\n", EARSHOT_VERSION) < 0;
    if (argc == 1)
        return print_help(), 2;
    return args_run(argc, argv, commands);
}
