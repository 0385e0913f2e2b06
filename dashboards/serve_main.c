/* SPDX-License-Identifier: MIT */
#include "base/args.h"
#include "record/help.h"
#include "serving.h"

#include "base/banned.h"

int main(int argc, char **argv)
{
    static const struct args_command commands[] = {
        {"serve", "", "serves the page and the feeds", serving_serve_options, serving_serve},
        {"snapshot", "", "writes the page and the feed as files", serving_snapshot_options, serving_snapshot},
        {NULL, NULL, NULL, NULL, NULL},
    };
    help_speak();
    return args_run(argc, argv, commands);
}
