/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#include "base/banned.h"

enum { READ_BYTES = 64 << 10, SECRET_BYTES = 64 << 10, TREE_DESCRIPTORS = 16 };

static bool too_long(const char *path, size_t ceiling_bytes, struct err *err)
{
    return err_set(err, ERR_LIMIT, "%s: over %zu bytes", path, ceiling_bytes);
}

/* Of a length that is not known beforehand. */
static bool read_all(int fd, const char *path, struct buf *buf, struct err *err)
{
    static char piece[READ_BYTES];
    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);
        if (got == 0)
            return true;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
        buf_add(buf, (struct str){piece, (size_t)got});
        if (buf->over)
            return too_long(path, buf->ceiling_bytes, err);
    }
}

static bool read_stream(int fd, const char *path, size_t ceiling_bytes, struct arena *arena, struct str *out, struct err *err)
{
    struct buf buf = BUF("file", ceiling_bytes);
    bool ok = read_all(fd, path, &buf, err);
    if (ok)
        *out = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return ok;
}

/* Straight into the arena. */
static bool read_len(int fd, const char *path, size_t len, struct arena *arena, struct str *out, struct err *err)
{
    char *text = arena_take(arena, len + 1);
    size_t at = 0;
    while (at < len) {
        ssize_t got = read(fd, text + at, len - at);
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR)
            return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
        at += got > 0 ? (size_t)got : 0;
    }
    *out = (struct str){text, at};
    return true;
}

bool file_map(const char *path, size_t ceiling_bytes, struct str *out, struct err *err)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fstat(fd, &info) == 0;
    size_t len = ok ? (size_t)info.st_size : 0;
    void *bytes = ok && len > 0 && len <= ceiling_bytes ? mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0) : NULL;
    ok = ok && bytes != MAP_FAILED;
    int cause = errno;
    if (fd >= 0)
        close(fd);
    if (!ok)
        return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(cause));
    *out = bytes ? (struct str){bytes, len} : STR("");
    return len <= ceiling_bytes || too_long(path, ceiling_bytes, err);
}

void file_unmap(struct str mapped)
{
    if (mapped.len > 0)
        munmap((void *)(uintptr_t)mapped.ptr, mapped.len);
}

bool file_read(const char *path, size_t ceiling_bytes, struct arena *arena, struct str *out, struct err *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
    struct stat info;
    bool ok;
    if (is_stdin || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0)
        ok = read_stream(fd, is_stdin ? "standard input" : path, ceiling_bytes, arena, out, err);
    else if ((size_t)info.st_size > ceiling_bytes)
        ok = too_long(path, ceiling_bytes, err);
    else
        ok = read_len(fd, path, (size_t)info.st_size, arena, out, err);
    if (!is_stdin)
        close(fd);
    return ok;
}

bool file_read_secret(const char *path, struct arena *arena, struct str *out, struct err *err)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
    if (info.st_mode & (S_IRWXG | S_IRWXO))
        return err_set(err, ERR_CONFIG, "%s: others can read this secret; say: chmod 600 %s", path, path);
    if (!file_read(path, SECRET_BYTES, arena, out, err))
        return false;
    out->len = str_find(*out, '\n', 0);
    *out = str_trim(*out);
    return out->len > 0 || err_set(err, ERR_CONFIG, "%s: this secret is empty", path);
}

static bool write_all(int fd, struct str contents)
{
    while (contents.len > 0) {
        ssize_t put = write(fd, contents.ptr, contents.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        contents = str_cut(contents, (size_t)put, contents.len);
    }
    return fsync(fd) == 0;
}

bool file_write(const char *path, struct str contents, struct err *err)
{
    struct arena scratch = {0};
    struct str temporary = arena_printf(&scratch, "%s.%ld.tmp", path, (long)getpid());
    int fd = open(temporary.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write_all(fd, contents);
    int cause = errno;
    ok = (fd < 0 || close(fd) == 0) && ok && rename(temporary.ptr, path) == 0;
    if (!ok) {
        err_set(err, ERR_AGAIN, "%s: cannot write: %s", path, strerror(cause));
        unlink(temporary.ptr);
    }
    arena_free(&scratch);
    return ok;
}

bool file_make_dir(const char *path, struct err *err)
{
    struct arena scratch = {0};
    char *copy = arena_take(&scratch, strlen(path) + 1);
    memcpy(copy, path, strlen(path) + 1);
    bool ok = true;
    for (char *at = copy + 1; ok; at++) {
        if (*at != '/' && *at != '\0')
            continue;
        char end = *at;
        *at = '\0';
        ok = mkdir(copy, 0700) == 0 || errno == EEXIST;
        *at = end;
        if (end == '\0')
            break;
    }
    if (!ok)
        err_set(err, ERR_CONFIG, "%s: cannot make this folder: %s", path, strerror(errno));
    arena_free(&scratch);
    return ok;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

bool file_remove_tree(const char *path)
{
    return nftw(path, remove_one, TREE_DESCRIPTORS, FTW_DEPTH | FTW_PHYS) == 0;
}

int file_lock(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        err_set(err, ERR_AGAIN, "%s: another Earshot holds this folder", path);
        close(fd);
        return -1;
    }
    return fd;
}

struct str file_beside(struct arena *arena, const char *beside, struct str path)
{
    const char *slash = beside ? strrchr(beside, '/') : NULL;
    if (slash == NULL || str_starts(path, STR("/")))
        return arena_str(arena, path);
    return arena_printf(arena, "%.*s/" STR_FMT, (int)(slash - beside), beside, STR_ARG(path));
}
