/* SPDX-License-Identifier: MIT */
#include "record/hook.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json_out.h"
#include "base/signature.h"
#include "base/spool.h"

#include "base/banned.h"

#define AT(field) offsetof(struct hook_settings, field)
#define COMMON_ROWS                                                                                                \
    {"every", SETTINGS_SPAN, "1m", AT(every_ms), 1e3, 7 * 864e5, NULL, "how long between two looks, at least"},     \
    {"enabled", SETTINGS_BOOL, "true", AT(enabled), 0, 0, NULL, "false: this source is left alone"},                \
    {"spool", SETTINGS_PATH, NULL, AT(spool), 0, 0, NULL,                                                           \
     "a folder of its own where messages wait; earshot-serve writes it and earshot-collect empties it"}

const struct settings_row hook_webhook_rows[] = {
    COMMON_ROWS,
    {"key_file", SETTINGS_PATH, NULL, AT(key_file), 0, 0, NULL, "a file with the key that the sender signs with"},
    {"fields", SETTINGS_LIST, "", AT(fields), 0, 0, NULL,
     "what its fields mean, such as \"text=Message\"; fields: text, time, id, author, ward, title, language, url, lat, lon"},
    {.name = NULL},
};
const struct settings_row hook_manual_rows[] = {COMMON_ROWS, {.name = NULL}};

const struct settings_section hook_webhook_section = {"webhook", "Signed messages of gateways and forms", hook_webhook_rows,
                                                      sizeof(struct hook_settings), true};
const struct settings_section hook_manual_section = {"manual", "What officers heard, entered by hand", hook_manual_rows,
                                                     sizeof(struct hook_settings), true};

static bool add(const struct settings_found *found, const char *path, struct arena *arena, struct hooks *hooks,
                struct err *err)
{
    const struct hook_settings *own = found->values;
    struct hook hook = {.name = found->title, .spool = own->spool, .is_manual = found->section == &hook_manual_section};
    if (!own->enabled)
        return true;
    if (hooks->count == HOOK_LIST_MOST)
        return err_set(err, ERR_CONFIG, "%s:%d: over %d hooks", path, found->line, HOOK_LIST_MOST);
    if (!hook.is_manual && !file_read_secret(own->key_file.ptr, arena, &hook.key, err))
        return err_within(err, "%s:%d: webhook \"" STR_FMT "\": key_file", path, found->line, STR_ARG(found->title));
    if (!hook.is_manual && hook.key.len < SIGNATURE_KEY_BYTES_LEAST)
        return err_set(err, ERR_CONFIG, "%s:%d: webhook \"" STR_FMT "\": key_file: must hold at least %d characters", path,
                       found->line, STR_ARG(found->title), SIGNATURE_KEY_BYTES_LEAST);
    hooks->items[hooks->count++] = hook;
    return true;
}

bool hook_read(const char *config_path, struct arena *arena, struct hooks *hooks, struct err *err)
{
    const struct settings_section *sections[] = {&hook_webhook_section, &hook_manual_section};
    struct settings_found *first;
    *hooks = (struct hooks){.count = 0};
    if (!settings_read(config_path, sections, 2, false, arena, &first, err))
        return false;
    for (const struct settings_found *found = first; found != NULL; found = found->next)
        if (!add(found, config_path, arena, hooks, err))
            return false;
    return true;
}

const struct hook *hook_find(const struct hooks *hooks, bool is_manual, struct str name)
{
    for (size_t i = 0; i < hooks->count; i++)
        if (hooks->items[i].is_manual == is_manual &&
            ((is_manual && name.len == 0) || str_eq(hooks->items[i].name, name)))
            return &hooks->items[i];
    return NULL;
}

bool hook_accept(const struct hook *hook, struct str signature, struct str body, int64_t now_ms, bool *repeated,
                 struct err *err)
{
    struct arena arena = {0};
    struct signature_seen seen;
    *repeated = false;
    MUST(!hook->is_manual);
    bool ok = body.len <= HOOK_BODY_BYTES_MOST || err_set(err, ERR_LIMIT, "over %d KB", HOOK_BODY_BYTES_MOST >> 10);
    ok = ok && signature_check(&arena, hook->key, signature, body, now_ms, &seen, err);
    if (ok) {
        struct str name = arena_printf(&arena, "%013lld-" STR_FMT, (long long)seen.made_ms, STR_ARG(seen.name));
        ok = spool_put(hook->spool.ptr, name, body, repeated, err);
    }
    arena_free(&arena);
    return ok;
}

static struct str heard_json(const struct hook_heard *heard, struct str id, int64_t now_ms, struct arena *arena)
{
    struct buf text = BUF("what was heard", 4 * HOOK_BODY_BYTES_MOST);
    struct json_out out = json_out_new(&text, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "id", id);
    json_out_member_str(&out, "time", clock_iso(arena, heard->when_ms ? heard->when_ms : now_ms));
    json_out_member_str(&out, "text", heard->text);
    json_out_member_str(&out, "group", heard->group);
    json_out_member_str(&out, "heard_by", heard->heard_by);
    json_out_member_str(&out, "ward", heard->ward.len > 0 ? heard->ward : STR_NONE);
    json_out_member_str(&out, "language", heard->language.len > 0 ? heard->language : STR_NONE);
    json_out_close(&out, '}');
    struct str result = text.over ? STR_NONE : arena_str(arena, buf_str(&text));
    buf_free(&text);
    return result;
}

bool hook_enter(const struct hook *hook, const struct hook_heard *heard, int64_t now_ms, struct arena *arena,
                struct str *id, struct err *err)
{
    bool repeated;
    unsigned char random[HASH_ID_BYTES];
    MUST(hook->is_manual);
    if (str_trim(heard->text).len == 0 || str_trim(heard->group).len == 0 || str_trim(heard->heard_by).len == 0)
        return err_set(err, ERR_INPUT, "say what was heard, in which group, and who heard it");
    if (heard->text.len > HOOK_BODY_BYTES_MOST || heard->group.len > HOOK_NAME_BYTES_MOST ||
        heard->heard_by.len > HOOK_NAME_BYTES_MOST || heard->ward.len > HOOK_NAME_BYTES_MOST)
        return err_set(err, ERR_LIMIT, "too long: %d KB of text, %d bytes of a name", HOOK_BODY_BYTES_MOST >> 10,
                       HOOK_NAME_BYTES_MOST);
    if (heard->when_ms > now_ms + CLOCK_DAY_MS)
        return err_set(err, ERR_INPUT, "heard in the future");
    hash_random(random, sizeof random);
    *id = hash_hex(arena, (struct str){(const char *)random, sizeof random});
    struct str json = heard_json(heard, *id, now_ms, arena);
    return spool_put(hook->spool.ptr, arena_printf(arena, "%013lld-" STR_FMT, (long long)now_ms, STR_ARG(*id)), json,
                     &repeated, err);
}
