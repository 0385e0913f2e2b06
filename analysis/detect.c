/* SPDX-License-Identifier: MIT */
#include "detect.h"

#include <stdio.h>

#include "detect_events.h"

#include "base/banned.h"

const struct args_option detect_options[] = {
    {"events", NULL, "rows are single events: ts,issue,ward,author,dup and, if there, tokens"},
    {"budget", "B", "with --events: false alerts a week, at most (0.25)"},
    {NULL, NULL, NULL},
};

static bool number_option(const struct args *args, const char *name, double least, double most, double *value,
                          struct err *err)
{
    const char *text = args_get(args, name);
    if (text == NULL)
        return true;
    if (!str_to_double(str_from(text), value) || !(*value >= least && *value <= most))
        return err_set(err, ERR_CONFIG, "--%s %s: a number from %g to %g would be right", name, text, least, most);
    return true;
}

int detect_run(const struct args *args)
{
    struct err err = {0};
    double budget = 0.25;
    if (!number_option(args, "budget", 0.001, 1000, &budget, &err))
        return args_fail(&err);
    if (!detect_events(stdin, stdout, budget, &err)) {
        fflush(stdout);
        return args_fail(&err);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
