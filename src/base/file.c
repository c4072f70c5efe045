/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files: read with a limit, replaced atomically. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static tp_status fail_errno(struct tp_diag *diag, const char *path, const char *what)
{
    int reason = errno;
    tp_status status = reason == ENOENT ? TP_E_NOT_FOUND : TP_E_IO;

    return tp_diag_in_file(diag, tp_fail(diag, status, NULL, -1, "cannot %s: %s", what, strerror(reason)), path);
}

/* Reads up to SIZE bytes; short only at the end of the file; -1 on error. */
static ssize_t read_fully(int fd, uint8_t *out, size_t size_bytes)
{
    size_t have = 0;

    while (have < size_bytes) {
        ssize_t got = read(fd, out + have, size_bytes - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

static tp_status read_open_file(int fd, const char *path, size_t limit_bytes, uint8_t **data, size_t *size_bytes,
                                struct tp_diag *diag)
{
    struct stat info;
    ssize_t got;
    tp_status status;
    void *memory;

    if (fstat(fd, &info) != 0)
        return fail_errno(diag, path, "stat");
    if (!S_ISREG(info.st_mode))
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_FORMAT, NULL, -1, "not a regular file"), path);
    if ((uint64_t)info.st_size > limit_bytes)
        return tp_diag_in_file(diag,
                               tp_fail(diag, TP_E_LIMIT, NULL, -1, "%lld bytes, at most %zu are accepted",
                                       (long long)info.st_size, limit_bytes),
                               path);
    status = tp_alloc(&memory, (size_t)info.st_size, 1, diag);
    if (status != TP_OK)
        return status;
    got = read_fully(fd, memory, (size_t)info.st_size);
    if (got < 0) {
        free(memory);
        return fail_errno(diag, path, "read");
    }
    *data = memory;
    *size_bytes = (size_t)got;
    return TP_OK;
}

tp_status tp_file_read(const char *path, size_t limit_bytes, uint8_t **data, size_t *size_bytes, struct tp_diag *diag)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    tp_status status;

    *data = NULL;
    *size_bytes = 0;
    if (fd < 0)
        return fail_errno(diag, path, "open");
    status = read_open_file(fd, path, limit_bytes, data, size_bytes, diag);
    close(fd);
    return status;
}

static bool write_fully(int fd, const uint8_t *data, size_t size_bytes)
{
    while (size_bytes > 0) {
        ssize_t put = write(fd, data, size_bytes);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        data += put;
        size_bytes -= (size_t)put;
    }
    return true;
}

/* Makes a rename in PATH's folder durable. */
static bool sync_folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) : 0;
    int fd;
    bool done;

    snprintf(folder, sizeof folder, "%.*s", slash ? TP_MAX(length, 1) : 1, slash ? path : ".");
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    done = fsync(fd) == 0;
    close(fd);
    return done;
}

/* A rename would put a plain file in the place of a device, a pipe or what a link to one stands for. */
static tp_status check_replaceable(const char *path, struct tp_diag *diag)
{
    struct stat info;

    if (stat(path, &info) != 0 || S_ISREG(info.st_mode) || S_ISDIR(info.st_mode))
        return TP_OK;
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot write: not a regular file"), path);
}

static tp_status write_as(const char *path, const void *data, size_t size_bytes, mode_t mode, struct tp_diag *diag)
{
    char beside[4096];
    int fd;
    bool done;

    if (check_replaceable(path, diag) != TP_OK)
        return TP_E_IO;
    if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the path is too long");
    fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0)
        return fail_errno(diag, path, "write");
    done = write_fully(fd, data, size_bytes) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    if (close(fd) != 0)
        done = false;
    if (!done || rename(beside, path) != 0 || !sync_folder_of(path)) {
        tp_status status = fail_errno(diag, path, "write");
        unlink(beside);
        return status;
    }
    return TP_OK;
}

tp_status tp_file_write(const char *path, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    return write_as(path, data, size_bytes, 0644, diag);
}

tp_status tp_file_write_private(const char *path, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    return write_as(path, data, size_bytes, 0600, diag);
}
