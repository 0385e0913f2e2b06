/* SPDX-License-Identifier: MIT */
#include "places_command.h"

#include <stdio.h>

#include "base/file.h"
#include "base/json_out.h"
#include "base/process.h"
#include "language.h"
#include "lines.h"
#include "places.h"
#include "places_import.h"
#include "record/council.h"

#include "base/banned.h"

enum { FILE_BYTES_MOST = 512 << 20, LINE_BYTES_MOST = 64 << 10, OUTPUT_BYTES_MOST = 1 << 20 };

const struct args_option places_command_options[] = {
    {"format", "F", "of the file to import: os-open-names or geonames"},
    {NULL, NULL, NULL},
};

static bool import(const char *format, const char *path, struct arena *arena, struct buf *out, struct err *err)
{
    struct str text;
    struct welsh *welsh;
    bool os = strcmp(format, "os-open-names") == 0;
    if (!os && strcmp(format, "geonames") != 0)
        return err_set(err, ERR_CONFIG, "--format %s: os-open-names or geonames", format);
    if (!file_read(path, FILE_BYTES_MOST, arena, &text, err))
        return false;
    char *bytes = (char *)(uintptr_t)text.ptr; /* the arena's, so ours to change */
    if (os)
        return places_import_os(path, bytes, text.len, out, err);
    if (!welsh_open(process_data(arena, "analysis/welsh.bin").ptr, NULL, &welsh, err))
        return false;
    bool ok = places_import_geonames(path, bytes, text.len, welsh, out, err);
    welsh_free(welsh);
    return ok;
}

static bool run_import(const struct args *args, struct arena *arena, struct err *err)
{
    const char *format = args_get(args, "format");
    if (args->operand_count != 2 || format == NULL)
        return err_set(err, ERR_CONFIG, "places import needs --format and a file");
    struct buf out = BUF("gazetteer", FILE_BYTES_MOST);
    bool ok = import(format, args->operands[1], arena, &out, err);
    if (ok)
        fwrite(out.data, 1, out.len, stdout);
    buf_free(&out);
    return ok;
}

/* The gazetteer named, or the configuration's. */
static bool open_gazetteer(const struct args *args, struct arena *arena, struct gazetteer **gazetteer, struct err *err)
{
    struct council council;
    if (!council_read(args->config_path, arena, &council, err))
        return false;
    const char *path = args->operand_count > 1 ? args->operands[1] : council.place.places.ptr;
    if (path == NULL || path[0] == '\0')
        return err_set(err, ERR_CONFIG, "no gazetteer: name a file, or set council.places");
    return gazetteer_read(path, gazetteer, err);
}

static bool run_check(const struct args *args, struct arena *arena, struct err *err)
{
    static const char *const sentences[] = {"", "count wherever they stand", "need a capital",
                                            "need a capital and a word beside them that tells of a place"};
    struct gazetteer *gazetteer;
    size_t requires[PLACE_CUE + 1] = {0};
    if (!open_gazetteer(args, arena, &gazetteer, err))
        return false;
    for (size_t i = 0; i < gazetteer->name_count; i++)
        requires[gazetteer->names[i].require]++;
    printf("%zu places, %zu spellings\n", gazetteer->place_count, gazetteer->name_count);
    for (int i = PLACE_NOTHING; i <= PLACE_CUE; i++)
        printf("%8zu %s\n", requires[i], sentences[i]);
    gazetteer_free(gazetteer);
    return true;
}

static void print_found(struct json_out *out, const struct words *words, const struct place_found *found, size_t count)
{
    json_out_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_out_open(out, '{');
        json_out_member_str(out, "id", found[i].place.id);
        json_out_member_str(out, "name", found[i].place.name);
        json_out_member_str(out, "kind", found[i].place.kind);
        json_out_member_str(out, "ward", found[i].place.ward);
        json_out_member_str(out, "text", str_cut(words->text, found[i].start, found[i].end));
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
    json_out_line(out);
    fwrite(out->buf->data, 1, out->buf->len, stdout);
    buf_clear(out->buf);
}

static void find_all(const struct gazetteer *gazetteer, struct language *language)
{
    struct buf buf = BUF("places of a line", OUTPUT_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    struct arena arena = {0};
    struct words words = {0};
    struct lines lines = LINES(stdin, LINE_BYTES_MOST);
    for (struct str line; lines_next(&lines, &line); arena_reset(&arena)) {
        struct place_found found[READING_PLACES_MOST];
        words_split(&words, line);
        language_identify(language, &words);
        print_found(&out, &words, found, places_find(gazetteer, &words, NULL, &arena, found));
    }
    lines_free(&lines);
    words_free(&words);
    arena_free(&arena);
    buf_free(&buf);
}

static bool run_find(const struct args *args, struct arena *arena, struct err *err)
{
    struct gazetteer *gazetteer = NULL;
    struct language *language = NULL;
    bool ok = open_gazetteer(args, arena, &gazetteer, err) &&
              language_open(process_data(arena, "analysis/language.bin").ptr, &language, err);
    if (ok)
        find_all(gazetteer, language);
    language_free(language);
    gazetteer_free(gazetteer);
    return ok;
}

int places_command_run(const struct args *args)
{
    static const struct {
        const char *name;
        bool (*run)(const struct args *args, struct arena *arena, struct err *err);
    } works[] = {{"import", run_import}, {"check", run_check}, {"find", run_find}};
    const char *name = args->operand_count > 0 ? args->operands[0] : "";
    struct arena arena = {0};
    struct err err;
    bool known = false, ok = false;
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++)
        if (strcmp(works[i].name, name) == 0) {
            known = true;
            ok = works[i].run(args, &arena, &err);
        }
    if (!known)
        err_set(&err, ERR_CONFIG, "places %s: say import, check or find", name);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
