/* SPDX-License-Identifier: MIT */
#include "base/settings.h"

#include <confuse.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/settings_scan.h"
#include "base/settings_value.h"

#include "base/banned.h"

enum { SECTIONS_MOST = 64, FILE_BYTES = 1 << 20 };

/* libConfuse's callbacks carry no pointer of the caller's, so a read keeps its error and its file's name here. */
static struct err *reading_err;
static const char *reading_path;

/* What would be right in the place of a name that is not known. */
static void add_names(const cfg_t *cfg, struct buf *what)
{
    buf_add(what, STR("; known here:"));
    for (const cfg_opt_t *option = cfg->opts; option->name != NULL; option++)
        buf_printf(what, "%s %s", option == cfg->opts ? "" : ",", option->name);
}

static void on_error(cfg_t *cfg, const char *format, va_list args)
{
    struct buf what = BUF("what libConfuse says", 4 << 10);
    buf_vprintf(&what, format, args);
    if (cfg != NULL && str_starts(buf_str(&what), STR("no such option")))
        add_names(cfg, &what);
    if (reading_err->kind == ERR_NONE)
        err_set(reading_err, ERR_CONFIG, "%s:%d: " STR_FMT, reading_path, cfg ? cfg->line : 0, STR_ARG(buf_str(&what)));
    buf_free(&what);
}

/* Every setting is a string to libConfuse; settings_value knows the types. */
static cfg_opt_t *options_of(struct arena *arena, const struct settings_section *section)
{
    size_t count = 0;
    while (section->rows[count].name != NULL)
        count++;
    cfg_opt_t *options = ARENA_ARRAY(arena, cfg_opt_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct settings_row *row = &section->rows[i];
        cfg_flag_t flags = CFGF_NODEFAULT | (row->type == SETTINGS_LIST ? CFGF_LIST : 0);
        options[i] = (cfg_opt_t)CFG_STR(row->name, NULL, CFGF_NONE);
        options[i].flags = flags;
    }
    options[count] = (cfg_opt_t)CFG_END();
    return options;
}

static const struct settings_section *sections_read[SECTIONS_MOST];
static size_t sections_read_count;

static const struct settings_row *row_of(const char *section, const char *name)
{
    for (size_t i = 0; i < sections_read_count; i++)
        if (strcmp(sections_read[i]->name, section) == 0)
            for (const struct settings_row *row = sections_read[i]->rows; row->name != NULL; row++)
                if (strcmp(row->name, name) == 0)
                    return row;
    return NULL;
}

/* Called as each setting is read, while the line is known. */
static int on_value(cfg_t *cfg, cfg_opt_t *option)
{
    const struct settings_row *row = row_of(cfg_name(cfg), cfg_opt_name(option));
    struct arena scratch = {0};
    struct err err = {0};
    bool ok = true;
    for (unsigned i = 0; ok && row != NULL && i < cfg_opt_size(option); i++)
        ok = settings_value_check(row, str_from(cfg_opt_getnstr(option, i)), &scratch, &err);
    if (!ok && reading_err->kind == ERR_NONE)
        err_set(reading_err, ERR_CONFIG, "%s:%d: %s.%s: %s", reading_path, cfg->line, cfg_name(cfg), row->name,
                err.text);
    arena_free(&scratch);
    return ok ? 0 : -1;
}

static cfg_t *open_parser(struct arena *arena)
{
    cfg_opt_t *top = ARENA_ARRAY(arena, cfg_opt_t, sections_read_count + 1);
    for (size_t i = 0; i < sections_read_count; i++) {
        const struct settings_section *section = sections_read[i];
        cfg_flag_t flags = section->titled ? CFGF_TITLE | CFGF_MULTI | CFGF_NO_TITLE_DUPES : CFGF_NODEFAULT;
        top[i] = (cfg_opt_t)CFG_SEC(section->name, options_of(arena, section), CFGF_NONE);
        top[i].flags = flags;
    }
    top[sections_read_count] = (cfg_opt_t)CFG_END();
    cfg_t *cfg = cfg_init(top, CFGF_NONE);
    MUST(cfg != NULL);
    cfg_set_error_function(cfg, on_error);
    for (size_t i = 0; i < sections_read_count; i++)
        for (const struct settings_row *row = sections_read[i]->rows; row->name != NULL; row++) {
            char path[128];
            snprintf(path, sizeof path, "%s|%s", sections_read[i]->name, row->name);
            cfg_set_validate_func(cfg, path, on_value);
        }
    return cfg;
}

