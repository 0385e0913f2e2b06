/* SPDX-License-Identifier: MIT */
/* The input is a gazetteer, then after a NUL a text that is read with it. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "language.h"
#include "places.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct gazetteer *read_gazetteer(struct str csv)
{
    struct err err;
    struct gazetteer *gazetteer = NULL;
    int fd = memfd_create("gazetteer", 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    MUST(fd >= 0 && write(fd, csv.ptr, csv.len) == (ssize_t)csv.len);
    if (!gazetteer_read(path, &gazetteer, &err))
        MUST(err.kind != ERR_NONE && err.text[0] != '\0');
    close(fd);
    return gazetteer;
}

static char folder[] = "/tmp/earshot_fuzz_XXXXXX";

static void remove_folder(void)
{
    file_remove_tree(folder);
}

/* Short lists of everyday words and people, so that a gazetteer is read in microseconds. */
static void use_short_lists(struct arena *arena)
{
    struct err err;
    MUST(mkdtemp(folder) != NULL && atexit(remove_folder) == 0);
    MUST(file_make_dir(arena_printf(arena, "%s/analysis", folder).ptr, &err));
    MUST(file_write(arena_printf(arena, "%s/analysis/common_words.txt", folder).ptr, STR("high\nhope\n"), &err));
    MUST(file_write(arena_printf(arena, "%s/analysis/people_names.txt", folder).ptr, STR("barry\n"), &err));
    MUST(setenv("EARSHOT_DATA", folder, 1) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    static struct words words;
    static struct arena arena;
    if (!ready)
        use_short_lists(&arena);
    ready = true;
    struct str input = {(const char *)data, size};
    size_t end = str_find(input, '\0', 0);
    struct gazetteer *gazetteer = read_gazetteer(str_cut(input, 0, end));
    struct place_found found[READING_PLACES_MOST];
    words_split(&words, str_cut(input, end, size));
    language_set(&words, size % 2 ? WORD_WELSH : WORD_ENGLISH);
    size_t count = places_find(gazetteer, &words, NULL, &arena, found);
    MUST(count <= READING_PLACES_MOST);
    for (size_t i = 0; i < count; i++)
        MUST(found[i].start <= found[i].end && found[i].end <= words.text.len);
    arena_reset(&arena);
    gazetteer_free(gazetteer);
    return 0;
}
