/* SPDX-License-Identifier: MIT */
#include "base/spool.h"

#include <dirent.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

#include "base/banned.h"

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-')
            return false;
    }
    return name.len > 0 && name.len <= SPOOL_NAME_BYTES_MOST;
}

/* By the machine's clock, as the files are dated by it. */
static void forget_old(const char *folder)
{
    struct arena scratch = {0};
    DIR *entries = opendir(folder);
    time_t now = time(NULL);
    for (struct dirent *entry = entries ? readdir(entries) : NULL; entry != NULL; entry = readdir(entries)) {
        struct stat about;
        struct str path = arena_printf(&scratch, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && stat(path.ptr, &about) == 0 &&
            (int64_t)(now - about.st_mtime) * 1000 > SPOOL_SEEN_MS)
            unlink(path.ptr);
    }
    if (entries != NULL)
        closedir(entries);
    arena_free(&scratch);
}

static size_t count_waiting(const char *folder)
{
    size_t count = 0;
    DIR *entries = opendir(folder);
    for (struct dirent *entry = entries ? readdir(entries) : NULL; entry != NULL; entry = readdir(entries))
        count += str_ends(str_from(entry->d_name), STR(".msg"));
    if (entries != NULL)
        closedir(entries);
    return count;
}

static bool put(const char *folder, struct str name, struct str bytes, struct arena *arena, bool *repeated,
                struct err *err)
{
    struct str seen_folder = arena_printf(arena, "%s/seen", folder);
    struct str seen = arena_printf(arena, "%s/" STR_FMT, seen_folder.ptr, STR_ARG(name));
    struct str message = arena_printf(arena, "%s/" STR_FMT ".msg", folder, STR_ARG(name));
    if (!file_make_dir(seen_folder.ptr, err))
        return false;
    forget_old(seen_folder.ptr);
    *repeated = file_exists(seen.ptr);
    if (*repeated)
        return err_set(err, ERR_INPUT, "this message was sent before");
    if (count_waiting(folder) >= SPOOL_MESSAGES_MOST)
        return err_set(err, ERR_LIMIT, "%s: %d messages wait to be read", folder, SPOOL_MESSAGES_MOST);
    return file_write(message.ptr, bytes, err) && file_write(seen.ptr, STR(""), err);
}

bool spool_put(const char *folder, struct str name, struct str bytes, bool *repeated, struct err *err)
{
    struct arena arena = {0};
    *repeated = false;
    if (!is_name(name))
        return err_set(err, ERR_INPUT, "a message's name must be 1 to %d letters, digits or '-'", SPOOL_NAME_BYTES_MOST);
    bool ok = put(folder, name, bytes, &arena, repeated, err);
    arena_free(&arena);
    return ok;
}
