/* SPDX-License-Identifier: MIT */

/* hook — messages that come to us instead of being fetched: signed ones of gateways and forms, and what an officer
 * heard and enters by hand. Both wait in a spool until the collector reads them.
 *
 * Takes   the sections `webhook "NAME"` and `manual "NAME"` of the configuration; a body and its signature
 * Gives   the message in the spool of that section
 * Errors  of hook_read: CONFIG with file, line and setting. Of the others: INPUT a body that is refused, LIMIT the
 *         spool is full, AGAIN the disk
 * Memory  the arena given
 * Cost    hook_read one read of the file; the others one written file */
#ifndef STORE_RECORD_HOOK_H
#define STORE_RECORD_HOOK_H

#include "base/arena.h"
#include "base/settings.h"

enum { HOOK_BODY_BYTES_MOST = 64 << 10, HOOK_LIST_MOST = 64, HOOK_NAME_BYTES_MOST = 300 };

/* The members that every source begins with come first. */
struct hook_settings {
    int64_t every_ms;
    bool enabled;
    struct str spool, key_file;
    struct settings_list fields;
};
extern const struct settings_row hook_webhook_rows[], hook_manual_rows[];
extern const struct settings_section hook_webhook_section, hook_manual_section;

struct hook {
    struct str name, spool, key; /* no key: a manual one */
    bool is_manual;
};
struct hooks {
    struct hook items[HOOK_LIST_MOST];
    size_t count;
};
bool hook_read(const char *config_path, struct arena *arena, struct hooks *hooks, struct err *err);

/* NULL: there is none of this name; for a manual one an absent name is the first. */
const struct hook *hook_find(const struct hooks *hooks, bool is_manual, struct str name);

/* What serve does with POST /hooks/NAME; `signature` is the header X-Earshot-Signature. *repeated: refused only
 * because it was here before. */
bool hook_accept(const struct hook *hook, struct str signature, struct str body, int64_t now_ms, bool *repeated,
                 struct err *err);

/* What was heard, where, and who says so; `when_ms` 0 is now, `ward` and `language` may be absent. */
struct hook_heard {
    struct str text, group, heard_by, ward, language;
    int64_t when_ms;
};
bool hook_enter(const struct hook *hook, const struct hook_heard *heard, int64_t now_ms, struct arena *arena,
                struct str *id, struct err *err);

#endif
