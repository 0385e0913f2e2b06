/* SPDX-License-Identifier: MIT */

/* What places.h finds: find_places GAZETTEER.csv; a text a line -> for each place id, name, text, between tabs. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/process.h"
#include "language.h"
#include "lines.h"
#include "places.h"

#include "base/banned.h"

static void print_line(const struct gazetteer *gazetteer, struct words *words, struct arena *arena)
{
    struct place_found found[READING_PLACES_MOST];
    size_t count = places_find(gazetteer, words, NULL, arena, found);
    for (size_t i = 0; i < count; i++)
        printf("%s" STR_FMT "|" STR_FMT "|" STR_FMT, i ? "\t" : "", STR_ARG(found[i].place.id),
               STR_ARG(found[i].place.name), STR_ARG(str_cut(words->text, found[i].start, found[i].end)));
    putchar('\n');
}

/* Of this program alone: getrusage would count what its parent held when it forked. */
static long peak_kb(struct arena *arena)
{
    struct err err;
    struct str status;
    if (!file_read("/proc/self/status", 1 << 16, arena, &status, &err))
        return 0;
    size_t at = str_find_str(status, STR("VmHWM:"), 0);
    return at < status.len ? strtol(status.ptr + at + 6, NULL, 10) : 0;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct err err;
    struct language *language;
    struct gazetteer *gazetteer;
    clock_t start = clock();
    if (argc != 2 || !language_open(process_data(&arena, "analysis/language.bin").ptr, &language, &err) ||
        !gazetteer_read(argv[1], &gazetteer, &err))
        return fprintf(stderr, "%s\n", argc == 2 ? err.text : "usage: find_places GAZETTEER.csv"), 1;
    fprintf(stderr, "%zu places, %zu spellings, read in %ld ms of processor time, %ld MB\n", gazetteer->place_count,
            gazetteer->name_count, (clock() - start) * 1000 / CLOCKS_PER_SEC, peak_kb(&arena) / 1024);
    struct words words = {0};
    struct lines lines = LINES(stdin, 1 << 16);
    for (struct str line; lines_next(&lines, &line); arena_reset(&arena)) {
        words_split(&words, line);
        language_identify(language, &words);
        print_line(gazetteer, &words, &arena);
    }
    lines_free(&lines);
    words_free(&words);
    gazetteer_free(gazetteer);
    language_free(language);
    arena_free(&arena);
    return 0;
}
