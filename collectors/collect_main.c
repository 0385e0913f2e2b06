/* SPDX-License-Identifier: MIT */
#include "base/args.h"
#include "check.h"
#include "collect.h"
#include "config.h"
#include "manual.h"
#include "parse.h"
#include "record/help.h"

#include "base/banned.h"

int main(int argc, char **argv)
{
    static const struct args_command commands[] = {
        {"check", "", "validates the configuration and asks each source one polite question", check_options,
         check_run},
        {"collect", "", "polls the sources (--once: what is due)", collect_options, collect_run},
        {"parse", "KIND [FILE]", "one recorded reply of a source kind -> posts, JSON Lines", parse_options, parse_run},
        {"config", "", "prints the effective configuration, every setting with its sentence", config_options,
         config_run},
        {"manual", "", "enters by hand what was heard where no program may listen", manual_options, manual_run},
        {NULL, NULL, NULL, NULL, NULL},
    };
    help_speak();
    return args_run(argc, argv, commands);
}
