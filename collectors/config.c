/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "sources.h"

#include "base/banned.h"

const struct args_option config_options[] = {
    {"check", NULL, "print nothing, only say whether it is right"},
    {NULL, NULL, NULL},
};

int config_run(const struct args *args)
{
    struct arena arena = {0};
    struct err err;
    struct settings_found *all;
    if (!sources_check(args->config_path, &arena, &all, &err)) {
        arena_free(&arena);
        return args_fail(&err);
    }
    struct buf text = BUF("configuration", 16 << 20);
    if (!args_has(args, "check"))
        settings_print(all, &text);
    fwrite(buf_str(&text).ptr, 1, text.len, stdout);
    buf_free(&text);
    arena_free(&arena);
    return 0;
}
