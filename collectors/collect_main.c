/* SPDX-License-Identifier: MIT */
#include "base/args.h"
#include "check.h"
#include "collect.h"
#include "config.h"
#include "manual.h"
#include "parse.h"

#include "base/banned.h"

int main(int argc, char **argv)
{
    static const struct args_command commands[] = {
        {"check", "", "the configuration, and one polite question to each source", check_options, check_run},
        {"collect", "", "poll the sources, and keep their posts", collect_options, collect_run},
        {"parse", "KIND [FILE]", "one recorded reply of a source kind to posts, JSON Lines", parse_options, parse_run},
        {"config", "", "the effective configuration, every setting with its sentence", config_options, config_run},
        {"manual", "", "enters what was heard in a group", manual_options, manual_run},
        {NULL, NULL, NULL, NULL, NULL},
    };
    return args_run(argc, argv, commands);
}
