/* SPDX-License-Identifier: MIT */
#include "base/args.h"
#include "words_command.h"

#include "base/banned.h"

int main(int argc, char **argv)
{
    static const struct args_command commands[] = {
        {"words", "", "the words of a text a line, as keywords meet them", words_command_options, words_command_run},
        {NULL, NULL, NULL, NULL, NULL},
    };
    return args_run(argc, argv, commands);
}
