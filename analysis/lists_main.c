/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "base/file.h"
#include "base/process.h"
#include "lists.h"

#include "base/banned.h"

enum { BYTES_MOST = 16 << 20 };

static bool pack(const char *path, struct err *err)
{
    struct arena arena = {0};
    struct welsh *welsh = NULL;
    struct lists lists;
    struct buf out = BUF("packed lists", BYTES_MOST);
    bool ok = welsh_open(process_data(&arena, "analysis/welsh.bin").ptr, NULL, &welsh, err);
    struct stem *stem = stem_new(welsh);
    lists_init(&lists, stem);
    ok = ok && lists_read(&lists, err) && lists_pack(&lists, &out, err) && file_write(path, buf_str(&out), err);
    buf_free(&out);
    lists_free(&lists);
    stem_free(stem);
    welsh_free(welsh);
    arena_free(&arena);
    return ok;
}

/* A part of the build: packs the built-in lists into FILE. */
int main(int argc, char **argv)
{
    struct err err;
    if (argc == 2 && pack(argv[1], &err))
        return 0;
    fprintf(stderr, "%s\n", argc == 2 ? err.text : "earshot-lists FILE");
    return argc == 2 ? err_exit_code(&err) : 2;
}
