/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/json_out.h"
#include "sources.h"

#include "base/banned.h"

const struct args_option config_options[] = {
    {"check", NULL, "print nothing, only say whether it is right"},
    {"sources", NULL, "print the sources as JSON, and which of them are turned off"},
    {NULL, NULL, NULL},
};

static void add_sources(const struct source *items, size_t count, const char *state, struct json_out *out)
{
    for (size_t i = 0; i < count; i++) {
        json_out_open(out, '{');
        json_out_member_str(out, "name", items[i].name);
        json_out_member_str(out, "kind", str_from(items[i].kind->section.name));
        json_out_member_str(out, "state", str_from(state));
        json_out_close(out, '}');
    }
}

/* What `status` puts beside what is known of each. */
static int print_sources(const char *path)
{
    struct arena arena = {0};
    struct err err;
    struct sources sources;
    struct buf text = BUF("list of sources", 16 << 20);
    struct json_out out = json_out_new(&text, false);
    bool ok = sources_read(path, &arena, &sources, &err);
    if (ok) {
        json_out_open(&out, '[');
        add_sources(sources.items, sources.count, "new", &out);
        add_sources(sources.off, sources.off_count, "off", &out);
        json_out_close(&out, ']');
        printf(STR_FMT "\n", STR_ARG(buf_str(&text)));
    }
    buf_free(&text);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}

int config_run(const struct args *args)
{
    struct arena arena = {0};
    struct err err;
    struct settings_found *all;
    if (args_has(args, "sources"))
        return print_sources(args->config_path);
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
