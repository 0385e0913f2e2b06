/* SPDX-License-Identifier: MIT */
#include "drop.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_out.h"

#include "base/banned.h"

/* Files are dated by this machine's clock, not by one that a test holds. */
static int64_t age_ms(const struct stat *about)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)(now.tv_sec - about->st_mtim.tv_sec) * 1000 + (now.tv_nsec - about->st_mtim.tv_nsec) / 1000000;
}

static void write_file(struct arena *arena, const char *path, struct json_out *out)
{
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode) || str_ends(str_from(path), STR(".done")))
        return;
    json_out_open(out, '{');
    json_out_member_str(out, "path", str_from(path));
    json_out_member_i64(out, "inode", (int64_t)about.st_ino);
    json_out_member_i64(out, "size", (int64_t)about.st_size);
    json_out_member_i64(out, "age_ms", age_ms(&about));
    json_out_member_bool(out, "done", file_exists(arena_printf(arena, "%s.done", path).ptr));
    json_out_close(out, '}');
}

/* A folder with a slip of the pen in its name is as empty as one where nobody put anything. */
static bool has_folder(const char *pattern, struct arena *arena, struct err *err)
{
    struct str folder = {pattern, strcspn(pattern, "*?[")};
    while (folder.len > 1 && folder.ptr[folder.len - 1] != '/')
        folder.len--;
    const char *path = folder.len > 1 ? arena_str(arena, folder).ptr : folder.len == 1 && *pattern == '/' ? "/" : ".";
    return access(path, R_OK | X_OK) == 0 || err_set(err, ERR_AGAIN, "%s: %s", path, strerror(errno));
}

static void list(const char *pattern, struct arena *arena, struct source_reply *reply)
{
    glob_t found = {0};
    struct buf text = BUF("folder", 4 << 20);
    struct json_out out = json_out_new(&text, false);
    json_out_open(&out, '[');
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc && i < DROP_FILES_MOST; i++)
            write_file(arena, found.gl_pathv[i], &out);
    json_out_close(&out, ']');
    globfree(&found);
    reply->status = 200;
    reply->bytes = arena_str(arena, buf_str(&text));
    buf_free(&text);
}

static bool read_chunk(const char *path, int64_t offset, struct arena *arena, struct str *bytes, struct err *err)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool ok = file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    char *room = arena_take(arena, DROP_CHUNK_BYTES);
    size_t len = 0;
    for (ssize_t got = 1; ok && got > 0 && len < DROP_CHUNK_BYTES; len += got > 0 ? (size_t)got : 0) {
        got = pread(file, room + len, DROP_CHUNK_BYTES - len, offset + (int64_t)len);
        ok = got >= 0;
    }
    if (!ok)
        err_set(err, ERR_AGAIN, "%s: %s", path, file < 0 || errno ? strerror(errno) : "not a file");
    if (file >= 0)
        close(file);
    *bytes = (struct str){room, len};
    return ok;
}

void drop_read(const struct source_request *request, struct arena *arena, struct source_reply *reply, struct err *err)
{
    struct str path = arena_str(arena, str_cut(request->url, strlen("file:"), request->url.len));
    int64_t offset = 0;
    if (str_eq(request->method, STR("LIST"))) {
        reply->status = 404;
        if (request->header_count == 0 || has_folder(path.ptr, arena, err))
            list(path.ptr, arena, reply);
        return;
    }
    if (str_eq(request->method, STR("REMOVE"))) {
        reply->status = unlink(path.ptr) == 0 || errno == ENOENT ? 200 : 404;
        if (reply->status != 200)
            err_set(err, ERR_CONFIG, "%s: cannot be removed: %s", path.ptr, strerror(errno));
        return;
    }
    for (size_t i = 0; i < request->header_count; i++)
        if (str_eq(request->headers[i].name, STR("Offset")))
            MUST(str_to_i64(request->headers[i].value, &offset));
    errno = 0;
    reply->status = read_chunk(path.ptr, offset, arena, &reply->bytes, err) ? 200 : 404;
}
