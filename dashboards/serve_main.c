/* SPDX-License-Identifier: MIT */
#include "base/args.h"

#include "base/banned.h"

int main(int argc, char **argv)
{
    static const struct args_command commands[] = {{NULL, NULL, NULL, NULL, NULL}};
    return args_run(argc, argv, commands);
}
