/* SPDX-License-Identifier: MIT */
#include "sources.h"

#include "base/file.h"
#include "base/settings_value.h"
#include "record/council.h"

#include "base/banned.h"

enum { KINDS_MOST = 32 };

extern const struct source_kind bluesky_kind, discourse_kind, facebook_kind, file_kind, imap_kind,
    lemmy_kind, manual_kind, mastodon_kind, notify_kind, open311_kind, reddit_kind, rss_kind,
    telegram_kind, webhook_kind, x_kind, youtube_kind;

const struct source_kind *const sources_kinds[] = {
    &bluesky_kind,
    &discourse_kind,
    &facebook_kind,
    &file_kind,
    &imap_kind,
    &lemmy_kind,
    &manual_kind,
    &mastodon_kind,
    &notify_kind,
    &open311_kind,
    &reddit_kind,
    &rss_kind,
    &telegram_kind,
    &webhook_kind,
    &x_kind,
    &youtube_kind,
    NULL,
};

const struct source_kind *sources_kind(struct str name)
{
    for (size_t i = 0; sources_kinds[i] != NULL; i++) {
        const struct source_kind *kind = sources_kinds[i];
        if (str_eq(name, str_from(kind->section.name)) || (kind->alias && str_eq(name, str_from(kind->alias))))
            return kind;
    }
    return NULL;
}

/* A section's kind, or NULL. Not by an alias: `mail` is how letters leave. */
static const struct source_kind *kind_of(const struct settings_found *found)
{
    for (size_t i = 0; sources_kinds[i] != NULL; i++)
        if (found->section == &sources_kinds[i]->section)
            return sources_kinds[i];
    return NULL;
}

static size_t all_sections(const struct settings_section *sections[])
{
    size_t count = 0;
    for (; council_sections[count] != NULL; count++)
        sections[count] = council_sections[count];
    for (size_t i = 0; sources_kinds[i] != NULL; i++)
        sections[count++] = &sources_kinds[i]->section;
    return count;
}

static bool read_secrets(const char *path, const struct settings_found *found, struct arena *arena,
                         struct source *source, struct err *err)
{
    size_t count = 0;
    for (const struct settings_row *row = found->section->rows; row->name != NULL; row++) {
        if (row->type != SETTINGS_PATH || !str_ends(str_from(row->name), STR("_file")))
            continue;
        struct str file = *(const struct str *)((const char *)found->values + row->offset);
        if (file.len == 0)
            continue;
        MUST(count < SOURCE_SECRETS_MOST);
        source->secrets[count].row = row->name;
        if (!file_read_secret(file.ptr, arena, &source->secrets[count++].value, err))
            return err_within(err, "%s:%d: %s \"" STR_FMT "\": %s", path, found->line, found->section->name,
                              STR_ARG(found->title), row->name);
    }
    return true;
}

static bool is_valid(const char *path, const struct settings_found *found, struct err *err)
{
    const struct source_kind *kind = kind_of(found);
    if (kind == NULL || kind->valid == NULL || kind->valid(found->values, err))
        return true;
    return err_within(err, "%s:%d: %s \"" STR_FMT "\"", path, found->line, found->section->name,
                      STR_ARG(found->title));
}

bool sources_check(const char *path, struct arena *arena, struct settings_found **all, struct err *err)
{
    const struct settings_section *sections[COUNCIL_SECTIONS + KINDS_MOST];
    if (!settings_read(path, sections, all_sections(sections), true, arena, all, err))
        return false;
    for (const struct settings_found *found = *all; found != NULL; found = found->next) {
        struct source scratch = {0};
        if (kind_of(found) != NULL &&
            (!is_valid(path, found, err) || !read_secrets(path, found, arena, &scratch, err)))
            return false;
    }
    return true;
}

bool sources_read(const char *path, struct arena *arena, struct sources *sources, struct err *err)
{
    struct settings_found *all;
    if (!sources_check(path, arena, &all, err))
        return false;
    size_t most = 0;
    for (const struct settings_found *found = all; found != NULL; found = found->next)
        most++;
    *sources = (struct sources){.items = ARENA_ARRAY(arena, struct source, most + 1),
                                .off = ARENA_ARRAY(arena, struct source, most + 1)};
    for (const struct settings_found *found = all; found != NULL; found = found->next) {
        const struct source_kind *kind = kind_of(found);
        if (kind == NULL)
            continue;
        bool on = ((const struct source_common *)found->values)->enabled;
        struct source *source = on ? &sources->items[sources->count++] : &sources->off[sources->off_count++];
        *source = (struct source){.kind = kind, .name = found->title, .settings = found->values};
        if (!read_secrets(path, found, arena, source, err))
            return false;
    }
    return true;
}

struct source sources_default(const struct source_kind *kind, struct arena *arena)
{
    struct err err;
    char *values = arena_take(arena, kind->section.struct_bytes);
    for (const struct settings_row *row = kind->section.rows; row->name != NULL; row++)
        if (row->otherwise != NULL)
            MUST(settings_value_fill(row, NULL, 0, NULL, arena, values + row->offset, &err));
    return (struct source){.kind = kind, .name = STR_NONE, .settings = values, .arena = arena};
}
