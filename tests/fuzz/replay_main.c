/* SPDX-License-Identifier: MIT */
/* Replays the files of a corpus folder through a fuzz target, so that every finding stays a test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>

#include "base/file.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *folder, const char *name, struct arena *arena)
{
    struct err err;
    struct str bytes;
    struct str path = arena_printf(arena, "%s/%s", folder, name);
    if (!file_read(path.ptr, 64 << 20, arena, &bytes, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)bytes.ptr, bytes.len);
    return 0;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    int failures = 0, count = 0;
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
        return 2;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        if (entry->d_name[0] != '.') {
            failures += replay(argv[1], entry->d_name, &arena);
            count++;
            arena_reset(&arena);
        }
    closedir(folder);
    arena_free(&arena);
    printf("%d inputs replayed\n", count);
    return count == 0 || failures > 0;
}
