/* SPDX-License-Identifier: MIT */
#include "place_danger.h"

#include "base/file.h"
#include "base/process.h"

#include "base/banned.h"

enum { LIST_BYTES_MOST = 4 << 20, SHORT_NAME_BYTES = 3 };

static bool read_list(struct table *table, const char *name, struct err *err)
{
    struct arena arena = {0};
    struct str rest, line;
    bool ok = file_read(process_data(&arena, name).ptr, LIST_BYTES_MOST, &arena, &rest, err);
    while (ok && str_next(&rest, '\n', &line))
        table_add(table, line);
    arena_free(&arena);
    return ok;
}

bool place_danger_open(struct place_danger *danger, struct err *err)
{
    *danger = (struct place_danger){0};
    bool ok = read_list(&danger->common, "analysis/common_words.txt", err) &&
              read_list(&danger->given, "analysis/people_names.txt", err);
    if (!ok)
        place_danger_free(danger);
    return ok;
}

void place_danger_free(struct place_danger *danger)
{
    table_free(&danger->common);
    table_free(&danger->given);
}

/* The word, less an ending it has. */
static bool has(const struct table *table, struct str word, const char *ending)
{
    struct str end = str_from(ending);
    return str_ends(word, end) && word.len > end.len && table_find(table, str_cut(word, 0, word.len - end.len)) != TABLE_NONE;
}

bool place_danger_is_common(const struct place_danger *danger, struct str word)
{
    return has(&danger->common, word, "") || has(&danger->common, word, "s") || has(&danger->common, word, "ing");
}

bool place_danger_is_everyday(const struct place_danger *danger, const struct word *word)
{
    if (place_danger_is_common(danger, word->form) || word->form.len == 1)
        return true;
    char room[32];
    size_t len = 0;
    for (size_t i = 0; i < word->plain.len && len < sizeof room; i++)
        if (word->plain.ptr[i] != '\'')
            room[len++] = word->plain.ptr[i];
    return (len < word->form.len) && place_danger_is_common(danger, (struct str){room, len});
}

bool place_danger_is_given(const struct place_danger *danger, struct str word)
{
    return table_find(&danger->given, word) != TABLE_NONE;
}

enum place_require place_danger_require(const struct place_danger_counts *counts)
{
    if (counts->words == 1)
        return counts->everyday + counts->given > 0 || counts->bytes <= SHORT_NAME_BYTES ? PLACE_CUE : PLACE_NOTHING;
    return counts->everyday == counts->words ? PLACE_CAPITAL : PLACE_NOTHING;
}
