/* SPDX-License-Identifier: MIT */
#include "aggregate_command.h"
#include "base/args.h"
#include "detect.h"
#include "incidents_command.h"
#include "posts_command.h"
#include "record/help.h"
#include "replay.h"
#include "tallies_command.h"

#include "base/banned.h"

int main(int argc, char **argv)
{
    static const struct args_command commands[] = {
        {"aggregate", "", "tallies, temperature, incidents, summaries (--once: what is due)",
         aggregate_command_options, aggregate_command_run},
        {"detect", "", "counts as CSV on stdin -> alarms as CSV", detect_options, detect_run},
        {"incidents", "[list | show ID | ack ID | snooze ID | dismiss ID | merge ID | note ID]",
         "lists incidents, shows one, and does what an officer says", incidents_command_options, incidents_command_run},
        {"posts", "", "lists and exports the posts that are kept, with their readings", posts_command_options,
         posts_command_run},
        {"replay", "FILE…", "posts as JSON Lines through the whole pipeline, on their own clock", replay_options,
         replay_run},
        {"tallies", "", "how many people said what, and how they felt, over time", tallies_command_options,
         tallies_command_run},
        {NULL, NULL, NULL, NULL, NULL},
    };
    help_speak();
    return args_run(argc, argv, commands);
}