static struct str *texts_of(cfg_t *cfg, const struct settings_row *row, struct arena *arena, size_t *count)
{
    *count = cfg == NULL ? 0 : cfg_size(cfg, row->name);
    struct str *texts = ARENA_ARRAY(arena, struct str, *count + 1);
    for (size_t i = 0; i < *count; i++)
        texts[i] = arena_str(arena, str_from(cfg_getnstr(cfg, row->name, (unsigned)i)));
    return texts;
}

static bool fill(struct settings_found *found, cfg_t *cfg, const char *path, struct arena *arena, struct err *err)
{
    for (const struct settings_row *row = found->section->rows; row->name != NULL; row++) {
        size_t count;
        struct str *texts = texts_of(cfg, row, arena, &count);
        bool given = count > 0 || (cfg != NULL && row->type == SETTINGS_LIST && cfg_getopt(cfg, row->name)->nvalues);
        if (!given && row->otherwise == NULL && found->line > 0)
            return err_set(err, ERR_CONFIG, "%s:%d: %s \"" STR_FMT "\": %s must be given: %s", path, found->line,
                           found->section->name, STR_ARG(found->title), row->name, row->sentence);
        void *slot = (char *)found->values + row->offset;
        if (!settings_value_fill(row, given ? texts : NULL, count, given ? path : NULL, arena, slot, err))
            return err_within(err, "%s: %s.%s", path ? path : "defaults", found->section->name, row->name);
    }
    return true;
}

static struct settings_found *found_new(struct arena *arena, const struct settings_section *section,
                                        struct settings_found ***tail)
{
    struct settings_found *found = ARENA_NEW(arena, struct settings_found);
    found->section = section;
    found->values = arena_take(arena, section->struct_bytes);
    **tail = found;
    *tail = &found->next;
    return found;
}

static bool collect(cfg_t *cfg, const char *path, struct arena *arena, struct settings_found **first,
                    struct err *err)
{
    struct settings_found **tail = first;
    *first = NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < sections_read_count; i++) {
        const struct settings_section *section = sections_read[i];
        unsigned count = cfg_size(cfg, section->name);
        for (unsigned n = 0; ok && n < count; n++) {
            cfg_t *at = cfg_getnsec(cfg, section->name, n);
            struct settings_found *found = found_new(arena, section, &tail);
            found->line = at->line;
            found->title = section->titled ? arena_str(arena, str_from(cfg_title(at))) : STR_NONE;
            ok = fill(found, at, path, arena, err);
        }
        if (ok && count == 0 && !section->titled)
            ok = fill(found_new(arena, section, &tail), NULL, NULL, arena, err);
    }
    return ok;
}

static bool is_known(struct str name)
{
    for (size_t i = 0; i < sections_read_count; i++)
        if (str_eq(name, str_from(sections_read[i]->name)))
            return true;
    return false;
}

static bool parse(cfg_t *cfg, bool strict, struct arena *arena, struct err *err)
{
    struct str text;
    if (!file_read(reading_path, FILE_BYTES, arena, &text, err))
        return false;
    if (str_find(text, '\0', 0) < text.len)
        return err_set(err, ERR_CONFIG, "%s: not a text", reading_path);
    text = settings_scan_comments(arena, text);
    if (!strict)
        text = settings_scan(arena, text, is_known);
    if (cfg_parse_buf(cfg, text.ptr) != CFG_SUCCESS && err->kind == ERR_NONE)
        err_set(err, ERR_CONFIG, "%s: not a configuration", reading_path);
    return err->kind == ERR_NONE;
}

bool settings_read(const char *path, const struct settings_section *const sections[], size_t count, bool strict,
                   struct arena *arena, struct settings_found **first, struct err *err)
{
    MUST(count <= SECTIONS_MOST);
    memcpy(sections_read, sections, count * sizeof *sections);
    sections_read_count = count;
    *err = (struct err){0};
    reading_err = err;
    reading_path = path;
    cfg_t *cfg = open_parser(arena);
    bool ok = (path == NULL || parse(cfg, strict, arena, err)) && collect(cfg, path, arena, first, err);
    cfg_free(cfg);
    return ok;
}

void settings_print(const struct settings_found *first, struct buf *out)
{
    for (const struct settings_found *found = first; found != NULL; found = found->next) {
        buf_printf(out, "# %s\n%s", found->section->sentence, found->section->name);
        if (found->section->titled) {
            buf_char(out, ' ');
            settings_value_print_text(found->title, out);
        }
        buf_printf(out, " {\n");
        for (const struct settings_row *row = found->section->rows; row->name != NULL; row++) {
            buf_printf(out, "    # %s\n    %s = ", row->sentence, row->name);
            settings_value_print(row, (const char *)found->values + row->offset, out);
            buf_char(out, '\n');
        }
        buf_printf(out, "}\n\n");
    }
}
